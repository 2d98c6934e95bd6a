"""No text makes the patterns slow: time stays in proportion to size for what is made to take its square."""

from __future__ import annotations

import contextlib
import time

import pytest

from tr4ction_workbook.ooxml import Limits, WorkbookError, read_workbook
from tr4ction_workbook.snapshot import build_snapshot, encode_snapshot

N = 60_000
CELL = '<c r="A1" t="inlineStr"><is>'


@contextlib.contextmanager
def quick(seconds=4):
    """With the square of N, any of these would take minutes."""
    started = time.process_time()
    with contextlib.suppress(WorkbookError):
        yield
    assert time.process_time() - started < seconds


@pytest.mark.parametrize(
    "content",
    [
        "<row " * N,
        '<row r="1">' * N,
        '<row r="1" ht="1"' + "a" * N * 10 + "></row>",
        '<row r="1" ht="1" ' + "a:" * N * 5 + "/>",
        '<row r="1">' + "<c " * N,
        '<row r="1">' + CELL * N,
        '<row r="1">' + CELL + "<t>" * N,
        '<row r="1"><c r="A1"' + " " * N * 10 + "x</row>",
        '<row r="1"><c ' + "a" * N * 10 + "/></row>",
        '<row r="1"><c r="A1"><f ' + "<f " * N + "</row>",
        '<row r="1"><c r="A1"><v>' + "1" * N * 10 + "x</v></c></row>",
        '<row r="1"><c r="A1"><v>' + "1" * N * 10 + "</v></c></row>",
        '<row r="1"><c r="A1" t="str"><v>' + "_x00" * N + "&amp;" * N + "</v></c></row>",
        '<row r="1"><c r="A1">' + "<!--" * N,
        '<row r="1"><c r="A1">' + "<![CDATA[" * N,
        "<c/>" * N,
    ],
    ids=lambda text: text[:24],
)
def test_sheets(read_book, content):
    with quick():
        encode_snapshot(build_snapshot(read_book(f"<sheetData>{content}</sheetData>")))


@pytest.mark.parametrize(
    "content",
    [
        "<si>" * N,
        "<si><t>" * N,
        "<si><t>" + " " * N * 10,
        "<si ><r>" * N,
        "<sst><si>" + "<" * N + "</si></sst>",
        "<?a?>" * N + "<sst><si><t><![CDATA[<!DOCTYPE]]></t></si></sst>",
        "<!-- -->" * N + "<sst><si><t><![CDATA[<!DOCTYPE]]></t></si></sst>",
        "<?xml " * N + "<sst/>",
    ],
    ids=lambda text: text[:24],
)
def test_shared_strings(read_book, content):
    with quick():
        read_book(strings=content)


@pytest.mark.parametrize("formula", ['"' * 8_001, "'" * 8_001, "[" * 8_001, "A1:" * 2_700, "$" * 8_001, "A" * 8_001])
def test_shared_formulas(read_book, formula):
    text = formula.replace('"', "&quot;")
    cells = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A99" si="0">{text}</f></c></row>' + "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 100)
    )
    with quick():
        list(read_book(f"<sheetData>{cells}</sheetData>").sheets[0].cells)


def test_shared_formulas_do_not_multiply_without_bound(make_package):
    rows = 60
    cells = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A{rows}" si="0">{"A1+" * 2_000}1</f></c></row>' + "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, rows)
    )
    data = make_package(f"<sheetData>{cells}</sheetData>")
    with pytest.raises(WorkbookError) as caught:
        read_workbook(data, Limits(max_formula_characters=200_000))
    assert caught.value.params["limit"] == "max_formula_characters"
    for _ in range(2):  # what is read twice does not count twice
        assert len(list(read_workbook(data, Limits(max_formula_characters=400_000)).sheets[0].cells)) == rows - 1


def test_many_array_formulas(read_book):
    rows = 5_000
    cells = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="array" ref="A{row}:B{row}">X{row}</f><v>1</v></c>'
        f'<c r="B{row}"><v>1</v></c></row>'
        for row in range(1, rows)
    )
    with quick():
        found = list(read_book(f"<sheetData>{cells}</sheetData>").sheets[0].cells)
        assert found[-1].formula == f"X{rows - 1}"


def test_large_trees_are_refused(read_book):
    with pytest.raises(WorkbookError) as caught:
        read_book("<sheetData/>" + "<mergeCell ref='A1:B2'/>" * 800_000)
    assert caught.value.code in ("workbook_too_large", "zip_bomb")
