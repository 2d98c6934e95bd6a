"""What of the style sheet no cell points to: named styles and table styles (clause 18.8)."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import CellFormat
from tr4ction_workbook.ooxml.styles import Styles


@dataclass(frozen=True, slots=True)
class NamedStyle:
    """A `cellStyle`; `format_id` is an index into `cellStyleXfs`, `builtin_id` that of Excel's own styles."""

    name: str
    format_id: int
    builtin_id: int | None
    hidden: bool
    customized: bool


@dataclass(frozen=True, slots=True)
class TableStyleDefinition:
    """A `tableStyle`; `elements`: index of a differential format by element (`headerRow`, `firstRowStripe`, …)."""

    name: str
    elements: dict[str, int]
    for_tables: bool
    for_pivot_tables: bool


def base_elements(styles: Styles) -> list[xml.Element]:
    """The `xf` elements of `cellStyleXfs`."""
    return list(xml.children(xml.child(styles.root, "cellStyleXfs"), "xf"))


def base_formats(styles: Styles) -> list[CellFormat]:
    """The formats of named styles, as `cellStyleXfs` has them."""
    return [styles.resolve(element) for element in base_elements(styles)]


def read_named_styles(styles: Styles) -> list[NamedStyle]:
    found = []
    for item in xml.children(xml.child(styles.root, "cellStyles"), "cellStyle"):
        builtin = item.get("builtinId")
        found.append(
            NamedStyle(
                name=item.get("name") or "",
                format_id=xml.integer(item.get("xfId")),
                builtin_id=None if builtin is None else xml.integer(builtin),
                hidden=xml.is_true(item.get("hidden")),
                customized=xml.is_true(item.get("customBuiltin")),
            )
        )
    return found


def read_table_styles(styles: Styles) -> list[TableStyleDefinition]:
    found = []
    for item in xml.children(xml.child(styles.root, "tableStyles"), "tableStyle"):
        elements = xml.children(item, "tableStyleElement")
        found.append(
            TableStyleDefinition(
                name=item.get("name") or "",
                elements={part.get("type") or "": xml.integer(part.get("dxfId"), -1) for part in elements},
                for_tables=xml.is_true(item.get("table"), default=True),
                for_pivot_tables=xml.is_true(item.get("pivot"), default=True),
            )
        )
    return found
