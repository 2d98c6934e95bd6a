"""What became of every file, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tr4ction_common.languages import Language
from tr4ction_ingestion.bulk.models import BulkFile
from tr4ction_ingestion.bulk.service import JobReport
from tr4ction_ingestion.csv_tables import csv_table
from tr4ction_ingestion.errors import CATALOGUE

COLUMNS = ("name", "size", "state", "template_id", "code", "detail")


def detail(code: str | None, params: dict[str, Any] | None, language: Language) -> str | None:
    """The text of a problem that was written down. One that the catalogue no longer has says nothing more."""
    problem_type = CATALOGUE.get(code or "")
    return None if problem_type is None else problem_type.detail.render(language, **(params or {}))


def as_csv(report: JobReport, language: Language) -> str:
    rows = [{**_copied(file), "detail": detail(file.code, file.params, language)} for file in report.files]
    return csv_table(COLUMNS, rows)


def _copied(file: BulkFile) -> dict[str, object]:
    return {name: getattr(file, name) for name in COLUMNS if name != "detail"}


def as_lines(report: JobReport, language: Language) -> Iterator[str]:
    """For a terminal: a line for every file, and one that counts them."""
    width = max(len(file.state) for file in report.files)
    for file in report.files:
        what = f"template {file.template_id}" if file.template_id else file.code or ""
        said = detail(file.code, file.params, language)
        yield f"{file.state:{width}}  {file.name}  {what}{': ' + said if said else ''}".rstrip()
    said = detail(report.job.code, report.job.params, language)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(report.counts.items()))
    yield f"job {report.job.id} {report.job.state}: {counted}{'. ' + said if said else ''}"
