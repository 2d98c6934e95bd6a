"""What the TR4CTION services share: settings, problems, logging, tokens, database sessions, blobs."""

__version__ = "2.0.0"
