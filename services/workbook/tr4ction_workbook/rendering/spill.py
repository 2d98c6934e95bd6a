"""Text that is wider than its cell: over which empty neighbours it goes on, and where it is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tr4ction_workbook.rendering.fonts import text_width
from tr4ction_workbook.rendering.geometry import Axis
from tr4ction_workbook.rendering.looks import Look
from tr4ction_workbook.rendering.values import PADDING, Content

_STAYS = frozenset(("fill", "justify", "distributed", "centerContinuous"))
_MARGIN = 1.15  # widths are estimated: room that is not used costs nothing, text that is cut does
_MAX_STEPS = 60
_MAX_REPEATS = 255


@dataclass(frozen=True, slots=True)
class Spill:
    """Pixels before and behind the cell over which its text may go, and the columns whose grid lines it hides."""

    before: int = 0
    after: int = 0
    hidden: tuple[int, ...] = ()


NO_SPILL = Spill()


class Spiller:
    """Decides for the cells of one row at a time."""

    def __init__(self, columns: Axis, right_to_left: bool) -> None:
        self._columns = columns
        self._shown = columns.shown
        self._right_to_left = right_to_left

    def of(self, position: int, look: Look, content: Content, is_free: Callable[[int], bool]) -> Spill:
        """`position` among the shown columns; `is_free`: whether text may lie over the column of that number."""
        alignment = look.alignment
        if not content.is_text or look.wraps or alignment.shrink or look.is_turned or alignment.horizontal in _STAYS:
            return NO_SPILL
        column = self._shown[position]
        missing = content.width * _MARGIN + 2 * PADDING - self._columns.size(column)
        if missing <= 0:
            return NO_SPILL
        side = self._side(alignment.horizontal)
        if side == "center":
            before, hidden_before = self._reach(position, -1, missing / 2, is_free)
            after, hidden_after = self._reach(position, 1, missing / 2, is_free)
            return Spill(before, after, hidden_before + hidden_after)
        step = 1 if side == "start" else -1
        reached, hidden = self._reach(position, step, missing, is_free)
        return Spill(after=reached, hidden=hidden) if step == 1 else Spill(before=reached, hidden=hidden)

    def continuous(self, position: int, is_joined: Callable[[int], bool]) -> Spill:
        """Over the following empty cells that are centred across the selection as well."""
        after = 0
        hidden: list[int] = []
        for at in range(position + 1, min(position + 1 + _MAX_STEPS, len(self._shown))):
            if not is_joined(self._shown[at]):
                break
            hidden.append(self._shown[at - 1])
            after += self._columns.size(self._shown[at])
        return Spill(after=after, hidden=tuple(hidden))

    def _side(self, horizontal: str | None) -> str:
        if horizontal == "center":
            return "center"
        is_end = (horizontal == "right") is not (self._right_to_left and horizontal in ("left", "right"))
        return "end" if is_end else "start"

    def _reach(
        self, position: int, step: int, missing: float, is_free: Callable[[int], bool]
    ) -> tuple[int, tuple[int, ...]]:
        """Pixels, and the shown columns whose line at the end is crossed."""
        reached = 0
        hidden: list[int] = []
        at = position + step
        while reached < missing and 0 <= at < len(self._shown) and len(hidden) < _MAX_STEPS:
            column = self._shown[at]
            if not is_free(column):
                break
            hidden.append(self._shown[at - 1] if step == 1 else column)
            reached += self._columns.size(column)
            at += step
        return reached, tuple(hidden)


def repeated(content: Content, look: Look, width: float) -> int:
    """How many times a text fits that is repeated to fill its cell."""
    one = text_width(content.text, look.font)
    return max(1, min(int((width - 2 * PADDING) / one), _MAX_REPEATS)) if one else 1
