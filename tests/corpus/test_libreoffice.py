"""Filled workbooks opened by LibreOffice: every answer is in what it saves again."""

from __future__ import annotations

import pytest

from support.evaluation import EVAL, HOW_TO_GET, IS_HERE, Q1
from support.libreoffice import HOW_TO_GET as HOW_TO_GET_LIBREOFFICE
from support.libreoffice import PROGRAM, converted
from tr4ction_workbook.filling import FillError, fill_workbook
from tr4ction_workbook.inspection import inspect_workbook
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.ooxml.model import column_letters

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET),
    pytest.mark.skipif(PROGRAM is None, reason=HOW_TO_GET_LIBREOFFICE),
]

FORMS = ("Timesheet.xlsx", "PF_Round_2_Success.xlsx", "issue.3720.xlsx")
# Prefixed and strict parts, no references, tables, controls, pivots, macros, 1904, pictures, shared formulas
NASTY = (
    "4505.namespace",
    "strict_iso_paths",
    "minimal_package",
    "table05",
    "form_control",
    "pivottable_outline_mode",
    "macro04",
    "duplicateRowTest",
    "InlineStrings",
    "CalcChain",
)
KINDS = {"number": 1234.5, "date": "2026-01-31", "boolean": True}


def by_fields(path):
    """An answer for every field; an option, a number, a date or words."""
    fields = inspect_workbook(path).fields
    answers = {
        field.field_id: field.options[-1]
        if field.options
        else KINDS.get(field.inferred_type, f"{number} Ação <&> =1\n2")
        for number, field in enumerate(fields)
    }
    return without_refused(path, answers, fields)


def by_cells(path):
    """A text, a number and a boolean below everything on every worksheet."""
    answers = {}
    for sheet in read_workbook(path).sheets:
        if sheet.kind == "worksheet" and sheet.state == "visible":
            bottom = max((cell.row for cell in sheet.cells), default=0) + 2
            for column, answer in enumerate(("=Ação", 12.25, True), 2):
                answers[f"{sheet.name}!{column_letters(column)}{bottom}"] = answer
    return without_refused(path, answers, ())


def without_refused(path, answers, fields):
    try:
        return fill_workbook(path, answers, fields=fields)
    except FillError as error:
        keys = {finding.where for finding in error.findings}
        places = {field.field_id: f"{field.sheet_name}!{field.cell_range.partition(':')[0]}" for field in fields}
        left = {
            key: answer
            for key, answer in answers.items()
            if places.get(key, key) not in {key.replace("'", "") for key in keys}
        }
        return fill_workbook(path, left, fields=fields)


def cells(data):
    """Values by place; LibreOffice saves booleans as formulas."""
    sheets = read_workbook(data).sheets
    return {(sheet.name, cell.row, cell.column): cell.value for sheet in sheets for cell in sheet.cells}


@pytest.mark.timeout(120)
def test_libreoffice_reads_every_answer(tmp_path):
    nasty = [next(path for path in sorted((EVAL / "nasty").glob("*.xl*")) if part in path.name) for part in NASTY]
    filled = {path: by_fields(path) for path in (Q1, *(EVAL / "forms" / name for name in FORMS))}
    filled |= {path: by_cells(path) for path in nasty}
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    names = {path: tmp_path / "in" / f"{number}{path.suffix}" for number, path in enumerate(filled)}
    for path, result in filled.items():
        names[path].write_bytes(result.data)
    saved = converted(names.values(), tmp_path / "out")
    for path, result in filled.items():
        assert names[path].stem in saved, f"{path.name} was not opened"
        before, seen = cells(path), cells(saved[names[path].stem])
        answered = {
            place: value for place, value in cells(result.data).items() if value not in (None, before.get(place))
        }
        assert answered
        assert {place: seen.get(place) for place in answered} == answered, path.name
