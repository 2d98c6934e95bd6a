"""What is there to be read: titles, explanation, instructions, worked examples. Never a field, kept as guidance."""

from __future__ import annotations

from collections.abc import Iterable

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.model import Guidance


def find_theory(areas: AreaMap) -> set[Area]:
    """The areas in outlined (collapsible) rows of a sheet that has boxes outside of them."""
    outlined = [area for area in areas if area.outline_level > 0]
    has_form = any(area.is_boxed for area in areas if area.outline_level == 0)
    return {area for group in _groups(outlined) if not _is_filled_in(group) for area in group} if has_form else set()


def _groups(outlined: Iterable[Area]) -> list[list[Area]]:
    """Areas in rows that collapse together."""
    groups: list[list[Area]] = []
    bottom = 0
    for area in outlined:
        if not groups or area.top > bottom + 1:
            groups.append([])
        groups[-1].append(area)
        bottom = max(bottom, area.bottom)
    return groups


def _is_filled_in(group: Iterable[Area]) -> bool:
    """Whether rows collapse to save room: nobody chooses, or opens a lock, in an explanation."""
    return any(area.is_choice or area.is_unlocked or area.control is not None for area in group)


def collect_guidance(areas: AreaMap, fields: Iterable[Area], labels: Iterable[Area]) -> Guidance | None:
    """All words of the sheet that are neither an answer's nor its label's, a line for each row."""
    used = set(fields) | set(labels)
    lines: list[str] = []
    row = 0
    for area in areas:
        if not area.has_text or area in used:
            continue
        if area.top == row and lines:
            lines[-1] += f" | {area.text}"
        else:
            lines.append(area.text)
        row = area.top
    return Guidance(areas.sheet.name, "\n".join(lines)) if lines else None
