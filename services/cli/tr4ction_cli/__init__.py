"""tr4ction: the engine's commands on files, and the whole stack without Docker."""

__version__ = "2.0.0"
