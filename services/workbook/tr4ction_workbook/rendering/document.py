"""A sheet as a page: one HTML document that needs nothing else, runs nothing and asks for nothing."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

from tr4ction_workbook.ooxml.celltable import StoredCells
from tr4ction_workbook.ooxml.model import CellRange, Sheet, Workbook, column_letters
from tr4ction_workbook.rendering.conditions import paint_conditions
from tr4ction_workbook.rendering.contents import Contents, read_contents
from tr4ction_workbook.rendering.css import Rules, font_family, pixels, static_css
from tr4ction_workbook.rendering.edges import Edges
from tr4ction_workbook.rendering.fields import Field, FieldMarks, PlacedField, placed
from tr4ction_workbook.rendering.fonts import PIXELS_PER_POINT, size_of
from tr4ction_workbook.rendering.formats import look_grid, paint_merges
from tr4ction_workbook.rendering.geometry import column_axis
from tr4ction_workbook.rendering.grid import Grid
from tr4ction_workbook.rendering.headings import column_heading, column_headings, row_heading, row_headings
from tr4ction_workbook.rendering.looks import LookBook, fallback_families
from tr4ction_workbook.rendering.marks import Layout, Marks, mark_comments, read_marks
from tr4ction_workbook.rendering.markup import escaped
from tr4ction_workbook.rendering.merges import find_spans
from tr4ction_workbook.rendering.numbers import LOCALES, Formatter
from tr4ction_workbook.rendering.options import RenderLimits
from tr4ction_workbook.rendering.overlays import Overlays
from tr4ction_workbook.rendering.panes import HEADING_HEIGHT, HEADING_WIDTH, Panes
from tr4ction_workbook.rendering.pictures import Pictures
from tr4ction_workbook.rendering.rows import row_axis
from tr4ction_workbook.rendering.spill import Spiller
from tr4ction_workbook.rendering.tables import paint_tables
from tr4ction_workbook.rendering.values import Values
from tr4ction_workbook.rendering.wording import WORDINGS, Language

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def render_sheet(
    workbook: Workbook,
    sheet: Sheet,
    fields: Sequence[Field] = (),
    *,
    language: Language = "pt-BR",
    limits: RenderLimits = RenderLimits(),  # noqa: B008 - it is immutable
) -> str:
    """A sheet of the workbook as an HTML document, with those of `fields` that are on it outlined and named.

    `language` is that of the page's own words, of separators and of dates. The document holds no script, no style
    attribute and no address but those of links (http, https, mailto) and of images (`data:`); it carries a
    Content-Security-Policy that allows no more, and `content_security_policy` gives the same for a header.
    """
    return _Page(workbook, sheet, placed(fields, sheet.name), language, limits).document()


def content_security_policy(document: str) -> str:
    """The policy under which a rendered document shows all of itself, and can do nothing else."""
    style = _STYLE.search(document)
    return _policy(style[1] if style else "")


def _policy(style: str) -> str:
    digest = b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


class _Page:
    """One page in the making."""

    def __init__(
        self, workbook: Workbook, sheet: Sheet, fields: list[PlacedField], language: Language, limits: RenderLimits
    ) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.fields = fields
        self.language = language
        self.limits = limits
        self.wording = WORDINGS[language]
        self.rules = Rules()
        self.looks = LookBook(workbook.styles, self.rules)
        self.notices: list[str] = []

    def document(self) -> str:
        sheet, words = self.sheet, self.wording
        if sheet.state != "visible":
            self.notices.append(words.hidden_sheet)
        if sheet.kind == "worksheet" and isinstance(sheet.cells, StoredCells):
            body = self._worksheet(sheet.cells)
        else:
            self.notices.append(words.no_cells.get(sheet.kind, words.empty_sheet))
            body = ""
        style = static_css() + self._base_rule() + self.rules.text
        return (
            f'<!DOCTYPE html>\n<html lang="{self.language}"><head><meta charset="utf-8" />'
            f'<meta http-equiv="Content-Security-Policy" content="{escaped(_policy(style))}" />'
            '<meta name="viewport" content="width=device-width, initial-scale=1" />'
            f"<title>{escaped(sheet.name)}</title><style>{style}</style></head>"
            f"<body>{self._header()}{body}</body></html>\n"
        )

    def _base_rule(self) -> str:
        """The page speaks the workbook's default font; formats say where they differ. So does the tab's colour."""
        base = self.looks.base_font
        family = ",".join(filter(None, (font_family(base.name or ""), fallback_families(base.name or ""))))
        rule = f"table{{font:{pixels(size_of(base) * PIXELS_PER_POINT)} {family}}}"
        color = self.workbook.styles.rgb(self.sheet.tab_color)
        return rule + (f".top h1{{border-color:#{color}}}" if color else "")

    def _header(self) -> str:
        notices = "".join(f"<li>{escaped(text)}</li>" for text in self.notices)
        listed = f'<ul aria-label="{self.wording.notices}">{notices}</ul>' if notices else ""
        return f'<header class="top"><h1>{escaped(self.sheet.name)}</h1>{listed}</header>'

    def _worksheet(self, table: StoredCells) -> str:
        sheet, rules, looks, limits = self.sheet, self.rules, self.looks, self.limits
        contents = read_contents(sheet, looks, self._must_be_seen(), limits)
        columns = column_axis(sheet, contents.right, looks.base_font)
        rows = row_axis(sheet, contents, columns, looks)
        layout = Layout(rows, columns, find_spans(sheet.merges, rows, columns, 10 * limits.max_cells))
        marks = read_marks(sheet, layout, limits)
        comments = mark_comments(sheet, layout, marks, limits)
        formatter = Formatter(LOCALES[self.language], self.workbook.date_1904)
        values = Values(
            table, looks, rules, formatter, show_zeros=sheet.show_zeros, max_characters=limits.max_characters
        )
        overlays = self._draw_overlays(layout, marks)
        field_marks = self._draw_fields(layout, marks, contents, values)
        edges = Edges(self.workbook.styles, rules, sheet.show_grid_lines)
        rules.add(edges.default_rule())
        painted = look_grid(sheet, table, contents.rows, rows, columns, looks)
        paint_merges(layout.spans.owners.values(), painted, rows, columns, looks)
        paint_tables(sheet.tables, painted, layout, looks)
        left_out = paint_conditions(sheet, painted, layout, contents, values, looks, 10 * limits.max_cells)
        panes = Panes(sheet.freeze, rows, columns, rules)
        grid = Grid(
            layout=layout,
            looks=painted,
            positions=contents.rows,
            values=values,
            marks=marks,
            edges=edges,
            panes=panes,
            rules=rules,
            spiller=Spiller(columns, sheet.right_to_left),
            plain=looks.of_style(0),
        )
        drawn = self._table(grid, layout, panes, contents, field_marks.shown)
        self._tell_what_is_missing(contents, values, overlays, field_marks, left_out)
        direction = ' dir="rtl"' if sheet.right_to_left else ""
        return f'<main class="sheet"{direction}>{drawn}</main>{self._comments(comments)}'

    def _must_be_seen(self) -> Iterator[CellRange | None]:
        for item in self.fields:
            # a field of a whole column is seen where the column is
            yield item.range if item.range.area <= self.limits.max_cells else None
        yield from (drawing.anchor for drawing in self.sheet.drawings if not drawing.hidden)
        yield from (control.anchor for control in self.sheet.controls)

    def _draw_overlays(self, layout: Layout, marks: Marks) -> Overlays:
        package = self.workbook.source.package if self.workbook.source is not None else None
        pictures = Pictures(package, self.rules, self.limits.max_picture_bytes)
        overlays = Overlays(layout, marks, self.rules, pictures, self.wording, self.limits)
        overlays.draw(self.sheet)
        return overlays

    def _draw_fields(self, layout: Layout, marks: Marks, contents: Contents, values: Values) -> FieldMarks:
        drawn = FieldMarks(layout, marks, self.rules, self.wording)
        drawn.left_out = max(0, len(self.fields) - self.limits.max_fields)
        for item in self.fields[: self.limits.max_fields]:
            index = contents.rows.get(item.range.top, {}).get(item.range.left)
            drawn.draw(item, is_empty=index is None or not values.has_value(index))
        return drawn

    def _table(self, grid: Grid, layout: Layout, panes: Panes, contents: Contents, field_count: int) -> str:
        rules, words, columns = self.rules, self.wording, layout.columns
        widths = [HEADING_WIDTH, *(columns.size(column) for column in columns.shown)]
        cols = "".join(f'<col class="{rules.named("w", f"width:{width}px")}" />' for width in widths)
        rules.add(f"table{{width:{sum(widths)}px}}thead tr{{height:{HEADING_HEIGHT}px}}")
        heads = "".join(
            column_heading(heading, edge, words)
            for heading, edge in zip(column_headings(self.sheet, columns), grid.top_edges(), strict=True)
        )
        body = "".join(self._rows(grid, layout, panes))
        area = CellRange(1, 1, contents.bottom, contents.right)
        caption = escaped(words.caption.format(name=self.sheet.name, range=area, fields=field_count))
        return (
            f'<table><caption>{caption}</caption><colgroup>{cols}</colgroup><thead><tr><th class="corner"></th>'
            f"{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _rows(self, grid: Grid, layout: Layout, panes: Panes) -> Iterator[str]:
        headings = row_headings(self.sheet, layout.rows)
        for (row, edge, cells), heading in zip(grid.rows(), headings, strict=True):
            height = self.rules.named("h", f"height:{layout.rows.size(row)}px")
            frozen = panes.row_classes.get(row)
            names = f"{height} fr {frozen}" if frozen else height
            yield f'<tr class="{names}">{row_heading(heading, edge, self.wording)}{cells}</tr>'

    def _comments(self, comments: list[tuple[str, str, str]]) -> str:
        if not comments:
            return ""
        words = self.wording
        entries = "".join(
            f"<dt>{escaped(words.comment_on.format(reference=reference, author=author) if author else reference)}</dt>"
            f"<dd>{escaped(text)}</dd>"
            for reference, author, text in comments
        )
        return (
            f'<section class="comments" aria-labelledby="comments"><h2 id="comments">{words.comments}</h2>'
            f"<dl>{entries}</dl></section>"
        )

    def _tell_what_is_missing(
        self, contents: Contents, values: Values, overlays: Overlays, field_marks: FieldMarks, rules_left_out: int
    ) -> None:
        words = self.wording
        if contents.is_empty:
            self.notices.append(words.empty_sheet)
        if contents.cut_row is not None:
            self.notices.append(words.rows_left_out.format(last=contents.bottom, end=contents.cut_row))
        if contents.cut_column is not None:
            last, end = column_letters(contents.right), column_letters(contents.cut_column)
            self.notices.append(words.columns_left_out.format(last=last, end=end))
        for sentence, count in (
            (words.text_left_out, values.cut),
            (words.drawings_left_out, overlays.left_out),
            (words.pictures_left_out, overlays.unseen),
            (words.fields_left_out, field_marks.left_out),
            (words.rules_left_out, rules_left_out),
        ):
            if count:
                self.notices.append(sentence.format(count=count))
