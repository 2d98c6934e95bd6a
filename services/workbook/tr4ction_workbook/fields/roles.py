"""What each area is for: a label, an answer, or neither.

Colour means different things on different sheets, so roles are relative: of two neighbours, the one that stands out
more names the other. What nothing weaker leans on is where the answer goes, filled with an example or not.
"""

from __future__ import annotations

from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.blanks import is_line_to_write_on
from tr4ction_workbook.fields.kinship import Kinship
from tr4ction_workbook.fields.looks import WHITE
from tr4ction_workbook.fields.neighbours import above, columns_of, overlap, rows_of, to_the_left
from tr4ction_workbook.fields.text import ends_asking

_DARKER = 0.02
_BOLD = 0.15  # as much as that much paint
_SAME_COLUMNS = 0.6
_SAME_ROWS = 0.4
_FAR = 8  # rows


def prominence(area: Area) -> float:
    """How much an area stands out as a label."""
    return area.look.emphasis + (_BOLD if area.look.format.font.bold or area.is_table_header else 0.0)


def names(label: Area, other: Area) -> bool:
    """Whether `label` could name `other`."""
    if label.text == "" or label.is_pictured or (label.is_formula and label.look.key == other.look.key):
        return False
    if other.is_number and not label.is_number and not label.is_formula:
        return True
    return other.is_blank or is_line_to_write_on(other.text) or prominence(label) > prominence(other) + _DARKER


def find_labels(areas: AreaMap, candidates: set[Area], kinship: Kinship) -> set[Area]:
    """Candidates that name a weaker candidate right beside or below them, and what stands in line with these."""
    labels: set[Area] = set()
    headers: set[Area] = set()
    rows_beside: dict[Area, set[int]] = {}
    for area in areas:
        if area not in candidates:
            continue
        left = next(to_the_left(areas, area), None)
        if left in candidates and _leads(left, area) and leads_to(left, area) and not _equal_style(left, area):
            labels.add(left)
        if left in candidates and left.text != "" and left.top <= area.top and area.bottom <= left.bottom:
            rows_beside.setdefault(left, set()).add(area.top)
        top = next(above(areas, area), None) or (far_header(areas, area) if left is None else None)
        if top in candidates and _is_header(areas, top, area) and not _answers_alike(areas, top, area, left):
            headers.add(top)
    blocks = {label for label, rows in rows_beside.items() if len(rows) > 1}  # they name several rows
    labels = {label for label in labels | blocks if _may_name(label)}
    headers = {header for header in headers if _may_name(header)}
    labels |= _in_line(areas, labels, candidates) | _among_headers(kinship, headers, candidates) | headers
    return labels | _in_label_look(kinship, labels, candidates)


def _is_header(areas: AreaMap, label: Area, area: Area) -> bool:
    if _equal_style(label, area, is_above=True) or not names(label, area):
        return False
    return heads(label, area) or bool(header_parts(areas, label, area))


def _answers_alike(areas: AreaMap, top: Area, area: Area, left: Area | None) -> bool:
    """Whether labels of one column lead to both: the upper one is an answer in darker paint, no header."""
    if left is None:
        return False
    other = next(to_the_left(areas, top), None)
    led = leads_to(left, area) and _leads(left, area)
    return (
        led and other is not None and other is not left and columns_of(other) == columns_of(left) and names(other, top)
    )


def leads_to(label: Area, other: Area) -> bool:
    """Whether `label` could name what stands to its right: it stands out, or asks."""
    asks = label.text != "" and ends_asking(label.text) and not ends_asking(other.text) and not other.is_formula
    if asks and other.look.emphasis <= label.look.emphasis + _DARKER:
        return True
    return names(label, other)


def _in_line(areas: AreaMap, labels: set[Area], candidates: set[Area]) -> set[Area]:
    """number | item | instructions → answer: words that look like the label to their right lead to it."""
    found: set[Area] = set()
    for label in labels:
        for near in to_the_left(areas, label):
            is_alike = near.look.key == label.look.key and rows_of(near) == rows_of(label)
            if near in labels or near not in candidates or not is_alike or near.is_blank or near.is_choice:
                break
            found.add(near)
    return found


def _among_headers(kinship: Kinship, headers: set[Area], candidates: set[Area]) -> set[Area]:
    """Words in a row of which most head a column head one too, though nothing below needs it."""
    found: set[Area] = set()
    for kin in {kin.areas[0]: kin for kin in map(kinship.in_row, headers)}.values():
        row = [area for area in kin.areas if area.text != "" and not area.is_choice]
        if 2 * sum(area in headers for area in row) >= len(row):
            found.update(area for area in row if area in candidates)
    return found


def _in_label_look(kinship: Kinship, labels: set[Area], candidates: set[Area]) -> set[Area]:
    """Words in a paint in which labels are written and nothing awaits an answer."""
    found: set[Area] = set()
    for kin in kinship.looks():
        if kin.areas[0].look.key[0] == WHITE or kin.validated or kin.blanks > 0.2 * len(kin):
            continue
        if sum(area in labels for area in kin.areas) >= max(2, 0.3 * kin.words):
            found.update(area for area in kin.areas if area.text != "" and area in candidates)
    return found


def _may_name(label: Area) -> bool:
    return not label.is_choice and not (label.is_read and label.is_number)


def _leads(label: Area, answer: Area) -> bool:
    """Whether `label`, left of `answer`, is level with it: inside its rows for the most part, or spanning them."""
    shared = min(label.bottom, answer.bottom) - max(label.top, answer.top) + 1
    return shared == answer.height or shared >= _SAME_ROWS * answer.height


def heads(label: Area, answer: Area) -> bool:
    return overlap(columns_of(label), columns_of(answer)) >= _SAME_COLUMNS


def far_header(areas: AreaMap, area: Area) -> Area | None:
    """What heads a blank that nothing near names: the first thing above, over more blank rows, if it stands out."""
    if not area.is_blank:
        return None
    found = next(above(areas, area, _FAR), None)
    if found is None or not found.has_text or found.is_number or not heads(found, area):
        return None
    return found if prominence(found) > prominence(area) + _DARKER else None


def header_parts(areas: AreaMap, label: Area, answer: Area) -> list[Area]:
    """`label` and what stands beside it, where they head one wide box together: `S | Strengths | what helps`."""
    if label.left != answer.left or label.right >= answer.right:
        return []
    rows = range(label.top, answer.top)
    places = ((row, column) for row in rows for column in range(answer.left, answer.right + 1))
    parts = list(dict.fromkeys(filter(None, (areas.at(*where) for where in places))))
    if not all(part.look.fill == label.look.fill and part.right <= answer.right for part in parts):
        return []
    return [part for part in parts if part.has_text]


def _equal_style(first: Area, second: Area, is_above: bool = False) -> bool:
    """Two cells of one kind: a filled example beside or above a spare one. Only on the left does punctuation tell."""
    same_font = first.look.format.font.bold == second.look.format.font.bold and not first.is_table_header
    asks = not is_above and second.is_blank and first.text.endswith((":", "?"))
    return abs(first.look.emphasis - second.look.emphasis) <= _DARKER and same_font and not asks
