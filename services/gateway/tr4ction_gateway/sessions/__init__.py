"""Logging in, staying logged in, and who is asking."""
