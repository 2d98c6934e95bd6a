"""The sheets of a template: a list, and each as a page."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import msgspec

import tr4ction_workbook
from tr4ction_common.languages import Language
from tr4ction_common.problems import Problem
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.review.corrected import CorrectedField, left_out
from tr4ction_ingestion.review.errors import SHEET_NOT_FOUND
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.sheets.model import DrawTask, SheetPage, ShownField
from tr4ction_ingestion.sheets.pages import PageCache
from tr4ction_ingestion.sheets.worker import draw_sheet
from tr4ction_ingestion.templates.errors import STORED_FILE_DAMAGED, STORED_FILE_MISSING
from tr4ction_ingestion.templates.integrity import DamagedFileError
from tr4ction_ingestion.templates.models import TemplateDefinition
from tr4ction_ingestion.templates.reading import UploadMeans, WorkbookReader
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.templates.storage import Place
from tr4ction_ingestion.trails.repository import TrailRepository


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet at its `index` in the workbook, from 0. `step_id` is None until the template is published."""

    index: int
    name: str
    state: str
    left_out: bool
    num_fields: int
    step_id: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page of a sheet is made of. `tag` is the same as long as the page is."""

    template: TemplateDefinition
    index: int
    fields: Sequence[ShownField]
    language: Language

    @property
    def tag(self) -> str:
        shown = [tr4ction_workbook.__version__, self.index, self.language, [asdict(field) for field in self.fields]]
        return hashlib.sha256(self.template.file_hash_sha256.encode() + msgspec.json.encode(shown)).hexdigest()


class SheetService:
    def __init__(
        self,
        templates: TemplateRepository,
        review: ReviewService,
        trails: TrailRepository,
        means: UploadMeans,
        pages: PageCache,
    ) -> None:
        self._templates = templates
        self._review = review
        self._trails = trails
        self._means = means
        self._pages = pages

    async def summaries(self, template_id: str) -> list[SheetSummary]:
        """Every sheet of the workbook in order, hidden ones too. Raises Problem."""
        template = await self._review.template(template_id)
        fields = await self._review.fields(template)
        not_asked = left_out(await self._review.corrections(template))
        steps = {step.sheet_name: step.step_id for step in await self._trails.steps([template.id])}
        return [
            SheetSummary(
                index=index,
                name=sheet["name"],
                state=sheet["state"],
                left_out=sheet["name"] in not_asked,
                num_fields=len(_on_sheet(fields, sheet["name"])),
                step_id=steps.get(sheet["name"]),
            )
            for index, sheet in enumerate(template.sheets)
        ]

    async def sheet(self, template_id: str, index: str, language: Language) -> Sheet:
        """Raises Problem where there is no such template, or it has no such sheet."""
        template = await self._review.template(template_id)
        number = identity_of(index)
        if number is None or number >= len(template.sheets):
            raise Problem(SHEET_NOT_FOUND)
        fields = _on_sheet(await self._review.fields(template), template.sheets[number]["name"])
        await self._templates.end_reading()
        return Sheet(template, number, [_shown(field) for field in fields], language)

    async def page(self, sheet: Sheet) -> SheetPage:
        """Drawn in a worker process, unless it was a while ago. Raises Problem."""
        tag = sheet.tag
        page = self._pages.get(tag)
        if page is None:
            page = await self._draw(sheet)
            self._pages.put(tag, page)
        return page

    async def _draw(self, sheet: Sheet) -> SheetPage:
        template, storage = sheet.template, self._means.storage
        try:
            original = await asyncio.to_thread(storage.original_path, Place.of(template), template.file_extension)
        except FileNotFoundError as error:
            raise Problem(STORED_FILE_MISSING) from error
        except DamagedFileError as error:
            raise Problem(STORED_FILE_DAMAGED) from error
        limits = self._means.settings.engine_limits
        task = DrawTask(original, sheet.index, sheet.fields, sheet.language, limits)
        return await WorkbookReader(self._means).run(draw_sheet, task)


def _on_sheet(fields: Sequence[CorrectedField], name: str) -> list[CorrectedField]:
    return [field for field in fields if field.sheet_name == name]


def _shown(field: CorrectedField) -> ShownField:
    return ShownField(
        field_id=field.field_id,
        sheet_name=field.sheet_name,
        cell_range=field.cell_range,
        label=field.label,
        inferred_type=field.inferred_type,
        options=field.options,
        required=field.required,
        help=field.help,
        order_index=field.order_index,
    )
