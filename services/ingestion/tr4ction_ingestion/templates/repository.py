"""Every query of the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_ingestion.templates.models import FillableField, TemplateDefinition

_REGISTRY_LOCK = 0x7452_5431  # any number; the same for all who write to the registry


class TemplateRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, template_id: int) -> TemplateDefinition | None:
        return await self._session.get(TemplateDefinition, template_id)

    async def find(self, template_key: str, cycle: str, file_hash: str) -> TemplateDefinition | None:
        """The newest version of those bytes."""
        return await self._session.scalar(
            select(TemplateDefinition)
            .where(
                TemplateDefinition.template_key == template_key,
                TemplateDefinition.cycle == cycle,
                TemplateDefinition.file_hash_sha256 == file_hash,
            )
            .order_by(TemplateDefinition.detection_revision.desc())
            .limit(1)
        )

    async def has_detection(self, template: TemplateDefinition, detection_revision: int) -> bool:
        """Whether there is a version of the template's bytes with that detection."""
        found = await self._session.scalar(
            select(TemplateDefinition.id).where(
                TemplateDefinition.template_key == template.template_key,
                TemplateDefinition.cycle == template.cycle,
                TemplateDefinition.file_hash_sha256 == template.file_hash_sha256,
                TemplateDefinition.detection_revision == detection_revision,
            )
        )
        return found is not None

    async def page(
        self, cycle: str | None, status: str | None, limit: int, offset: int
    ) -> tuple[Sequence[TemplateDefinition], int]:
        """One page of the templates, newest first, and how many there are in all."""
        given = ((TemplateDefinition.cycle, cycle), (TemplateDefinition.status, status))
        wanted = [column == value for column, value in given if value is not None]
        total = await self._session.scalar(select(func.count()).select_from(TemplateDefinition).where(*wanted))
        rows = await self._session.scalars(
            select(TemplateDefinition).where(*wanted).order_by(TemplateDefinition.id.desc()).limit(limit).offset(offset)
        )
        return rows.all(), total or 0

    async def fields(self, template_id: int) -> Sequence[FillableField]:
        rows = await self._session.scalars(
            select(FillableField).where(FillableField.template_id == template_id).order_by(FillableField.order_index)
        )
        return rows.all()

    async def lock_registry(self) -> None:
        """One writer at a time until the transaction ends, other processes included.

        On SQLite that is so from the start of a session that writes; on PostgreSQL this makes it so.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _REGISTRY_LOCK})

    async def end_reading(self) -> None:
        """Lets go of the transaction and its locks before something that takes long. Nothing may be pending.

        What was read stays readable.
        """
        self._session.expunge_all()
        await self._session.rollback()

    async def newest(self, template_key: str, cycle: str) -> TemplateDefinition | None:
        """The version after which the next one comes."""
        return await self._session.scalar(
            select(TemplateDefinition)
            .where(TemplateDefinition.template_key == template_key, TemplateDefinition.cycle == cycle)
            .order_by(TemplateDefinition.version.desc())
            .limit(1)
        )

    async def is_file_known(self, file_hash: str) -> bool:
        """Whether any template was made from the file with that hash."""
        found = await self._session.scalar(
            select(TemplateDefinition.id).where(TemplateDefinition.file_hash_sha256 == file_hash).limit(1)
        )
        return found is not None

    async def remove(self, template: TemplateDefinition) -> None:
        """With its fields and corrections."""
        await self._session.execute(delete(TemplateDefinition).where(TemplateDefinition.id == template.id))
        self._session.expunge(template)

    async def add(self, template: TemplateDefinition, fields: Sequence[Mapping[str, Any]]) -> None:
        """Stores a template and its fields (dictionaries of the columns); afterwards `template.id` is known."""
        self._session.add(template)
        await self._session.flush()
        if fields:
            rows = [{**field, "template_id": template.id} for field in fields]
            await self._session.execute(insert(FillableField), rows)
