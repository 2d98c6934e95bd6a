"""What an answer area arrives filled with: another company's example, shown as a hint and never saved as an answer."""

from __future__ import annotations

from collections.abc import Sequence

from tr4ction_workbook.fields.areas import Area
from tr4ction_workbook.ooxml.dates import serial_to_datetime


def example_text(area: Area, options: Sequence[str], date_1904: bool) -> str | None:
    """The example as a person would type it; None where the area is blank or only says where to write."""
    value = area.cell.value
    if area.awaits_text or value is None:
        return None
    if options and area.control is not None and area.control.holds == "position":
        return options[int(value) - 1] if isinstance(value, int | float) and 1 <= value <= len(options) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        moment = serial_to_datetime(value, date_1904) if area.look.format.is_date else None
        if moment is not None:
            return moment.date().isoformat() if moment.time().isoformat() == "00:00:00" else moment.isoformat()
        return f"{value:.15g}"
    return area.text
