"""Answers into every evaluation file: they are there, for two independent readers too, and all else is as before.

Each worksheet gets texts, numbers and a boolean: in the first, the middle and the last cell without a formula, right of
its last row, and below everything.
"""

from __future__ import annotations

import io
import warnings

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from python_calamine import CalamineWorkbook

from support.archives import differing
from support.evaluation import HOW_TO_GET, IS_HERE, expected_refusal, workbooks
from tr4ction_workbook.filling import FillError, fill_workbook
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.ooxml.model import CellRange, column_letters

pytestmark = pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)

ANSWERS = (" =1+1 <ção> & \"_x0041_\"\n'😀' ", 1234.5, True, -7, "ok")
# openpyxl cannot open these or sees no sheets in them; python-calamine has faults with these
OPENPYXL_FAILS = ("49609", "empty_s_attribute", "minimal_package", "strict", "2D_Rotation", "Axis_Title", ".stripped.")
CALAMINE_FAILS = ("BlankSheetTypes", "MCExecl", "FilterByCF")
# for what an answer may be refused that is put just anywhere
REFUSALS = {
    "array_formula",
    "data_table",
    "pivot_table",
    "choice_unknown",
    "rule_broken",
    "table_header_repeated",
    "table_header_used",
}


def readable():
    return [path for path in workbooks() if expected_refusal(path) is None]


def answers_for(book):
    """By cell; none for cells that a merged range covers, which are another cell's."""
    found = {}
    for sheet in book.sheets:
        if sheet.kind != "worksheet" or not sheet.part:
            continue
        constant = [(cell.row, cell.column) for cell in sheet.cells if cell.formula is None]
        constant = [place for place in constant if not any(area.contains(*place) for area in sheet.merges)]
        chosen = [constant[index] for index in sorted({0, len(constant) // 2, len(constant) - 1}) if constant]
        bottom = max((cell.row for cell in sheet.cells), default=1)
        right = max((cell.column for cell in sheet.cells if cell.row == bottom), default=1)
        beyond = [(bottom, right + 1), (bottom + 3, 2)]
        beyond = [place for place in beyond if not any(area.contains(*place) for area in sheet.merges)]
        for (row, column), answer in zip(chosen + beyond, ANSWERS, strict=False):
            found[f"{sheet.name}!{column_letters(column)}{row}"] = answer
    return found


def fill(data, answers):
    """The filled workbook, and the answers in it: without those that something in the workbook forbids."""
    try:
        return fill_workbook(data, answers), answers
    except FillError as error:
        findings = error.findings
    unexpected = {finding.code for finding in findings} - REFUSALS
    assert not unexpected
    refused = {finding.where.replace("'", "") for finding in findings}
    allowed = {key: answer for key, answer in answers.items() if key.replace("'", "") not in refused}
    return fill_workbook(data, allowed), allowed


def in_table_headers(book, answers):
    """The answers as they are stored: names of table columns are texts."""
    headers = {
        f"{sheet.name}!{column_letters(column)}{table.range.top}"
        for sheet in book.sheets
        for table in sheet.tables
        for column in range(table.range.left, table.range.right + 1)
        if table.header_rows
    }
    return {key: str(answer).replace("True", "TRUE") if key in headers else answer for key, answer in answers.items()}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("evaluation_file", readable(), ids=lambda path: path.name)
def test_every_file(evaluation_file):
    data = evaluation_file.read_bytes()
    before = read_workbook(data)
    result, answers = fill(data, answers_for(before))
    assert len(result.cells) == len(answers)
    expected = in_table_headers(before, answers)
    check_parts(before, data, result, answers)
    check_cells(before, read_workbook(result.data), expected)
    if not any(name in evaluation_file.name for name in OPENPYXL_FAILS):
        check_with_openpyxl(data, result.data, expected)
    if not any(name in evaluation_file.name for name in CALAMINE_FAILS):
        check_with_calamine(result.data, expected)


def check_parts(before, data, result, answers):
    changed = {name.replace("\\", "/") for name in differing(data, result.data)}
    touched = {sheet.part for sheet in before.sheets if any(key.startswith(f"{sheet.name}!") for key in answers)}
    tables = {part for part in changed if "/tables/" in part}
    assert not tables or any(sheet.tables for sheet in before.sheets)
    assert changed - touched - tables <= {before.source.part}
    assert (before.source.part in changed) <= result.recalculates
    assert set(result.parts) == changed


def check_cells(before, after, expected):
    old, new = stored_cells(before), stored_cells(after)
    for key, answer in expected.items():
        style, value, formula = new.pop(key)
        assert (type(value) is bool, value, formula) == (type(answer) is bool, answer, None), key
        assert key not in old or old.pop(key)[0] == style
    assert new == old
    for one, other in zip(before.sheets, after.sheets, strict=True):
        for name in ("merges", "validations", "rows", "columns", "hyperlinks", "notes", "drawings", "controls"):
            assert getattr(one, name) == getattr(other, name), (one.name, name)


def stored_cells(book):
    return {
        f"{sheet.name}!{cell.reference}": (cell.style_id, cell.value, cell.formula)
        for sheet in book.sheets
        for cell in sheet.cells
    }


def check_with_openpyxl(before, after, expected):
    one, other = open_with_openpyxl(before), open_with_openpyxl(after)
    assert one.sheetnames == other.sheetnames
    for old, new in zip(one.worksheets, other.worksheets, strict=True):
        for place, cell in new._cells.items():
            key = f"{old.title}!{cell.coordinate}"
            if key not in expected:
                assert content(cell) == content(old._cells[place]), key
                assert cell._style == old._cells[place]._style, key
            elif isinstance(cell.value, (int, float, str)):  # and no moment, which a date's format makes of numbers
                assert (unescape(cell.value) if isinstance(cell.value, str) else cell.value) == expected[key], key


def open_with_openpyxl(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


def content(cell):
    return vars(cell.value) if isinstance(cell.value, (ArrayFormula, DataTableFormula)) else cell.value


def check_with_calamine(data, expected):
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in book.sheet_names:
        answers = {key: answer for key, answer in expected.items() if key.startswith(f"{sheet}!")}
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) if answers else []
        for key, answer in answers.items():
            area = CellRange.parse(key.rpartition("!")[2])
            found = rows[area.top - 1][area.left - 1]
            if isinstance(found, (int, float, str)):
                assert found == answer, key
