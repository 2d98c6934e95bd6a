"""What other services must know of people, pushed to them."""
