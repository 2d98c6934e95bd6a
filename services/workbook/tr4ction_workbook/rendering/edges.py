"""The lines between cells (clauses 18.8.4, 18.18.3).

Every cell draws the line at its end and the one below it, in its own last pixels, where Excel draws them too; so what
its neighbours say about their start and top is decided here. Of two lines on one edge the heavier is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from tr4ction_workbook.ooxml.model import Border, Color, StyleSheet
from tr4ction_workbook.rendering.css import Rules
from tr4ction_workbook.rendering.looks import Look

# weight, width in pixels, line style of CSS; CSS has no lines of dashes and dots
_STYLES: dict[str, tuple[int, int, str]] = {
    "hair": (1, 1, "dotted"),
    "dotted": (2, 1, "dotted"),
    "dashDotDot": (3, 1, "dashed"),
    "dashDot": (4, 1, "dashed"),
    "dashed": (5, 1, "dashed"),
    "thin": (6, 1, "solid"),
    "mediumDashDotDot": (7, 2, "dashed"),
    "slantDashDot": (8, 2, "dashed"),
    "mediumDashDot": (9, 2, "dashed"),
    "mediumDashed": (10, 2, "dashed"),
    "medium": (11, 2, "solid"),
    "double": (12, 3, "double"),
    "thick": (13, 3, "solid"),
}
GRID_COLOR = "#d4d4d4"

Edge = tuple[int, str]
"""Weight and declaration value: `(6, "1px solid #000000")`; weight 0 is no border but what shows in its place."""

_Side = Callable[[Border], tuple[str | None, Color | None]]
_Sides = tuple[_Side, _Side]
_END_AND_START: _Sides = (attrgetter("right", "right_color"), attrgetter("left", "left_color"))
_BOTTOM_AND_TOP: _Sides = (attrgetter("bottom", "bottom_color"), attrgetter("top", "top_color"))

NOTHING: Edge = (0, "0")
GRID: Edge = (0, f"1px solid {GRID_COLOR}")


class Edges:
    """Decides lines for pairs of looks, and gives the classes of the pairs of lines that a cell draws."""

    def __init__(self, styles: StyleSheet, rules: Rules, show_grid_lines: bool) -> None:
        self._styles = styles
        self._rules = rules
        self._empty = GRID if show_grid_lines else NOTHING
        self._right: dict[tuple[int, int], Edge] = {}
        self._below: dict[tuple[int, int], Edge] = {}
        self._classes: dict[tuple[str | None, ...], str] = {}

    def right(self, look: Look, neighbour: Look) -> Edge:
        """Between a look and the one at its end."""
        return self._between(self._right, look, neighbour, _END_AND_START)

    def below(self, look: Look, neighbour: Look) -> Edge:
        return self._between(self._below, look, neighbour, _BOTTOM_AND_TOP)

    def _between(self, known: dict[tuple[int, int], Edge], look: Look, neighbour: Look, sides: _Sides) -> Edge:
        key = (id(look), id(neighbour))
        edge = known.get(key)
        if edge is None:
            mine, theirs = sides
            edge = self._decide(mine(look.border), theirs(neighbour.border), look.fill, neighbour.fill)
            known[key] = edge
        return edge

    def class_of(self, right: Edge, below: Edge, start: Edge | None = None, top: Edge | None = None) -> str:
        """Empty where all of them are what the page's style sheet gives every cell."""
        key = (right[1], below[1], start and start[1], top and top[1])
        name = self._classes.get(key)
        if name is None:
            default = self._empty[1]
            sides = zip(
                ("inline-end", "bottom", "inline-start", "top"), key, (default, default, None, None), strict=True
            )
            name = self._rules.named(
                "e", ";".join(f"border-{side}:{css}" for side, css, usual in sides if css != usual)
            )
            self._classes[key] = name
        return name

    def heading_class(self, edge: Edge, side: str) -> str:
        """Class of a heading next to the first cells, whose start and top it draws; empty where it keeps its own."""
        return self._rules.named("t", f"border-{side}:{edge[1]}") if edge[0] else ""

    def default_rule(self) -> str:
        return f"td{{border-inline-end:{self._empty[1]};border-bottom:{self._empty[1]}}}"

    def _decide(
        self,
        one: tuple[str | None, Color | None],
        other: tuple[str | None, Color | None],
        fill: str | None,
        neighbour_fill: str | None,
    ) -> Edge:
        found = max(self._line(*one), self._line(*other), key=lambda line: line[0])
        if found[0]:
            return found
        if fill is None and neighbour_fill is None:
            return self._empty
        # a fill covers the grid lines on all four sides of its cell
        return (0, f"1px solid #{neighbour_fill}") if fill is None else NOTHING

    def _line(self, style: str | None, color: Color | None) -> Edge:
        known = _STYLES.get(style or "")
        if known is None:
            return NOTHING
        weight, width, line = known
        return weight, f"{width}px {line} #{self._styles.rgb(color) or '000000'}"


def heaviest(edges: list[Edge]) -> Edge:
    """What stands for an edge that several pairs of cells share, as of a merged range."""
    return max(edges, key=lambda edge: edge[0]) if edges else NOTHING
