"""People and their start-ups."""
