"""`tr4ction`: the one place where failures become exit statuses."""

from __future__ import annotations

import errno
import io
import os
import sys

from tr4ction_cli import plain
from tr4ction_cli.errors import Fault, InputError, error_line

DONE = 0
FAULT = 1
INPUT_AT_FAULT = 2
INTERRUPTED = 130

_OUTPUT_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


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
        _drop_output()  # whoever read us has seen enough
        return DONE
    except OSError as error:
        if not _is_output_full(error):
            raise
        _drop_output()
        reason = f"Standard output cannot be written: {error.strerror}. Make room or send it elsewhere."
        _say(error_line("output_full", reason))
        return INPUT_AT_FAULT
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
    except Exception as error:
        if _is_output_full(error):
            raise
        import traceback

        traceback.print_exc()
        _say(error_line("internal_error", "This is a fault of tr4ction itself. Please report the lines above."))
        return FAULT
    return DONE


def _is_output_full(error: Exception) -> bool:
    """Files that cannot be written have been made InputErrors, or name themselves; standard output has no name."""
    return isinstance(error, OSError) and error.errno in _OUTPUT_FULL and error.filename is None


def _drop_output() -> None:
    """What is left in the buffer goes nowhere: Python would complain again when it flushes on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
