"""`tr4ction render`: one sheet of a workbook as a web page, into a file."""

from __future__ import annotations

from pathlib import Path

from tr4ction_cli.engine import refusals
from tr4ction_cli.errors import InputError
from tr4ction_cli.files import keep_inputs, read_input, write_outputs
from tr4ction_cli.memory import bounded_memory
from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.ooxml import Limits, Workbook, read_workbook
from tr4ction_workbook.rendering import Language, render_sheet

MAX_NAMES = 40  # that a refusal lists


def run(path: Path, sheet_name: str, output: Path, language: Language) -> None:
    with bounded_memory(path), refusals(path):
        workbook = read_workbook(read_input(path), Limits())
        sheet = workbook.sheet(sheet_name)
        if sheet is None:
            raise InputError("sheet_missing", f"{path} has no sheet '{sheet_name}'. It has: {_names(workbook)}.")
        page = render_sheet(workbook, sheet, detect_fields(workbook).fields, language=language)
    keep_inputs([path], [output])
    write_outputs({output: page.encode("utf-8")})


def _names(workbook: Workbook) -> str:
    names = [sheet.name for sheet in workbook.sheets]
    return ", ".join(names[:MAX_NAMES]) + (" and more" if len(names) > MAX_NAMES else "")
