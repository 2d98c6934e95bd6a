"""Pages that were drawn a while ago, kept in memory within a limit: people go back and forth between sheets."""

from __future__ import annotations

from collections import OrderedDict

from tr4ction_ingestion.sheets.model import SheetPage


class PageCache:
    """Pages by entity tag, at most `max_bytes` of them; those that were not asked for the longest go first."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._pages: OrderedDict[str, SheetPage] = OrderedDict()

    def get(self, tag: str) -> SheetPage | None:
        page = self._pages.get(tag)
        if page is not None:
            self._pages.move_to_end(tag)
        return page

    def put(self, tag: str, page: SheetPage) -> None:
        """A page that is larger than all that may be kept is not kept."""
        if tag in self._pages or len(page.document) > self._max_bytes:
            return
        self._pages[tag] = page
        self._size += len(page.document)
        while self._size > self._max_bytes:
            _, oldest = self._pages.popitem(last=False)
            self._size -= len(oldest.document)
