"""What commands show: tables that also read well in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tr4ction_cli.errors import printable

# A pipe has no width; this one keeps a label and its options on one line.
PIPE_WIDTH = 160


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leaves the decision to `main`; rich itself would exit with status 1."""
        raise BrokenPipeError


def make_console() -> Console:
    """A console on standard output: no colours and a fixed width where that is no terminal."""
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return _Console(highlight=False, markup=False, emoji=False, width=width)


def print_fields(console: Console, fields: Sequence[Mapping[str, object]], max_rows: int, rest: str = "") -> None:
    """Fields as a table of at most `max_rows`, then how many more there are and how to see the `rest`."""
    console.print(_make_table(fields[:max_rows]))
    if len(fields) > max_rows:
        console.print(f"… and {len(fields) - max_rows} more{rest and f': {rest}'}")


def _make_table(fields: Iterable[Mapping[str, object]]) -> Table:
    """Fields in the shape of the contract: `sheet_name`, `cell_range`, `label`, `inferred_type`, …"""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("Sheet", "Range", "Label", "Type", "Options"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "Range")
    table.add_column("Confidence", justify="right")
    for field in fields:
        table.add_row(*(Text(printable(cell)) for cell in _cells(field)))
    return table


def _cells(field: Mapping[str, object]) -> Iterable[str]:
    for name in ("sheet_name", "cell_range", "label", "inferred_type"):
        yield str(field.get(name) or "")
    options = field.get("options")
    yield " · ".join(str(option) for option in options) if isinstance(options, list | tuple) else ""
    confidence = field.get("confidence")
    yield f"{confidence:.2f}" if isinstance(confidence, int | float) else ""
