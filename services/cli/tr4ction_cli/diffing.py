"""`tr4ction diff`: what changed between two versions of a template, as a table or as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tr4ction_cli.engine import refusals
from tr4ction_cli.errors import printable
from tr4ction_cli.files import read_input
from tr4ction_cli.memory import bounded_memory
from tr4ction_workbook.diff import FieldDoubt, FieldMatch, TemplateDiff, as_document, diff_templates, summary_of
from tr4ction_workbook.fields import FillableField
from tr4ction_workbook.inspection import Inspection, inspect_workbook

MAX_ROWS = 500  # more take seconds to lay out, and nobody reads them

_SHOWN = {
    "sheet": "sheet_name",
    "group": "group",
    "label": "label",
    "type": "inferred_type",
    "options": "options",
    "required": "required",
    "help": "help",
}
_MAX_CHANGE = 80  # characters of each side that a cell of the table shows


def run(old_path: Path, new_path: Path, *, as_json: bool) -> None:
    old, new = _inspect(old_path), _inspect(new_path)
    with bounded_memory(new_path):
        diff = diff_templates(old, new)
        document = _json((old_path, old), (new_path, new), diff) if as_json else None
    if document is None:
        _print_table(diff)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(document)


def _inspect(path: Path) -> Inspection:
    with bounded_memory(path), refusals(path):
        return inspect_workbook(read_input(path))


def _json(old: tuple[Path, Inspection], new: tuple[Path, Inspection], diff: TemplateDiff) -> bytes:
    import msgspec

    document = {"old": _source(*old), "new": _source(*new), **as_document(diff)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _source(path: Path, inspection: Inspection) -> dict[str, Any]:
    return {
        "file": os.fsencode(path).decode("utf-8", "replace"),
        "file_hash_sha256": inspection.file_hash_sha256,
        "fields": len(inspection.fields),
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table; `order` is where it stands in the new version's reading order."""

    order: tuple[int, int, int]
    kind: str
    field: FillableField
    what: str


def _print_table(diff: TemplateDiff) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from tr4ction_cli.screen import make_console

    console = make_console()
    rows = sorted(_rows(diff), key=lambda row: row.order)
    if rows:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in ("Change", "Sheet", "Range", "Label", "What"):
            table.add_column(heading, overflow="fold", no_wrap=heading in ("Change", "Range"))
        for row in rows[:MAX_ROWS]:
            cells = (row.kind, row.field.sheet_name, row.field.cell_range, row.field.label, row.what)
            table.add_row(*(Text(printable(cell)) for cell in cells))
        console.print(table)
    if len(rows) > MAX_ROWS:
        console.print(f"… and {len(rows) - MAX_ROWS} more: use --json")
    for line in _sheet_lines(diff):
        console.print(printable(line))
    console.print("  ".join(f"{name} {count}" for name, count in summary_of(diff).items()))
    if diff.is_empty:
        console.print("The two versions ask the same.")


def _rows(diff: TemplateDiff) -> Iterator[_Row]:
    fields = diff.fields
    for match in fields.matches:
        kinds = _kinds(match)
        if kinds:
            what = "; ".join([*_differences(match), f"({match.certainty}: {', '.join(match.reasons)})"])
            yield _Row((match.new.order_index, 0, 0), ", ".join(kinds), match.new, what)
    for field in fields.added:
        yield _Row((field.order_index, 0, 0), "added", field, field.inferred_type)
    for doubt in fields.doubts:
        yield _Row((doubt.new[0].order_index, 0, 0), "doubtful", doubt.new[0], _doubt(doubt))
    yield from _removed_rows(diff)


def _removed_rows(diff: TemplateDiff) -> Iterator[_Row]:
    """Each after the last field before it that is in both versions."""
    kept = sorted((match.old.order_index, match.new.order_index) for match in diff.fields.matches)
    passed, after = 0, -1
    for field in diff.fields.removed:
        while passed < len(kept) and kept[passed][0] < field.order_index:
            after = kept[passed][1]
            passed += 1
        yield _Row((after, 1, field.order_index), "removed", field, field.inferred_type)


def _kinds(match: FieldMatch) -> list[str]:
    kinds = {"moved": match.is_moved, "renamed": match.is_renamed, "retyped": match.is_retyped}
    return [kind for kind, is_so in kinds.items() if is_so]


def _differences(match: FieldMatch) -> Iterator[str]:
    for aspect in match.changes:
        if aspect in _SHOWN:
            before, after = (_value(getattr(side, _SHOWN[aspect])) for side in (match.old, match.new))
            yield f"{aspect}: {before} → {after}"
        elif aspect == "order":
            yield f"was at {match.old.cell_range}"


def _value(value: object) -> str:
    text = " · ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if value is None or text == "":
        return "none"
    return text if len(text) <= _MAX_CHANGE else f"{text[: _MAX_CHANGE - 1]}…"


def _doubt(doubt: FieldDoubt) -> str:
    def places(fields: tuple[FillableField, ...]) -> str:
        last = f" … {fields[-1].cell_range}" if len(fields) > 1 else ""
        return f"{fields[0].sheet_name}!{fields[0].cell_range}{last}"

    labels = f" ({doubt.old[0].label})" if doubt.old[0].label != doubt.new[0].label else ""
    return f"{places(doubt.old)}{labels} → {places(doubt.new)}: {', '.join(doubt.reasons)}"


def _sheet_lines(diff: TemplateDiff) -> Iterator[str]:
    for sheet in diff.sheets:
        if sheet.changes:
            name = sheet.new if sheet.old == sheet.new else f"{sheet.old} → {sheet.new}"
            yield f"sheet {name}: {', '.join(sheet.changes)} changed"
    for name in diff.sheets_removed:
        yield f"sheet {name}: removed"
    for name in diff.sheets_added:
        yield f"sheet {name}: added"
