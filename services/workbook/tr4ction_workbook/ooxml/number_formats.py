"""Number formats: the built-in ones, and which show a date or time (ECMA-376 part 1, clauses 18.8.30, 18.8.31)."""

from __future__ import annotations

import re
from functools import lru_cache

BUILTIN_FORMATS: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);\\(#,##0\\)",
    38: "#,##0_);[Red]\\(#,##0\\)",
    39: "#,##0.00_);\\(#,##0.00\\)",
    40: "#,##0.00_);[Red]\\(#,##0.00\\)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
# dates whose text depends on the language of the program (the East Asian tables of clause 18.8.30)
_LOCAL_DATES = frozenset((*range(27, 37), *range(50, 59)))

_QUOTED = re.compile(r'"[^"]*"?|\\.|[_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_DATE_LETTERS = re.compile(r"[dyhs]|m|am/pm|a/p|\bb{2,4}\b|\be+\b|g{1,3}(?!eneral)", re.IGNORECASE)
_HALF_DAY = re.compile(r"am/pm|a/p", re.IGNORECASE)
_DAY_LETTERS = re.compile(r"[dyeg]|b{2,4}", re.IGNORECASE)
_CLOCK_LETTERS = re.compile(r"[hs]", re.IGNORECASE)
_NUMBER_SIGNS = re.compile(r"[0#?]")
_GENERAL = re.compile(r"general", re.IGNORECASE)


def builtin_format(format_id: int) -> str:
    """Format code of a built-in id; `General` for reserved and unknown ones."""
    if format_id in _LOCAL_DATES:
        return "mm-dd-yy"
    return BUILTIN_FORMATS.get(format_id, "General")


@lru_cache(maxsize=4096)
def is_date_format(code: str) -> bool:
    """Whether a format code shows a serial number as a date, a time or a duration.

    Quoted text, escaped characters, padding (`_x`, `*x`), colours, conditions and locale codes say nothing; elapsed
    hours (`[h]`) do. Only the first section counts, which is the one for positive numbers.
    """
    section = _first_section(code)
    plain = _QUOTED.sub("", section)
    if _ELAPSED.search(plain):
        return True
    plain = _GENERAL.sub("", _BRACKETS.sub("", plain))
    if not _DATE_LETTERS.search(plain):
        return False
    # `0.00E+00` and `#,##0 d`: number signs outside of fractions of a second make it a number
    return not _NUMBER_SIGNS.search(re.sub(r"s\.0+|[.,]0+", "", plain, flags=re.IGNORECASE))


@lru_cache(maxsize=4096)
def shows_day(code: str) -> bool:
    """Whether a date format shows which day or month it is, and not the time of day or a duration alone."""
    section = _first_section(code)
    plain = _QUOTED.sub("", section)
    if not is_date_format(code) or _ELAPSED.search(plain):
        return False
    plain = _HALF_DAY.sub("", _BRACKETS.sub("", plain))
    return bool(_DAY_LETTERS.search(plain)) or not _CLOCK_LETTERS.search(plain)


def _first_section(code: str) -> str:
    position = 0
    for match in re.finditer(r'"[^"]*"?|\\.|\[[^\]]*\]|;', code):
        if match[0] == ";":
            return code[position : match.start()]
    return code
