"""Small sheets that would cost much: a worker's memory and bounded time suffice for a result, or a refusal by name.

They are what an upload can be: no more than some megabytes, whatever they unpack to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from support.confined import READ, TOO_MUCH, outcome_of

MEGABYTE = 1_000_000
# Detection holds an area for each cell: how much that takes depends on the looks of the sheet.
MANY_CELLS = READ | frozenset(("memory", "workbook_too_complex"))
STYLES = (
    '<borders><border/><border><left style="thin"/><top style="thin"/></border></borders>'
    '<cellXfs><xf/><xf borderId="1"/></cellXfs>'
)

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]


def letters(column: int) -> str:
    """0 → `A`."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def row(number: int, cells: Iterable[str] = (), attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def sheet_data(rows: Iterable[str]) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def attributes(count: int) -> str:
    return " ".join(f'a{n}=""' for n in range(count))


SHEETS: dict[str, tuple[Callable[[], str], frozenset[str]]] = {
    "cells by the million": (
        lambda: sheet_data(row(r, (f'<c r="{letters(c)}{r}" s="1"/>' for c in range(1000))) for r in range(1, 1200)),
        TOO_MUCH,
    ),
    "as many cells as are searched": (
        lambda: sheet_data(row(r, (f'<c r="{letters(c)}{r}" s="1"/>' for c in range(500))) for r in range(1, 501)),
        MANY_CELLS,
    ),
    "as many cells as are read": (
        lambda: sheet_data(row(r, (f'<c r="{letters(c)}{r}" s="1"/>' for c in range(500))) for r in range(1, 1050)),
        TOO_MUCH,
    ),
    "cells by the million without references": (lambda: sheet_data([row(1, ["<c/>"] * 2_000_000)]), TOO_MUCH),
    "rows by the million": (lambda: sheet_data(row(r, (), ' ht="15"') for r in range(1, 1_048_577)), READ | TOO_MUCH),
    "rows without numbers": (lambda: sheet_data(['<row ht="9"/>'] * 3_000_000), TOO_MUCH),
    "a row as wide as the sheet": (
        lambda: sheet_data(row(r, (f'<c r="{letters(c)}{r}" s="1"/>' for c in range(16_384))) for r in range(1, 5)),
        READ | TOO_MUCH,
    ),
    "elements that are no cells in a row": (lambda: sheet_data([row(1, ["<x/>"] * 5_000_000), "<!-- -->"]), TOO_MUCH),
    "a name of its own for every element": (
        lambda: sheet_data([*(row(r, [f"<x{r}y{n}/>" for n in range(300)]) for r in range(1, 4000)), "<!-- -->"]),
        READ | TOO_MUCH,
    ),
    "junk between many sheetData": (
        lambda: "".join(f'{"<junk/>" * 2000}<sheetData><row r="{n}"/></sheetData>' for n in range(1, 2500)),
        TOO_MUCH,
    ),
    "merges by the million": (
        lambda: "<sheetData/><mergeCells>" + '<mergeCell ref="A1:B2"/>' * 1_200_000 + "</mergeCells>",
        TOO_MUCH,
    ),
    "merges as many as are allowed": (
        lambda: (
            sheet_data([row(1, ['<c r="A1"/>'])])
            + "<mergeCells>"
            + "".join(f'<mergeCell ref="A{r}:C{r}"/>' for r in range(1, 300_000))
            + "</mergeCells>"
        ),
        READ,
    ),
    "a validation of a million ranges": (
        lambda: f'<sheetData/><dataValidations><dataValidation sqref="{"A1 " * 1_000_000}"/></dataValidations>',
        TOO_MUCH,
    ),
    "conditional formats of a million ranges": (
        lambda: "<sheetData/>" + f'<conditionalFormatting sqref="{"A1 " * 300_000}"/>' * 5,
        TOO_MUCH,
    ),
    "extension formats of a million ranges": (
        lambda: (
            '<sheetData/><extLst><ext><x14:conditionalFormatting xmlns:x14="http://schemas.microsoft.com/office/'
            'spreadsheetml/2009/9/main" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><xm:sqref>'
            f"{'A1 ' * 2_000_000}</xm:sqref></x14:conditionalFormatting></ext></extLst>"
        ),
        TOO_MUCH,
    ),
    "conditional formats by the hundred thousand": (
        lambda: (
            "<sheetData/>"
            + '<conditionalFormatting sqref="A1"><cfRule type="x"><formula>1</formula></cfRule></conditionalFormatting>'
            * 120_000
        ),
        READ | TOO_MUCH,
    ),
    "columns by the hundred thousand": (
        lambda: "<cols>" + '<col min="1" max="16384"/>' * 300_000 + "</cols><sheetData/>",
        READ | TOO_MUCH,
    ),
    "attributes by the million": (
        lambda: f"<sheetData/><x {attributes(1_000_000)}/>",
        TOO_MUCH,
    ),
    "attributes by the hundred thousand": (lambda: f"<sheetData/><x {attributes(400_000)}/>", TOO_MUCH),
    "elements of a thousand attributes": (lambda: "<sheetData/>" + f"<x {attributes(1000)}/>" * 900, READ),
    "attributes of a row": (lambda: f'<sheetData><row r="1" {attributes(900_000)}/></sheetData>', READ | TOO_MUCH),
    "attributes of a row read by the tree": (
        lambda: f'<sheetData><!-- --><row r="1" {attributes(900_000)}/></sheetData>',
        TOO_MUCH,
    ),
    "attributes of many rows read by the tree": (
        lambda: f"<sheetData><!-- -->{f'<row {attributes(5000)}/>' * 500}</sheetData>",
        TOO_MUCH,
    ),
    "attributes of a cell": (
        lambda: sheet_data([row(1, [f'<c x="" r="A1" {attributes(900_000)}/>'])]),
        READ | TOO_MUCH,
    ),
    "an attribute of many megabytes": (
        lambda: f'<sheetData/><x a="{"&amp;" * 6_000_000}"/>',
        TOO_MUCH | frozenset(("workbook_damaged",)),
    ),
    "a value of many megabytes": (
        lambda: sheet_data([row(1, [f'<c r="A1" t="str"><v>{"é" * 40 * MEGABYTE}</v></c>'])]),
        READ | TOO_MUCH,
    ),
    "namespaces by the hundred thousand": (
        lambda: "<sheetData/>" + "".join(f'<n:x xmlns:n="urn:{n}"/>' for n in range(100_000)),
        READ | TOO_MUCH,
    ),
    "names by the hundred thousand": (
        lambda: "<sheetData/>" + "".join(f"<x{n}/>" for n in range(100_000)),
        READ | TOO_MUCH,
    ),
    "deep nesting": (lambda: "<sheetData/>" + "<x>" * 200 + "</x>" * 200, frozenset(("xml_bomb",))),
    "deepest nesting that is allowed": (lambda: "<sheetData/>" + ("<x>" * 120 + "</x>" * 120) * 500, READ),
    "nested alternate content": (
        lambda: "<sheetData/>" + ("<AlternateContent><Choice>" * 60 + "</Choice></AlternateContent>" * 60) * 500,
        READ,
    ),
    "shared formulas without bound": (
        lambda: sheet_data(
            [row(1, [f'<c r="A1"><f t="shared" ref="A1:A9" si="0">{"A1+" * 2500}1</f></c>'])]
            + [row(r, [f'<c r="A{r}"><f t="shared" si="0"/></c>']) for r in range(2, 200_000)]
        ),
        TOO_MUCH,
    ),
    "members before their master": (
        lambda: sheet_data(
            [row(r, [f'<c r="A{r}"><f t="shared" si="0"/></c>']) for r in range(1, 100_000)]
            + [row(100_000, [f'<c r="A100000"><f t="shared" ref="A1:A9" si="0">{"A1+" * 2500}1</f></c>'])]
        ),
        TOO_MUCH,
    ),
    "array formulas over each other": (
        lambda: sheet_data(
            row(
                r, [f'<c r="A{r}"><f t="array" ref="A1:Z4000">X</f></c>', f'<c r="B{r}"><v>1</v></c>', f'<c r="C{r}"/>']
            )
            for r in range(1, 10_000)
        ),
        READ | TOO_MUCH,
    ),
    "array formulas of whole columns": (
        lambda: sheet_data(
            row(r, [f'<c r="A{r}"><f t="array" ref="B1:XFD1048576">X</f></c>', f'<c r="B{r}"><v>1</v></c>'])
            for r in range(1, 30_000)
        ),
        READ | TOO_MUCH,
    ),
    "inline rich texts": (
        lambda: sheet_data(row(r, [f'<c r="A{r}" t="inlineStr"><is>{"<r/>" * 50}</is></c>']) for r in range(1, 30_000)),
        READ | TOO_MUCH,
    ),
}


@pytest.mark.parametrize("attack", SHEETS)
def test_sheets(make_package, attack):
    make, allowed = SHEETS[attack]
    assert outcome_of(make_package(make(), strings="<si><t>a</t></si><si><t>b</t></si>", styles=STYLES)) in allowed
