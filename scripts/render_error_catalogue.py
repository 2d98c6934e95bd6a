#!/usr/bin/env python3
"""Writes docs/ERRORS.md from the services' catalogues; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

import tr4ction_gateway.errors
import tr4ction_ingestion.errors
from tr4ction_common.languages import Language
from tr4ction_common.problems import ProblemType

LANGUAGES: tuple[Language, ...] = ("en", "pt-BR")
PAGE = Path(__file__).parents[1] / "docs" / "ERRORS.md"

HEAD = """# Errors

Every error is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail` (a sentence to act on), `code`
(stable, the same in every language), `request_id`, and `errors[]` with a JSON pointer, a parameter or a cell where one
applies. Portuguese unless `Accept-Language` prefers English. Words in braces are filled in.

This page is rendered from the code by `scripts/render_error_catalogue.py`.

| status | code | what it says | in Portuguese |
|---|---|---|---|
"""


def render() -> str:
    types = {**tr4ction_gateway.errors.CATALOGUE, **tr4ction_ingestion.errors.CATALOGUE}.values()
    return HEAD + "".join(_row(item) for item in sorted(types, key=lambda item: (item.status, item.code)))


def _row(item: ProblemType) -> str:
    english, portuguese = (f"{item.title.render(it)}. {item.detail.render(it)}" for it in LANGUAGES)
    return f"| {item.status} | `{item.code}` | {english} | {portuguese} |\n"


def main() -> int:
    page = render()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, "utf-8")
        return 0
    if PAGE.read_text("utf-8") == page:
        return 0
    sys.stderr.write(f"docs/{PAGE.name} is not what the code says: run scripts/render_error_catalogue.py\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
