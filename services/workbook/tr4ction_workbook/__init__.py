"""The TR4CTION workbook engine: an Excel workbook in, its snapshot and fillable fields out."""

__version__ = "2.0.0"
