"""Patterns for a whole cell, from what nearly every cell looks like to what any may have."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Every pattern takes time in proportion to its text, whatever the text: what repeats is possessive (`++`), or ends at
# the next `<`, which well-formed XML does not have inside tags or values.


@dataclass(frozen=True, slots=True)
class CellPattern:
    """A pattern for one whole cell, and what its groups hold."""

    expression: re.Pattern[bytes]
    groups: tuple[str, ...]

    def split(self, chunk: bytes) -> tuple[list[bytes], dict[str, list[bytes | None]]]:
        """What stands between the cells, and the groups as columns: much cheaper than a tuple for each match."""
        flat = self.expression.split(chunk)
        width = len(self.groups) + 1
        columns = {name: flat[position + 1 :: width] for position, name in enumerate(self.groups)}
        return flat[0::width], columns


# what nearly every cell looks like
USUAL = CellPattern(
    re.compile(
        rb"""<c[ ]r="([A-Z]++)([0-9]++)"(?:[ ]s="([0-9]++)")?+(?:/>|(?:[ ]t="([a-zA-Z]++)")?+>
        (?:<f((?:\s[^<>]*?)?)(?:/>|>([^<]*+)</f>))?+<v>([^<]*+)</v></c>)""",
        re.VERBOSE,
    ),
    ("letters", "digits", "style", "type", "f_attributes", "formula", "value"),
)
_BODY = rb"""(?:\s*/>|\s*>\s*
    (?:<f((?:\s[^<>]*?)?)(?:/>|>([^<]*+)</f>)\s*)?
    (?:(?:<v(?:\sxml:space="preserve")?>([^<]*+)</v>|<is><t(?:\sxml:space="preserve")?>([^<]*+)</t></is>)\s*|<v\s*/>\s*)?
    (<is>[^<]*+(?:<(?!/?is>|c[\s/>])[^<]*+)*+</is>\s*)?
    </c>)"""
_ALL_GROUPS = ("letters", "digits", "style", "type", "cm", "vm", "f_attributes", "formula", "value", "plain", "rich")
# everything the element may have, with the attributes in the order in which Excel writes them
_FULL = CellPattern(
    re.compile(
        rb"""<c\sr="([A-Z]{1,3})([0-9]{1,7})"(?:\ss="([0-9]*)")?(?:\st="([A-Za-z]*)")?
        (?:\scm="([0-9]{1,9})")?(?:\svm="([0-9]{1,9})")?"""
        + _BODY,
        re.VERBOSE,
    ),
    _ALL_GROUPS,
)


def _anywhere(name: bytes, value: bytes) -> bytes:
    """An attribute of the tag, wherever it stands in it; or none of that name."""
    return rb"(?:(?=[^<>]*?\s" + name + rb'="(' + value + rb')")|(?![^<>]*?\s' + name + rb"=))"


# the same with attributes in any order, among others
_ANY_ORDER = CellPattern(
    re.compile(
        rb"""<c(?=\s)(?=[^<>]*?\sr="([A-Za-z]{1,3})([0-9]{1,7})")"""
        + _anywhere(b"s", b"[0-9]*")
        + _anywhere(b"t", b"[A-Za-z]*")
        + _anywhere(b"cm", b"[0-9]{1,9}")
        + _anywhere(b"vm", b"[0-9]{1,9}")
        + rb"""((?:\s++[\w:]++="[^"<>]*+")++)"""
        + _BODY,
        re.VERBOSE,
    ),
    (*_ALL_GROUPS[:6], "attributes", *_ALL_GROUPS[6:]),
)
WIDER = {id(USUAL): _FULL, id(_FULL): _ANY_ORDER}
