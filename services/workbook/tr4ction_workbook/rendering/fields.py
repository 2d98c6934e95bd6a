"""Fields marked on the sheet: an outline with a name, that a keyboard reaches and a screen reader reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tr4ction_workbook.ooxml.model import CellRange
from tr4ction_workbook.rendering.css import Rules, pixels
from tr4ction_workbook.rendering.marks import Layout, Marks
from tr4ction_workbook.rendering.markup import escaped
from tr4ction_workbook.rendering.wording import Wording

_MAX_OPTIONS = 10  # named in the label; a screen reader would read a long list to its end
_MAX_WORDS = 500  # characters of a label, a help or an option that are read out
_LINE = 1  # pixels at the end of a cell that are its neighbour's line as much as its own


class Field(Protocol):
    """What of a field is shown; `FillableField` is one."""

    @property
    def field_id(self) -> str: ...
    @property
    def sheet_name(self) -> str: ...
    @property
    def cell_range(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def inferred_type(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...
    @property
    def help(self) -> str | None: ...
    @property
    def order_index(self) -> int: ...


@dataclass(frozen=True, slots=True)
class PlacedField:
    field: Field
    range: CellRange


def placed(fields: Sequence[Field], sheet_name: str) -> list[PlacedField]:
    """The fields of a sheet in their order. Those without a usable range, as a correction may be, are passed over."""
    found = []
    for field in sorted(fields, key=lambda item: item.order_index):
        if field.sheet_name.casefold() != sheet_name.casefold():
            continue
        try:
            found.append(PlacedField(field, CellRange.parse(field.cell_range)))
        except ValueError:
            continue
    return found


class FieldMarks:
    """Hangs up the fields of one sheet; `shown` counts them, `left_out` those that lie elsewhere or are hidden."""

    def __init__(self, layout: Layout, marks: Marks, rules: Rules, wording: Wording) -> None:
        self._layout = layout
        self._marks = marks
        self._rules = rules
        self._wording = wording
        self.shown = 0
        self.left_out = 0

    def draw(self, item: PlacedField, is_empty: bool) -> None:
        """`is_empty`: nothing stands there that a label would hide."""
        area, layout = item.range, self._layout
        host = layout.host(area.top, area.left) if layout.is_within(area) else None
        if host is None:
            self.left_out += 1
            return
        self.shown += 1
        left = layout.columns.start(area.left) - layout.columns.start(host[1])
        top = layout.rows.start(area.top) - layout.rows.start(host[0])
        width = layout.columns.span(area.left, min(area.right, layout.columns.count)) - _LINE
        height = layout.rows.span(area.top, min(area.bottom, layout.rows.count)) - _LINE
        place = self._rules.named(
            "p",
            f"inset-inline-start:{pixels(left)};top:{pixels(top)};width:{pixels(width)};height:{pixels(height)}",
        )
        self._marks.host(host, self._markup(item.field, place, is_empty))

    def _markup(self, field: Field, place: str, is_empty: bool) -> str:
        name = escaped(field.field_id)
        kind = self._kind(field)
        # the label is an attribute, drawn by the style sheet: it is no text of the workbook's cells
        tag = escaped(f"{_short(field.label) or self._wording.no_label} · {self._wording.field_types[kind]}")
        classes = f"field t-{kind} {place}" + (" bare" if is_empty else "") + (" must" if field.required else "")
        described = escaped(self._described(field, kind))
        return (
            f'<a id="field-{name}" href="#field-{name}" class="{classes}" data-field-id="{name}" '
            f'data-tag="{tag}" aria-label="{described}" title="{tag}"></a>'
        )

    def _kind(self, field: Field) -> str:
        return field.inferred_type if field.inferred_type in self._wording.field_types else "text_short"

    def _described(self, field: Field, kind: str) -> str:
        words = self._wording
        parts = [
            words.field.format(
                label=_short(field.label) or words.no_label,
                type=words.field_types[kind],
                required=words.required if field.required else words.optional,
                range=field.cell_range,
            )
        ]
        if field.options:
            more = "…" if len(field.options) > _MAX_OPTIONS else ""
            parts.append(words.options.format(options=", ".join(map(_short, field.options[:_MAX_OPTIONS])) + more))
        if field.help:
            parts.append(words.help.format(help=_short(field.help)))
        return ". ".join(parts)


def _short(text: str) -> str:
    """On one line, and not endless."""
    return " ".join(text.split())[:_MAX_WORDS]
