"""`tr4ction inspect`: the fields of a workbook as a table or as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tr4ction_cli.engine import refusals
from tr4ction_cli.errors import printable
from tr4ction_cli.files import read_input
from tr4ction_cli.memory import bounded_memory
from tr4ction_workbook.inspection import Inspection, inspect_workbook

MAX_ROWS = 500  # more take seconds to lay out, and nobody reads them


def run(path: Path, *, as_json: bool) -> None:
    with bounded_memory(path), refusals(path):
        inspection = inspect_workbook(read_input(path))
        report = inspection.validation_report
        document = _json(path, inspection, report) if as_json else None
    if document is None:
        _print_table(inspection, report)
        return
    # JSON is UTF-8 whatever the terminal's encoding is.
    sys.stdout.flush()
    sys.stdout.buffer.write(document)


def _json(path: Path, inspection: Inspection, report: Mapping[str, Any]) -> bytes:
    import msgspec

    document = {
        "file": os.fsencode(path).decode("utf-8", "replace"),
        "file_hash_sha256": inspection.file_hash_sha256,
        "stats": inspection.stats,
        "validation_report": report,
        "fields": [field.as_dict() for field in inspection.fields],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _print_table(inspection: Inspection, report: Mapping[str, Any]) -> None:
    from tr4ction_cli.screen import make_console, print_fields

    console = make_console()
    print_fields(console, [field.as_dict() for field in inspection.fields], MAX_ROWS, "use --json")
    console.print("  ".join(f"{name} {value}" for name, value in inspection.stats.items()))
    for line in _report_lines(report):
        console.print(printable(line))


def _report_lines(report: Mapping[str, Any]) -> Iterable[str]:
    verdict = "valid" if report["valid"] else "not valid"
    yield f"validation: {verdict}, {len(report['errors'])} errors, {len(report['warnings'])} warnings"
    for kind in ("errors", "warnings"):
        for finding in report[kind]:
            yield f"{kind.removesuffix('s')}: {finding['code']}: {finding['where']}: {finding['message']}"
