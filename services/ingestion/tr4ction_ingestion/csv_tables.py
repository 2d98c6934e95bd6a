"""Tables for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence


def csv_table(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """RFC 4180, with a byte order mark, by which Excel knows UTF-8, and without formulas."""
    output = io.StringIO()
    writer = csv.DictWriter(output, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([{name: _harmless(value) for name, value in row.items()} for row in rows])
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + output.getvalue()


def _harmless(value: object) -> object:
    """A text that a spreadsheet program would take for a formula begins with an apostrophe (OWASP, CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
