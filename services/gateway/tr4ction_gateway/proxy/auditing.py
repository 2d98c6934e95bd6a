"""What people do at the services behind the gateway, in the audit trail.

A service does its work in a transaction of its own. Its row is written when it has answered that it did, and before
anybody gets to see the answer.
"""

from __future__ import annotations

import logging
import re

import httpx
from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from tr4ction_common.audited import OBJECT_HEADER
from tr4ction_common.database import Database
from tr4ction_common.tables import identity_of
from tr4ction_gateway.audit.dependencies import source_of
from tr4ction_gateway.audit.trail import AuditTrail, Details
from tr4ction_gateway.audit.trail import user as user_ref
from tr4ction_gateway.proxy.table import SAFE_METHODS, Passed
from tr4ction_gateway.sessions.service import Principal

_OBJECTS = ("template", "user", "bulk")
_REFERENCE = re.compile(r"[a-z]{1,20}:[0-9]{1,19}")
_MAX_DETAIL = 200

_log = logging.getLogger(__name__)


class PassedAudit:
    def __init__(self, database: Database, trail: AuditTrail) -> None:
        self._database = database
        self._trail = trail

    async def note(self, passed: Passed, request: Request, principal: Principal, answer: httpx.Response) -> None:
        """Writes what the table says of the request, where the service did as it was asked.

        What cannot be written is not read: the error goes on, and nobody gets the answer. What has been *changed* is
        changed: that is logged, and the answer is passed on.
        """
        audited = passed.audit_of(request.method, request.scope["path"])
        if audited is None or not answer.is_success:
            return
        row, named = audited
        subject, details = _told(named, answer.headers.get(OBJECT_HEADER))
        queries = {name: request.query_params.get(name) for name in row.queries}
        details |= {name: value[:_MAX_DETAIL] for name, value in queries.items() if value}
        actor = user_ref(principal.user.id)
        try:
            async with self._database.session(writes=True) as session, session.begin():
                await self._trail.add(
                    session, source_of(request), actor=actor, action=row.action, subject=subject, details=details
                )
        except SQLAlchemyError:
            _log.exception("not in the audit trail: %s did %s to %s", actor, row.action, subject)
            if request.method in SAFE_METHODS:
                raise


def _told(named: dict[str, str], said: str | None) -> tuple[str | None, Details]:
    """The object, and everything else that the path names. `said` is the service's word."""
    if said is not None and _REFERENCE.fullmatch(said) is None:
        said = None
    details: Details = {}
    subject = None
    for name, value in named.items():
        number = identity_of(value) if name in _OBJECTS else None
        if number is None:
            details[name] = value[:_MAX_DETAIL]
        else:
            subject = f"{name}:{number}"
    if subject is None:
        return said, details
    return subject, details if said is None else {**details, "made": said}
