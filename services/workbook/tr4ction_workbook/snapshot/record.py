"""What all records of the document have in common."""

from __future__ import annotations

from typing import Any

import msgspec

Generic = list[Any]
"""An element in generic form: `[tag, {attribute: value}, [child or text, …]]`."""


class Record(msgspec.Struct, omit_defaults=True):
    """A record that leaves out what has its default value."""
