"""Pages that were drawn a while ago."""

from __future__ import annotations

from tr4ction_ingestion.sheets.model import SheetPage
from tr4ction_ingestion.sheets.pages import PageCache


def page(size: int) -> SheetPage:
    return SheetPage(b"x" * size, "")


def test_pages_are_kept_within_a_limit() -> None:
    pages = PageCache(10)
    for tag, size in (("a", 4), ("b", 4)):
        pages.put(tag, page(size))
    assert pages.get("a") == page(4)  # and so `b` is the one that was not asked for the longest
    pages.put("c", page(4))
    assert [tag for tag in "abc" if pages.get(tag)] == ["a", "c"]
    pages.put("d", page(11))
    assert pages.get("d") is None
    pages.put("a", page(4))
    assert pages.get("c") is not None
    assert PageCache(0).get("a") is None
