"""Finding people and start-ups by words, without regard to case and accents, on every database."""

from __future__ import annotations

import re
import unicodedata


def search_key(*texts: str | None) -> str:
    """What a search looks through: `texts` without case and accents."""
    decomposed = unicodedata.normalize("NFKD", " ".join(text for text in texts if text)).casefold()
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def like_pattern(words: str) -> str:
    """A pattern for LIKE, with `\\` as its escape sign, that finds `words` anywhere in a search key."""
    escaped = re.sub(r"([\\%_])", r"\\\1", search_key(words))
    return f"%{escaped}%"
