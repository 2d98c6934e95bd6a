"""Records of styles: what `s` of a cell means. What is not here is in the style part, which is kept in generic form."""

from __future__ import annotations

import msgspec

from tr4ction_workbook.snapshot.record import Generic, Record


class ColorRecord(Record):
    """As stored (one of `rgb`, `theme`, `indexed`, `auto`, and its `tint`), and `display` as `RRGGBB`."""

    rgb: str | None = None
    theme: int | None = None
    indexed: int | None = None
    auto: bool = False
    tint: float = 0.0
    display: str | None = None


class FontRecord(Record):
    name: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    underline: str | None = None
    strike: bool = False
    vertical_align: str | None = None
    scheme: str | None = None
    color: ColorRecord | None = None
    family: int | None = None
    charset: int | None = None
    outline: bool = False
    shadow: bool = False
    condense: bool = False
    extend: bool = False


class StopRecord(Record):
    """A colour of a gradient, at a position from 0 to 1."""

    position: float
    color: ColorRecord | None = None


class GradientRecord(Record):
    """Linear at `degree`; or, with `inner` (left, right, top, bottom as parts of the cell), from there to the edges."""

    stops: list[StopRecord]
    degree: float = 0.0
    inner: tuple[float, float, float, float] | None = None


class FillRecord(Record):
    """`pattern` is the stored pattern type or `gradient`, of which first and last colour are repeated here."""

    pattern: str = "none"
    foreground: ColorRecord | None = None
    background: ColorRecord | None = None
    gradient: GradientRecord | None = None


class EdgeRecord(Record):
    style: str
    color: ColorRecord | None = None


class BorderRecord(Record):
    """`horizontal` and `vertical` are the inner lines of ranges, in differential formats only."""

    left: EdgeRecord | None = None
    right: EdgeRecord | None = None
    top: EdgeRecord | None = None
    bottom: EdgeRecord | None = None
    diagonal: EdgeRecord | None = None
    diagonal_up: bool = False
    diagonal_down: bool = False
    horizontal: EdgeRecord | None = None
    vertical: EdgeRecord | None = None
    outline: bool = True


class FormatRecord(Record):
    """A cell format. `font`, `fill`, `border` are indices into lists of `StyleTable`, `base` into `base_formats`."""

    font: int = 0
    fill: int = 0
    border: int = 0
    number_format_id: int = 0
    number_format: str = "General"
    is_date: bool = False
    horizontal: str | None = None
    vertical: str | None = None
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    relative_indent: int = 0
    justify_last_line: bool = False
    text_rotation: int = 0
    reading_order: int = 0
    locked: bool = True
    hidden: bool = False
    quote_prefix: bool = False
    pivot_button: bool = False
    base: int | None = None


class NamedStyleRecord(Record):
    """A cell style by name (`Normal`, `Heading 1`, …); `format` is an index into `base_formats`."""

    name: str
    format: int
    builtin_id: int | None = None
    hidden: bool = False
    customized: bool = False


class DifferentialRecord(Record):
    """What a conditional format, a table style or a filter changes; None where it leaves things as they are.

    Alignment and protection are generic elements.
    """

    font: FontRecord | None = None
    fill: FillRecord | None = None
    border: BorderRecord | None = None
    number_format: str | None = None
    alignment: Generic | None = None
    protection: Generic | None = None


class TableStyleRecord(Record):
    """A table style of the workbook's own. `elements`: index into `differential` by element (`headerRow`, …)."""

    name: str
    elements: dict[str, int]
    for_tables: bool = True
    for_pivot_tables: bool = True


class ThemeRecord(Record):
    """`colors` in the order in which cells refer to them; `fonts` by script (`latin`, `ea`, `cs`, `Jpan`, …)."""

    colors: list[str]
    name: str | None = None
    major_fonts: dict[str, str] = {}
    minor_fonts: dict[str, str] = {}


class StyleTable(msgspec.Struct):
    """`formats` by style id (`cellXfs`), `base_formats` those of the named styles (`cellStyleXfs`), `differential` by
    `dxfId`, `number_formats` the codes that the workbook declares, by id."""

    fonts: list[FontRecord]
    fills: list[FillRecord]
    borders: list[BorderRecord]
    formats: list[FormatRecord]
    base_formats: list[FormatRecord]
    named: list[NamedStyleRecord]
    number_formats: dict[int, str]
    differential: list[DifferentialRecord]
    table_styles: list[TableStyleRecord]
    theme: ThemeRecord


class RunRecord(Record):
    """A stretch of a rich text; without `font` it has the font of its cell."""

    text: str
    font: FontRecord | None = None
