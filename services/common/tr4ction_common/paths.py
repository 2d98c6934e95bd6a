"""Parts of addresses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

# Any text: what `tables.identity_of` finds no number in is not found, as is the number of nothing.
PathId = Annotated[str, Path(examples=["1"])]
