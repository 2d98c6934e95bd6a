"""Every readable evaluation file against openpyxl, and the values of its cells against python-calamine.

Compared are values, formulas, formats and styles of all cells, and what stands around them (`openpyxl_surroundings`).
What differs is openpyxl's own doing. Each such difference has a rule, and is asserted to be just what the rule says:

- cells that a merge covers: openpyxl replaces them by cells without a value
- borders of a merge's first cell: openpyxl adds the right and bottom lines of its last one
- an empty cell with a hyperlink: openpyxl invents the address as its value
- a workbook without a style part: openpyxl invents a default style
- an empty text result is None or `""`, depending on how it is stored; here both count as empty
- all cells of an array formula have its text here; openpyxl gives it to the first one
- a number shown as a date: openpyxl makes a date of it, which is compared with the stored number's
- files that openpyxl cannot open, and packages in the strict namespaces, in which it sees no sheets
- chart, dialog and macro sheets, which openpyxl takes for worksheets or skips
"""

from __future__ import annotations

import datetime
import warnings

import openpyxl
import pytest
from openpyxl.cell import MergedCell
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from python_calamine import CalamineWorkbook

from support.evaluation import expected_refusal, workbooks
from support.openpyxl_styles import openpyxl_style, our_style
from support.openpyxl_surroundings import surroundings
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.snapshot import build_snapshot

MOMENT = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
# openpyxl cannot open s="", a package without most parts and one whose names are in lower case, and sees no sheets in
# strict packages
OPENPYXL_FAILS = (
    "49609",
    "empty_s_attribute",
    "minimal_package",
    "strict",
    "2D_Rotation",
    "Axis_Title",
)
# what calamine cannot: macro sheets; it joins the texts of elements that it does not know, and
# takes 20 s and all the memory for a sheet with cells far apart
CALAMINE_FAILS = ("BlankSheetTypes", "MCExecl", "FilterByCF")


def pytest_generate_tests(metafunc):
    """Workbooks that both readers can open; the `.stripped` ones have the same cells as their originals."""
    for fixture, fails in (("for_openpyxl", OPENPYXL_FAILS), ("for_calamine", CALAMINE_FAILS)):
        if fixture in metafunc.fixturenames:
            readable = [
                path for path in workbooks() if expected_refusal(path) is None and ".stripped." not in path.name
            ]
            files = [path for path in readable if not any(name in path.name for name in fails)]
            metafunc.parametrize(fixture, files, ids=lambda path: path.name)


def openpyxl_formula(cell):
    value = cell.value
    if isinstance(value, ArrayFormula):
        value = value.text
    if isinstance(value, DataTableFormula):
        return "TABLE"
    return value.removeprefix("=") if cell.data_type == "f" else None


def expected_value(cell, ours):
    """What openpyxl shows; None where it invents a value from a hyperlink."""
    value = cell.value
    if value and isinstance(value, str) and cell.hyperlink is not None and not ours:
        assert value in (cell.hyperlink.target, cell.hyperlink.location)
        return None
    return None if value == "" else value


def our_value(cell, expected, epoch):
    if isinstance(expected, MOMENT):
        if cell.type == "number":
            return from_excel(cell.value, epoch, timedelta=isinstance(expected, datetime.timedelta))
        return expected  # an ISO text, which openpyxl parses
    return None if cell.value == "" else cell.value


class Merges:
    """Which cells merges cover, and the last cell of the merge that begins at a cell."""

    def __init__(self, areas):
        self.last = {(area.top, area.left): (area.bottom, area.right) for area in areas}
        self.covered = {
            (row, column)
            for area in areas
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        } - self.last.keys()


def compare_style(book, style_id, theirs, last):
    """`last`: the last cell of the merge that begins here, as openpyxl has it; None where none does."""
    ours = our_style(book.styles[style_id])
    expected = openpyxl_style(theirs, ours)
    if last is not None:
        ends = openpyxl_style(last, ours)
        for edge in ("right line", "bottom line"):
            if ours[edge] is None and expected[edge] == ends[edge]:
                ours[edge] = ends[edge]
    assert ours == expected, theirs.coordinate


def compare_formula(sheet, cell, theirs):
    ours = "TABLE" if (cell.formula or "").startswith("TABLE(") else cell.formula
    if ours != theirs:
        ranges = [area for area, _ in sheet.cells.formulas.ranges if area.contains(cell.row, cell.column)]
        assert theirs is None, cell.reference
        assert any((area.top, area.left) != (cell.row, cell.column) for area in ranges), cell.reference


def compare_sheet(book, sheet, with_formulas, with_values):
    merges = Merges(sheet.merges)
    seen, styles = set(), set()
    epoch = with_values.parent.epoch
    for cell in sheet.cells:
        place = (cell.row, cell.column)
        seen.add(place)
        formula_cell, value_cell = with_formulas._cells[place], with_values._cells[place]
        if place in merges.covered:
            assert isinstance(formula_cell, MergedCell)
            continue
        compare_formula(sheet, cell, openpyxl_formula(formula_cell))
        expected = expected_value(value_cell, cell.value)
        assert our_value(cell, expected, epoch) == expected, (sheet.name, cell.reference)
        if cell.type == "number":
            assert book.styles[cell.style_id].is_date == isinstance(expected, MOMENT), (sheet.name, cell.reference)
        last = with_formulas._cells[merges.last[place]] if place in merges.last else None
        pair = (cell.style_id, tuple(formula_cell._style), last and last.coordinate)
        if pair not in styles and len(book.styles):
            styles.add(pair)
            compare_style(book, cell.style_id, formula_cell, last)
    assert not {place for place, cell in with_formulas._cells.items() if cell.value is not None} - seen


def compare_names(book, theirs):
    """Of two names in one scope openpyxl has the later one."""
    ours = {
        (name.sheet_index, name.name): name.formula for name in book.defined_names if not is_for_printing(name.name)
    }
    scopes = [(None, theirs.defined_names), *enumerate(getattr(sheet, "defined_names", {}) for sheet in theirs._sheets)]
    found = {(scope, name): item.value or "" for scope, names in scopes for name, item in names.items()}
    assert ours == found


def is_for_printing(name):
    return name.casefold() in ("_xlnm.print_area", "_xlnm.print_titles", "_xlnm._filterdatabase")


def test_against_openpyxl(for_openpyxl):
    book = read_workbook(for_openpyxl)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with_formulas = openpyxl.load_workbook(for_openpyxl)
        with_values = openpyxl.load_workbook(for_openpyxl, data_only=True)
    snapshot = build_snapshot(book)
    worksheets = {sheet.title for sheet in with_formulas.worksheets}
    assert worksheets
    for sheet in book.sheets:
        if sheet.kind == "worksheet" and sheet.name in worksheets:
            theirs = with_formulas[sheet.name]
            compare_sheet(book, sheet, theirs, with_values[sheet.name])
            for what, ours, expected in surroundings(sheet, snapshot.sheets[sheet.index], theirs, book.source.package):
                assert ours == expected, (sheet.name, what)
    compare_names(book, with_formulas)


def unreadable_for_openpyxl():
    return [path for path in workbooks() if any(name in path.name for name in OPENPYXL_FAILS)]


@pytest.mark.parametrize("path", unreadable_for_openpyxl(), ids=lambda path: path.name)
def test_what_openpyxl_cannot_read(path):
    """It raises, or sees no sheets where there are some: else the file belongs among those that are compared."""
    assert any(sheet.kind == "worksheet" for sheet in read_workbook(path).sheets)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            worksheets = openpyxl.load_workbook(path).worksheets
        except (LookupError, ValueError, TypeError, AttributeError):
            return
    assert not worksheets


def calamine_text(value):
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def test_against_calamine(for_calamine):
    """Texts and numbers; calamine trims some texts, and makes dates of its own of numbers."""
    book = read_workbook(for_calamine)
    theirs = CalamineWorkbook.from_path(str(for_calamine))
    for sheet in book.sheets:
        if sheet.kind != "worksheet" or sheet.name not in theirs.sheet_names:
            continue
        rows = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for cell in sheet.cells:
            if cell.type not in ("text", "number") or not cell.value:
                continue
            if cell.row > len(rows) or cell.column > len(rows[cell.row - 1]):
                continue
            expected = rows[cell.row - 1][cell.column - 1]
            if isinstance(expected, MOMENT) or (cell.type == "text" and isinstance(expected, float)):
                continue
            assert calamine_text(cell.value) == calamine_text(expected), (sheet.name, cell.reference)
