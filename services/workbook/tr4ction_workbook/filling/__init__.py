"""Original bytes and answers → filled bytes, touching only what was answered."""

from tr4ction_workbook.filling.errors import FillError, Finding
from tr4ction_workbook.filling.fill import fill_workbook
from tr4ction_workbook.filling.model import Answer, Filled, cell_name
from tr4ction_workbook.filling.targets import is_address

__all__ = ["Answer", "FillError", "Filled", "Finding", "cell_name", "fill_workbook", "is_address"]
