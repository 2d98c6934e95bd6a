"""Small questions about the words in a cell."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_LABEL = 300
MAX_HELP = 2000

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NUMERIC = re.compile(r"[R$€£\s]*[-+]?\d[\d.,\s]*%?")
_LONGEST_NUMBER = 40
CALL_TO_WRITE = (
    r"(?:preencha|preencher|colocar|coloque|inserir|insira|digite|escreva|informe|clique|selecione|escolha"
    r"|click|enter|type|insert|select|choose|fill[ ]in|ingrese|escriba|seleccione)\b"
)
_PLACEHOLDER = re.compile(
    r"[_.…\-–—]{3,}"  # a line to write on
    r"|[\[<{][^\]>}]{2,60}[\]>}]"  # [inserir nome]
    rf"|\(?{CALL_TO_WRITE}.{{0,60}}",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=4096)  # the same headers name many cells
def fold(text: str) -> str:
    """Lower case without accents, words separated by one blank: what two spellings of a thing have in common."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_WORD.sub(" ", plain).strip()


def single_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def is_placeholder(text: str) -> bool:
    """Whether the text only says where to write: `____`, `[inserir]`, `Digite aqui`."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


@lru_cache(maxsize=4096)
def split_label(text: str) -> tuple[str, str | None]:
    """The first line of a label, and the rest as help; both shortened to what a screen can show."""
    _, _, rest = text.strip().partition("\n")
    return shorten(whole_label(text), MAX_LABEL), shorten(single_line(rest), MAX_HELP) or None


def whole_label(text: str) -> str:
    """The first line of a label, however long: what identifies it."""
    first, _, _ = text.strip().partition("\n")
    return single_line(first).rstrip(":").strip() or single_line(text)


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def is_numeric(text: str) -> bool:
    """Whether a text reads as a number, with currency, sign or percent: `R$ 1.200,00`, `12 %`."""
    return len(text) <= _LONGEST_NUMBER and _NUMERIC.fullmatch(text) is not None


def is_symbol(text: str) -> bool:
    """Whether the text is an arrow, a bullet or the like: drawn, not written."""
    return text != "" and len(text) <= 3 and all(letter in "<>→←↑↓↔⇒➔➜►▶▼▲◄◀•●■◆+=|/" for letter in text)


def ends_asking(text: str) -> bool:
    """Whether the text ends as a label does that waits for an answer."""
    return text.endswith((":", "?"))
