"""The commands and their arguments.

What a command needs is imported when it runs: `tr4ction inspect` must not pay for the process manager of `run`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tr4ction_cli import __version__
from tr4ction_cli.errors import InputError

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Language(StrEnum):
    PORTUGUESE = "pt-BR"
    ENGLISH = "en"


WorkbookFile = Annotated[Path, typer.Argument(metavar="FILE", help="A workbook: .xlsx, .xlsm, .xltx or .xltm.")]


@app.callback(invoke_without_command=True)
def tr4ction(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Excel workbooks in, living forms out: look into a workbook, or run the whole stack on this machine."""
    if version:
        print(f"tr4ction {__version__}")
    elif context.invoked_subcommand is None:
        words = "inspect, snapshot, render, fill, diff or run"
        raise InputError("usage", f"Give a command: {words}. 'tr4ction --help' explains them.")


@app.command()
def inspect(
    file: WorkbookFile,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show the fields that a founder must fill in a workbook."""
    from tr4ction_cli import inspecting

    inspecting.run(file, as_json=as_json)


@app.command()
def snapshot(
    file: WorkbookFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.json.gz", help="Where to write it.")],
    assets: Annotated[
        Path | None, typer.Option("--assets", metavar="DIR", help="Write the workbook's pictures into this folder.")
    ] = None,
) -> None:
    """Write the complete machine-readable copy of a workbook."""
    from tr4ction_cli import snapshotting

    snapshotting.run(file, output, assets)


@app.command()
def render(
    file: WorkbookFile,
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help="The sheet's name, as on its tab.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.html", help="Where to write it.")],
    language: Annotated[Language, typer.Option("--language", help="Of separators, dates and the page's words.")] = (
        Language.PORTUGUESE
    ),
) -> None:
    """Draw one sheet as a web page, as Excel shows it, with its fields outlined and named."""
    from tr4ction_cli import rendering

    rendering.run(file, sheet, output, language.value)


@app.command()
def fill(
    file: WorkbookFile,
    answers: Annotated[
        str,
        typer.Option(
            "--answers",
            metavar="ANSWERS.json",
            help='A JSON object, {"field_id": value} or {"Sheet!B4": value}; null empties. "-" is standard input.',
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.xlsx", help="Where to write it.")],
    allow_signed: Annotated[
        bool, typer.Option("--allow-signed", help="Fill a signed workbook, whose signature is then no longer valid.")
    ] = False,
) -> None:
    """Write answers into a workbook and change nothing else in it."""
    from tr4ction_cli import filling

    filling.run(file, answers, output, allow_signed=allow_signed)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier version of a workbook.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later version.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show what changed between two versions of a template, and which field became which."""
    from tr4ction_cli import diffing

    diffing.run(old, new, as_json=as_json)


@app.command()
def run(
    sample: Annotated[bool, typer.Option("--sample/--no-sample", help="Upload the sample template.")] = True,
    web: Annotated[bool, typer.Option("--web/--no-web", help="Start the web screens, where there are any.")] = True,
) -> None:
    """Run the whole stack on this machine without Docker, until Ctrl-C.

    GATEWAY_PORT, WEB_PORT, DATA_DIR and ADMIN_* are read from the environment and from .env.
    """
    from tr4ction_cli.run import command

    command.run(with_sample=sample, with_web=web)


def invoke(arguments: list[str]) -> int:
    """Runs the command that `arguments` name and returns the status it exits with. Raises InputError for a misuse."""
    try:
        result = typer.main.get_command(app).main(arguments, prog_name="tr4ction", standalone_mode=False)
    except typer.TyperException as error:
        raise InputError("usage", f"{error.format_message()} See 'tr4ction --help'.") from None
    return result if isinstance(result, int) else 0
