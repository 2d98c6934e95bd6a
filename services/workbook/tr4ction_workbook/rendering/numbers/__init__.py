"""Number formats (ECMA-376 part 1, clause 18.8.31): a value and a format code in, what Excel shows out."""

from tr4ction_workbook.rendering.numbers.formatter import Formatter, Shown
from tr4ction_workbook.rendering.numbers.locales import LOCALES, Locale

__all__ = ["LOCALES", "Formatter", "Locale", "Shown"]
