"""Saving answers: all that was sent, or nothing.

Two people may fill in one form. Who says which revision they have read is told when a field they send has changed
since; who does not overwrites it, and history keeps both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tr4ction_common.languages import Text
from tr4ction_common.problems import FieldError, Problem
from tr4ction_ingestion.answers import errors
from tr4ction_ingestion.answers.models import Answer, Form
from tr4ction_ingestion.answers.progress import StepState
from tr4ction_ingestion.answers.repository import AnswerRepository
from tr4ction_ingestion.answers.values import Value, WrongValueError, checked, is_empty
from tr4ction_ingestion.trails.models import Trail, TrailField

MAX_ANSWERS = 2_000

_NO_SUCH_FIELD = Text("Este campo não existe nesta etapa.", "This step has no such field.")


@dataclass(frozen=True, slots=True)
class Author:
    user_id: str
    organization_id: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What a founder sends: values by field id, and the revision they have read."""

    values: Mapping[str, object]
    revision: int | None


def check_number(sent: Mapping[str, object]) -> None:
    """Raises Problem for more values than are saved at once."""
    if len(sent) > MAX_ANSWERS:
        raise Problem(errors.TOO_MANY_ANSWERS, limit=MAX_ANSWERS)


def check(sent: Mapping[str, object], fields: Mapping[str, TrailField]) -> dict[str, Value | None]:
    """The values as they are kept, None for what is emptied. Raises Problem that names every wrong one."""
    values: dict[str, Value | None] = {}
    faults: list[FieldError] = []
    for field_id, value in sent.items():
        field = fields.get(field_id)
        if field is None:
            faults.append(FieldError(_NO_SUCH_FIELD, pointer=_pointer(field_id)))
            continue
        try:
            values[field_id] = None if is_empty(value) else checked(value, field.type, field.options)
        except WrongValueError as error:
            cell = f"{field.sheet_name}!{field.cell_range}"
            faults.append(FieldError(_about(field, error.text), pointer=_pointer(field_id), cell=cell))
    if faults:
        raise Problem(errors.ANSWERS_INVALID, errors=faults, count=len(faults))
    return values


def _about(field: TrailField, text: Text) -> Text:
    return Text(f"{field.label}: {text.pt}", f"{field.label}: {text.en}")


def _pointer(field_id: str) -> str:
    """RFC 6901, 3."""
    return "/formData/" + field_id.replace("~", "~0").replace("/", "~1")


class AnswerSaver:
    """Saves to one form within the transaction of `repository`."""

    def __init__(self, repository: AnswerRepository, trail: Trail, author: Author) -> None:
        self._repository = repository
        self._trail = trail
        self._author = author

    async def open(self, template_id: int) -> Form:
        """The organization's form, made if this is its first answer; nobody else saves to it until the end."""
        return await self._repository.form_for_saving(
            {
                "trail_id": self._trail.id,
                "organization_id": self._author.organization_id,
                "template_id": template_id,
                "revision": 0,
                "answered": 0,
                "wanted": 0,
                "created_at": datetime.now(UTC),
            }
        )

    async def save(self, form: Form, values: Mapping[str, Value | None], read: int | None) -> bool:
        """Stores what is new in `values`. Returns whether anything was. Raises Problem for conflicts."""
        known = await self._repository.answers(form.id, values)
        changed = {key: value for key, value in values.items() if not _same(known.get(key), value)}
        if read is not None:
            await self._refuse_conflicts(form, known, changed, read)
        if not changed:
            return False
        form.revision += 1
        now = datetime.now(UTC)
        form.last_saved_at = now
        rows = [
            {
                "form_id": form.id,
                "field_id": field_id,
                "value": value,
                "revision": form.revision,
                "saved_by": self._author.user_id,
                "saved_at": now,
            }
            for field_id, value in changed.items()
        ]
        await self._repository.save([row for row in rows if row["value"] is not None])
        await self._repository.remove(form.id, [key for key, value in changed.items() if value is None])
        await self._repository.record(rows)
        return True

    async def count(self, form: Form, state: StepState, answered: int) -> None:
        """After a save: `answered` is how far the step is now, `state` how far it was."""
        form.answered += answered - state.answered
        row = {"form_id": form.id, "step_id": state.step.step_id, "answered": answered, "wanted": state.wanted}
        await self._repository.save_steps([row])

    async def _refuse_conflicts(
        self, form: Form, known: Mapping[str, Answer], changed: Mapping[str, Value | None], read: int
    ) -> None:
        newest = await self._repository.newest_revisions(form.id, [key for key in changed if key not in known])
        conflicts: list[dict[str, Any]] = []
        for field_id, value in changed.items():
            answer = known.get(field_id)
            revision = answer.revision if answer else newest.get(field_id, 0)
            if revision > read:
                conflicts.append(
                    {
                        "field_id": field_id,
                        "sent": value,
                        "current": answer.value if answer else None,
                        "revision": revision,
                        "saved_by": answer.saved_by if answer else None,
                        "saved_at": answer.saved_at.isoformat() if answer else None,
                    }
                )
        if conflicts:
            members = {"conflicts": conflicts, "revision": form.revision}
            raise Problem(errors.ANSWERS_CONFLICT, members=members, count=len(conflicts))


def _same(known: Answer | None, value: Value | None) -> bool:
    if known is None:
        return value is None
    return bool(known.value == value) and isinstance(known.value, bool) == isinstance(value, bool)
