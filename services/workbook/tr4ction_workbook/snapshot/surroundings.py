"""What stands around the cells of a sheet, from the generic form of its root: views, page set-up, protection, …"""

from __future__ import annotations

from collections.abc import Iterator

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.snapshot.record import Generic
from tr4ction_workbook.snapshot.sheet_records import (
    ConditionalFormatRecord,
    OutlineRecord,
    ProtectedRangeRecord,
    SizesRecord,
    ViewRecord,
)

_PAGE = frozenset(("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"))


class Surroundings:
    """`remainder` is the root without protection, conditional formats and page set-up, which are here in full.

    What else is here (views, sizes, …) is a reading of elements that stay in the remainder.
    """

    def __init__(self, root: Generic | None) -> None:
        self.protection: dict[str, str] = {}
        self.conditional_formats: list[ConditionalFormatRecord] = []
        self.page: dict[str, Generic] = {}
        self.remainder: Generic | None = None
        if root is not None:
            tag, attributes, content = root
            self.remainder = [tag, attributes, [item for item in content if not self._take(item)]]
            self._read_extensions(self.remainder)

    def _take(self, item: Generic | str) -> bool:
        if isinstance(item, str):
            return False
        tag, attributes, content = item
        if tag == "sheetProtection" and attributes and not self.protection and not content:
            self.protection = attributes
        elif tag == "conditionalFormatting":
            other = {name: value for name, value in attributes.items() if name != "sqref"}
            ranges = attributes.get("sqref", "").split()
            self.conditional_formats.append(ConditionalFormatRecord(ranges, content, other=other))
        elif tag in _PAGE and tag not in self.page:
            self.page[tag] = item
        else:
            return False
        return True

    def _read_extensions(self, root: Generic) -> None:
        """Conditional formats of the x14 extension list, which stay where they are as well."""
        for element in _descendants(root, "x14:conditionalFormatting"):
            ranges = " ".join(str(part) for holder in _descendants(element, "xm:sqref") for part in holder[2])
            rules = [item for item in element[2] if isinstance(item, list) and item[0] != "xm:sqref"]
            self.conditional_formats.append(ConditionalFormatRecord(ranges.split(), rules, extension=True))

    @property
    def code_name(self) -> str | None:
        return self._attributes("sheetPr").get("codeName")

    @property
    def sizes(self) -> SizesRecord | None:
        get = self._attributes("sheetFormatPr").get
        record = SizesRecord(
            row_height=xml.real(get("defaultRowHeight")),
            column_width=xml.real(get("defaultColWidth")),
            base_column_width=xml.integer(get("baseColWidth"), 8),
            custom_height=xml.is_true(get("customHeight")),
            rows_hidden=xml.is_true(get("zeroHeight")),
        )
        return None if record == SizesRecord() else record

    @property
    def outline(self) -> OutlineRecord | None:
        get = self._attributes("sheetFormatPr").get
        properties = next(self._children("sheetPr"), None)
        place = _first(_named(properties, "outlinePr"))[1] if properties else {}
        record = OutlineRecord(
            summary_below=xml.is_true(place.get("summaryBelow"), default=True),
            summary_right=xml.is_true(place.get("summaryRight"), default=True),
            row_levels=xml.integer(get("outlineLevelRow")),
            column_levels=xml.integer(get("outlineLevelCol")),
        )
        return None if record == OutlineRecord() else record

    @property
    def views(self) -> list[ViewRecord]:
        holder = next(self._children("sheetViews"), None)
        return [] if holder is None else [_view(item) for item in _named(holder, "sheetView")]

    @property
    def protected_ranges(self) -> list[ProtectedRangeRecord]:
        holder = next(self._children("protectedRanges"), None)
        found = []
        for _, attributes, _ in () if holder is None else _named(holder, "protectedRange"):
            other = {name: value for name, value in attributes.items() if name not in ("name", "sqref")}
            ranges = attributes.get("sqref", "").split()
            found.append(ProtectedRangeRecord(attributes.get("name", ""), ranges, other))
        return found

    @property
    def picture_relationship(self) -> str | None:
        return self._attributes("picture").get("r:id")

    def _children(self, name: str) -> Iterator[Generic]:
        return iter(()) if self.remainder is None else _named(self.remainder, name)

    def _attributes(self, name: str) -> dict[str, str]:
        found: dict[str, str] = _first(self._children(name))[1]
        return found


def _view(element: Generic) -> ViewRecord:
    get = element[1].get
    selection = _first(_named(element, "selection"))[1]
    return ViewRecord(
        selected=xml.is_true(get("tabSelected")),
        mode=get("view") or "normal",
        zoom=xml.integer(get("zoomScale"), 100),
        right_to_left=xml.is_true(get("rightToLeft")),
        show_formulas=xml.is_true(get("showFormulas")),
        show_grid_lines=xml.is_true(get("showGridLines"), default=True),
        show_headings=xml.is_true(get("showRowColHeaders"), default=True),
        show_zeros=xml.is_true(get("showZeros"), default=True),
        show_outline_symbols=xml.is_true(get("showOutlineSymbols"), default=True),
        top_left=get("topLeftCell"),
        active_cell=selection.get("activeCell"),
        selection=selection.get("sqref", "").split(),
    )


def _first(elements: Iterator[Generic]) -> Generic:
    """The first one, an empty one where there is none."""
    nothing: Generic = ["", {}, []]
    return next(elements, nothing)


def _named(element: Generic, tag: str) -> Iterator[Generic]:
    return (item for item in element[2] if isinstance(item, list) and item[0] == tag)


def _descendants(element: Generic, tag: str) -> Iterator[Generic]:
    for item in element[2]:
        if isinstance(item, list):
            if item[0] == tag:
                yield item
            else:
                yield from _descendants(item, tag)
