"""Data validations of a sheet, of the main part (ECMA-376 part 1, clause 18.3.1.32) and of the x14 extension list."""

from __future__ import annotations

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.model import CellRange, DataValidation

_TYPED = frozenset(
    (
        *("sqref", "type", "operator", "allowBlank", "showDropDown", "showInputMessage", "showErrorMessage"),
        *("promptTitle", "prompt", "errorTitle", "error", "errorStyle"),
    )
)
_FORMULAS = ("formula1", "formula2")


def parse_ranges(sqref: str | None) -> tuple[CellRange, ...]:
    """An ST_Sqref; what is no range in it is passed over, as Excel does."""
    ranges = []
    for reference in (sqref or "").split():
        try:
            ranges.append(CellRange.parse(reference))
        except ValueError:
            continue
    return tuple(ranges)


def read_validations(root: xml.Element) -> list[DataValidation]:
    """All of a sheet, those of the main part first. The extension list repeats the element with formulas in `xm:f`."""
    items = list(xml.children(xml.child(root, "dataValidations"), "dataValidation"))
    found = [_read(item, None) for item in items]
    xml.take_out([item for item, read in zip(items, found, strict=True) if _is_complete(item, read)])
    for extension in xml.children(xml.child(root, "extLst"), "ext"):
        holder = xml.child(extension, "dataValidations")
        extensions = xml.children(holder, "dataValidation")
        found += [_read(item, xml.text_of(xml.child(item, "sqref"))) for item in extensions]
    return found


def _read(element: xml.Element, extension_sqref: str | None) -> DataValidation:
    get = element.get
    is_extension = extension_sqref is not None
    return DataValidation(
        ranges=parse_ranges(extension_sqref if is_extension else get("sqref")),
        type=get("type"),
        operator=get("operator"),
        formula1=_formula(element, "formula1"),
        formula2=_formula(element, "formula2"),
        allow_blank=xml.is_true(get("allowBlank")),
        show_dropdown=not xml.is_true(get("showDropDown")),
        prompt_title=get("promptTitle"),
        prompt=get("prompt"),
        error=get("error"),
        is_extension=is_extension,
        error_title=get("errorTitle"),
        error_style=get("errorStyle") or "stop",
        show_input=xml.is_true(get("showInputMessage")),
        show_error=xml.is_true(get("showErrorMessage")),
        other=xml.others(element, _TYPED),
    )


def _is_complete(element: xml.Element, read: DataValidation) -> bool:
    """Whether all of it is in the value: no junk among its ranges, nothing but formulas in it."""
    has_all_ranges = len(read.ranges) == len((element.get("sqref") or "").split())
    return has_all_ranges and all(xml.local(item) in _FORMULAS and not len(item) for item in element)


def _formula(element: xml.Element, name: str) -> str | None:
    holder = xml.child(element, name)
    if holder is None:
        return None
    inner = xml.child(holder, "f")
    return xml.text_of(holder if inner is None else inner) or None
