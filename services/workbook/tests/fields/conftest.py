"""Draws small worksheets from text, so that a test shows the sheet a person would see.

Each line is a row, cells stand between `|`:

    text      plain words            {text}    boxed and painted: looks like a label
    [text]    boxed, white           (text)    boxed and painted lightly: looks like a question
    []        boxed, white, empty    #text     bold, painted, not boxed: looks like a title
    <         merged with the cell to its left       ^    merged with the cell above
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from tr4ction_workbook.fields import Detection, FillableField, detect_fields
from tr4ction_workbook.ooxml import read_workbook

_LINE = Side(style="thin", color="FF333333")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
LABEL = PatternFill("solid", fgColor="FF93D5E0")
QUESTION = PatternFill("solid", fgColor="FFECFAFB")
_LOOKS = {"{": ("}", LABEL), "(": (")", QUESTION), "[": ("]", None)}

Change = Callable[[Worksheet], None]
Draw = Callable[..., Worksheet]


def draw(drawing: str, title: str = "Ficha", workbook: Workbook | None = None) -> Worksheet:
    """The drawing as a worksheet of a new workbook, or of `workbook`."""
    if workbook is None:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
    sheet: Worksheet = workbook.create_sheet(title)
    rows = [_tokens(line) for line in drawing.strip("\n").splitlines()]
    for row, tokens in enumerate(rows, 1):
        for column, token in enumerate(tokens, 1):
            if token not in ("", "<", "^"):
                _paint(sheet.cell(row, column), token)
    _merge(sheet, rows)
    return sheet


def _tokens(line: str) -> list[str]:
    return [token.strip() for token in line.split("|")]


def _paint(cell: Cell | MergedCell, token: str) -> None:
    if token.startswith("#"):
        cell.value, cell.font, cell.fill = token[1:], Font(bold=True, size=14), LABEL
        return
    closing, fill = _LOOKS.get(token[0], ("", None))
    if closing and token.endswith(closing):
        token = token[1:-1]
        cell.border = BOX
        if fill is not None:
            cell.fill = fill
    cell.value = token.replace("\\n", "\n") or None


def _merge(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for row, tokens in enumerate(rows, 1):
        for column, token in enumerate(tokens, 1):
            if token in ("", "<", "^"):
                continue
            right, bottom = column, row
            while right < len(tokens) and tokens[right] == "<":
                right += 1
            while bottom < len(rows) and len(rows[bottom]) >= column and rows[bottom][column - 1] == "^":
                bottom += 1
            if (right, bottom) != (column, row):
                sheet.merge_cells(start_row=row, end_row=bottom, start_column=column, end_column=right)


def save(sheet: Worksheet) -> bytes:
    """The file of the workbook of `sheet`."""
    assert sheet.parent is not None
    buffer = io.BytesIO()
    sheet.parent.save(buffer)
    return buffer.getvalue()


def detect(sheet: Worksheet) -> Detection:
    """What detection finds in the workbook of `sheet`, once it was written and read."""
    return detect_fields(read_workbook(save(sheet)))


@pytest.fixture
def fields_of() -> Callable[..., Sequence[FillableField]]:
    """`fields_of(drawing, change=None)`: the fields of a drawing, after `change` was made to its sheet."""

    def run(drawing: str, change: Change | None = None) -> Sequence[FillableField]:
        sheet = draw(drawing)
        if change is not None:
            change(sheet)
        return detect(sheet).fields

    return run


@pytest.fixture
def named(fields_of: Callable[..., Sequence[FillableField]]) -> Callable[..., dict[str, str]]:
    """As `fields_of`, but only `{cell range: label}`."""
    return lambda *args, **kwargs: {field.cell_range: field.label for field in fields_of(*args, **kwargs)}


@pytest.fixture(name="draw")
def _draw() -> Draw:
    return draw


@pytest.fixture(name="detect")
def _detect() -> Callable[[Worksheet], Detection]:
    return detect


@pytest.fixture(name="saved")
def _saved() -> Callable[[Worksheet], bytes]:
    return save
