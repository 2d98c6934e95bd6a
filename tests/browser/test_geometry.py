"""Pixels in the browser against the sizes in the workbook."""

from __future__ import annotations

import pytest

from support.drawn import (
    HEIGHTS,
    HIDDEN_COLUMN,
    HIDDEN_ROWS,
    PICTURE_COLUMN,
    PICTURE_OFFSET,
    PICTURE_ROW,
    PICTURE_SIZE,
    WIDTHS,
)

BEFORE = {letter: sum(WIDTHS[other][1] for other in "ABCDE"[: "ABCDE".index(letter)]) for letter in "ABCDE"}


def column(letter: str) -> str:
    return f"thead th >> text=/^{letter}/"


def row(number: int) -> str:
    return f"tbody tr:has(> th:text-matches('^{number}($|[^0-9])'))"


@pytest.mark.parametrize("letter", sorted(WIDTHS))
def test_columns(open_sheet, letter: str) -> None:
    assert open_sheet("Ficha").box(column(letter))["width"] == WIDTHS[letter][1]


@pytest.mark.parametrize("number", [1, *sorted(HEIGHTS)])
def test_rows(open_sheet, number: int) -> None:
    assert open_sheet("Ficha").box(row(number))["height"] == HEIGHTS.get(number, (15, 20))[1]


def test_hidden_rows_and_columns_are_left_out(open_sheet) -> None:
    page = open_sheet("Ficha").page
    headings = page.locator("th").all_inner_texts()
    assert HIDDEN_COLUMN not in headings
    assert not {str(number) for number in HIDDEN_ROWS} & set(headings)
    assert "oculta" not in page.locator("tbody").inner_text().split()


def test_merged_cells(open_sheet) -> None:
    opened = open_sheet("Ficha")
    title, down = opened.box(f"{row(2)} td[colspan]"), opened.box("td[rowspan]")
    assert (title["width"], title["height"]) == (sum(WIDTHS[letter][1] for letter in "BCDE"), 40)
    assert (down["width"], down["height"]) == (WIDTHS["B"][1], 60 + 20 + 20)


def test_the_picture_is_where_it_is_anchored(open_sheet) -> None:
    opened = open_sheet("Ficha")
    picture, corner = opened.box(".pic"), opened.box(column("A"))
    assert (picture["width"], picture["height"]) == PICTURE_SIZE
    assert picture["left"] == corner["left"] + BEFORE[PICTURE_COLUMN] + PICTURE_OFFSET[0]
    assert picture["top"] == opened.box(row(PICTURE_ROW))["top"] + PICTURE_OFFSET[1]


def test_fields_lie_on_their_cells(open_sheet, drawn) -> None:
    opened = open_sheet("Ficha")
    for field in drawn.fields:
        if field.sheet_name == "Ficha":
            mark = opened.box(f'[data-field-id="{field.field_id}"]')
            cell = opened.box(f'td:has(> [data-field-id="{field.field_id}"])')
            # but for the line at the end, the cell's and its neighbour's
            assert (mark["left"], mark["top"]) == (cell["left"], cell["top"])
            assert (cell["width"] - mark["width"], cell["height"] - mark["height"]) == (1, 1)


def test_text_goes_on_over_empty_cells_and_stops_at_values(open_sheet) -> None:
    opened = open_sheet("Ficha")
    cell = opened.box(f"{row(12)} td:nth-of-type(2)")
    free, stopped = opened.box(f"{row(12)} td:nth-of-type(2) > div"), opened.box(f"{row(13)} td:nth-of-type(2) > div")
    assert free["width"] > 2 * cell["width"]
    assert stopped["width"] <= cell["width"]


def test_no_text_makes_a_row_higher(open_sheet) -> None:
    opened = open_sheet("Congelada")
    heights = {opened.box(f"tbody tr:nth-child({place})")["height"] for place in (1, 50, 120)}
    assert heights == {20}


def test_frozen_rows_and_columns_stay(open_sheet) -> None:
    opened = open_sheet("Congelada")
    before = opened.box("tbody tr:nth-child(2) td:nth-of-type(1)")
    opened.page.evaluate("window.scrollTo(600, 1200)")
    after = opened.box("tbody tr:nth-child(2) td:nth-of-type(1)")
    assert after["left"] == before["left"]
    assert after["top"] == 20 + 20  # below the headings and the first row
    assert opened.box("thead th:nth-child(5)")["top"] == 0
    assert opened.box("tbody tr:nth-child(60) th")["left"] == 0
    assert opened.box("tbody tr:nth-child(60) td:nth-of-type(5)")["top"] < 800


def test_nothing_is_frozen_in_a_window_too_small_for_it(open_sheet) -> None:
    opened = open_sheet("Congelada", viewport={"width": 1200, "height": 70})
    assert opened.style("tbody tr:nth-child(2) td:nth-of-type(1)", "position") != "sticky"


def test_right_to_left(open_sheet) -> None:
    opened = open_sheet("Direita")
    first, second = opened.box("tbody td:nth-of-type(1)"), opened.box("tbody td:nth-of-type(2)")
    assert first["left"] > second["left"]
