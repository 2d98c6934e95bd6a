"""The rules of saying which field is which. Nothing is guessed: what people do not say stays apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tr4ction_common.problems import Problem
from tr4ction_ingestion.matches import errors
from tr4ction_ingestion.matches.repository import MatchRepository
from tr4ction_ingestion.review.models import CHANGE
from tr4ction_ingestion.review.service import ReviewService
from tr4ction_ingestion.templates.carried import Mention, decisions, resolved, sheets, undecidable
from tr4ction_ingestion.templates.models import DRAFT, TemplateDefinition
from tr4ction_ingestion.templates.repository import TemplateRepository
from tr4ction_ingestion.versions.corrections import held, left_behind, repeated
from tr4ction_ingestion.versions.stored import values_of

_NONE: Mapping[str, Any] = {"about": [], "carried": 0, "left": []}


class MatchService:
    """Decisions by `admin`, whose id it is."""

    def __init__(
        self, repository: MatchRepository, templates: TemplateRepository, review: ReviewService, admin: str
    ) -> None:
        self._repository = repository
        self._templates = templates
        self._review = review
        self._admin = admin

    async def decide(self, template_id: str, field_id: str, old_field_id: str | None) -> dict[str, Any]:
        """Says that a field is one of the version before, whose id and corrections it takes over; or that it is new.

        Said again, nothing changes; said otherwise, the first decision is undone. Returns what stands now. Raises
        Problem.
        """
        template = await self._draft(template_id)
        carried = template.carried or {}
        before, here = undecidable(carried) if carried else ({}, {})
        if field_id not in here:
            raise Problem(errors.NOTHING_TO_DECIDE)
        if old_field_id is not None and old_field_id not in before:
            raise Problem(errors.NO_SUCH_OLD_FIELD, field_id=old_field_id)
        made = decisions(carried)
        _refuse_taken(made, field_id, old_field_id)
        known = _about(made, field_id)
        if known is not None:
            if _old_id(known) == old_field_id:
                return resolved(carried)
            await self._take_back(template, known)
            made.remove(known)
        old = None if old_field_id is None else before[old_field_id]
        corrections = _NONE if old is None else await self._take_over(template, here[field_id], old, made)
        made.append(
            {
                "new": here[field_id],
                "old": old,
                "decided_by": self._admin,
                "decided_at": datetime.now(UTC).isoformat(),
                "corrections": corrections,
            }
        )
        return _keep(template, made)

    async def undo(self, template_id: str, field_id: str) -> dict[str, Any]:
        """Makes it as if nothing had been decided about the field. Returns what stands now. Raises Problem."""
        template = await self._draft(template_id)
        made = decisions(template.carried)
        known = _about(made, field_id)
        if known is None:
            raise Problem(errors.NOT_DECIDED)
        await self._take_back(template, known)
        made.remove(known)
        return _keep(template, made)

    async def _draft(self, template_id: str) -> TemplateDefinition:
        # A version that is being made takes over what is decided here, or waits until it is.
        await self._templates.lock_registry()
        template = await self._review.template(template_id, lock=True)
        if template.status != DRAFT:
            raise Problem(errors.TEMPLATE_NOT_DRAFT)
        return template

    async def _take_over(
        self, template: TemplateDefinition, new: Mention, old: Mention, made: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """The old field's id, and its corrections where they still hold."""
        carried = template.carried or {}
        source: int = carried["from_template_id"]
        said = await self._said(template, new["field_id"])
        await self._repository.rename(template.id, new["field_id"], old["field_id"])
        corrections = await self._repository.corrections_of(source, old["field_id"])
        was = await self._repository.field(source, old["field_id"])
        found = await self._repository.field(template.id, old["field_id"])
        if was is None or found is None:
            return dict(_NONE)
        paired = sheets({**carried, "decisions": [*made, {"new": new, "old": old}]})
        is_same_sheet = paired.get(was.sheet_name) == found.sheet_name
        rows, left = [], []
        for correction in corrections:
            if correction.kind != CHANGE:
                rows.append(repeated(correction))
                continue
            values = {name: value for name, value in correction.values.items() if name not in said}
            kept, changed = held(values, was, values_of(found), is_same_sheet=is_same_sheet)
            if kept:
                rows.append({**repeated(correction), "values": kept})
            if changed:
                left.append(left_behind(correction, "workbook_changed", changed))
        await self._repository.add_corrections([{**row, "template_id": template.id} for row in rows])
        return {"about": [item.id for item in corrections], "carried": len(rows), "left": left}

    async def _said(self, template: TemplateDefinition, field_id: str) -> set[str]:
        """The attributes that were corrected in this very version: what was said later holds."""
        corrections = await self._repository.corrections_of(template.id, field_id)
        return {name for item in corrections if item.kind == CHANGE for name in item.values}

    async def _take_back(self, template: TemplateDefinition, decision: Mapping[str, Any]) -> None:
        old = decision["old"]
        if old is not None:
            await self._repository.undo_carried(template.id, old["field_id"], self._admin, datetime.now(UTC))
            await self._repository.rename(template.id, old["field_id"], decision["new"]["field_id"])


def _keep(template: TemplateDefinition, made: list[dict[str, Any]]) -> dict[str, Any]:
    template.carried = {**(template.carried or {}), "decisions": made}
    return resolved(template.carried)


def _about(made: list[dict[str, Any]], field_id: str) -> dict[str, Any] | None:
    return next((item for item in made if item["new"]["field_id"] == field_id), None)


def _old_id(decision: Mapping[str, Any]) -> str | None:
    return decision["old"]["field_id"] if decision["old"] else None


def _refuse_taken(made: list[dict[str, Any]], field_id: str, old_field_id: str | None) -> None:
    for item in made:
        if old_field_id is not None and _old_id(item) == old_field_id and item["new"]["field_id"] != field_id:
            raise Problem(errors.OLD_FIELD_TAKEN, label=item["new"]["label"], cell_range=item["new"]["cell_range"])
