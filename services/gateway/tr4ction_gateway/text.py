"""Text that people type: one line, without what a screen, a log or a database could stumble over."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

MAX_NAME = 200


def _one_line(value: str) -> str:
    line = re.sub(r"\s+", " ", unicodedata.normalize("NFC", value)).strip()
    if not line or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in line):
        raise ValueError("must be a line of text")
    return line


Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_one_line)]
"""What a person or a start-up is called; runs of white space become one space."""


def name_key(name: str) -> str:
    """The same for names that people would take for one: without regard to case and spaces."""
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", name).strip().casefold())
