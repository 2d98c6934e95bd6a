"""Exports: of one organization's form, or of all of a trail."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, Literal

from tr4ction_common.blobs import StagedFolder
from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.csv_tables import csv_table
from tr4ction_ingestion.exports.model import FieldPlace, FillResult, FillTask
from tr4ction_ingestion.exports.repository import ExportRepository
from tr4ction_ingestion.exports.worker import fill_workbook
from tr4ction_ingestion.off_loop import run_to_end
from tr4ction_ingestion.templates import errors, filenames
from tr4ction_ingestion.templates.integrity import DamagedFileError
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.reading import UploadMeans, WorkbookReader
from tr4ction_ingestion.templates.storage import Place
from tr4ction_ingestion.trails.models import Trail, TrailField
from tr4ction_ingestion.trails.repository import TrailRepository

Examples = Literal["clear", "keep"]
"""What becomes of the examples of others in cells that are not answered."""


@dataclass(frozen=True, slots=True)
class FormExport:
    """All that is needed to export one form, read once."""

    trail: Trail
    template: TemplateDefinition
    fields: Sequence[TrailField]
    values: Mapping[str, Any]
    revision: int
    organization_id: int
    organization_name: str

    def filename(self, extension: str) -> str:
        """`Template Q1 - Padaria Boa.xlsx`."""
        stem = PurePath(self.template.original_filename).stem or self.template.template_key
        return filenames.clean_filename(f"{stem} - {self.organization_name}.{extension}")


@dataclass(frozen=True, slots=True)
class FilledFile:
    """A filled workbook on disk. Whoever has sent it discards `folder`."""

    folder: StagedFolder
    path: Path
    name: str
    content_type: str
    result: FillResult


class ExportService:
    def __init__(
        self, repository: ExportRepository, trails: TrailRepository, answers: AnswerRepository, means: UploadMeans
    ) -> None:
        self._repository = repository
        self._trails = trails
        self._answers = answers
        self._means = means

    async def load(self, trail: Trail, organization_id: int) -> FormExport:
        """The organization's form; without answers where it has not begun. Raises Problem for what is not published."""
        form = await self._answers.form(trail.id, organization_id)
        template_id = form.template_id if form else trail.template_id
        template = None if template_id is None else await self._trails.template(template_id)
        if template is None:
            raise Problem(errors.TEMPLATE_NOT_FOUND)
        answers = await self._answers.all_answers(form.id) if form else []
        return FormExport(
            trail=trail,
            template=template,
            fields=await self._trails.fields(template.id),
            values={answer.field_id: answer.value for answer in answers},
            revision=form.revision if form else 0,
            organization_id=organization_id,
            organization_name=await self._repository.organization_name(organization_id),
        )

    async def workbook(self, export: FormExport, examples: Examples) -> FilledFile:
        """The original with the answers in it. Raises Problem."""
        await self._repository.end_reading()
        template = export.template
        try:
            original = await asyncio.to_thread(
                self._means.storage.original_path, Place.of(template), template.file_extension
            )
        except FileNotFoundError as error:
            raise Problem(errors.STORED_FILE_MISSING) from error
        except DamagedFileError as error:
            raise Problem(errors.STORED_FILE_DAMAGED) from error
        folder = await run_to_end(self._means.storage.scratch)
        try:
            task = FillTask(
                original=original,
                output=folder.path / f"filled.{template.file_extension}",
                fields=[_place(item) for item in export.fields],
                answers=_cells(export, examples),
                properties=_stamp(export),
                limits=self._means.settings.engine_limits,
            )
            result = await WorkbookReader(self._means).run(fill_workbook, task)
        except BaseException:
            await run_to_end(folder.discard)
            raise
        content_type = filenames.content_type(template.file_extension)
        return FilledFile(folder, task.output, export.filename(template.file_extension), content_type, result)

    async def forms(self, trail: Trail) -> list[int]:
        """The organizations that have answered something of the trail."""
        return [form.organization_id for form in await self._repository.forms(trail)]


def _place(field: TrailField) -> FieldPlace:
    return FieldPlace(field.field_id, field.sheet_name, field.cell_range, field.label, field.type, field.options)


def _cells(export: FormExport, examples: Examples) -> dict[str, Any]:
    """What is written: the answers to fields that this version has, and nothing where an example is to go."""
    cells: dict[str, Any] = {}
    for field in export.fields:
        if field.field_id in export.values:
            cells[field.field_id] = export.values[field.field_id]
        elif examples == "clear" and field.placeholder is not None:
            cells[field.field_id] = None
    return cells


def _stamp(export: FormExport) -> dict[str, str]:
    """What a filled workbook says of itself, among its document properties."""
    return {
        "TR4CTION template": export.template.template_key,
        "TR4CTION cycle": export.template.cycle,
        "TR4CTION version": str(export.template.version),
        "TR4CTION revision": str(export.revision),
        "TR4CTION exported at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def as_rows(export: FormExport) -> list[dict[str, Any]]:
    """Every question with its answer, None where there is none."""
    return [
        {
            "field_id": field.field_id,
            "step_id": field.step_id,
            "sheet_name": field.sheet_name,
            "cell_range": field.cell_range,
            "label": field.label,
            "type": field.type,
            "value": export.values.get(field.field_id),
        }
        for field in export.fields
    ]


def as_csv(export: FormExport) -> str:
    """The same as a table."""
    return csv_table(["field_id", "step_id", "sheet_name", "cell_range", "label", "type", "value"], as_rows(export))
