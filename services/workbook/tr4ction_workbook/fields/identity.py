"""Field ids: a pure function of sheet, label path and occurrence among equal siblings (docs/IDENTITY.md).

ficha.nome_da_empresa              a label on the sheet `Ficha`
ficha.dados.nome                   the same below the section title `Dados`
okrs.meta__janeiro                 column header and row header of a table
okrs.kpi~3                         the third field that one label names: a spare row
ficha.nome~1~2                     the first field of the second label with these words
visao-1t4kv0c2.nome                what letters cannot say is told apart by eight characters of a hash
ficha._                            a field that nothing names
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32hexencode
from collections import Counter
from collections.abc import Hashable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

_MAX_SEGMENT = 60
_NAMELESS = "_"
_HASH_BYTES = 5  # eight characters: two of 100,000 labels with the same letters meet once in 200 workbooks
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_MEANING_SIGNS = "%‰&"  # signs by which two labels differ, though Unicode counts them as punctuation


class LabelPath(NamedTuple):
    """What names a field on its sheet: section title, label or column header, row header; None where there is none."""

    group: str | None = None
    label: str | None = None
    row: str | None = None


class FieldIds:
    """Gives out the ids of one workbook. Ids hold `a-z 0-9 _ . ~ -` only, so they stand in URLs as they are."""

    def __init__(self) -> None:
        self._labels: dict[str, dict[Hashable, int]] = {}
        self._fields: Counter[tuple[str, int]] = Counter()

    def assign(self, sheet_name: str, path: LabelPath, owner: Hashable = None) -> str:
        """The id of the next field, in reading order, that `owner` names.

        `owner` is what bears the words of `path`: two places with the same words are two owners, so that a row added
        to one table changes no id of another table with the same headers.
        """
        base = _base(sheet_name, path)
        owners = self._labels.setdefault(base, {})
        label = owners.setdefault(owner, len(owners) + 1)
        self._fields[base, label] += 1
        count = self._fields[base, label]
        if label > 1:
            return f"{base}~{count}~{label}"
        return f"{base}~{count}" if count > 1 else base


@lru_cache(maxsize=4096)  # spare rows share their path
def _base(sheet_name: str, path: LabelPath) -> str:
    named = _segment(label_key(path.label)) if path.label else _NAMELESS
    if path.row:
        named += f"__{_segment(label_key(path.row))}"
    parts = [_segment(sheet_key(sheet_name)), named]
    if path.group:
        parts.insert(1, _segment(label_key(path.group)))
    return ".".join(parts)


def sheet_key(name: str) -> str:
    """What makes a sheet's name unique in its workbook: Excel does not tell upper from lower case."""
    return unicodedata.normalize("NFC", name.strip().casefold())


@lru_cache(maxsize=4096)
def label_key(text: str) -> str:
    """What two spellings of one label have in common: case, accents of Latin letters, blanks and punctuation apart.

    Letters of every script and signs with a meaning (`%`, `+`, `<`, `R$`) stay. A label of punctuation only is itself.
    """
    words = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text).casefold())
    return " ".join(words.split()) or text.strip()


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char
    kind = unicodedata.category(char)
    if kind in ("Cf", "Cc") and not char.isspace():
        return ""
    if kind[0] in "PZC" and char not in _MEANING_SIGNS:
        return " "
    letters = unicodedata.normalize("NFKD", char)
    return letters[0] if letters[0].isascii() and letters[0].isalpha() else char


@lru_cache(maxsize=4096)
def _segment(key: str) -> str:
    """Letters and digits of `key`; where they do not say all of it, a hash of it too. No two keys share a segment."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", key) if not unicodedata.combining(letter))
    slug = _NOT_PLAIN.sub("_", plain).strip("_")[:_MAX_SEGMENT].strip("_")
    if slug and slug.replace("_", " ") == key:
        return slug
    digest = b32hexencode(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest())
    return f"{slug or 'x'}-{digest.decode().lower()}"
