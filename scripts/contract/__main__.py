"""`docs/openapi.json`: `write` makes it anew, `check` says whether it is what the code says and keeps its word."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from openapi_spec_validator import validate

from contract import about
from contract.applications import applications
from contract.compatibility import Document, breaking_changes
from contract.document import as_text, build

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/openapi.json"
_BEFORE = ("HEAD", "HEAD^")  # what a change is made to, and what the last commit changed


def write(committed: Document | None, *, breaking: bool) -> list[str]:
    """Writes the document, or gives the reasons why not."""
    version = about.FIRST_VERSION if committed is None else committed["info"]["version"]
    document = build(applications(), version)
    if committed is not None and (changes := breaking_changes(committed, document)):
        if not breaking:
            return [*changes, "This breaks clients. If it must: write --breaking, which raises the version."]
        document["info"]["version"] = next_major(version)
    validate(document)
    (ROOT / PAGE).write_text(as_text(document), "utf-8")
    return []


def check(committed: Document | None) -> list[str]:
    """What is wrong."""
    if committed is None or as_text(build(applications(), committed["info"]["version"])) != as_text(committed):
        return [f"{PAGE} is not what the code says: run `make contract`"]
    validate(committed)
    return [change for before in _BEFORE for change in broken_promises(_at(before), committed)]


def broken_promises(before: Document | None, now: Document) -> list[str]:
    """Changes that break clients though the version says that none does."""
    if before is None or _major(before["info"]["version"]) != _major(now["info"]["version"]):
        return []
    return breaking_changes(before, now)


def next_major(version: str) -> str:
    return f"{_major(version) + 1}.0.0"


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def _committed() -> Document | None:
    path = ROOT / PAGE
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def _at(revision: str) -> Document | None:
    """The document as it was; None where there is no history, or was no document."""
    try:
        shown = subprocess.run(["git", "show", f"{revision}:{PAGE}"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return None
    document: Document = json.loads(shown.stdout)
    return document


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m contract", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("write").add_argument("--breaking", action="store_true", help="though it breaks clients")
    options = parser.parse_args()
    committed = _committed()
    faults = check(committed) if options.command == "check" else write(committed, breaking=options.breaking)
    for fault in faults:
        sys.stderr.write(f"contract: {fault}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
