"""Start-ups, and the cycles they take part in."""
