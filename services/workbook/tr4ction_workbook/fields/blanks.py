"""A blank to write on among a cell's own words: `Nome: ____`, `Idade: ____ anos`, `Nascimento: __/__/____`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tr4ction_workbook.fields.text import CALL_TO_WRITE, single_line, whole_label

_LONGEST = 300  # characters: what is longer explains
_LONGEST_UNIT = 40  # more words after the blank make a sentence of it
_BRACKETED = "|".join(
    rf"{opening}{CALL_TO_WRITE}[^{closing}]{{0,60}}{closing}"
    for opening, closing in (("<", ">"), (r"\[", r"\]"), (r"\(", r"\)"))
)
_BLANK = re.compile(
    rf"""
    (?P<date>_{{1,8}}[ ]?/[ ]?_{{1,8}}[ ]?/[ ]?_{{1,8}})
  | _{{3,}}
  | (?<=[:?])\s?(?:\.{{3,}}|…+)         # elsewhere an ellipsis breaks a sentence off
  | (?:\.{{6,}}|…{{2,}})\Z              # leaders to a page number do not end the text
  | (?<=[:?])\s?(?:{_BRACKETED})\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINE = re.compile(rf"_{{3,}}|{_BRACKETED}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
_GAP = " … "


@dataclass(frozen=True, slots=True)
class Blank:
    """The words before and after a blank, and what they say belongs there.

    `is_one`: whether it is the only one of its cell. `is_date`: its strokes are those of a date.
    """

    before: str
    after: str
    label: str
    help: str | None
    is_one: bool
    is_date: bool

    def filled(self, answer: str) -> str:
        """The cell's text with the answer in place of the blank; where it has several, the answer alone."""
        if not self.is_one:
            return answer
        left = " " if self.before[-1] in ":?" or self.before[-1].isalnum() else ""
        right = " " if self.after[:1].isalnum() else ""
        return f"{self.before}{left}{answer}{right}{self.after}"


def find_blank(text: str) -> Blank | None:
    """The blank among the words of a cell; None where there is none, or nothing before it says what belongs there."""
    text = text.strip()
    if len(text) > _LONGEST or not ("__" in text or "_/" in text or ".." in text or "…" in text or text[-1:] in "]>)"):
        return None
    found = list(_BLANK.finditer(text))
    if not found or not _WORD.search(text[: found[0].start()]):
        return None
    first = found[0]
    before, after = text[: first.start()], text[first.end() :]
    if len(found) > 1 or len(after) > _LONGEST_UNIT:
        label, rest = single_line(_BLANK.sub(_GAP, text)), ""
    else:
        earlier, _, line = before.rstrip().rpartition("\n")
        label, rest = (whole_label(line), f"{earlier} {after}") if _WORD.search(line) else (whole_label(before), after)
    return Blank(before, after, label, single_line(rest) or None, len(found) == 1, bool(first["date"]))


def is_line_to_write_on(text: str) -> bool:
    """Whether the text is a blank and nothing else: `____`, `[inserir nome]`."""
    return text[:1] in ("_", "[", "<", "(") and _LINE.fullmatch(text) is not None
