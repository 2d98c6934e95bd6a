"""Published templates as founders go through them: trails, their steps, and what each step asks."""
