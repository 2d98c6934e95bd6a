"""`tr4ction run`: the whole stack on one machine, without Docker."""
