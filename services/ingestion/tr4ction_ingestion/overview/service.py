"""Founders as admins and mentors see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tr4ction_common.languages import Language
from tr4ction_common.problems import Problem
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.answers.models import Answer, Form, KeptStep
from tr4ction_ingestion.answers.moving import Mover
from tr4ction_ingestion.answers.progress import StepState, current_step, states
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.schemas import StepOut
from tr4ction_ingestion.members.models import Member
from tr4ction_ingestion.overview import errors
from tr4ction_ingestion.overview.repository import OverviewRepository, Page, ProgressRow, Wanted
from tr4ction_ingestion.overview.risk import RiskRule
from tr4ction_ingestion.overview.schemas import AnsweredStep, AnswerView, FounderAnswers, FounderProgress
from tr4ction_ingestion.overview.trails import TrailDesk
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND, TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.models import Step, Trail, TrailField
from tr4ction_ingestion.trails.repository import TrailRepository


@dataclass(frozen=True, slots=True)
class Asked:
    """Which step of a founder: `trail_id` and `cycle` where more than one trail has it."""

    user_id: str
    step_id: str
    trail_id: str | None
    cycle: str | None


class FounderDesk:
    def __init__(self, overview: OverviewRepository, trails: TrailRepository, answers: AnswerRepository) -> None:
        self._overview = overview
        self._trails = trails
        self._answers = answers

    async def progress(
        self, wanted: Wanted, rule: RiskRule, page: Page, language: Language
    ) -> tuple[list[FounderProgress], int]:
        """Four queries, however many founders."""
        now = datetime.now(UTC)
        rows, total = await self._overview.progress(wanted, rule, now, page)
        steps: dict[int, list[Step]] = {}
        for step in await self._trails.steps({row.template_id for row in rows}):
            steps.setdefault(step.template_id, []).append(step)
        kept: dict[int, dict[str, KeptStep]] = {}
        for item in await self._answers.form_steps({row.form.id for row in rows if row.form}):
            kept.setdefault(item.form_id, {})[item.step_id] = item
        found = []
        for row in rows:
            of_form = kept.get(row.form.id, {}) if row.form else {}
            found_states = states(steps.get(row.template_id, []), of_form, row.trail.unlock_rule)
            text, params = rule.reason(row.progress, row.active_at, now)
            found.append(_progress(row, found_states, text.render(language, **params)))
        return found, total

    async def answers(self, user_id: str, trail_id: str, cycle: str | None) -> FounderAnswers:
        """Raises Problem as `trail_of` does."""
        member, trail, organization_id = await self.trail_of(user_id, trail_id, cycle)
        form = await self._answers.form(trail.id, organization_id)
        template_id = (form.template_id if form else trail.template_id) or 0
        fields = await self._trails.fields(template_id)
        answers = {item.field_id: item for item in await self._answers.all_answers(form.id)} if form else {}
        asked = {field.field_id for field in fields}
        left = [(form, answer) for answer in answers.values() if form and answer.field_id not in asked]
        found_states = await self._states(trail, form, template_id)
        names = await self._overview.names({answer.saved_by for answer in answers.values()})
        return FounderAnswers(
            id=str(member.user_id),
            name=member.name,
            email=member.email,
            organization_id=str(organization_id),
            organization_name=member.organization_name,
            trail_id=trail.template_key,
            cycle=trail.cycle,
            template_id=template_id,
            revision=form.revision if form else 0,
            steps=_answered(found_states, fields, answers, names),
            left_behind=await TrailDesk(self._overview, self._trails).told(trail, left),
        )

    async def unlock(self, asked: Asked, admin: str) -> StepOut:
        """Opens a step for the founder's organization, for good. Done again, nothing changes.

        Raises Problem where the founder has no such step, or several trails have it.
        """
        member = await self._founder(asked.user_id)
        trails = await self._overview.trails_of(member, asked.trail_id, asked.cycle, archived=False)
        if not trails or member.organization_id is None:
            raise Problem(TRAIL_NOT_FOUND if asked.trail_id else STEP_NOT_FOUND)
        trail = await self._holder(member.organization_id, trails, asked.step_id)
        form = await self._answers.form_for_saving(
            {
                "trail_id": trail.id,
                "organization_id": member.organization_id,
                "template_id": trail.template_id,
                "revision": 0,
                "answered": 0,
                "wanted": 0,
                "created_at": datetime.now(UTC),
            }
        )
        await Mover(self._trails, self._answers).count([form], form.template_id)
        await self._overview.unlock(form.id, asked.step_id, admin, datetime.now(UTC))
        found = await self._states(trail, form, form.template_id)
        return StepOut.of(next(state for state in found if state.step.step_id == asked.step_id))

    async def _holder(self, organization_id: int, trails: Sequence[Trail], step_id: str) -> Trail:
        forms = await self._answers.forms([trail.id for trail in trails], organization_id)
        begun = {form.trail_id: form.template_id for form in forms}
        versions = {trail.id: begun.get(trail.id) or trail.template_id or 0 for trail in trails}
        holders = await self._overview.holders(set(versions.values()), step_id)
        having = [trail for trail in trails if versions[trail.id] in holders]
        if not having:
            raise Problem(STEP_NOT_FOUND)
        if len(having) > 1:
            told = ", ".join(f"{trail.template_key} ({trail.cycle})" for trail in having)
            raise Problem(errors.STEP_AMBIGUOUS, trails=told)
        return having[0]

    async def trail_of(self, user_id: str, trail_id: str, cycle: str | None) -> tuple[Member, Trail, int]:
        """The founder, their trail of that key (where several cycles have one, the newest that is theirs), and their
        organization. Raises Problem where there is no such founder, or no such trail of theirs."""
        member = await self._founder(user_id)
        trails = await self._overview.trails_of(member, trail_id, cycle, archived=True)
        if not trails or member.organization_id is None:
            raise Problem(TRAIL_NOT_FOUND)
        return member, trails[0], member.organization_id

    async def _founder(self, user_id: str) -> Member:
        number = identity_of(user_id)
        member = None if number is None else await self._overview.founder(number)
        if member is None:
            raise Problem(errors.FOUNDER_NOT_FOUND)
        return member

    async def _states(self, trail: Trail, form: Form | None, template_id: int) -> list[StepState]:
        steps = await self._trails.steps([template_id])
        kept = {row.step_id: row for row in await self._answers.form_steps([form.id])} if form else {}
        return states(steps, kept, trail.unlock_rule)


def _progress(row: ProgressRow, found: Sequence[StepState], reason: str) -> FounderProgress:
    current = current_step(found)
    return FounderProgress(
        id=str(row.member.user_id),
        name=row.member.name,
        email=row.member.email,
        trailId=row.trail.template_key,
        currentStep=current.step.name if current else None,
        progress=row.progress,
        risk=row.risk,
        steps=[StepOut.of(state) for state in found],
        trailName=row.trail.name,
        cycle=row.trail.cycle,
        currentStepId=current.step.step_id if current else None,
        organizationId=str(row.member.organization_id),
        organizationName=row.member.organization_name,
        riskReason=reason,
        lastActivityAt=row.form.last_saved_at if row.form else None,
        templateId=row.template_id,
    )


def _answered(
    found: Sequence[StepState], fields: Sequence[TrailField], answers: dict[str, Answer], names: dict[str, str]
) -> list[AnsweredStep]:
    by_step: dict[str, list[AnswerView]] = {}
    for field in fields:
        by_step.setdefault(field.step_id, []).append(_answer(field, answers.get(field.field_id), names))
    return [AnsweredStep.with_fields(StepOut.of(state), by_step.get(state.step.step_id, [])) for state in found]


def _answer(field: TrailField, answer: Answer | None, names: dict[str, str]) -> AnswerView:
    return AnswerView(
        field_id=field.field_id,
        label=field.label,
        type=field.type,
        required=field.required,
        group=field.group,
        cell_range=field.cell_range,
        value=answer.value if answer else None,
        revision=answer.revision if answer else None,
        saved_by=answer.saved_by if answer else None,
        saved_by_name=names.get(answer.saved_by) if answer else None,
        saved_at=answer.saved_at if answer else None,
    )
