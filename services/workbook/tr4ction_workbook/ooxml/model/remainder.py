"""What of a part no typed field has."""

from __future__ import annotations

from typing import Any, Protocol

Attributes = tuple[tuple[str, str], ...]
"""Attributes that no typed field has: full name (`{namespace}local`) and value, in document order."""

GenericElement = list[Any]
"""`[tag, {attribute: value}, [child or text, …]]`; see `generic.Names` for how names are written."""


class Remainder(Protocol):
    """What of a part is not in typed fields, for whoever must lose nothing."""

    def generic(self, names: Any) -> GenericElement: ...

    def prefixes(self) -> dict[str, str]:
        """The part's prefixes and the namespaces they mean."""
        ...

    def relationship_ids(self) -> set[str]:
        """Every `r:id` in it."""
        ...
