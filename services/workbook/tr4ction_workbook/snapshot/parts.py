"""Every part of the package: where its content went, and in generic form where no typed field has it."""

from __future__ import annotations

from typing import Any

from tr4ction_workbook.ooxml.archive import Entry
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.generic import Names, to_generic
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.snapshot.document import PartRecord, RelationshipRecord

# generic form takes some twenty times the room of its XML; what is beyond stays in the original file, and is listed
MAX_GENERIC_BYTES = 12 * 1024 * 1024


class PartLister:
    """Lists the parts. `typed`: parts whose content is in typed fields; `assets`: parts that are media."""

    def __init__(self, package: Package, names: Names, typed: frozenset[str], assets: frozenset[str]) -> None:
        self._package = package
        self._names = names
        self._typed = typed
        self._assets = assets
        self._left = MAX_GENERIC_BYTES
        self.unreadable: list[tuple[str, str]] = []

    def read(self) -> list[PartRecord]:
        records = [self._record(entry) for entry in self._package.archive]
        root = self._package.relationships()
        return [PartRecord("", "", 0, 0, "typed", relationship_records(root)), *records]

    def _record(self, entry: Entry) -> PartRecord:
        name = entry.name
        content_type = self._package.content_type(name)
        relationships = relationship_records(self._package.relationships(name))
        if name in self._typed or name.endswith(".rels") or name == "[Content_Types].xml":
            return PartRecord(name, content_type, entry.size, entry.crc, "typed", relationships)
        if name in self._assets:
            return PartRecord(name, content_type, entry.size, entry.crc, "asset", relationships)
        content = self._content(entry) if _is_xml(name, content_type) else None
        kept: Any = "listed" if content is None else "generic"
        return PartRecord(name, content_type, entry.size, entry.crc, kept, relationships, content)

    def _content(self, entry: Entry) -> list[Any] | None:
        if entry.size > self._left:
            self.unreadable.append((entry.name, "it is too large to be kept in generic form"))
            return None
        self._left -= entry.size
        try:
            return to_generic(self._package.xml(entry.name), self._names)
        except DamagedWorkbookError as error:  # nothing that is read depends on the part
            self.unreadable.append((entry.name, str(error.params.get("reason", ""))))
        except WorkbookTooLargeError:
            self.unreadable.append((entry.name, "it is too large to be kept in generic form"))
        return None


def _is_xml(name: str, content_type: str) -> bool:
    return content_type.endswith(("+xml", "/xml", "vmlDrawing")) or name.lower().endswith((".xml", ".vml"))


def relationship_records(relationships: Relationships) -> list[RelationshipRecord]:
    return [RelationshipRecord(item.id, item.kind, item.target, item.external, item.part) for item in relationships]
