"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be. `code` is stable; `subject` says of what; `repaired` whether no longer."""

    code: str
    subject: str
    text: str
    repaired: bool = False

    def __str__(self) -> str:
        return f"{'repaired' if self.repaired else 'finding'}: {self.code}: {self.subject}: {self.text}"
