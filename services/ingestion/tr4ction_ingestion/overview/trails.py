"""Trails as admins see and change them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tr4ction_common.problems import Problem
from tr4ction_ingestion.answers.models import Answer, Form
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.overview.repository import OverviewRepository
from tr4ction_ingestion.overview.schemas import (
    AdminStep,
    AdminTrail,
    LeftBehind,
    MovedForm,
    MoveResult,
    TrailChange,
    VersionInUse,
)
from tr4ction_ingestion.templates.models import ARCHIVED, TemplateDefinition
from tr4ction_ingestion.trails.errors import TRAIL_AMBIGUOUS, TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.models import Step, Trail
from tr4ction_ingestion.trails.repository import TrailRepository
from tr4ction_ingestion.versions.errors import TEMPLATE_ARCHIVED


class TrailDesk:
    def __init__(self, overview: OverviewRepository, trails: TrailRepository) -> None:
        self._overview = overview
        self._trails = trails

    async def trail(self, template_key: str, cycle: str | None, *, changes: bool = False) -> Trail:
        """The trail of that key. Where several cycles have one and none is named, the newest is meant for reading.

        Raises Problem where there is none, or, for changing, where it is not clear which.
        """
        found = await self._overview.trails(template_key, cycle)
        if not found:
            raise Problem(TRAIL_NOT_FOUND)
        if changes and len(found) > 1:
            cycles = [trail.cycle for trail in found]
            raise Problem(TRAIL_AMBIGUOUS, cycles=", ".join(cycles), example=cycles[0])
        return found[0]

    async def page(self, cycle: str | None, limit: int, offset: int) -> tuple[list[AdminTrail], int]:
        """Five queries, however many trails."""
        found, total = await self._trails.page(cycle, limit, offset)
        return await self._views(found), total

    async def view(self, trail: Trail) -> AdminTrail:
        return (await self._views([trail]))[0]

    async def _views(self, trails: Sequence[Trail]) -> list[AdminTrail]:
        templates = await self._overview.templates({trail.template_id or 0 for trail in trails})
        steps: dict[int, list[Step]] = {}
        for step in await self._trails.steps(templates):
            steps.setdefault(step.template_id, []).append(step)
        versions: dict[int, list[VersionInUse]] = {}
        for trail_id, template, organizations in await self._overview.filled_in([trail.id for trail in trails]):
            versions.setdefault(trail_id, []).append(_in_use(template, organizations))
        return [
            _trail(
                trail,
                templates[trail.template_id or 0],
                steps.get(trail.template_id or 0, []),
                versions.get(trail.id, []),
            )
            for trail in trails
        ]

    async def change(self, trail: Trail, change: TrailChange) -> AdminTrail:
        for name, value in change.values().items():
            setattr(trail, name, value)
        return await self.view(trail)

    async def move(self, trail: Trail, organizations: Collection[int] | None, mover: Mover) -> MoveResult:
        """Raises Problem where the trail's version is archived."""
        target = (await self._overview.templates([trail.template_id or 0]))[trail.template_id or 0]
        if target.status == ARCHIVED:
            raise Problem(TEMPLATE_ARCHIVED)
        moved = await mover.move(trail, organizations)
        versions = await self._overview.templates({item.from_template_id for item in moved})
        names = await self._overview.organization_names({item.form.organization_id for item in moved})
        left = await self._overview.num_left_behind(trail.id)
        return MoveResult(
            trail_id=trail.template_key,
            cycle=trail.cycle,
            template_id=target.id,
            version=target.version,
            moved=[
                MovedForm(
                    organization_id=str(item.form.organization_id),
                    organization_name=names.get(item.form.organization_id),
                    from_version=versions[item.from_template_id].version,
                    answered=item.form.answered,
                    wanted=item.form.wanted,
                    left_behind=left.get(item.form.id, 0),
                )
                for item in moved
            ],
        )

    async def left_behind(
        self, trail: Trail, organization_id: int | None, limit: int, offset: int
    ) -> tuple[list[LeftBehind], int]:
        found, total = await self._overview.left_behind(trail.id, organization_id, limit, offset)
        return await self.told(trail, found), total

    async def told(self, trail: Trail, found: Sequence[tuple[Form, Answer]]) -> list[LeftBehind]:
        """Answers without a field, with what they were asked by."""
        if not found:
            return []
        fields = await self._overview.last_fields(trail, {answer.field_id for _, answer in found})
        names = await self._overview.organization_names({form.organization_id for form, _ in found})
        told = []
        for form, answer in found:
            field = fields.get(answer.field_id)
            told.append(
                LeftBehind(
                    organization_id=str(form.organization_id),
                    organization_name=names.get(form.organization_id),
                    field_id=answer.field_id,
                    label=field.label if field else None,
                    sheet_name=field.sheet_name if field else None,
                    value=answer.value,
                    saved_by=answer.saved_by,
                    saved_at=answer.saved_at,
                )
            )
        return told


def _in_use(template: TemplateDefinition, organizations: int) -> VersionInUse:
    return VersionInUse(
        template_id=template.id, version=template.version, status=template.status, organizations=organizations
    )


def _trail(
    trail: Trail, template: TemplateDefinition, steps: Sequence[Step], versions: list[VersionInUse]
) -> AdminTrail:
    return AdminTrail.model_validate(
        {
            "id": trail.template_key,
            "cycle": trail.cycle,
            "name": trail.name,
            "description": trail.description,
            "unlock_rule": trail.unlock_rule,
            "template_id": template.id,
            "version": template.version,
            "status": template.status,
            "steps": [
                AdminStep(id=step.step_id, name=step.name, num_fields=step.num_fields, num_required=step.num_required)
                for step in steps
            ],
            "versions": versions,
            "created_at": trail.created_at,
        }
    )
