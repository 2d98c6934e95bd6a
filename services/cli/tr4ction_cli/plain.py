"""The file commands in their plainest form, without the argument parser.

Loading the parser (and pydantic behind it) costs as much CPU as reading a workbook of 35,000 cells. Scripts run these
commands over folders of workbooks, so a call that needs no parser goes without. Everything else, help and mistakes
included, is left to `app`, which decides what is right: a call that is understood here means the same there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

_OUTPUT = {"-o": "output", "--output": "output"}
_SNAPSHOT = {**_OUTPUT, "--assets": "assets"}
_FILL = {**_OUTPUT, "--answers": "answers"}


def command_for(arguments: list[str]) -> Callable[[], None] | None:
    """The command that `arguments` plainly name, or None where the parser must look at them."""
    match arguments:
        case ["inspect", file] if _is_value(file):
            return partial(_inspect, file, as_json=False)
        case ["inspect", file, "--json"] | ["inspect", "--json", file] if _is_value(file):
            return partial(_inspect, file, as_json=True)
        case ["snapshot", file, *options] if _is_value(file):
            given = _values(options, _SNAPSHOT)
            return partial(_snapshot, file, given["output"], given.get("assets")) if "output" in given else None
        case ["fill", file, *options] if _is_value(file):
            given = _values(options, _FILL)
            return (
                partial(_fill, file, given["answers"], given["output"])
                if len(given) == len({*_FILL.values()})
                else None
            )
    return None


def _values(options: list[str], known: dict[str, str]) -> dict[str, str]:
    """The values of options that are all known, given once and followed by a value; else nothing."""
    names, values = options[::2], options[1::2]
    given = {known.get(name, ""): value for name, value in zip(names, values, strict=False)}
    understood = len(names) == len(values) == len(given) and all(map(_is_value, values)) and "" not in given
    return given if understood else {}


def _is_value(argument: str) -> bool:
    return not argument.startswith("-") and argument != ""


def _inspect(file: str, *, as_json: bool) -> None:
    from tr4ction_cli import inspecting

    inspecting.run(Path(file), as_json=as_json)


def _fill(file: str, answers: str, output: str) -> None:
    from tr4ction_cli import filling

    filling.run(Path(file), answers, Path(output))


def _snapshot(file: str, output: str, assets: str | None) -> None:
    from tr4ction_cli import snapshotting

    snapshotting.run(Path(file), Path(output), Path(assets) if assets is not None else None)
