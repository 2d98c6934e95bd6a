"""Field ids: a pure function of sheet, label path and occurrence among equal siblings (docs/ARCHITECTURE.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tr4ction_workbook.fields.text import slug


class FieldIds:
    """Gives out the ids of one workbook. Ids hold `a-z 0-9 _ . ~` only, so they stand in URLs as they are."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def assign(self, sheet_name: str, path: Sequence[str]) -> str:
        """`sheet.label`, and from the second equal sibling on `sheet.label~2`."""
        base = ".".join([slug(sheet_name, 40), *(slug(part) for part in path or ("field",))])
        self._seen[base] += 1
        count = self._seen[base]
        return base if count == 1 else f"{base}~{count}"
