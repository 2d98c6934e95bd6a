"""Every part of the package: where its content went, and in generic form where no typed field has it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from tr4ction_workbook.ooxml import xml
from tr4ction_workbook.ooxml.archive import Entry
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError, WorkbookTooLargeError
from tr4ction_workbook.ooxml.generic import Names, prefixes, to_generic
from tr4ction_workbook.ooxml.relationships import Package, Relationships
from tr4ction_workbook.snapshot.document import Coverage, Finding, PartRecord, RelationshipRecord

# generic form takes some twenty times the room of its XML; larger parts are kept as text, which takes once or twice its
# room; what is beyond that too stays in the original file, and is only named
MAX_GENERIC_BYTES = 12 * 1024 * 1024
_USUAL_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class PartLister:
    """Lists the parts. `typed`: prefixes of the parts whose content is in typed fields; `assets`: parts that are media.

    `findings`: warnings about parts that could not be kept in generic form. `lost`: elements that a part's markup has
    and its generic form has not, by part, which should be none.
    """

    def __init__(
        self, package: Package, names: Names, typed: Mapping[str, Mapping[str, str]], assets: frozenset[str]
    ) -> None:
        self._package = package
        self._names = names
        self._typed = typed
        self._assets = assets
        self._generic_left = MAX_GENERIC_BYTES
        self._text_left = package.budget.limits.max_tree_bytes
        self.findings: list[Finding] = []
        self.lost: dict[str, int] = {}

    def read(self) -> list[PartRecord]:
        root = relationship_records(self._package.relationships())
        return [
            PartRecord("", "", 0, 0, "typed", relationships=root),
            *(self._record(entry) for entry in self._package.archive),
        ]

    def _record(self, entry: Entry) -> PartRecord:
        name = entry.name
        record = PartRecord(
            name=name,
            content_type=self._package.content_type(name),
            size=entry.size,
            crc32=entry.crc,
            kept="typed",
            relationships=relationship_records(self._package.relationships(name)),
        )
        if name in self._typed:
            record.prefixes = dict(self._typed[name])
        elif name in self._assets:
            record.kept = "asset"
        elif self._is_relationships(name):
            return record
        elif _is_xml(name, record.content_type):
            self._keep_xml(record, entry)
        else:
            record.kept = "binary"
            record.sha256 = self._hash(name)
        return record

    def _is_relationships(self, name: str) -> bool:
        """Whether it has the relationships of a part that there is, in whose record they are."""
        folder, _, file = name.rpartition("/")
        if not file.endswith(".rels") or not f"/{folder}".endswith("/_rels"):
            return False
        source = f"{folder[:-5]}{file[:-5]}"
        return not source or source in self._package.archive

    def _keep_xml(self, record: PartRecord, entry: Entry) -> None:
        name = entry.name
        if entry.size > self._generic_left:
            self._keep_text(record, entry, "it is too large for generic form")
            return
        try:
            root = self._package.xml(name)
        except (DamagedWorkbookError, WorkbookTooLargeError) as error:  # nothing that is read depends on the part
            self._keep_text(record, entry, str(error.params.get("reason", error)))
            return
        self._generic_left -= entry.size
        before = self._names.total
        record.kept = "generic"
        record.content = to_generic(root, self._names)
        record.prefixes = prefixes(root)
        if name in self._package.mended:
            record.text = self._package.read(name).decode("utf-8", "replace")
        elif self._names.total - before != self._package.tag_counts[name]:
            self.lost[name] = self._package.tag_counts[name] - self._names.total + before

    def _keep_text(self, record: PartRecord, entry: Entry, reason: str) -> None:
        if entry.size > self._text_left:
            record.kept = "left_out"
            record.sha256 = self._hash(entry.name)
            self.findings.append(Finding("part_left_out", entry.name, "is too large to be in the snapshot"))
            return
        data = self._package.read(entry.name)
        try:
            record.text = xml.as_utf8(data, entry.name).decode("utf-8")
        except (DamagedWorkbookError, UnicodeDecodeError):
            record.kept = "binary"
            record.sha256 = hashlib.sha256(data).hexdigest()
            self.findings.append(Finding("part_unreadable", entry.name, f"is only named: {reason}"))
            return
        self._text_left -= entry.size
        record.kept = "text"
        self.findings.append(Finding("part_as_text", entry.name, f"is kept as it stands: {reason}"))

    def _hash(self, name: str) -> str:
        return hashlib.sha256(self._package.read(name)).hexdigest()


def _is_xml(name: str, content_type: str) -> bool:
    return content_type.endswith(("+xml", "/xml", "vmlDrawing")) or name.lower().endswith((".xml", ".vml", ".rels"))


def relationship_records(relationships: Relationships) -> list[RelationshipRecord]:
    return [
        RelationshipRecord(
            item.id,
            item.kind,
            item.target,
            item.external,
            item.part,
            None if item.type == _USUAL_TYPE + item.kind else item.type,
        )
        for item in relationships
    ]


def coverage(parts: list[PartRecord], names: Names) -> Coverage:
    """Counts over all parts; complete once everything generic has gone through `names`."""
    kinds: dict[str, dict[str, None]] = {}
    for part in parts:
        for item in part.relationships:
            if item.part:
                kinds.setdefault(item.kind, {})[item.part] = None
    return Coverage(
        parts=dict(sorted(Counter(part.kept for part in parts if part.name).items())),
        generic_elements=names.elements_by_namespace(),
        kinds={kind: list(found) for kind, found in sorted(kinds.items())},
    )
