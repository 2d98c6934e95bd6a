"""The rules of trails for admins: publishing, names, when steps unlock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tr4ction_common.problems import Problem
from tr4ction_ingestion.templates.models import PUBLISHED, TemplateDefinition
from tr4ction_ingestion.trails.errors import TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.models import OPEN, Trail, TrailStep
from tr4ction_ingestion.trails.publishing import Question, sheets_renamed, steps_of, trail_name
from tr4ction_ingestion.trails.repository import TrailRepository


class TrailService:
    def __init__(self, repository: TrailRepository) -> None:
        self._repository = repository

    async def publish(
        self, template: TemplateDefinition, questions: Sequence[Question], renamed: Mapping[str, str] | None = None
    ) -> Trail:
        """Makes the template the version that new forms of its trail begin with. Done again, it follows corrections.

        `renamed`: sheets that had another name in the version before, new names by old: their steps keep their ids.
        """
        trail = await self._repository.find(template.template_key, template.cycle)
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

    async def _steps_before(self, trail: Trail, template_id: int) -> Sequence[TrailStep]:
        """Of this template where it was published before, else of the version before it."""
        own = await self._repository.steps([template_id])
        if own or trail.template_id is None:
            return own
        return await self._repository.steps([trail.template_id])

    async def page(self, cycle: str | None, limit: int, offset: int) -> tuple[Sequence[Trail], int]:
        return await self._repository.page(cycle, limit, offset)

    async def trail(self, template_key: str, cycle: str | None = None) -> Trail:
        """Raises Problem where there is none."""
        found = await self._repository.find(template_key, cycle)
        if found is None:
            raise Problem(TRAIL_NOT_FOUND)
        return found

    async def steps(self, trails: Sequence[Trail]) -> dict[int, list[TrailStep]]:
        """The steps of the trails' published versions, in order, by the trail's id."""
        by_template: dict[int, list[TrailStep]] = {}
        for step in await self._repository.steps({trail.template_id for trail in trails if trail.template_id}):
            by_template.setdefault(step.template_id, []).append(step)
        return {trail.id: by_template.get(trail.template_id or 0, []) for trail in trails}
