"""Whatever a workbook says is text on the page, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.rendering import render_sheet
from tr4ction_workbook.rendering.markup import clean

# as XML can hold it; what it cannot is written as `_xHHHH_`, as Excel does
TEXT = st.text(
    st.one_of(
        st.sampled_from("<>&\"'/=;:-!]`{}\\%\n\t _"),
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]),
    ),
    min_size=1,
    max_size=30,
)
HOSTILE = st.sampled_from(
    (
        "</style><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "<!--", "]]>",
        "</title>", "</td></table>", "&lt;b&gt;", "_x0000_", "_x001B_[31m", "_xFFFE_", "url(javascript:1)", "</div>",
    )
)  # fmt: skip
ANY = st.one_of(TEXT, HOSTILE)


class Page(HTMLParser):
    """What a browser makes of the page: tags in order, texts of cells, attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.values: list[str] = []
        self.cells: list[str] = []
        self._in_cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [value or "" for _, value in attrs]
        if tag == "td":
            self.cells.append("")
        self._in_cell = tag == "div" or (self._in_cell and tag not in ("td", "tr", "a", "i"))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "td"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data


def lines_joined(text: str) -> str:
    """As it is shown where text does not wrap."""
    return clean(text).replace("\n", " ")


@settings(deadline=None, max_examples=80)
@given(cell=ANY, name=ANY, label=ANY, note=ANY, font=ANY)
def test_texts_stay_texts(make_package, cell: str, name: str, label: str, note: str, font: str) -> None:
    comment = (
        '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>x</author></authors>'
        f'<commentList><comment ref="A1" authorId="0"><text><t xml:space="preserve">{escape(note)}</t></text></comment>'
        "</commentList></comments>"
    )
    family = escape(font, {'"': "&quot;", "\n": " ", "\t": " "})
    data = make_package(
        '<sheetData><row r="1"><c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(cell)}</t></is></c></row></sheetData>",
        styles=f'<fonts><font/><font><name val="{family}"/></font></fonts><cellXfs><xf/><xf fontId="1"/></cellXfs>',
        sheet_rels=(("rId1", "comments", "../comments1.xml"),),
        extra={"xl/comments1.xml": comment},
    )
    workbook = read_workbook(data)
    (stored,) = list(workbook.sheets[0].cells)
    sheet = replace(workbook.sheets[0], name=name)
    field = _Field(field_id=label, sheet_name=name, label=label)
    plain = replace(workbook.sheets[0], name="S")
    expected = Page(render_sheet(workbook, plain, [_Field(sheet_name="S")])).tags
    html = render_sheet(workbook, sheet, [field])
    page = Page(html)
    assert page.tags == expected
    if isinstance(stored.value, str) and stored.value:
        assert page.cells[0] == lines_joined(stored.value)
    assert clean(label) in page.values
    assert clean(workbook.sheets[0].comments["A1"]) in page.values
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    assert "<" not in style[1]


class _Field:
    def __init__(self, sheet_name: str, field_id: str = "f", label: str = "l") -> None:
        self.field_id, self.sheet_name, self.label = field_id, sheet_name, label
        self.cell_range, self.inferred_type, self.required, self.help, self.order_index = "B2", "number", True, label, 0
        self.options: tuple[str, ...] = (label,)
