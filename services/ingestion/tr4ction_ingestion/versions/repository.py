"""Every query about versions of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.review.models import ADD, Correction
from tr4ction_ingestion.templates.carried import decisions
from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition
from tr4ction_ingestion.versions.model import Before


class VersionRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fields(self, template_id: int) -> Sequence[FillableField]:
        """As detected, in reading order."""
        statement = (
            select(FillableField).where(FillableField.template_id == template_id).order_by(FillableField.order_index)
        )
        return (await self._session.scalars(statement)).all()

    async def before(self, template: TemplateDefinition) -> Before:
        """What the version that comes after `template` can take over. Five queries."""
        versions = select(TemplateDefinition.id).where(
            TemplateDefinition.template_key == template.template_key, TemplateDefinition.cycle == template.cycle
        )
        detected = select(FillableField.field_id).where(FillableField.template_id.in_(versions)).distinct()
        added = select(Correction.field_id).where(Correction.template_id.in_(versions), Correction.kind == ADD)
        corrections = select(Correction).where(Correction.template_id == template.id).order_by(Correction.id)
        return Before(
            template=template,
            fields=await self.fields(template.id),
            corrections=(await self._session.scalars(corrections)).all(),
            taken={
                *(await self._session.scalars(detected)).all(),
                *(field_id or "" for field_id in await self._session.scalars(added)),
                *(
                    item["new"]["field_id"]  # a decision that is undone gives the field this id back
                    for carried in (await self.carried_by_version(template)).values()
                    for item in decisions(carried)
                ),
            },
        )

    async def add_corrections(self, template_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._session.execute(insert(Correction), [{**row, "template_id": template_id} for row in rows])

    async def next_detection(self, template: TemplateDefinition) -> int:
        """The revision of the next detection in the template's bytes."""
        newest = await self._session.scalar(
            select(func.max(TemplateDefinition.detection_revision)).where(
                TemplateDefinition.template_key == template.template_key,
                TemplateDefinition.cycle == template.cycle,
                TemplateDefinition.file_hash_sha256 == template.file_hash_sha256,
            )
        )
        return (newest or 0) + 1

    async def carried_by_version(self, template: TemplateDefinition) -> Mapping[int, Mapping[str, Any]]:
        """What each version of the trail has carried, by its id."""
        statement = select(TemplateDefinition.id, TemplateDefinition.carried).where(
            TemplateDefinition.template_key == template.template_key,
            TemplateDefinition.cycle == template.cycle,
            TemplateDefinition.carried.is_not(None),
        )
        return {row.id: row.carried for row in await self._session.execute(statement)}

    async def successor(self, template: TemplateDefinition) -> int | None:
        """The number of the newest version that was made from the template; None where there is none."""
        statement = (
            select(TemplateDefinition.version, TemplateDefinition.carried)
            .where(
                TemplateDefinition.template_key == template.template_key,
                TemplateDefinition.cycle == template.cycle,
                TemplateDefinition.carried.is_not(None),
            )
            .order_by(TemplateDefinition.version.desc())
        )
        rows = await self._session.execute(statement)
        return next((row.version for row in rows if row.carried["from_template_id"] == template.id), None)
