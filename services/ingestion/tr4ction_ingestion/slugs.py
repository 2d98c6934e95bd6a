"""Names that people gave, as ids that stand in addresses."""

from __future__ import annotations

import re
import unicodedata

_NO_WORD = re.compile(r"[^a-z0-9]+")


def slug(text: str, longest: int) -> str:
    """Lower case, accents folded, words joined by hyphens, at most `longest` characters; empty where nothing of that is
    left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NO_WORD.sub("-", plain).strip("-")[:longest].strip("-")
