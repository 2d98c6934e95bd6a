"""`tr4ction`: the one place where failures become exit statuses."""

from __future__ import annotations

import io
import os
import sys

from tr4ction_cli import plain
from tr4ction_cli.errors import Fault, InputError, error_line

DONE = 0
FAULT = 1
INPUT_AT_FAULT = 2
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name the terminal cannot show must not end the program
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read us has seen enough. Python would complain again when it flushes on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    try:
        command = plain.command_for(arguments)
        if command is None:
            from tr4ction_cli import app

            return app.invoke(arguments)
        command()
    except InputError as error:
        _say(error_line(error.code, error.message))
        return INPUT_AT_FAULT
    except Fault as error:
        _say(error_line(error.code, error.message), *error.details)
        return FAULT
    except BrokenPipeError:
        raise
    except Exception:
        import traceback

        traceback.print_exc()
        _say(error_line("internal_error", "This is a fault of tr4ction itself. Please report the lines above."))
        return FAULT
    return DONE


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
