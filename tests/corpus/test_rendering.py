"""Every sheet of every evaluation file as a page: well-formed, bounded, asking for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from support.evaluation import EVAL, HOW_TO_GET, IS_HERE, expected_refusal, workbooks
from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.rendering import Language, render_sheet
from tr4ction_workbook.rendering.numbers import LOCALES, Formatter

pytestmark = pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)

MAX_CHARACTERS = 16_000_000  # of a page: the pictures that the limits allow, and as much again for cells and fields
LANGUAGES: tuple[Language, ...] = ("pt-BR", "en")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "evaluation_file", [path for path in workbooks() if expected_refusal(path) is None], ids=lambda path: path.name
)
def test_every_sheet_is_a_page(evaluation_file: Path) -> None:
    workbook = read_workbook(evaluation_file)
    fields = detect_fields(workbook).fields
    for sheet in workbook.sheets:
        page = render_sheet(workbook, sheet, fields, language=LANGUAGES[sheet.index % 2])
        assert len(page) < MAX_CHARACTERS
        root = etree.XML(page.partition("\n")[2].encode(), etree.XMLParser(huge_tree=True))
        assert not {"script", "img", "link", "iframe", "object"} & {item.tag for item in root.iter()}
        addresses = [item.get("href") or "" for item in root.iter("a")]
        assert all(re.match(r"#field-|https?://|mailto:", address, re.IGNORECASE) for address in addresses)
        marks = [item.get("data-field-id") for item in root.iter("a") if item.get("data-field-id")]
        expected = [field.field_id for field in fields if field.sheet_name == sheet.name]
        assert set(marks) <= set(expected)
        assert marks == [name for name in expected if name in set(marks)]


@pytest.mark.parametrize("name", ["DateFormatTests", "NumberFormatApproxTests"])
def test_formats_as_their_authors_saw_them_in_excel(name: str) -> None:
    """Sheets with a column of results, one of format codes and one of values."""
    (path,) = (EVAL / "nasty").glob(f"*{name}*")
    workbook = read_workbook(path)
    formatter = Formatter(LOCALES["en"], workbook.date_1904)
    checked = 0
    for sheet in workbook.sheets:
        rows: dict[int, dict[int, object]] = {}
        for cell in sheet.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell.value
        for row in rows.values():
            result, code, value = (row.get(column) for column in (1, 2, 3))
            if isinstance(result, str) and isinstance(code, str) and isinstance(value, (int, float)):
                shown = formatter.show(value, code).text.replace("\N{FIGURE SPACE}", " ")
                assert (code, value, shown) == (code, value, result)
                checked += 1
    assert checked > 40
