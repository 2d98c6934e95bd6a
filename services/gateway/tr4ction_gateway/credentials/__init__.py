"""Passwords: what they must be like, how they are kept, changed and reset."""
