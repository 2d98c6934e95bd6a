"""The cells as rows of an HTML table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tr4ction_workbook.rendering.css import Rules, pixels
from tr4ction_workbook.rendering.edges import NOTHING, Edge, Edges, heaviest
from tr4ction_workbook.rendering.fonts import LINE_HEIGHT, PIXELS_PER_POINT, size_of
from tr4ction_workbook.rendering.formats import LookRow
from tr4ction_workbook.rendering.links import linked
from tr4ction_workbook.rendering.looks import Look, rotation_css
from tr4ction_workbook.rendering.marks import Layout, Marks
from tr4ction_workbook.rendering.merges import Span
from tr4ction_workbook.rendering.panes import Panes
from tr4ction_workbook.rendering.spill import NO_SPILL, Spill, Spiller, repeated
from tr4ction_workbook.rendering.values import PADDING, Content, Values

_SIDES = {"start": "", "end": " n", "center": " m"}
_SMALLEST_FONT = 0.1  # part of the size to which text is shrunk at most
_FLEX = {
    "top": "flex-start", "center": "center", "bottom": "flex-end", "justify": "flex-start", "distributed": "center",
}  # fmt: skip
_JUSTIFY = {"left": "flex-start", "center": "center", "right": "flex-end"}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A cell with something in it: its content and how far it goes."""

    content: Content
    spill: Spill


class Grid:
    """Draws the rows of one sheet. `positions` are those of stored cells by row and column."""

    def __init__(
        self,
        layout: Layout,
        looks: list[LookRow],
        positions: dict[int, dict[int, int]],
        values: Values,
        marks: Marks,
        edges: Edges,
        panes: Panes,
        rules: Rules,
        spiller: Spiller,
        plain: Look,
    ) -> None:
        self._layout = layout
        self._looks = looks
        self._positions = positions
        self._values = values
        self._marks = marks
        self._edges = edges
        self._panes = panes
        self._rules = rules
        self._spiller = spiller
        self._plain = plain
        self._row_places = {row: place for place, row in enumerate(layout.rows.shown)}
        self._column_places = {column: place for place, column in enumerate(layout.columns.shown)}
        # lines that cells draw at their own start or top, for a merged neighbour cannot draw one along a part of itself
        self._starts: dict[tuple[int, int], Edge] = {}
        self._tops: dict[tuple[int, int], Edge] = {}
        self._openings: dict[tuple[Look, Edge, Edge], str] = {}

    def rows(self) -> Iterator[tuple[int, str, str]]:
        """Shown rows: number, class of the edge that the row's heading draws at its end, and the cells."""
        for place, row in enumerate(self._layout.rows.shown):
            line = self._looks[place]
            first = self._edges.right(self._plain, line[0]) if line else NOTHING
            yield row, self._edges.heading_class(first, "inline-end"), "".join(self._cells(row, place))

    def top_edges(self) -> list[str]:
        """Classes of what the headings of the columns draw below themselves: the lines above the first row."""
        first = self._looks[0] if self._looks else [self._plain] * len(self._layout.columns.shown)
        return [self._edges.heading_class(self._edges.below(self._plain, look), "bottom") for look in first]

    def _cells(self, row: int, place: int) -> Iterator[str]:
        drawn = self._drawn(row, place)
        hidden = {column for item in drawn.values() for column in item.spill.hidden}
        line = self._looks[place]
        below = self._looks[place + 1] if place + 1 < len(self._looks) else [self._plain] * len(line)
        spans, hosted, dropdowns = self._layout.spans, self._marks.hosted, self._marks.dropdowns
        edges, frozen = self._edges, self._panes.column_classes
        starts, tops = self._starts, self._tops
        last = len(line) - 1
        for at, column in enumerate(self._layout.columns.shown):
            key = (row, column)
            span = spans.covered.get(key)
            if span is not None:
                if key in spans.owners:
                    yield self._merged(span, place, at, drawn.get(column))
                continue
            look = line[at]
            right = edges.right(look, line[at + 1] if at < last else self._plain)
            if column in hidden and not right[0]:
                right = NOTHING
            bottom = edges.below(look, below[at])
            is_plain = key not in hosted and key not in dropdowns and key not in starts and key not in tops
            if column in drawn or column in frozen or not is_plain:
                yield self._cell(key, look, (right, bottom), drawn.get(column), "")
            else:
                yield self._opening(look, right, bottom)

    def _opening(self, look: Look, right: Edge, bottom: Edge) -> str:
        """An empty cell."""
        key = (look, right, bottom)
        found = self._openings.get(key)
        if found is None:
            names = " ".join(filter(None, (look.name, self._edges.class_of(right, bottom))))
            found = self._openings[key] = f'<td class="{names}"></td>' if names else "<td></td>"
        return found

    def _merged(self, span: Span, place: int, at: int, drawn: _Drawn | None) -> str:
        rows = [self._row_places[row] for row in span.rows]
        columns = [self._column_places[column] for column in span.columns]
        look, looks = self._looks[place][at], self._looks
        last_column, last_row = columns[-1], rows[-1]
        behind = [self._edges.right(looks[row][last_column], self._look(row, last_column + 1)) for row in rows]
        under = [self._edges.below(looks[last_row][at], self._look(last_row + 1, at)) for at in columns]
        right = self._shared(behind, [(row, last_column + 1) for row in rows], self._starts)
        bottom = self._shared(under, [(last_row + 1, at) for at in columns], self._tops)
        attributes = f' rowspan="{len(rows)}"' if len(rows) > 1 else ""
        attributes += f' colspan="{len(columns)}"' if len(columns) > 1 else ""
        return self._cell((span.rows[0], span.columns[0]), look, (right, bottom), drawn, attributes)

    def _shared(
        self, edges: list[Edge], neighbours: list[tuple[int, int]], theirs: dict[tuple[int, int], Edge]
    ) -> Edge:
        """What a merged cell draws on a side. Where its neighbours have different lines, each draws its own."""
        drawn = {edge for edge in edges if edge[0]}
        row_place, column_place = neighbours[0]
        is_last = row_place >= len(self._looks) or column_place >= len(self._looks[row_place])
        if len(drawn) == len(set(edges)) == 1 or not drawn or is_last:
            return heaviest(edges)
        rows, columns = self._layout.rows.shown, self._layout.columns.shown
        for edge, (row_place, column_place) in zip(edges, neighbours, strict=True):
            if edge[0]:
                host = self._layout.spans.host(rows[row_place], columns[column_place])
                theirs[host] = heaviest([edge, theirs.get(host, NOTHING)])
        return NOTHING

    def _look(self, row_place: int, column_place: int) -> Look:
        if row_place < len(self._looks) and column_place < len(self._looks[row_place]):
            return self._looks[row_place][column_place]
        return self._plain

    def _cell(
        self, key: tuple[int, int], look: Look, lines: tuple[Edge, Edge], drawn: _Drawn | None, attributes: str
    ) -> str:
        own = (self._starts.get(key), self._tops.get(key))
        names = [look.name, self._edges.class_of(*lines, *own), self._panes.column_classes.get(key[1], "")]
        inside = ""
        if drawn is not None:
            inside = self._content(key, look, drawn)
            if look.alignment.horizontal in (None, "general"):
                names.append(_SIDES[drawn.content.side].strip())
        hosted = self._marks.hosted.get(key)
        if hosted:
            inside += "".join(hosted)
            names.append("host")
        if key in self._marks.dropdowns:
            names.append("dd")
        if inside:
            names.append("v")
        listed = " ".join(filter(None, names))
        classes = f' class="{listed}"' if listed else ""
        return f"<td{attributes}{classes}>{inside}</td>"

    def _content(self, key: tuple[int, int], look: Look, drawn: _Drawn) -> str:
        content = drawn.content
        target = self._marks.targets.get(key)
        markup = content.markup if target is None else linked(content.markup, target)
        names = [content.name]
        if look.is_turned:
            names.append(self._turned(look))
            height = size_of(look.font) * PIXELS_PER_POINT * LINE_HEIGHT
            turn = rotation_css(look.alignment.text_rotation, round(content.width), height)
            markup = f'<span class="{self._rules.named("q", turn)}">{markup}</span>'
        elif content.is_split:
            names.append("split")
        elif look.alignment.shrink or look.alignment.horizontal == "fill":
            markup = self._fitted(key, look, content, markup, names)
        elif drawn.spill is not NO_SPILL:
            names.append(self._spilled(look, drawn))
        listed = " ".join(filter(None, names))
        return f'<div class="{listed}">{markup}</div>' if listed else f"<div>{markup}</div>"

    def _turned(self, look: Look) -> str:
        alignment = look.alignment
        own = f"align-items:{_FLEX.get(alignment.vertical or 'bottom', 'flex-end')}"
        own += f";justify-content:{_JUSTIFY.get(alignment.horizontal or '', 'flex-start')}"
        return f"turned {self._rules.named('r', own)}"

    def _fitted(self, key: tuple[int, int], look: Look, content: Content, markup: str, names: list[str]) -> str:
        """Text made smaller until it fits, or repeated until the cell is full."""
        width = self._width(key)
        if look.alignment.horizontal == "fill":
            more = repeated(content, look, width) - 1
            return markup + (f'<span aria-hidden="true">{content.markup * more}</span>' if more else "")
        room = width - 2 * PADDING
        if content.width > room > 0:
            size = size_of(look.font) * PIXELS_PER_POINT * max(room / content.width, _SMALLEST_FONT)
            names.append(self._rules.named("z", f"font-size:{pixels(size)}"))
        return markup

    def _spilled(self, look: Look, drawn: _Drawn) -> str:
        before, after = drawn.spill.before, drawn.spill.after
        if look.alignment.horizontal != "center":
            return self._rules.named("o", f"inset-inline:{pixels(-before)} {pixels(-after)}" if before or after else "")
        widest = max(before, after)  # the box stays centred on the cell; what is too much of it is cut off
        return self._rules.named(
            "o",
            f"inset-inline:{pixels(-widest)};clip-path:inset(0 {pixels(widest - after)} 0 {pixels(widest - before)})",
        )

    def _width(self, key: tuple[int, int]) -> int:
        span = self._layout.spans.owners.get(key)
        columns = self._layout.columns
        if span is None:
            return columns.size(key[1])
        return sum(columns.size(column) for column in span.columns)

    def _drawn(self, row: int, place: int) -> dict[int, _Drawn]:
        """Contents of a row by column."""
        stored = self._positions.get(row, {})
        found: dict[int, _Drawn] = {}
        line, spans = self._looks[place], self._layout.spans
        is_free = self._free(row, stored)
        for at, column in enumerate(self._layout.columns.shown):
            key = (row, column)
            span = spans.covered.get(key)
            if span is not None and key not in spans.owners:
                continue
            index = stored.get(column) if span is None else self._anchor(span)
            if index is None or not self._values.has_value(index):
                continue
            look = line[at]
            content = self._values.content(index, look, self._width(key))
            if content is None:
                continue
            spill = NO_SPILL
            if span is None:
                spill = self._spiller.of(at, look, content, is_free)
                if look.alignment.horizontal == "centerContinuous":
                    spill = self._spiller.continuous(at, self._joined(line, is_free))
            found[column] = _Drawn(content, spill)
        return found

    def _anchor(self, span: Span) -> int | None:
        """Position of the cell whose value a merged range shows."""
        return self._positions.get(span.range.top, {}).get(span.range.left)

    def _free(self, row: int, stored: dict[int, int]) -> Callable[[int], bool]:
        covered, values = self._layout.spans.covered, self._values

        def is_free(column: int) -> bool:
            index = stored.get(column)
            return (row, column) not in covered and (index is None or not values.has_value(index))

        return is_free

    def _joined(self, line: LookRow, is_free: Callable[[int], bool]) -> Callable[[int], bool]:
        def is_joined(column: int) -> bool:
            look = line[self._column_places[column]]
            return look.alignment.horizontal == "centerContinuous" and is_free(column)

        return is_joined
