"""A format code as sections of tokens."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tr4ction_workbook.rendering.numbers.locales import Locale, locale_of

# Excel takes 255 characters. What is longer comes from no program for people, and could make any cell huge.
MAX_CODE = 512

TokenKind = Literal[
    "literal", "digit", "point", "comma", "percent", "exponent", "slash", "text", "general",
    "fill", "skip", "date", "elapsed", "half_day", "fraction_of_second",
]  # fmt: skip
SectionKind = Literal["number", "fraction", "date", "text", "general"]


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it stands for: of a literal the text itself, of a date part its letters in lower case."""

    kind: TokenKind
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    compare: Callable[[float, float], bool]
    operand: float
    excludes_positive: bool

    def holds(self, value: float) -> bool:
        return self.compare(value, self.operand)


@dataclass(frozen=True, slots=True)
class Section:
    """`color` is a colour's name or `ColorN`, in lower case; `system_date` is `short`, `long` or `time`."""

    kind: SectionKind
    tokens: tuple[Token, ...]
    condition: Condition | None = None
    color: str | None = None
    locale: Locale | None = None
    system_date: str | None = None


_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?) | \\(?P<escaped>.) | _(?P<skip>.) | \*(?P<fill>.) | \[(?P<bracket>[^\]]*)\]?
    | (?P<general>general) | (?P<half_day>am/pm|a/p) | (?P<exponent>e[+-]) | (?P<date>y+|m+|d+|h+|s+|e+|b+|g+)
    | (?P<digit>[0\#?]) | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@) | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?|;', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?[0-9.]+(?:e[+-]?[0-9]{1,3})?)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COLOR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}", re.IGNORECASE)
_CURRENCY = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<identifier>[0-9A-Fa-f]{1,8}))?.*", re.DOTALL)
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_SYSTEM_DATES = {"F800": "long", "F400": "time"}
_DATE_KINDS = frozenset(("date", "elapsed", "half_day"))


@lru_cache(maxsize=4096)
def parse_code(code: str) -> tuple[Section, ...]:
    """The sections of a code, at least one and at most four; a code that is empty or too long is `General`."""
    if not code or len(code) > MAX_CODE:
        code = "General"
    return tuple(_Parser().parse(part) for part in _split(code)[:4])


def _split(code: str) -> list[str]:
    parts, start = [], 0
    for match in _SPLIT.finditer(code):
        if match[0] == ";":
            parts.append(code[start : match.start()])
            start = match.end()
    return [*parts, code[start:]]


class _Parser:
    """Reads one section."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.condition: Condition | None = None
        self.color: str | None = None
        self.locale: Locale | None = None
        self.system_date: str | None = None

    def parse(self, text: str) -> Section:
        for match in _TOKEN.finditer(text):
            name = match.lastgroup or "literal"
            found = match[name]
            if name == "bracket":
                self._bracket(found)
            elif name in ("quoted", "escaped", "literal"):
                self._add("literal", found.strip('"') if name == "quoted" else found)
            elif name in ("date", "half_day"):
                self._add("date" if name == "date" else "half_day", found if name == "half_day" else found.lower())
            else:
                self._add(name, found)  # type: ignore[arg-type]  # the names of the pattern's groups are kinds
        kind = self._kind()
        self.tokens = _dated(self.tokens) if kind == "date" else [_undated(token) for token in self.tokens]
        return Section(kind, tuple(self.tokens), self.condition, self.color, self.locale, self.system_date)

    def _add(self, kind: TokenKind, text: str) -> None:
        self.tokens.append(Token(kind, text))

    def _bracket(self, text: str) -> None:
        condition = _CONDITION.fullmatch(text.strip())
        currency = _CURRENCY.fullmatch(text)
        if condition:
            self._condition(condition[1], condition[2])
        elif _ELAPSED.fullmatch(text):
            self._add("elapsed", text.lower())
        elif _COLOR.fullmatch(text.strip()):
            self.color = text.strip().lower().replace(" ", "")
        elif currency:
            self._locale(currency["symbol"], (currency["identifier"] or "").upper())

    def _condition(self, sign: str, operand: str) -> None:
        try:
            value = float(operand)
        except ValueError:
            return
        excludes = (sign == "<" and value <= 0) or (sign in ("<=", "=") and value < 0)
        self.condition = Condition(_COMPARISONS[sign], value, excludes)

    def _locale(self, symbol: str, identifier: str) -> None:
        if symbol:
            self._add("literal", symbol)
        self.system_date = _SYSTEM_DATES.get(identifier, self.system_date)
        if identifier and identifier not in _SYSTEM_DATES:
            self.locale = locale_of(int(identifier, 16))

    def _kind(self) -> SectionKind:
        kinds = {token.kind for token in self.tokens}
        if kinds & {"elapsed", "half_day"} or ("date" in kinds and not self._is_numeric()):
            return "date"
        if "general" in kinds:
            return "general"
        if "text" in kinds and "digit" not in kinds:
            return "text"
        if "slash" in kinds and self._is_fraction():
            return "fraction"
        return "number"

    def _is_numeric(self) -> bool:
        """Digits make a number of it, but for those of a fraction of a second."""
        for position, token in enumerate(self.tokens):
            if token.kind == "digit" and not self._is_second_fraction(position):
                return True
        return False

    def _is_second_fraction(self, position: int) -> bool:
        while position > 0 and self.tokens[position].kind == "digit":
            position -= 1
        return self.tokens[position].kind == "point"

    def _is_fraction(self) -> bool:
        kinds = [token.kind for token in self.tokens]
        slash = kinds.index("slash")
        return "digit" in kinds[:slash]


def _undated(token: Token) -> Token:
    return Token("literal", token.text) if token.kind in _DATE_KINDS else token


def _dated(tokens: list[Token]) -> list[Token]:
    """Date letters told apart: an `m` after hours or before seconds is minutes; `.00` after seconds is their part."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "point":
            end = position + 1
            while end < len(tokens) and tokens[end].kind == "digit":
                end += 1
            digits = end - position - 1
            found.append(Token("fraction_of_second", "0" * digits) if digits else Token("literal", "."))
            position = end
            continue
        if token.kind in ("slash", "comma", "digit", "percent", "exponent", "general", "text"):
            token = Token("literal", token.text)
        found.append(token)
        position += 1
    return _with_minutes(found)


def _with_minutes(tokens: list[Token]) -> list[Token]:
    clock = [index for index, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    for place, index in enumerate(clock):
        text = tokens[index].text
        if tokens[index].kind == "elapsed" or text[0] != "m" or len(text) > 2:
            continue
        before = tokens[clock[place - 1]].text[0] if place else ""
        after = tokens[clock[place + 1]].text[0] if place + 1 < len(clock) else ""
        if before == "h" or after == "s":
            tokens[index] = Token("date", text.replace("m", "n"))
    return tokens
