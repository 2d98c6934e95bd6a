"""What counts as an answer to a field: by its type and options, kept as typed.

Forms send what people type, so that a number or a date may come as text, as Brazilians write it. What is kept is the
value itself: text, a number, `true` or `false`, or a date as `YYYY-MM-DD`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime

from tr4ction_common.languages import Text

Value = str | int | float | bool
"""A kept answer, as JSON has it."""

MAX_TEXT = 32_767  # characters a cell holds (Excel specifications and limits)
_FIRST_DAY = date(1900, 1, 1)  # the first that Excel's calendar has
_MAX_NUMBER_TEXT = 64
_MAX_NUMBER = 9.99999999999999e307  # Excel specifications and limits

# XML 1.0, 2.2: what no workbook can hold
_UNSTORABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_THOUSANDS_BY_DOT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?|[+-]?\d*,\d+")
_THOUSANDS_BY_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TRUE = frozenset(("sim", "s", "verdadeiro", "true", "yes", "y", "1", "x"))
_FALSE = frozenset(("nao", "n", "falso", "false", "no", "0"))


class WrongValueError(ValueError):
    """The value is no answer to the field; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def is_empty(value: object) -> bool:
    """What is no answer: null, and text without anything in it."""
    return value is None or (isinstance(value, str) and not value.strip())


def checked(value: object, field_type: str, options: Sequence[str]) -> Value:
    """The value as it is kept, for a field of that type (the engine's `inferred_type`). Raises WrongValueError.

    Not for empty values.
    """
    if field_type == "choice":
        return _choice(value, options)
    return _CHECKS.get(field_type, _text)(value)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise WrongValueError(Text("Deve ser texto.", "It must be text."))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        raise WrongValueError(
            Text(
                f"O texto tem {len(text)} caracteres; uma célula guarda {MAX_TEXT}.",
                f"The text has {len(text)} characters; a cell holds {MAX_TEXT}.",
            )
        )
    if found := _UNSTORABLE.search(text):
        code = f"U+{ord(found[0]):04X}"
        raise WrongValueError(
            Text(
                f"O texto tem o caractere {code}, que uma planilha não guarda. Apague-o.",
                f"The text has the character {code}, which a workbook cannot hold. Delete it.",
            )
        )
    return text


def _number(value: object) -> int | float:
    if isinstance(value, str):
        value = _number_of_text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise WrongValueError(Text("Deve ser um número, como 1.234,56.", "It must be a number, such as 1234.56."))
    if abs(value) > _MAX_NUMBER:
        raise WrongValueError(Text("O número é grande demais.", "The number is too large."))
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _number_of_text(text: str) -> float | None:
    """`1.234,56`, `1234.56`, `1,234.56`, with a currency sign or per cent; `1.234` is a thousand, as in Brazil."""
    stripped = re.sub(r"\s|R\$|US\$|[$€£]", "", text)
    if not stripped or len(stripped) > _MAX_NUMBER_TEXT:
        return None
    divisor = 1
    if stripped.endswith("%"):
        stripped, divisor = stripped[:-1], 100
    if _THOUSANDS_BY_DOT.fullmatch(stripped):
        stripped = stripped.replace(".", "").replace(",", ".")
    elif _THOUSANDS_BY_COMMA.fullmatch(stripped):
        stripped = stripped.replace(",", "")
    if not _NUMBER.fullmatch(stripped):
        return None
    return float(stripped) / divisor


def _date(value: object) -> str:
    found = _date_of_text(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise WrongValueError(Text("Deve ser uma data, como 31/12/2026.", "It must be a date, such as 2026-12-31."))
    if found < _FIRST_DAY:
        raise WrongValueError(
            Text("O Excel não conhece datas antes de 01/01/1900.", "Excel knows no dates before 1900-01-01.")
        )
    return found.isoformat()


def _date_of_text(text: str) -> date | None:
    try:
        if day_first := _DAY_FIRST.fullmatch(text):
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, (str, int)):
        word = _folded(str(value))
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
    raise WrongValueError(Text("Deve ser sim ou não.", "It must be yes or no."))


def _choice(value: object, options: Sequence[str]) -> str:
    text = _text(value)
    if not options:
        return text
    for option in options:
        if option == text:
            return option
    wanted = " ".join(text.split()).casefold()
    for option in options:
        if " ".join(option.split()).casefold() == wanted:
            return option
    shown = ", ".join(options[:10]) + (" …" if len(options) > 10 else "")
    raise WrongValueError(Text(f"Escolha uma das opções: {shown}", f"Choose one of the options: {shown}"))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


_CHECKS: dict[str, Callable[[object], Value]] = {"number": _number, "date": _date, "boolean": _boolean}
