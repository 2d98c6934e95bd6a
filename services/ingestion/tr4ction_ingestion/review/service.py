"""The rules of corrections."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tr4ction_common.problems import Problem
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.review import errors
from tr4ction_ingestion.review.corrected import CorrectedField, corrected
from tr4ction_ingestion.review.models import ADD, CHANGE, LEAVE_OUT, REMOVE, Correction
from tr4ction_ingestion.review.ranges import Rectangle
from tr4ction_ingestion.review.repository import ReviewRepository
from tr4ction_ingestion.slugs import slug
from tr4ction_ingestion.templates.errors import TEMPLATE_NOT_FOUND
from tr4ction_ingestion.templates.models import TemplateDefinition


class ReviewService:
    """Corrections by `admin`, whose id it is."""

    def __init__(self, repository: ReviewRepository, admin: str) -> None:
        self._repository = repository
        self._admin = admin

    async def template(self, template_id: str, *, lock: bool = False) -> TemplateDefinition:
        """Raises Problem where there is none."""
        number = identity_of(template_id)
        found = None if number is None else await self._repository.template(number, lock=lock)
        if found is None:
            raise Problem(TEMPLATE_NOT_FOUND)
        return found

    async def fields(self, template: TemplateDefinition) -> list[CorrectedField]:
        detected = await self._repository.detected(template.id)
        corrections = await self._repository.corrections(template.id)
        return corrected(detected, corrections, [sheet["name"] for sheet in template.sheets])

    async def corrections(self, template: TemplateDefinition) -> Sequence[Correction]:
        return await self._repository.corrections(template.id)

    async def change(self, template: TemplateDefinition, field_id: str, values: Mapping[str, Any]) -> CorrectedField:
        """Sets attributes of a field. Raises Problem where the template has no such field."""
        before = await self._field(template, field_id)
        different = {name: value for name, value in values.items() if getattr(before, name) != value}
        if different:
            await self._add(template, CHANGE, field_id=field_id, values=different)
        return await self._field(template, field_id)

    async def add(self, template: TemplateDefinition, values: Mapping[str, Any]) -> CorrectedField:
        """Makes a range a field. Raises Problem for sheets and ranges that are not there or are fields already."""
        sheet_name = _sheet(template, values["sheet_name"])
        area = _rectangle(values["cell_range"])
        fields = await self.fields(template)
        for item in fields:
            if item.sheet_name == sheet_name and area.overlaps(_rectangle(item.cell_range)):
                raise Problem(
                    errors.RANGE_TAKEN, cell_range=values["cell_range"], other=item.cell_range, label=item.label
                )
        field_id = _new_id(sheet_name, values["label"], values["cell_range"], {item.field_id for item in fields})
        await self._add(template, ADD, field_id=field_id, values={**values, "sheet_name": sheet_name})
        return await self._field(template, field_id)

    async def remove(self, template: TemplateDefinition, field_id: str) -> None:
        """Says that a field is none. Raises Problem where the template has no such field."""
        await self._field(template, field_id)
        await self._add(template, REMOVE, field_id=field_id)

    async def leave_out(self, template: TemplateDefinition, sheet_name: str) -> Correction:
        """Says that a sheet is no part of the trail; said again, it is the same correction."""
        name = _sheet(template, sheet_name)
        for item in await self._repository.corrections(template.id):
            if item.kind == LEAVE_OUT and item.sheet_name == name and item.undone_at is None:
                return item
        return await self._add(template, LEAVE_OUT, sheet_name=name)

    async def undo(self, template: TemplateDefinition, correction_id: str) -> Correction:
        """Raises Problem where there is no such correction, or it is undone."""
        number = identity_of(correction_id)
        found = None if number is None else await self._repository.correction(template.id, number)
        if found is None:
            raise Problem(errors.CORRECTION_NOT_FOUND)
        if found.undone_at is not None:
            raise Problem(errors.CORRECTION_UNDONE)
        found.undone_at, found.undone_by = datetime.now(UTC), self._admin
        return found

    async def _field(self, template: TemplateDefinition, field_id: str) -> CorrectedField:
        found = next((item for item in await self.fields(template) if item.field_id == field_id), None)
        if found is None:
            raise Problem(errors.FIELD_NOT_FOUND)
        return found

    async def _add(
        self,
        template: TemplateDefinition,
        kind: str,
        *,
        field_id: str | None = None,
        sheet_name: str | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Correction:
        correction = Correction(
            template_id=template.id,
            kind=kind,
            field_id=field_id,
            sheet_name=sheet_name,
            values=dict(values or {}),
            made_by=self._admin,
            made_at=datetime.now(UTC),
        )
        await self._repository.add(correction)
        return correction


def _sheet(template: TemplateDefinition, name: str) -> str:
    """The sheet's name as the workbook has it; Excel compares names without regard to case."""
    folded = name.casefold()
    found = next((sheet["name"] for sheet in template.sheets if sheet["name"].casefold() == folded), None)
    if found is None:
        raise Problem(errors.SHEET_NOT_FOUND)
    return str(found)


def _rectangle(cell_range: str) -> Rectangle:
    """Raises Problem for what is no range of a sheet."""
    try:
        return Rectangle.of(cell_range)
    except ValueError:
        raise Problem(errors.RANGE_INVALID, cell_range=cell_range) from None


def _new_id(sheet_name: str, label: str, cell_range: str, taken: set[str]) -> str:
    """Readable, unlike all others, and unlike what detection would give."""
    words = [slug(part, 40).replace("-", "_") or "field" for part in (sheet_name, label)]
    mark = hashlib.sha256(f"{sheet_name}!{cell_range}".encode()).hexdigest()[:6]
    base = f"{'.'.join(words)}.added_{mark}"
    field_id, copy = base, 1
    while field_id in taken:
        copy += 1
        field_id = f"{base}_{copy}"
    return field_id
