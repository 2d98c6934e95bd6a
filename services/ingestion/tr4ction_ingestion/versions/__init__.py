"""Versions of a template: what a new one takes over, how two differ, and when founders see which."""
