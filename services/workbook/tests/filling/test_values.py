"""What answers become in a cell."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

STYLES = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="20"/>'
    '<xf numFmtId="165"/><xf numFmtId="49"/></cellXfs>'
)
GENERAL, SHORT_DATE, OWN_DATE, MOMENT, CLOCK, DURATION, TEXT = range(7)
FROM_1904 = '<workbookPr date1904="1"/>'


def cell(style=0):
    return f'<sheetData><row r="1"><c r="A1" s="{style}"/></row></sheetData>'


@pytest.mark.parametrize(
    ("answer", "stored"),
    [
        (0, "0"),
        (-7, "-7"),
        (2.5, "2.5"),
        (5.0, "5"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e300, "1e+300"),
        (1.5e-7, "1.5e-07"),
        (123456789012345, "123456789012345"),
        (-12345678901234500000, "-12345678901234500000"),
    ],
)
def test_numbers(answer, stored, fill):
    result = fill(cell(), {"A1": answer})
    assert f"<v>{stored}</v>" in result.sheet
    assert result.cell("A1").value == float(answer)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (float("nan"), "number_not_finite"),
        (float("inf"), "number_not_finite"),
        (1e308, "number_not_finite"),
        (10**400, "number_not_finite"),
        (1234567890123456, "number_too_precise"),
        ([1], "answer_type"),
        ({"a": 1}, "answer_type"),
        (b"x", "answer_type"),
        ("a\x07b", "illegal_character"),
        ("\ud800", "illegal_character"),
        ("\ufffe", "illegal_character"),
        ("x" * 32_768, "text_too_long"),
        ("😀" * 16_384, "text_too_long"),
    ],
    ids=["nan", "infinite", "too-large", "enormous", "digits", "list", "object", "bytes", "control", "surrogate",
         "no-character", "long", "long-pairs"],
)  # fmt: skip
def test_what_no_cell_can_hold(answer, code, refuse):
    assert refuse(cell(), {"A1": answer}) == [(code, "S!A1")]


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("=1+1", "<t>=1+1</t>"),
        ("+55 11 99999", "<t>+55 11 99999</t>"),
        ("-", "<t>-</t>"),
        ("@nome", "<t>@nome</t>"),
        ("007", "<t>007</t>"),
        ("2026-01-31", "<t>2026-01-31</t>"),
        ("TRUE", "<t>TRUE</t>"),
        ("<b> & ]]>", "<t>&lt;b&gt; &amp; ]]&gt;</t>"),
        (" x", '<t xml:space="preserve"> x</t>'),
        ("x ", '<t xml:space="preserve">x </t>'),
        ("   ", '<t xml:space="preserve">   </t>'),
        ("a  b", '<t xml:space="preserve">a  b</t>'),
        ("a\nb", '<t xml:space="preserve">a\nb</t>'),
        ("a\tb", '<t xml:space="preserve">a\tb</t>'),
        ("_x0041_", "<t>_x005F_x0041_</t>"),
        ("_x005F_x0041_", "<t>_x005F_x005F_x005F_x0041_</t>"),
        ("_x41_ _xyz", "<t>_x41_ _xyz</t>"),
        ("x" * 32_767, "<t>" + "x" * 32_767 + "</t>"),
        ("é 😀 \x7f\x85.", "<t>é 😀 \x7f\x85.</t>"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_texts(text, markup, fill):
    result = fill(cell(), {"A1": text})
    assert f'<c r="A1" s="0" t="inlineStr"><is>{markup}</is></c>' in result.sheet
    assert result.cell("A1").value == text


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb"], ids=["windows", "old-mac"])
def test_line_ends_become_those_of_cells(text, fill):
    assert fill(cell(), {"A1": text}).cell("A1").value == "a\nb"


@pytest.mark.parametrize(
    ("answer", "style", "serial"),
    [
        (date(2026, 1, 31), SHORT_DATE, 46053),
        (date(1900, 1, 1), OWN_DATE, 1),
        (date(1900, 2, 28), OWN_DATE, 59),
        (date(1900, 3, 1), OWN_DATE, 61),
        (date(9999, 12, 31), OWN_DATE, 2958465),
        (datetime.fromisoformat("2026-01-31 18:00"), MOMENT, 46053.75),
        (datetime.fromisoformat("2026-01-31"), OWN_DATE, 46053),
        (time(6, 0), CLOCK, 0.25),
        (time(6, 0), DURATION, 0.25),
        ("2026-01-31", SHORT_DATE, 46053),
        (" 2026-01-31 ", SHORT_DATE, 46053),
        ("2026-01-31T18:00:00", MOMENT, 46053.75),
        ("2026-01-31 18:00", MOMENT, 46053.75),
        ("18:00", CLOCK, 0.75),
    ],
    ids=str,
)
def test_dates_in_cells_that_show_dates(answer, style, serial, fill):
    result = fill(cell(style), {"A1": answer}, styles=STYLES)
    assert (result.cell("A1").value, result.cell("A1").style_id) == (serial, style)
    assert result.filled.warnings == ()


@pytest.mark.parametrize(
    ("answer", "serial"), [(date(1904, 1, 1), 0), (date(1904, 1, 2), 1), (date(2026, 1, 31), 44591)], ids=str
)
def test_dates_of_a_workbook_that_counts_from_1904(answer, serial, fill):
    assert fill(cell(OWN_DATE), {"A1": answer}, styles=STYLES, book=FROM_1904).cell("A1").value == serial


@pytest.mark.parametrize(
    ("answer", "style", "text"),
    [
        (date(2026, 1, 31), GENERAL, "2026-01-31"),
        (date(2026, 1, 31), TEXT, "2026-01-31"),
        (date(2026, 1, 31), CLOCK, "2026-01-31"),
        (date(2026, 1, 31), DURATION, "2026-01-31"),
        (datetime.fromisoformat("2026-01-31 18:05"), GENERAL, "2026-01-31 18:05"),
        (datetime.fromisoformat("2026-01-31 18:05:07"), GENERAL, "2026-01-31 18:05:07"),
        (time(18, 5), GENERAL, "18:05"),
    ],
    ids=str,
)
def test_a_date_that_would_show_as_a_number_is_written_as_text(answer, style, text, fill):
    result = fill(cell(style), {"A1": answer}, styles=STYLES)
    assert (result.cell("A1").value, result.cell("A1").style_id) == (text, style)
    assert [(finding.code, finding.where) for finding in result.filled.warnings] == [("date_as_text", "S!A1")]


@pytest.mark.parametrize(
    ("answer", "book", "code"),
    [
        (date(1899, 12, 31), "", "date_out_of_range"),
        (date(1903, 12, 31), FROM_1904, "date_out_of_range"),
        (datetime(2026, 1, 31, tzinfo=UTC), "", "date_has_zone"),
        ("2026-01-31T10:00:00Z", "", "date_has_zone"),
        ("2026-01-31T10:00:00-03:00", "", "date_has_zone"),
    ],
    ids=str,
)
def test_dates_that_no_cell_can_hold(answer, book, code, refuse):
    assert refuse(cell(OWN_DATE), {"A1": answer}, styles=STYLES, book=book) == [(code, "S!A1")]


def test_words_in_cells_that_show_dates_stay_words(fill, refuse):
    assert refuse(cell(OWN_DATE), {"A1": "2026-02-30"}, styles=STYLES) == [("date_expected", "S!A1")]
    assert fill(cell(OWN_DATE), {"A1": "em breve"}, styles=STYLES).cell("A1").value == "em breve"
