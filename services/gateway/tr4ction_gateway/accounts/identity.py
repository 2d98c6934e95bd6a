"""How people are named: user names and e-mail addresses, both without regard to case."""

from __future__ import annotations

import re
import unicodedata

MAX_USERNAME = 64
MAX_EMAIL = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets

_USERNAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{1,{MAX_USERNAME - 1}}}")
# The rule of the HTML Living Standard, 4.10.5.1.5 "valid e-mail address": what a browser's form takes, we take.
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")


def is_username(value: str) -> bool:
    """Whether `value` may be a user name. It has no `@`, so it is never somebody's e-mail address."""
    return _USERNAME.fullmatch(value) is not None


def is_email(value: str) -> bool:
    return len(value) <= MAX_EMAIL and _EMAIL.fullmatch(value) is not None


def canonical(identifier: str) -> str:
    """A user name or e-mail address as it is stored and looked up. What no account can have becomes empty."""
    folded = unicodedata.normalize("NFKC", identifier).strip().casefold()
    return folded if is_username(folded) or is_email(folded) else ""
