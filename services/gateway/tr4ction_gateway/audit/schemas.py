"""The audit trail, as it goes over the wire."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from tr4ction_common.tables import identity_of
from tr4ction_gateway.audit.models import AuditEvent

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _is_reference(value: str) -> str:
    """`12` is short for `user:12`."""
    return f"user:{int(value)}" if identity_of(value) is not None else value


def _is_cursor(value: str) -> str:
    if identity_of(value) is None:
        raise ValueError("not a cursor")
    return value


def _is_written_out(value: object) -> object:
    """pydantic takes numbers too, for seconds since 1970."""
    if isinstance(value, str) and not _DATE.match(value):
        raise PydanticCustomError("datetime_from_date_parsing", "not a moment")
    return value


Reference = Annotated[str, Field(pattern=r"^[a-z]+(:[0-9]{1,19})?$|^[0-9]{1,19}$"), AfterValidator(_is_reference)]
Action = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
Cursor = Annotated[str, AfterValidator(_is_cursor)]
Moment = Annotated[AwareDatetime, BeforeValidator(_is_written_out)]


class AuditEventOut(BaseModel):
    """`actor` is `user:ID`, `operator` (who works on the machine itself) or `nobody`; `details` depend on `action`."""

    id: str = Field(examples=["1041"])
    at: datetime
    actor: str = Field(examples=["user:1"])
    action: str = Field(examples=["user_changed"])
    object: str | None = Field(examples=["user:12"])
    address: str | None = Field(examples=["203.0.113.7"])
    request_id: str | None = Field(examples=["0b7c9e52"])
    details: dict[str, Any] = Field(examples=[{"role": ["founder", "mentor"]}])

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        return cls(
            id=str(event.id),
            at=event.at,
            actor=event.actor,
            action=event.action,
            object=event.subject,
            address=event.address,
            request_id=event.request_id,
            details=event.details,
        )


class AuditPage(BaseModel):
    """Newest first; `next_cursor` brings what is older, null where there is no more."""

    events: list[AuditEventOut]
    next_cursor: str | None = Field(examples=["1001"])
