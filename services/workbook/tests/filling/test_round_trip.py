"""Whatever a sheet looks like and whatever is answered: the answers are read again, and all else is as before."""

from __future__ import annotations

import string
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.archives import differing
from tr4ction_workbook.filling import fill_workbook
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.ooxml.model import column_letters

XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t _x0041&<>'\"=+-@")
)
ANSWERS = st.one_of(
    XML_TEXT,
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e300, 1e300, allow_nan=False),
    st.none(),
)
PLACES = st.tuples(st.integers(1, 40), st.integers(1, 30))


@st.composite
def sheets(draw):
    """Rows and cells with and without references, styles, values and comments, in prefixed and other forms."""
    prefix = draw(st.sampled_from(["", "x:"]))
    contents, number = [], 0
    for _ in range(draw(st.integers(0, 6))):
        step = draw(st.integers(1, 5))
        number += step
        reference = f' r="{number}"' if step > 1 or draw(st.booleans()) else ""
        cells, column = [], 0
        for _ in range(draw(st.integers(0, 5))):
            stride = draw(st.integers(1, 4))
            column += stride
            named = f' r="{column_letters(column)}{number}"' if stride > 1 or draw(st.booleans()) else ""
            cells.append(draw(cell(named)))
        inner = "".join(cells)
        spans = draw(st.sampled_from(["", ' spans="1:3"', ' s="2" customFormat="1"']))
        contents.append(f"<row{reference}{spans}/>" if not inner else f"<row{reference}{spans}>{inner}</row>")
    rows = "".join(contents)
    body = f"<sheetData>{rows}</sheetData>" if rows or draw(st.booleans()) else "<sheetData/>"
    body = (
        draw(st.sampled_from(['<dimension ref="A1:C3"/>', '<cols><col min="2" max="4" style="1"/></cols>', ""])) + body
    )
    if prefix:
        body = body.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}").replace("<x:!", "<!")
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<{prefix}worksheet xmlns{":x" if prefix else ""}="{namespace}">{body}</{prefix}worksheet>'


@st.composite
def cell(draw, named):
    style = draw(st.sampled_from(["", ' s="1"', " s='2' "]))
    text = escape(draw(st.text(string.ascii_letters + " <&é", max_size=6)))
    return draw(
        st.sampled_from(
            [
                f"<c{named}{style}/>",
                f"<c{named}{style}></c>",
                f"<c{named}{style}><v>12.5</v></c>",
                f'<c{style}{named} t="str"><v>{text}</v></c>',
                f'<c{named}{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
                f'<c{named}{style} t="b"><v>1</v></c><!-- <c r="A1"/> -->',
            ]
        )
    )


def stored(book):
    return {(cell.row, cell.column): (cell.style_id, cell.value) for cell in book.sheets[0].cells}


def expected_value(answer):
    if answer in (None, ""):
        return None
    return answer.replace("\r\n", "\n").replace("\r", "\n") if isinstance(answer, str) else answer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=sheets(), answers=st.dictionaries(PLACES, ANSWERS, max_size=8))
def test_fill_then_read(sheet, answers, make_package):
    data = make_package(sheet, styles='<cellXfs><xf/><xf/><xf numFmtId="4"/></cellXfs>')
    before = stored(read_workbook(data))
    filled = fill_workbook(
        data, {f"S!{column_letters(column)}{row}": answer for (row, column), answer in answers.items()}
    )
    after = stored(read_workbook(filled.data))
    for place, answer in answers.items():
        expected = expected_value(answer)
        style, value = after.pop(place, (None, None))
        assert (type(value) is bool, value) == (type(expected) is bool, expected)
        if place in before:
            assert before.pop(place)[0] == style
    assert after == before
    assert differing(data, filled.data) <= {"xl/worksheets/sheet1.xml"}
