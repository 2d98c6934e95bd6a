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
from tr4ction_workbook.inspection import Inspection, inspect_workbook


def run(path: Path, *, as_json: bool) -> None:
    data = read_input(path)
    with refusals(path):
        inspection = inspect_workbook(data)
        report = inspection.validation_report
    if as_json:
        _print_json(path, inspection, report)
    else:
        _print_table(inspection, report)


def _print_json(path: Path, inspection: Inspection, report: Mapping[str, Any]) -> None:
    import msgspec

    document = {
        "file": os.fsencode(path).decode("utf-8", "replace"),
        "file_hash_sha256": inspection.file_hash_sha256,
        "stats": inspection.stats,
        "validation_report": report,
        "fields": [field.as_dict() for field in inspection.fields],
    }
    # JSON is UTF-8 whatever the terminal's encoding is.
    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _print_table(inspection: Inspection, report: Mapping[str, Any]) -> None:
    from tr4ction_cli.screen import make_console, make_fields_table

    console = make_console()
    console.print(make_fields_table(field.as_dict() for field in inspection.fields))
    console.print("  ".join(f"{name} {value}" for name, value in inspection.stats.items()))
    for line in _report_lines(report):
        console.print(printable(line))


def _report_lines(report: Mapping[str, Any]) -> Iterable[str]:
    verdict = "valid" if report["valid"] else "not valid"
    yield f"validation: {verdict}, {len(report['errors'])} errors, {len(report['warnings'])} warnings"
    for kind in ("errors", "warnings"):
        for finding in report[kind]:
            yield f"{kind.removesuffix('s')}: {finding['code']}: {finding['where']}: {finding['message']}"
