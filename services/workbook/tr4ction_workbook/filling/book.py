"""A workbook opened for filling: a part is parsed when an answer needs it, and no sheet before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from tr4ction_workbook.filling.markup import tag_pattern, without_hidden
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.comments import read_persons
from tr4ction_workbook.ooxml.limits import Limits
from tr4ction_workbook.ooxml.lists import ListValues
from tr4ction_workbook.ooxml.model import DefinedName, Sheet
from tr4ction_workbook.ooxml.reader import (
    counts_from_1904,
    list_sheets,
    open_package,
    read_defined_names,
    workbook_part,
)
from tr4ction_workbook.ooxml.sheet import SheetContext, SheetSource, read_sheet
from tr4ction_workbook.ooxml.strings import SharedStrings, read_shared_strings
from tr4ction_workbook.ooxml.styles import Styles


class Book:
    """Raises WorkbookError for bytes that are no workbook, at once or when a part is asked for."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.budget = Budget(limits)
        self.package = open_package(data, self.budget)
        self.part, self.root = workbook_part(self.package)
        self.relationships = self.package.relationships(self.part)
        self.sheets = list_sheets(self.root, self.relationships)
        self.date_1904 = counts_from_1904(self.root)
        self._by_name = {source.name.casefold(): source for source in reversed(self.sheets)}
        self._read: dict[int, Sheet] = {}

    def source(self, name: str) -> SheetSource | None:
        """Where the sheet of that name is; names have no case."""
        return self._by_name.get(name.casefold())

    @property
    def is_signed(self) -> bool:
        return any(item.kind == "origin" and item.part for item in self.package.relationships())

    @cached_property
    def styles(self) -> Styles:
        return Styles(self.package.optional_xml(self.relationships.first_part("styles")), ())

    @cached_property
    def lists(self) -> ListValues:
        """The values that validations refer to."""
        return ListValues(self)

    @cached_property
    def defined_names(self) -> Sequence[DefinedName]:
        return read_defined_names(self.root)

    def sheet(self, name: str) -> Sheet | None:
        """A sheet with its cells, read the first time."""
        source = self.source(name)
        return None if source is None else self.read(source)

    def read(self, source: SheetSource) -> Sheet:
        if source.index not in self._read:
            self._read[source.index] = read_sheet(source, self._context)
        return self._read[source.index]

    @cached_property
    def _context(self) -> SheetContext:
        names = {person.id: person.name for person in read_persons(self.package, self.relationships)}
        return SheetContext(self.package, self.strings, names, self.budget)

    @cached_property
    def strings(self) -> SharedStrings:
        part = self.relationships.first_part("sharedStrings")
        return read_shared_strings(self.package.read(part) if part else None, part or "", self.budget)


def has_formula(data: bytes, prefix: bytes) -> bool:
    """Whether a cell of the sheet part has a formula. `prefix`: that of the part's elements."""
    if b"<" + prefix + b"f" not in data:
        return False
    return tag_pattern(prefix, b"f").search(without_hidden(data)) is not None
