"""The rules of publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tr4ction_ingestion.templates.models import PUBLISHED, TemplateDefinition
from tr4ction_ingestion.trails.models import OPEN, Step, Trail
from tr4ction_ingestion.trails.publishing import Question, sheets_renamed, steps_of, trail_name
from tr4ction_ingestion.trails.repository import TrailRepository


class TrailService:
    def __init__(self, repository: TrailRepository) -> None:
        self._repository = repository

    async def find(self, template: TemplateDefinition) -> Trail | None:
        """The trail that the template is a version of, if any version was published."""
        return await self._repository.find(template.template_key, template.cycle)

    async def publish(
        self, template: TemplateDefinition, questions: Sequence[Question], renamed: Mapping[str, str] | None = None
    ) -> Trail:
        """Makes the template the version that new forms of its trail begin with. Done again, it follows corrections.

        `renamed`: sheets that had another name in the version before, new names by old: their steps keep their ids.
        """
        trail = await self.find(template)
        if trail is None:
            trail = Trail(
                template_key=template.template_key,
                cycle=template.cycle,
                name=trail_name(template.original_filename, template.template_key),
                description="",
                unlock_rule=OPEN,
                created_at=datetime.now(UTC),
            )
            await self._repository.add(trail)
        before = await self._steps_before(trail, template.id)
        step_ids = sheets_renamed(before, renamed or {})
        await self._repository.replace(template.id, steps_of(template.id, questions, step_ids))
        trail.template_id = template.id
        template.status = PUBLISHED
        return trail

    async def _steps_before(self, trail: Trail, template_id: int) -> Sequence[Step]:
        """Of this template where it was published before, else of the version before it."""
        own = await self._repository.steps([template_id])
        if own or trail.template_id is None:
            return own
        return await self._repository.steps([trail.template_id])
