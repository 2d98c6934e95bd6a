"""Sheet parts and string tables: what the patterns read must be what the tree reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from soak.mangling import mangle_text
from soak.targets import workbook_seeds
from soak.targets.target import Target
from tr4ction_workbook.ooxml import Limits, WorkbookError, strings, xml
from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.cells_tree import TreeReader
from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.generic import ElementRemainder, Names
from tr4ction_workbook.ooxml.merges import read_merges
from tr4ction_workbook.ooxml.model import CellRange, RowProperties
from tr4ction_workbook.ooxml.relationships import Package
from tr4ction_workbook.ooxml.sheet import SheetContext, read_parts
from tr4ction_workbook.ooxml.text import decode_stored

_PART = "xl/worksheets/sheet1.xml"
_LIMITS = Limits(max_cells=10_000)
_TABLE = strings.SharedStrings(["zero", "one"], {})
_PACKAGE = Package(Archive(workbook_seeds.books()[-1], _LIMITS), Budget(_LIMITS))


def check_cells(data: bytes) -> None:
    """Both ways give the same, unless neither can read the part."""
    try:
        data = xml.as_utf8(data, _PART)
        rows: dict[int, RowProperties] = {}
        table, root, merges = read_parts(data, _PART, rows, SheetContext(_PACKAGE, _TABLE, {}, Budget(_LIMITS)))
        found = _everything(table, root, rows, merges)
    except WorkbookError:
        return
    rows = {}
    table = StoredCells(_TABLE, Budget(_LIMITS))
    expected = _everything(table, TreeReader(table, rows, Budget(_LIMITS)).read(data, _PART), rows, [])
    for name, value in expected.items():
        _compare(name, found[name], value)


def _compare(name: str, found: Any, expected: Any) -> None:
    """Of long lists, what differs first is said."""
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = zip(found, expected, strict=True)
        found, expected = next((pair for pair in pairs if pair[0] != pair[1]), (None, None))
    assert found == expected, f"{name}: {found!r} by pattern, {expected!r} by tree"


def _everything(
    table: StoredCells, root: xml.Element, rows: dict[int, RowProperties], merges: list[CellRange]
) -> dict[str, Any]:
    """All that is known of a sheet part, in a form that can be compared. `merges`: those that are not in the tree."""
    return {
        "cells": list(map(repr, table)),
        "tags": table.tags,
        "values": [decode_stored(value) for value in table.values],
        "formulas": {
            index: decode_stored(formula) if isinstance(formula, bytes) else formula
            for index, formula in table.formulas.stored.items()
        },
        "other": table.other,
        "count": table.element_count,
        "runs": [table.runs(index) for index in range(len(table))],
        "metadata": table.metadata,
        "faults": table.faults,
        "rows": {number: item for number, item in rows.items() if item != RowProperties()},
        "merges": merges + read_merges(root),
        "around": ElementRemainder(root).generic(Names()),
    }


def check_strings(data: bytes) -> None:
    try:
        found = strings.read_shared_strings(data, "strings", Budget(_LIMITS))
    except WorkbookError:
        return
    expected = strings.read_tree(xml.parse(data, "strings", Budget(_LIMITS)))
    _compare("texts", found.texts, expected.texts)
    _compare("runs", found.runs, expected.runs)
    _compare("other", found.other, expected.other)
    remainders = [table.remainder.generic(Names()) for table in (found, expected) if table.remainder]
    _compare("remainder", *remainders)


def _sheet_seeds() -> Sequence[bytes]:
    own = [workbook_seeds.sheet(), workbook_seeds.sheet("<row><c/><c><v>1</v></c></row>", "")]
    prefixed = own[0].replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    return [*(text.encode() for text in [*own, prefixed]), *workbook_seeds.parts("sheet1.xml")]


def _string_seeds() -> Sequence[bytes]:
    prefixed = workbook_seeds.STRINGS.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    return [prefixed.encode(), *workbook_seeds.parts("sharedStrings.xml")]


TARGETS = (
    Target(
        "cells",
        _sheet_seeds,
        check_cells,
        lambda data, limit, dice: mangle_text(data, dice)[:limit],
        max_length=20_000,
        weight=4,
    ),
    Target(
        "strings",
        _string_seeds,
        check_strings,
        lambda data, limit, dice: mangle_text(data, dice)[:limit],
        weight=2,
    ),
)
