"""What admins and mentors see of everybody's trails, and what admins do about them."""
