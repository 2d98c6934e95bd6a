"""Every query about everybody's trails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tr4ction_common.searching import like_pattern
from tr4ction_ingestion.answers.models import Answer, Form, FormStep
from tr4ction_ingestion.members.models import Member, MemberCycle
from tr4ction_ingestion.overview.risk import Risk, RiskRule
from tr4ction_ingestion.templates.models import ARCHIVED, TemplateDefinition
from tr4ction_ingestion.trails.models import Trail, TrailField, TrailStep

Sort = Literal["name", "progress", "last_activity"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which founders: all that are None do not matter. `words` are looked for in names and address."""

    cycle: str | None = None
    trail: str | None = None
    organization_id: int | None = None
    risk: Risk | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    sort: Sort
    descending: bool
    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A founder in a trail. `form` is None before the first answer; `active_at` is when they were last seen at it."""

    member: Member
    trail: Trail
    form: Form | None
    progress: int
    risk: Risk
    active_at: datetime

    @property
    def template_id(self) -> int:
        return (self.form.template_id if self.form else self.trail.template_id) or 0


_PROGRESS: ColumnElement[int] = case(
    (Form.id.is_(None), 0), (Form.answered >= Form.wanted, 100), else_=100 * Form.answered // Form.wanted
)
# Who has not begun is waited for since there has been something to begin with.
_ACTIVE_AT: ColumnElement[datetime] = case(
    (Form.last_saved_at.is_not(None), Form.last_saved_at),
    (Trail.created_at > Member.received_at, Trail.created_at),
    else_=Member.received_at,
)


class OverviewRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def progress(
        self, wanted: Wanted, rule: RiskRule, now: datetime, page: Page
    ) -> tuple[list[ProgressRow], int]:
        """One page of founders, one row for each of their trails, and how many rows there are in all. Two queries."""
        risk = rule.of(_PROGRESS, _ACTIVE_AT, now)
        rows: Select[Any] = self._of_founders(
            cast("Select[Any]", select(Member, Trail, Form, _PROGRESS, risk, _ACTIVE_AT)), wanted
        )
        count = self._of_founders(select(func.count()).select_from(Member), wanted)
        if wanted.risk is not None:
            rows, count = rows.where(risk == wanted.risk), count.where(risk == wanted.risk)
        found = await self._session.execute(rows.order_by(*_order(page)).limit(page.limit).offset(page.offset))
        return [ProgressRow(*row) for row in found], await self._session.scalar(count) or 0

    @staticmethod
    def _of_founders(statement: Select[Any], wanted: Wanted) -> Select[Any]:
        statement = (
            statement.join(MemberCycle, MemberCycle.user_id == Member.user_id)
            .join(Trail, Trail.cycle == MemberCycle.cycle)
            .join(TemplateDefinition, TemplateDefinition.id == Trail.template_id)
            .outerjoin(Form, (Form.trail_id == Trail.id) & (Form.organization_id == Member.organization_id))
            .where(
                Member.role == "founder",
                Member.is_active,
                Member.organization_id.is_not(None),
                TemplateDefinition.status != ARCHIVED,
            )
        )
        given = (
            (Trail.cycle, wanted.cycle),
            (Trail.template_key, wanted.trail),
            (Member.organization_id, wanted.organization_id),
        )
        statement = statement.where(*(column == value for column, value in given if value is not None))
        if wanted.words:
            statement = statement.where(Member.search_text.like(like_pattern(wanted.words), escape="\\"))
        return statement

    async def founder(self, user_id: int) -> Member | None:
        return await self._session.scalar(select(Member).where(Member.user_id == user_id, Member.role == "founder"))

    async def trails_of(
        self, member: Member, template_key: str | None, cycle: str | None, *, archived: bool
    ) -> Sequence[Trail]:
        """The trails that a founder goes through, or has gone through if `archived`; the newest first."""
        in_cycle = exists().where(MemberCycle.user_id == member.user_id, MemberCycle.cycle == Trail.cycle)
        statement = select(Trail).join(TemplateDefinition, TemplateDefinition.id == Trail.template_id)
        if archived:
            begun = exists().where(Form.trail_id == Trail.id, Form.organization_id == member.organization_id)
            statement = statement.where(or_(in_cycle, begun))
        else:
            statement = statement.where(in_cycle, TemplateDefinition.status != ARCHIVED)
        given = ((Trail.template_key, template_key), (Trail.cycle, cycle))
        statement = statement.where(*(column == value for column, value in given if value is not None))
        return (await self._session.scalars(statement.order_by(Trail.id.desc()))).all()

    async def trails(self, template_key: str, cycle: str | None) -> Sequence[Trail]:
        """Of that key, the newest first."""
        statement = select(Trail).where(Trail.template_key == template_key).order_by(Trail.id.desc())
        if cycle is not None:
            statement = statement.where(Trail.cycle == cycle)
        return (await self._session.scalars(statement)).all()

    async def templates(self, template_ids: Iterable[int]) -> dict[int, TemplateDefinition]:
        statement = select(TemplateDefinition).where(TemplateDefinition.id.in_(list(template_ids)))
        return {item.id: item for item in await self._session.scalars(statement)}

    async def filled_in(self, trail_ids: Iterable[int]) -> list[tuple[int, TemplateDefinition, int]]:
        """For each trail the versions that organizations fill in, and how many do."""
        counted = (
            select(Form.trail_id, Form.template_id, func.count().label("organizations"))
            .where(Form.trail_id.in_(list(trail_ids)))
            .group_by(Form.trail_id, Form.template_id)
            .subquery()
        )
        statement = (
            select(counted.c.trail_id, TemplateDefinition, counted.c.organizations)
            .join(TemplateDefinition, TemplateDefinition.id == counted.c.template_id)
            .order_by(counted.c.trail_id, TemplateDefinition.version)
        )
        return [(row[0], row[1], row[2]) for row in await self._session.execute(statement)]

    async def organization_names(self, organization_ids: Iterable[int]) -> dict[int, str]:
        statement = (
            select(Member.organization_id, func.max(Member.organization_name))
            .where(Member.organization_id.in_(list(organization_ids)))
            .group_by(Member.organization_id)
        )
        return {row[0]: row[1] or "" for row in await self._session.execute(statement) if row[0] is not None}

    async def names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """Names of people by their ids as they stand in answers."""
        numbers = [int(user_id) for user_id in user_ids if user_id.isdigit()]
        statement = select(Member.user_id, Member.name).where(Member.user_id.in_(numbers))
        return {str(row[0]): row[1] for row in await self._session.execute(statement)}

    async def holders(self, template_ids: Iterable[int], step_id: str) -> set[int]:
        """Those of the versions that have the step."""
        statement = select(TrailStep.template_id).where(
            TrailStep.template_id.in_(list(template_ids)), TrailStep.step_id == step_id
        )
        return set((await self._session.scalars(statement)).all())

    async def unlock(self, form_id: int, step_id: str, user_id: str, now: datetime) -> None:
        """What is unlocked already keeps who did it, and when."""
        await self._session.execute(
            update(FormStep)
            .where(FormStep.form_id == form_id, FormStep.step_id == step_id, FormStep.unlocked_at.is_(None))
            .values(unlocked_at=now, unlocked_by=user_id)
        )

    async def organizations(
        self, trail: Trail, organization_id: int | None, limit: int, offset: int
    ) -> tuple[dict[int, str | None], int]:
        """One page of names by id, of those that take part in the trail's cycle or have a form; how many in all."""
        taking_part = (
            select(Member.organization_id)
            .join(MemberCycle, MemberCycle.user_id == Member.user_id)
            .where(
                MemberCycle.cycle == trail.cycle,
                Member.role == "founder",
                Member.is_active,
                Member.organization_id.is_not(None),
            )
        )
        found = taking_part.union(select(Form.organization_id).where(Form.trail_id == trail.id)).subquery()
        number = found.c.organization_id
        where = [] if organization_id is None else [number == organization_id]
        name = func.max(Member.organization_name)
        rows = await self._session.execute(
            select(number, name)
            .outerjoin(Member, Member.organization_id == number)
            .where(*where)
            .group_by(number)
            .order_by(func.lower(name), number)
            .limit(limit)
            .offset(offset)
        )
        total = await self._session.scalar(select(func.count()).select_from(found).where(*where))
        return {row[0]: row[1] for row in rows}, total or 0

    async def forms(self, trail_id: int, organization_ids: Iterable[int]) -> Sequence[Form]:
        statement = select(Form).where(Form.trail_id == trail_id, Form.organization_id.in_(list(organization_ids)))
        return (await self._session.scalars(statement)).all()

    async def step_fields(self, template_ids: Iterable[int], step_id: str) -> Sequence[TrailField]:
        statement = select(TrailField).where(
            TrailField.template_id.in_(list(template_ids)), TrailField.step_id == step_id
        )
        return (await self._session.scalars(statement)).all()

    async def answers_to(self, form_ids: Iterable[int], field_ids: Iterable[str]) -> dict[int, dict[str, Answer]]:
        """By form and field; forms and fields without an answer are not in it."""
        statement = select(Answer).where(Answer.form_id.in_(list(form_ids)), Answer.field_id.in_(list(field_ids)))
        found: dict[int, dict[str, Answer]] = {}
        for answer in await self._session.scalars(statement):
            found.setdefault(answer.form_id, {})[answer.field_id] = answer
        return found

    async def left_behind(
        self, trail_id: int, organization_id: int | None, limit: int, offset: int
    ) -> tuple[list[tuple[Form, Answer]], int]:
        """Answers whose field the form's version does not have, and how many there are in all."""
        where = _left_behind(trail_id)
        if organization_id is not None:
            where = [*where, Form.organization_id == organization_id]
        total = await self._session.scalar(
            select(func.count()).select_from(Answer).join(Form, Form.id == Answer.form_id).where(*where)
        )
        rows = await self._session.execute(
            select(Form, Answer)
            .join(Answer, Answer.form_id == Form.id)
            .where(*where)
            .order_by(Form.organization_id, Answer.field_id)
            .limit(limit)
            .offset(offset)
        )
        return [(row[0], row[1]) for row in rows], total or 0

    async def num_left_behind(self, trail_id: int) -> dict[int, int]:
        """By form; without forms that left nothing."""
        statement = (
            select(Form.id, func.count())
            .join(Answer, Answer.form_id == Form.id)
            .where(*_left_behind(trail_id))
            .group_by(Form.id)
        )
        return {row[0]: row[1] for row in await self._session.execute(statement)}

    async def last_fields(self, trail: Trail, field_ids: Iterable[str]) -> dict[str, TrailField]:
        """How the newest version that has a field asks it."""
        statement = (
            select(TrailField)
            .join(TemplateDefinition, TemplateDefinition.id == TrailField.template_id)
            .where(
                TemplateDefinition.template_key == trail.template_key,
                TemplateDefinition.cycle == trail.cycle,
                TrailField.field_id.in_(list(field_ids)),
            )
            .order_by(TemplateDefinition.version)
        )
        return {item.field_id: item for item in await self._session.scalars(statement)}


def _left_behind(trail_id: int) -> list[ColumnElement[bool]]:
    asked = exists().where(TrailField.template_id == Form.template_id, TrailField.field_id == Answer.field_id)
    return [Form.trail_id == trail_id, ~asked]


def _order(page: Page) -> list[ColumnElement[Any]]:
    if page.sort == "name":
        keys: list[ColumnElement[Any]] = [Member.search_text.expression]
    elif page.sort == "progress":
        keys = [_PROGRESS]
    else:  # who never answered counts as longest ago
        keys = [Form.last_saved_at.is_not(None), Form.last_saved_at.expression]
    ordered = [key.desc() if page.descending else key.asc() for key in keys]
    return [*ordered, Member.search_text.asc(), Member.user_id.asc(), Trail.id.asc()]
