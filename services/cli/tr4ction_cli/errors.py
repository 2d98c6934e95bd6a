"""What ends a command other than success."""

from __future__ import annotations

import re

_ERROR_LINE = re.compile(r"^error: ([a-z_]+): (.+)$", re.MULTILINE)


class InputError(Exception):
    """The input or the arguments are at fault: exit status 2.

    `code` is stable and language-neutral; `message` says what is wrong and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")


class Fault(Exception):  # noqa: N818  the design's word for what is not the user's error
    """Something of ours failed: exit status 1. `details` are lines that help to find out why."""

    def __init__(self, code: str, message: str, details: list[str] | None = None) -> None:
        self.code = code
        self.message = message
        self.details = details or []
        super().__init__(f"{code}: {message}")


def printable(text: str) -> str:
    """`text` on one line and without what a terminal would obey: file names and cells come from anywhere."""
    one_line = " ".join(text.split())
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in one_line)


def error_line(code: str, message: str) -> str:
    """The line that the command line's contract promises on standard error."""
    return f"error: {code}: {printable(message)}"


def refusal_in(output: str) -> InputError | None:
    """What a program of ours refused in `output`, where it did; several refusals as one."""
    refusals = _ERROR_LINE.findall(output)
    return InputError(refusals[0][0], "; ".join(message for _, message in refusals)) if refusals else None
