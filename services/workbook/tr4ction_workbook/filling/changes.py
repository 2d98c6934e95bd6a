"""The parts that a fill changes, and the archive with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tr4ction_workbook.filling.book import Book
from tr4ction_workbook.filling.markup import Buffer, Edits, Element, open_text, outline
from tr4ction_workbook.filling.repack import Packed, pack, repack
from tr4ction_workbook.ooxml.errors import DamagedWorkbookError

CONTENT_TYPES = "[Content_Types].xml"


class Changes:
    """Changes of one workbook's parts; small parts may be changed several times."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._packed: dict[str, Packed] = {}
        self._small: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    @property
    def parts(self) -> Sequence[str]:
        """Names of the parts that differ, in the order of their names."""
        return sorted({*self._packed, *self._small, *self._added, *self._dropped})

    def replace(self, part: str, pieces: Iterable[Buffer], size: int) -> None:
        """A large part, compressed at once so that it need not be kept. `size`: about how large it is."""
        entry = self._book.package.archive.entry(part)
        if entry is None:
            raise DamagedWorkbookError(part=part, reason="the part is missing")
        self._packed[entry.name] = pack(pieces, size, entry.method)

    def edit(self, part: str, change: Callable[[Edits, Element], None]) -> None:
        """A small part: `change` is given its root. A part in which nothing is changed stays as it is."""
        raw = self._current(part)
        data, encode = open_text(raw, part)
        edits = Edits(data)
        change(edits, outline(data, part))
        if edits:
            self._small[part] = b"".join(encode(edits.pieces()))

    def _current(self, part: str) -> bytes:
        found = self._small.get(part)
        return self._book.package.read(part) if found is None else found

    def drop(self, part: str) -> None:
        self._dropped.add(part)

    def add(self, part: str, data: bytes) -> None:
        self._added[part] = data

    def apply(self) -> bytes:
        """The bytes of the changed workbook; the original's where nothing was changed."""
        if not self.parts:
            return self._book.data
        archive = self._book.package.archive
        changed = dict(self._packed)
        for part, data in self._small.items():
            entry = archive.entry(part)
            if entry is not None:
                changed[entry.name] = pack([data], len(data), entry.method)
        added = {part: pack([data], len(data)) for part, data in self._added.items()}
        return repack(self._book.data, archive.directory, changed, self._dropped, added)
