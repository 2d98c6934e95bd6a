"""The file format: bytes of an xlsx, xlsm, xltx or xltm file → `Workbook`."""

from tr4ction_workbook.ooxml.errors import WorkbookError
from tr4ction_workbook.ooxml.limits import Limits
from tr4ction_workbook.ooxml.model import Workbook
from tr4ction_workbook.ooxml.reader import read_workbook

__all__ = ["Limits", "Workbook", "WorkbookError", "read_workbook"]
