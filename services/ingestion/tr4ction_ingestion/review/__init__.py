"""Human corrections of what detection found: kept apart from it, with who and when, and undone as easily as made."""
