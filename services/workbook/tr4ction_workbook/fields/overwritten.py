"""Labels that are answers too: an example or a placeholder stands where one's own name for a row or column goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from tr4ction_workbook.fields.answers import Answer
from tr4ction_workbook.fields.areas import Area, AreaMap
from tr4ction_workbook.fields.kinship import Kinship
from tr4ction_workbook.fields.neighbours import above
from tr4ction_workbook.fields.text import fold, is_placeholder

_MIN_SPARE = 2  # spare rows that make a list of a column
_NUMBERED = re.compile(r"(.+?) ?([0-9]{1,2})")
_NAME_OF = re.compile(r"(?:nome|name|nombre|nom)(?: (?:d[aeo]s?|of|del?|du|the|a|o))* (.+)")
_ENTRY = re.compile(r"[^:]{2,30}:\s*(.+)", re.DOTALL)


def list_columns(areas: AreaMap, answers: Iterable[Answer], labels: set[Area], kinship: Kinship) -> set[Area]:
    """Labels at the start of rows, in a column that goes on with spare rows: the first entries of a list.

    `answers` are those that raise no doubt, named or not; the spare rows are among what is found.
    """
    spare: dict[Area, list[Answer]] = {}  # by the first area of their column
    for answer in answers:
        if answer.area.is_blank:
            spare.setdefault(kinship.in_column(answer.area).areas[0], []).append(answer)
    found: set[Area] = set()
    for rows in spare.values():
        kin = kinship.in_column(rows[0].area)
        filled = [area for area in kin.areas if not area.is_blank]
        if len(rows) < _MIN_SPARE or not filled or filled[-1].top > min(answer.area.top for answer in rows):
            continue
        header = next(above(areas, filled[0]), None)
        if header is not None and header.has_text:
            found.update(area for area in filled if area in labels)
            found.update(answer.area for answer in rows)
    return found


def placeholders_among(areas: AreaMap, labels: set[Area], answers: Iterable[Answer]) -> dict[Area, str]:
    """Labels of a row or column that say themselves that they wait for a name, and those in line with them.

    With what each stands for, where that can be told: `Competitor 2`.
    """
    found: dict[Area, str] = {}
    named = Counter(label for answer in answers for label in (*answer.left[:1], *answer.top[:1]))
    for line in _lines({label for label in labels if named[label] > 1}):
        waiting = [label for label in line if _waits_for_a_name(areas, label)]
        for label in waiting:
            label.awaits_text = True
        found.update((label, _entry_name(label)) for label in _in_line_with(areas, waiting, line))
        found.update(_numbered_leftovers(line))
    return found


def _lines(labels: set[Area]) -> Iterator[list[Area]]:
    """Labels of one look and width, column by column, and row by row."""
    ordered = sorted(labels, key=_column_order)
    for _, column in groupby(ordered, key=lambda area: (area.left, area.right, area.look.key)):
        yield list(column)
    ordered = sorted(labels, key=_row_order)
    for _, row in groupby(ordered, key=lambda area: (area.top, area.bottom, area.look.key)):
        yield list(row)


def _column_order(area: Area) -> tuple[object, ...]:
    return area.left, area.right, area.look.key, area.top


def _row_order(area: Area) -> tuple[object, ...]:
    return area.top, area.bottom, area.look.key, area.left


def _waits_for_a_name(areas: AreaMap, label: Area) -> bool:
    """`Nome Concorrente` under the header `Concorrente`, `[name]`, or `Objective 3: ENTER OBJECTIVE`."""
    entry = _ENTRY.fullmatch(label.text)
    if (is_placeholder(label.text) and label.text[0] in "[<{(_.…") or (entry and is_placeholder(entry[1])):
        return True
    named = _NAME_OF.fullmatch(fold(label.text))
    if named is None:
        return False
    return any(fold(header.text).split("\n")[0] == named[1] for header in above(areas, label) if header.has_text)


def _in_line_with(areas: AreaMap, waiting: list[Area], line: list[Area]) -> Iterator[Area]:
    """Those that wait, and what stands under the same header or begins with the same word."""
    if not waiting:
        return
    first_words = {_first_word(label) for label in waiting}
    headers = {header for label in waiting for header in above(areas, label) if fold(header.text) in fold(label.text)}
    for label in line:
        if _first_word(label) in first_words or any(header in headers for header in above(areas, label)):
            yield label


def _first_word(label: Area) -> str:
    return fold(label.text).split(" ")[0]


def _entry_name(label: Area) -> str:
    """`Objective 1` of `Objective 1: more customers`."""
    return label.text.partition(":")[0].strip() if _ENTRY.fullmatch(label.text) else ""


def _numbered_leftovers(line: list[Area]) -> dict[Area, str]:
    """`Acme | Initech | Competitor 3`: the third of its kind, so the two before it were competitors 1 and 2."""
    numbers = [_NUMBERED.fullmatch(fold(label.text)) for label in line]
    bases = [match[1] if match else "" for match in numbers]
    counts = Counter(bases)
    first = next((place for place, base in enumerate(bases) if base and counts[base] > 1), None)
    start = None if first is None else numbers[first]
    if first is None or start is None:
        return {}
    before = int(start[2]) - 1
    rest = [match for match in numbers[first:] if match and match[1] == start[1]]
    if before < 1 or first < before:
        return {}
    for label in line[first : first + len(rest)]:
        label.awaits_text = True
    members = line[first - before : first + len(rest)]
    kind = line[first].text.strip().rstrip("0123456789").strip()
    return {label: f"{kind} {number}" for number, label in enumerate(members, 1)}
