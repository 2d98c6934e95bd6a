"""The TR4CTION ingestion service: workbooks in and out."""

__version__ = "2.0.0"
