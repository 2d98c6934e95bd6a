"""The package: content types, relationships and part names (ECMA-376 part 2, clauses 6.2 to 6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tr4ction_workbook.ooxml.archive import Archive
from tr4ction_workbook.ooxml.budget import Budget, count_nodes
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError
from tr4ction_workbook.ooxml.part_names import unquoted
from tr4ction_workbook.ooxml.xml import Element, as_utf8, count_tags, local, parse

CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` is the last word of the relationship type (`worksheet`, `image`), alike in strict and transitional files.

    `part` is the resolved part name, None where the target is external or no part of the package. `type` is in full.
    """

    id: str
    kind: str
    target: str
    external: bool
    part: str | None
    type: str


class Relationships:
    """The relationships of one source, in document order."""

    def __init__(self, items: list[Relationship]) -> None:
        self._items = items
        self._by_id = {item.id: item for item in items}

    def __iter__(self) -> Iterator[Relationship]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def get(self, relationship_id: str | None) -> Relationship | None:
        return self._by_id.get(relationship_id) if relationship_id else None

    def part(self, relationship_id: str | None) -> str | None:
        found = self.get(relationship_id)
        return found.part if found else None

    def of_kind(self, kind: str) -> Iterator[Relationship]:
        return (item for item in self._items if item.kind == kind)

    def parts_of_kind(self, kind: str) -> list[str]:
        """Parts that relationships of that kind name, each once: a list of the same part again and again is work."""
        return list(dict.fromkeys(item.part for item in self.of_kind(kind) if item.part))

    def first_part(self, kind: str) -> str | None:
        return next((item.part for item in self.of_kind(kind) if item.part), None)


class Package:
    """A package: parts by name, their content types, their relationships. `archive` holds the bytes.

    `mended`: parts read so far that are not well-formed, and were read nevertheless. `tag_counts`: of parts read so far
    as trees, how many elements their markup has, counted without a parser.
    """

    def __init__(self, archive: Archive, budget: Budget) -> None:
        self.archive = archive
        self.budget = budget
        self._relationships: dict[str, Relationships] = {}
        self._roots: dict[str, tuple[Element, int]] = {}
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        self.mended: set[str] = set()
        self.tag_counts: dict[str, int] = {}
        if CONTENT_TYPES in archive:
            self._read_content_types(self.xml(CONTENT_TYPES))

    def begin(self) -> None:
        """A new operation on what was read: it has a budget of its own, and time of its own."""
        self.budget = Budget(self.budget.limits)

    def _read_content_types(self, root: Element) -> None:
        for item in root:
            content_type = item.get("ContentType") or ""
            if local(item) == "Default":
                self._defaults[(item.get("Extension") or "").lower()] = content_type
            elif local(item) == "Override":
                self._overrides[(item.get("PartName") or "").lstrip("/").lower()] = content_type

    def content_type(self, part: str) -> str:
        """Declared content type, empty where there is none."""
        key = part.lower()
        return self._overrides.get(key) or self._defaults.get(key.rpartition(".")[2], "")

    def read(self, part: str) -> bytes:
        return self.archive.read(part)

    def xml(self, part: str) -> Element:
        """Root of a part, parsed once. Callers do not change it. Not for sheets, which are too large to keep.

        It counts each time, for whoever asks will look at all of it: sheets may share a drawing, or name it twice.
        """
        known = self._roots.get(part)
        if known is not None:
            self.budget.take_nodes(known[1])
            return known[0]
        data = as_utf8(self.archive.read(part), part)
        root = self._parse(data, part)
        self._roots[part] = root, count_nodes(data)
        self.tag_counts[part] = count_tags(data)
        return root

    def _parse(self, data: bytes, part: str) -> Element:
        try:
            return parse(data, part, self.budget)
        except DamagedWorkbookError:
            if not part.lower().endswith(".vml"):
                raise
        self.budget.give_back_nodes(data, kept=0)
        root = parse(data, part, self.budget, recover=True)
        self.mended.add(part)
        return root

    def optional_xml(self, part: str | None) -> Element | None:
        """Root of a part that a workbook may go without; None where it is absent."""
        return self.xml(part) if part and part in self.archive else None

    def relationships(self, source: str = "") -> Relationships:
        """Relationships of a part; of the package itself for the empty name."""
        found = self._relationships.get(source)
        if found is None:
            found = self._relationships[source] = self._read_relationships(source)
        return found

    def _read_relationships(self, source: str) -> Relationships:
        folder, _, name = source.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        if rels not in self.archive:
            return Relationships([])
        items = []
        for item in parse(self.archive.read(rels), rels, self.budget):
            target = item.get("Target") or ""
            external = (item.get("TargetMode") or "").lower() == "external"
            full_type = item.get("Type") or ""
            kind = full_type.rpartition("/")[2]
            part = None if external else self.resolve(folder, target)
            items.append(Relationship(item.get("Id") or "", kind, target, external, part, full_type))
        return Relationships(items)

    def resolve(self, folder: str, target: str) -> str | None:
        """Part a target names, seen from a folder; None where the package has no such part."""
        target = target.partition("#")[0].replace("\\", "/")
        path: list[str] = [] if target.startswith("/") else [step for step in folder.split("/") if step]
        for step in target.split("/"):
            if step == "..":
                if not path:
                    return None
                path.pop()
            elif step and step != ".":
                path.append(step)
        name = "/".join(path)
        entry = self.archive.entry(name) or self.archive.entry(unquoted(name))
        return entry.name if entry else None


def required(part: str | None, what: str) -> str:
    if part is None:
        raise DamagedWorkbookError(part=what, reason="the part is missing")
    return part
