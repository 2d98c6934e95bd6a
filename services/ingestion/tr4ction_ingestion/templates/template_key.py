"""The name a template goes by: made of the cycle and the file's name."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 120

_KEY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_WORD = re.compile(r"[a-z0-9]+")
# What browsers and file managers add to a second copy: `Plano (1)`, `Plano - Copia`, `Plano - Cópia (2)`.
# One or two digits only: `Plano (2026)` is a name.
_COPY_MARK = re.compile(r"(?:\s*\([0-9]{1,2}\)|\s+-\s*(?:copia|copy))\s*$")


def is_template_key(text: str) -> bool:
    """Lower-case ASCII words joined by single underscores, at most 120 characters."""
    return len(text) <= MAX_LENGTH and _KEY.fullmatch(text) is not None


def template_key(cycle: str, filename: str) -> str:
    """The words of the cycle, then those of the file's stem; the longest end of the first that equals a start of the
    second is written once.

    `Q1_TEST`, `test_template.xlsx` → `q1_test_template`. Whole words are left out at the end of names that would pass
    120 characters. A stem without a letter or digit of the Latin alphabet adds nothing.
    """
    first, second = _words(cycle), _words(_without_copy_marks(_fold(_stem(filename))))
    overlap = next((n for n in range(min(len(first), len(second)), 0, -1) if first[-n:] == second[:n]), 0)
    key = "_".join(first + second[overlap:])
    return key if len(key) <= MAX_LENGTH else key[: MAX_LENGTH + 1].rpartition("_")[0] or key[:MAX_LENGTH]


def _stem(filename: str) -> str:
    stem, dot, _ = filename.rpartition(".")
    return stem if dot else filename


def _fold(text: str) -> str:
    """Lower case without accents: compatibility decomposition (Unicode, NFKD) less its combining marks."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _without_copy_marks(folded: str) -> str:
    while match := _COPY_MARK.search(folded):
        folded = folded[: match.start()]
    return folded


def _words(text: str) -> list[str]:
    return _WORD.findall(_fold(text))
