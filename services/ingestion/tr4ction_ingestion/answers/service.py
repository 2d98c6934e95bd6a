"""What a founder sees and does of trails: lists, questions, answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tr4ction_common.internal_tokens import Caller
from tr4ction_common.problems import Problem
from tr4ction_common.tables import identity_of
from tr4ction_ingestion.answers import errors
from tr4ction_ingestion.answers.models import AnswerVersion, Form, KeptStep
from tr4ction_ingestion.answers.progress import StepState, states
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.saving import AnswerSaver, Author, Sent, check, check_number
from tr4ction_ingestion.templates.models import ARCHIVED
from tr4ction_ingestion.trails.errors import STEP_NOT_FOUND, TRAIL_ARCHIVED, TRAIL_NOT_FOUND
from tr4ction_ingestion.trails.models import Step, Trail, TrailField
from tr4ction_ingestion.trails.publishing import wanted
from tr4ction_ingestion.trails.repository import TrailRepository


@dataclass(frozen=True, slots=True)
class Founder:
    """Who asks, and for which start-up."""

    user_id: int
    organization_id: int

    @classmethod
    def of(cls, caller: Caller) -> Founder | None:
        """None for who belongs to no organization."""
        user_id = identity_of(caller.user_id)
        organization_id = identity_of(caller.organization_id or "")
        return None if user_id is None or organization_id is None else cls(user_id, organization_id)


@dataclass(frozen=True, slots=True)
class TrailState:
    """A trail with how far the founder's organization is in it."""

    trail: Trail
    steps: Sequence[StepState]


@dataclass(frozen=True, slots=True)
class OpenTrail:
    """A trail in the version that the organization fills in; `form` is None before the first answer.

    `kept`: how far the form's steps are, by step id.
    """

    trail: Trail
    form: Form | None
    template_id: int
    steps: Sequence[StepState]
    kept: Mapping[str, KeptStep]


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of the version that the organization fills in; `form` and `kept` as of the trail."""

    trail: Trail
    form: Form | None
    template_id: int
    steps: Sequence[Step]
    kept: Mapping[str, KeptStep]
    state: StepState

    @property
    def step(self) -> Step:
        return self.state.step


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """What is answered of a step."""

    opened: OpenStep
    values: dict[str, Any]
    revision: int


class FounderService:
    def __init__(self, trails: TrailRepository, answers: AnswerRepository, founder: Founder | None) -> None:
        self._trails = trails
        self._answers = answers
        self._founder = founder

    async def list_trails(self) -> list[TrailState]:
        """All trails of the founder's cycles. Four queries, however many there are."""
        if self._founder is None:
            return []
        trails = await self._trails.of_founder(self._founder.user_id, self._founder.organization_id)
        forms = {
            form.trail_id: form
            for form in await self._answers.forms([trail.id for trail in trails], self._founder.organization_id)
        }
        versions = {trail.id: _version(trail, forms.get(trail.id)) for trail in trails}
        steps: dict[int, list[Step]] = {}
        for step in await self._trails.steps(set(versions.values())):
            steps.setdefault(step.template_id, []).append(step)
        kept: dict[int, dict[str, Any]] = {}
        for row in await self._answers.form_steps([form.id for form in forms.values()]):
            kept.setdefault(row.form_id, {})[row.step_id] = row
        return [
            TrailState(
                trail,
                states(
                    steps.get(versions[trail.id], []),
                    kept.get(forms[trail.id].id, {}) if trail.id in forms else {},
                    trail.unlock_rule,
                ),
            )
            for trail in trails
        ]

    async def enter(self, trail_id: str) -> OpenTrail:
        """Raises Problem where the founder has no such trail."""
        trail, founder = await self._trail(trail_id)
        return await self._enter(trail, await self._answers.form(trail.id, founder.organization_id))

    async def open(self, trail_id: str, step_id: str) -> OpenStep:
        """Raises Problem where the founder has no such trail, or the trail no such step."""
        return _step(await self.enter(trail_id), step_id)

    async def _trail(self, trail_id: str) -> tuple[Trail, Founder]:
        founder = self._founder
        found = (
            await self._trails.find_for_founder(trail_id, founder.user_id, founder.organization_id) if founder else None
        )
        if found is None or founder is None:
            raise Problem(TRAIL_NOT_FOUND)
        trail, status = found
        if status == ARCHIVED:
            raise Problem(TRAIL_ARCHIVED)
        return trail, founder

    async def _enter(self, trail: Trail, form: Form | None) -> OpenTrail:
        template_id = _version(trail, form)
        steps = await self._trails.steps([template_id])
        kept = {row.step_id: row for row in await self._answers.form_steps([form.id])} if form else {}
        return OpenTrail(trail, form, template_id, states(steps, kept, trail.unlock_rule), kept)

    async def questions(self, opened: OpenStep) -> Sequence[TrailField]:
        return await self._trails.fields(opened.template_id, opened.step.step_id)

    async def answers(self, opened: OpenStep) -> StepAnswers:
        if opened.form is None:
            return StepAnswers(opened, {}, 0)
        found = await self._answers.step_answers(opened.form.id, opened.template_id, opened.step.step_id)
        return StepAnswers(opened, {answer.field_id: answer.value for answer in found}, opened.form.revision)

    async def save(self, trail_id: str, step_id: str, sent: Sent) -> StepAnswers:
        """Raises Problem for a locked step, for values that are no answers, and for conflicts."""
        check_number(sent.values)
        trail, founder = await self._trail(trail_id)
        author = Author(str(founder.user_id), founder.organization_id)
        saver = AnswerSaver(self._answers, trail, author)
        # The form comes first: until it is ours, it may be moved to another version.
        form = await saver.open(_version(trail, None))
        opened = _step(await self._enter(trail, form), step_id)
        if opened.state.locked:
            raise Problem(errors.STEP_LOCKED)
        fields = await self._trails.fields(opened.template_id, step_id, sent.values)
        values = check(sent.values, {field.field_id: field for field in fields})
        form.wanted = sum(map(wanted, opened.steps))
        changed = await saver.save(form, values, sent.revision)
        found = await self._answers.step_answers(form.id, opened.template_id, step_id)
        if changed:
            answered = sum(answer.required or not opened.step.num_required for answer in found)
            await saver.count(form, opened.state, answered)
            opened = _counted(opened, form, answered)
        return StepAnswers(opened, {answer.field_id: answer.value for answer in found}, form.revision)

    async def history(
        self, trail_id: str, step_id: str, field_id: str, limit: int, offset: int
    ) -> tuple[Sequence[AnswerVersion], int]:
        """Every value that a field of the step had, newest first."""
        opened = await self.open(trail_id, step_id)
        if opened.form is None:
            return [], 0
        return await self._answers.history(opened.form.id, field_id, limit, offset)

    async def restore(self, trail_id: str, step_id: str, field_id: str, version_id: str) -> StepAnswers:
        """Makes a value of the past the answer again. Raises Problem as `save` does."""
        opened = await self.open(trail_id, step_id)
        number = identity_of(version_id)
        if opened.form is None or number is None:
            raise Problem(errors.ANSWER_VERSION_NOT_FOUND)
        version = await self._answers.version(opened.form.id, field_id, number)
        if version is None:
            raise Problem(errors.ANSWER_VERSION_NOT_FOUND)
        return await self.save(trail_id, step_id, Sent({field_id: version.value}, None))


def _step(entered: OpenTrail, step_id: str) -> OpenStep:
    """Raises Problem where the trail has no such step."""
    steps = [state.step for state in entered.steps]
    found = next((state for state in entered.steps if state.step.step_id == step_id), None)
    if found is None:
        raise Problem(STEP_NOT_FOUND)
    return OpenStep(entered.trail, entered.form, entered.template_id, steps, entered.kept, found)


def _counted(opened: OpenStep, form: Form, answered: int) -> OpenStep:
    """The step after a save: a rule may lock a step whose last answer was taken away."""
    step_id = opened.step.step_id
    before = opened.kept.get(step_id)
    unlocked_at = before.unlocked_at if before else None
    kept = {**opened.kept, step_id: KeptStep(form.id, step_id, answered, opened.state.wanted, unlocked_at)}
    found = states(opened.steps, kept, opened.trail.unlock_rule)
    return replace(opened, kept=kept, state=next(state for state in found if state.step.step_id == step_id))


def _version(trail: Trail, form: Form | None) -> int:
    """Whoever has begun with a version stays with it until an admin moves them."""
    template_id = form.template_id if form else trail.template_id
    assert template_id is not None  # founders see published trails only
    return template_id
