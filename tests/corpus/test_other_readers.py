"""Every cell of every evaluation file against openpyxl, and its value against python-calamine.

What differs is openpyxl's own doing, and is left out of the comparison here, each for its reason:

- cells that a merge covers: openpyxl replaces them, with neither value nor style; it also changes borders at the anchor
- an empty cell with a hyperlink: openpyxl invents the address as its value
- a workbook without a style part: openpyxl invents a default style
- an empty text result is None or `""`, depending on how it is stored; here both count as empty
- all cells of an array formula have its text here; openpyxl gives it to the first one
- packages in the strict namespaces: openpyxl sees no sheets in them
- chart, dialog and macro sheets, which openpyxl takes for worksheets or skips
- pictures, which openpyxl drops where Pillow is not installed: not compared
- notes that stand for a thread: here the thread's own text
"""

from __future__ import annotations

import datetime
import warnings

import openpyxl
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from python_calamine import CalamineWorkbook

from support.evaluation import expected_refusal, workbooks
from tr4ction_workbook.ooxml import read_workbook

MOMENT = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
# openpyxl cannot open s="" and a package without most parts, and sees no sheets in strict packages
OPENPYXL_FAILS = (
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


def openpyxl_color(color):
    if color is None:
        return None
    if color.type == "auto":
        return "auto"
    return color.type, color.value, round(color.tint or 0, 9)


def our_color(color):
    if color is None:
        return None
    tint = round(color.tint, 9)
    if color.theme is not None:
        return "theme", color.theme, tint
    if color.indexed is not None:
        return "indexed", color.indexed, tint
    if color.rgb is not None:
        return "rgb", color.rgb.rjust(8, "0"), tint
    return "auto"


def our_style(cell_format, merged):
    font, fill, border, alignment = cell_format.font, cell_format.fill, cell_format.border, cell_format.alignment
    found = {
        "number_format": cell_format.number_format,
        "font": (font.name, font.size, font.bold, font.italic, font.underline, font.strike, font.vertical_align),
        "font color": our_color(font.color),
        "fill": fill.pattern,
        "alignment": (alignment.horizontal, alignment.vertical, alignment.wrap, alignment.indent),
        "turned": (alignment.text_rotation, alignment.shrink, alignment.reading_order),
        "protection": (cell_format.locked, cell_format.hidden),
    }
    if fill.foreground and fill.pattern != "gradient":
        found["foreground"] = our_color(fill.foreground)
    if fill.background and fill.pattern != "gradient":
        found["background"] = our_color(fill.background)
    if not merged:
        for edge in ("left", "right", "top", "bottom", "diagonal"):
            style = getattr(border, edge)
            found[edge] = style and (style, our_color(getattr(border, f"{edge}_color")))
    return found


def openpyxl_style(cell, ours):
    font, fill, alignment, border = cell.font, cell.fill, cell.alignment, cell.border
    gradient = fill.tagname == "gradientFill"
    found = {
        "number_format": cell.number_format,
        "font": (font.name, font.sz, bool(font.b), bool(font.i), font.u, bool(font.strike), font.vertAlign),
        "font color": openpyxl_color(font.color),
        "fill": "gradient" if gradient else fill.patternType or "none",
        "alignment": (alignment.horizontal, alignment.vertical, bool(alignment.wrapText), int(alignment.indent)),
        "turned": (alignment.textRotation or 0, bool(alignment.shrinkToFit), int(alignment.readingOrder or 0)),
        "protection": (cell.protection.locked, cell.protection.hidden),
    }
    if "foreground" in ours:
        found["foreground"] = openpyxl_color(fill.fgColor)
    if "background" in ours:
        found["background"] = openpyxl_color(fill.bgColor)
    for edge in ("left", "right", "top", "bottom", "diagonal"):
        if edge in ours:
            side = getattr(border, edge)
            style = side and side.style if side and side.style != "none" else None
            found[edge] = style and (style, openpyxl_color(side.color))
    return found


def openpyxl_formula(cell):
    value = cell.value
    if isinstance(value, ArrayFormula):
        value = value.text
    if isinstance(value, DataTableFormula):
        return "TABLE"
    return value.removeprefix("=") if cell.data_type == "f" else None


def expected_value(cell, ours, epoch):
    """What openpyxl shows, as the stored value where it made a date of it."""
    value = cell.value
    if isinstance(value, MOMENT):
        return value
    if isinstance(value, str) and cell.hyperlink is not None and not ours:
        return None
    return None if value == "" else value


def our_value(cell, expected, epoch):
    if isinstance(expected, MOMENT):
        if cell.type == "number":
            return from_excel(cell.value, epoch, timedelta=isinstance(expected, datetime.timedelta))
        return expected  # an ISO text, which openpyxl parses
    return None if cell.value == "" else cell.value


def compare_sheet(book, sheet, with_formulas, with_values):
    covered, anchors = set(), set()
    for merge in sheet.merges:
        anchors.add((merge.top, merge.left))
        rows, columns = range(merge.top, merge.bottom + 1), range(merge.left, merge.right + 1)
        covered |= {(row, column) for row in rows for column in columns}
    arrays = [area for area, _ in sheet.cells.formulas.ranges]
    seen, styles = set(), set()
    epoch = with_values.parent.epoch
    for cell in sheet.cells:
        place = (cell.row, cell.column)
        seen.add(place)
        if place in covered and place not in anchors:
            continue
        formula_cell, value_cell = with_formulas._cells[place], with_values._cells[place]
        theirs = openpyxl_formula(formula_cell)
        if theirs is not None or not any(area.contains(*place) for area in arrays):
            ours = "TABLE" if (cell.formula or "").startswith("TABLE(") else cell.formula
            assert ours == theirs, (sheet.name, cell.reference)
        expected = expected_value(value_cell, cell.value, epoch)
        assert our_value(cell, expected, epoch) == expected, (sheet.name, cell.reference)
        cell_format = book.styles[cell.style_id]
        if cell.type == "number":
            assert cell_format.is_date == isinstance(expected, MOMENT), (sheet.name, cell.reference)
        pair = (cell.style_id, tuple(formula_cell._style), place in anchors)
        if pair not in styles and len(book.styles):
            styles.add(pair)
            found = our_style(cell_format, place in anchors)
            assert found == openpyxl_style(formula_cell, found), (sheet.name, cell.reference)
    missing = {place for place, cell in with_formulas._cells.items() if cell.value is not None} - seen - covered
    assert not missing


def compare_surroundings(sheet, theirs):
    assert {str(area) for area in sheet.merges} == {str(area) for area in theirs.merged_cells.ranges}
    ours = [item for item in sheet.validations if not item.is_extension]
    assert len(ours) == len(theirs.data_validations.dataValidation)
    for one, other in zip(ours, theirs.data_validations.dataValidation, strict=True):
        assert (one.type, one.formula1, one.formula2) == (other.type, other.formula1, other.formula2)
        assert one.show_dropdown is not bool(other.showDropDown)
    assert {table.name: str(table.range) for table in sheet.tables} == dict(theirs.tables.items())
    for row, properties in sheet.rows.items():
        other = theirs.row_dimensions[row]
        assert (properties.height, properties.hidden) == (other.height, bool(other.hidden)), row
        assert properties.outline_level == (other.outlineLevel or 0), row
    notes = {cell.coordinate: cell.comment.text for cell in theirs._cells.values() if getattr(cell, "comment", None)}
    threads = {note.reference for note in sheet.notes if note.threaded}
    our_notes = {reference: text for reference, text in sheet.comments.items() if reference not in threads}
    assert our_notes == {reference: text for reference, text in notes.items() if reference not in threads}
    assert sheet.is_protected == bool(theirs.protection.sheet)
    assert sheet.state == theirs.sheet_state


def test_against_openpyxl(for_openpyxl):
    book = read_workbook(for_openpyxl)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with_formulas = openpyxl.load_workbook(for_openpyxl)
        with_values = openpyxl.load_workbook(for_openpyxl, data_only=True)
    worksheets = {sheet.title for sheet in with_formulas.worksheets}
    assert worksheets
    for sheet in book.sheets:
        if sheet.kind == "worksheet" and sheet.name in worksheets:
            compare_sheet(book, sheet, with_formulas[sheet.name], with_values[sheet.name])
            compare_surroundings(sheet, with_formulas[sheet.name])


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
