"""Forms go to another version of their trail, with everything that was answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tr4ction_ingestion.answers.models import Form
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.trails.models import Trail
from tr4ction_ingestion.trails.publishing import wanted
from tr4ction_ingestion.trails.repository import TrailRepository


@dataclass(frozen=True, slots=True)
class Moved:
    """A form that went from one version (by template id) to another."""

    form: Form
    from_template_id: int


class Mover:
    def __init__(self, trails: TrailRepository, answers: AnswerRepository) -> None:
        self._trails = trails
        self._answers = answers

    async def lock(self, trail: Trail | None) -> None:
        """Nobody saves to a form of the trail until the end: what forms are counted by is about to change."""
        if trail is not None:
            await self._answers.lock_forms(trail.id)

    async def follow(self, trail: Trail, template_id: int) -> None:
        """After a version was published (again): its forms count anew, and those without an answer take it."""
        forms = await self._answers.lock_forms(trail.id)
        following = [form for form in forms if form.template_id == template_id or not form.revision]
        for form in following:
            form.template_id = template_id
        await self.count(following, template_id)

    async def move(self, trail: Trail, organizations: Collection[int] | None) -> list[Moved]:
        """Moves the forms of those organizations, or all, to the trail's version. Who is there already stays."""
        template_id = trail.template_id
        assert template_id is not None  # a trail is made by publishing
        forms = await self._answers.lock_forms(trail.id)
        moved = [
            Moved(form, form.template_id)
            for form in forms
            if form.template_id != template_id and (organizations is None or form.organization_id in organizations)
        ]
        for item in moved:
            item.form.template_id = template_id
        await self.count([item.form for item in moved], template_id)
        return moved

    async def count(self, forms: Sequence[Form], template_id: int) -> None:
        """Works out how far forms of one version are. The same few queries, however many forms."""
        if not forms:
            return
        steps = await self._trails.steps([template_id])
        counts = await self._answers.count_forms(
            [form.id for form in forms], template_id, {step.step_id: step.num_required > 0 for step in steps}
        )
        total = sum(map(wanted, steps))
        rows = []
        for form in forms:
            of_form = counts.get(form.id, {})
            form.wanted, form.answered = total, sum(of_form.values())
            rows += [
                {
                    "form_id": form.id,
                    "step_id": step.step_id,
                    "answered": of_form.get(step.step_id, 0),
                    "wanted": wanted(step),
                }
                for step in steps
            ]
        await self._answers.store()
        await self._answers.save_steps(rows)
