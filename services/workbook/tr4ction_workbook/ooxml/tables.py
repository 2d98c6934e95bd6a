"""Table parts (ECMA-376 part 1, clause 18.5)."""

from __future__ import annotations

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import CellRange, Table, TableStyle
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.ooxml.text import unescape_xstring


def read_tables(package: Package, relationships: Relationships) -> list[Table]:
    """The tables of the sheet that has these relationships. A table without a usable range is passed over."""
    found = []
    for part in relationships.parts_of_kind("table"):
        root = package.optional_xml(part)
        table = None if root is None else _read(root, part)
        if table is not None:
            found.append(table)
    return found


def _read(root: xml.Element, part: str | None) -> Table | None:
    try:
        area = CellRange.parse(root.get("ref") or "")
    except ValueError:
        return None
    columns = xml.children(xml.child(root, "tableColumns"), "tableColumn")
    return Table(
        name=root.get("displayName") or root.get("name") or "",
        range=area,
        header_rows=xml.integer(root.get("headerRowCount"), 1),
        totals_rows=xml.integer(root.get("totalsRowCount")),
        columns=tuple(unescape_xstring(item.get("name") or "") for item in columns),
        part=part,
        style=_style(xml.child(root, "tableStyleInfo")),
    )


def _style(element: xml.Element | None) -> TableStyle | None:
    name = None if element is None else element.get("name")
    if element is None or not name:
        return None
    return TableStyle(
        name=name,
        row_stripes=xml.is_true(element.get("showRowStripes")),
        column_stripes=xml.is_true(element.get("showColumnStripes")),
        first_column=xml.is_true(element.get("showFirstColumn")),
        last_column=xml.is_true(element.get("showLastColumn")),
    )
