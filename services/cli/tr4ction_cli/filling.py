"""`tr4ction fill`: answers into a workbook, which otherwise stays byte for byte as it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tr4ction_cli.engine import refusals
from tr4ction_cli.errors import InputError, printable
from tr4ction_cli.files import MAX_INPUT_BYTES, keep_inputs, read_input, write_outputs
from tr4ction_cli.memory import bounded_memory
from tr4ction_workbook.fields import FillableField, detect_fields
from tr4ction_workbook.filling import Answer, Filled, FillError, fill_workbook, is_address
from tr4ction_workbook.ooxml import read_workbook

STANDARD_INPUT = "-"
MAX_SHOWN = 20  # refusals; the line would be too long to read


def run(path: Path, answers_path: str, output: Path, *, allow_signed: bool = False) -> None:
    """`answers_path`: a file of JSON, or `-` for standard input."""
    data = read_input(path)
    answers = _read_answers(answers_path)
    with bounded_memory(path), refusals(path):
        fields = _fields(data, answers)
        try:
            filled = fill_workbook(data, answers, fields=fields, allow_signed=allow_signed)
        except FillError as error:
            raise _refusal(error) from None
    inputs = [path] if answers_path == STANDARD_INPUT else [path, Path(answers_path)]
    keep_inputs(inputs, [output])
    write_outputs({output: filled.data})
    _report(filled, path, output)


def _fields(data: bytes, answers: Mapping[str, Answer]) -> Sequence[FillableField]:
    """The workbook's fields, which are looked for only where an answer names one."""
    if all(map(is_address, answers)):
        return ()
    return detect_fields(read_workbook(data)).fields


def _read_answers(path: str) -> dict[str, Answer]:
    name = "standard input" if path == STANDARD_INPUT else path
    raw = (
        sys.stdin.buffer.read(MAX_INPUT_BYTES)
        if path == STANDARD_INPUT
        else read_input(Path(path), "a file of answers")
    )
    try:
        answers = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_repeats)
    except _RepeatedKeyError as error:
        message = f"{name} answers {error} twice. Leave one of the two out."
        raise InputError("answered_twice", message) from None
    except (ValueError, RecursionError) as error:
        message = f"{name} is not JSON in UTF-8: {error}. Write an object of answers."
        raise InputError("answers_malformed", message) from None
    if not isinstance(answers, dict):
        raise InputError("answers_malformed", f'{name} is no JSON object. Write {{"Sheet!B4": value}}.')
    return answers


class _RepeatedKeyError(Exception):
    """A key that an object has twice with different values."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and (type(found[key]), found[key]) != (type(value), value):
            raise _RepeatedKeyError(repr(key))
        found[key] = value
    return found


def _refusal(error: FillError) -> InputError:
    """All refusals in one line, or as many as can be read."""
    shown = error.findings[:MAX_SHOWN]
    text = " ".join(str(finding) for finding in shown)
    more = len(error.findings) - len(shown)
    return InputError(
        error.code, f"{text} … and {more} more. Nothing was written." if more else f"{text} Nothing was written."
    )


def _report(filled: Filled, path: Path, output: Path) -> None:
    count = len(filled.cells)
    print(f"{output}: {count} {'answer' if count == 1 else 'answers'} written")
    if filled.recalculates:
        print("Formulas are calculated when a spreadsheet program opens it; until then their results are the old ones.")
    for finding in filled.warnings:
        sys.stderr.write(f"warning: {finding.code}: {printable(str(finding))}\n")
    if path.suffix.lower() != output.suffix.lower():
        message = f"{output} is still a {path.suffix} workbook, and Excel opens it only by that ending."
        sys.stderr.write(f"warning: output_suffix: {printable(message)}\n")
