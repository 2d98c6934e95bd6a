"""Arguments: what is refused, how it is said, and that the short cut past the parser means the same as the parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tr4ction_cli import __version__, app, filling, inspecting, plain, snapshotting
from tr4ction_cli.main import main


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["--unknown"],
        ["inspect"],
        ["inspect", "a.xlsx", "b.xlsx"],
        ["inspect", "a.xlsx", "--xml"],
        ["snapshot", "a.xlsx"],
        ["snapshot", "a.xlsx", "-o"],
        ["snapshot", "-o", "out.json.gz"],
        ["fill", "a.xlsx", "-o", "out"],
        ["fill", "a.xlsx", "--answers", "a.json"],
        ["fill", "--answers", "a.json", "-o", "out"],
        ["run", "now"],
        ["run", "--no-gateway"],
    ],
)
def test_misuse_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("error: usage: ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["inspect", "--help"], ["run", "--help"]])
def test_help_is_no_misuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "Usage: tr4ction" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tr4ction {__version__}\n"


PLAIN = [
    ["inspect", "a.xlsx"],
    ["inspect", "a.xlsx", "--json"],
    ["inspect", "--json", "a.xlsx"],
    ["snapshot", "a.xlsx", "-o", "out"],
    ["snapshot", "a.xlsx", "--output", "out"],
    ["snapshot", "a.xlsx", "-o", "out", "--assets", "pictures"],
    ["snapshot", "a.xlsx", "--assets", "pictures", "-o", "out"],
    ["fill", "a.xlsx", "--answers", "a.json", "-o", "out"],
    ["fill", "a.xlsx", "--output", "out", "--answers", "a.json"],
]
NOT_PLAIN = [
    ["inspect", "--", "a.xlsx"],
    ["snapshot", "-o", "out", "a.xlsx"],
    ["snapshot", "a.xlsx", "-oout"],
    ["snapshot", "a.xlsx", "--output=out"],
    ["snapshot", "a.xlsx", "-o", "first", "-o", "out"],
    ["snapshot", "a.xlsx", "-o", "out", "--assets", "--json"],
    ["fill", "a.xlsx", "--answers", "-", "-o", "out"],
    ["fill", "a.xlsx", "--answers", "a.json", "-o", "out", "--allow-signed"],
    ["fill", "a.xlsx", "--answers", "a.json", "--assets", "out"],
    ["fill", "a.xlsx", "--answers", "a.json"],
    ["inspect", ""],
    ["inspect", "--help"],
    ["run"],
]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the commands are called with, instead of running them."""
    recorded: list[Any] = []
    monkeypatch.setattr(inspecting, "run", lambda *given, **named: recorded.append(("inspect", given, named)))
    monkeypatch.setattr(filling, "run", lambda *given, **_: recorded.append(("fill", given)))
    monkeypatch.setattr(snapshotting, "run", lambda *given, **named: recorded.append(("snapshot", given, named)))
    return recorded


@pytest.mark.parametrize("arguments", PLAIN)
def test_the_short_cut_means_what_the_parser_means(arguments: list[str], calls: list[Any]) -> None:
    command = plain.command_for(arguments)
    assert command is not None
    command()
    assert app.invoke(arguments) == 0
    assert len(calls) == 2
    assert calls[0] == calls[1]


@pytest.mark.parametrize("arguments", NOT_PLAIN)
def test_everything_else_is_left_to_the_parser(arguments: list[str]) -> None:
    assert plain.command_for(arguments) is None


def test_a_fault_of_the_program_is_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("styles")

    monkeypatch.setattr(inspecting, "run", fail)
    assert main(["inspect", "a.xlsx"]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("error: internal_error: ")


def test_an_interrupt_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inspecting, "run", interrupt)
    assert main(["inspect", "a.xlsx"]) == 130
    assert main(["inspect", "--", "a.xlsx"]) == 130
    assert capsys.readouterr().err == ""


def test_a_message_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["inspect", str(tmp_path / "two\nlines\x1b[31m.xlsx")])
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert "\x1b" not in errors
