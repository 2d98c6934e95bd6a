"""The one way in which text gets into the page."""

from __future__ import annotations

import re
from html import escape

# what HTML does not allow as a character at all, or reads as another one (HTML Living Standard, 13.2.3.5)
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """`text` as an HTML document can hold it: other line ends become line feeds, forbidden characters a sign."""
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return _NOT_ALLOWED.sub(REPLACEMENT, text)


def escaped(text: str) -> str:
    """Text for the content of an element or for a quoted attribute."""
    return escape(clean(text))
