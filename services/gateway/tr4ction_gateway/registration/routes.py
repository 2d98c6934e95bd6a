"""`POST /auth/register`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from tr4ction_common.database import WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, NOT_FOUND, RATE_LIMITED
from tr4ction_common.problem_responses import problems
from tr4ction_common.problems import Problem
from tr4ction_gateway.accounts.errors import EMAIL_TAKEN
from tr4ction_gateway.accounts.schemas import UserOut
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.credentials.errors import PASSWORD_REFUSED
from tr4ction_gateway.limits.dependencies import PasswordRate
from tr4ction_gateway.organizations.errors import ORGANIZATION_EXISTS
from tr4ction_gateway.registration.schemas import RegistrationIn
from tr4ction_gateway.registration.service import Registration


def _registration_rules(request: Request) -> Registration:
    registration: Registration = request.app.state.registration
    if not registration.is_open:
        raise Problem(NOT_FOUND)
    return registration


RegistrationRules = Annotated[Registration, Depends(_registration_rules)]


router = APIRouter(prefix="/auth", tags=["registration"])


@router.post(
    "/register",
    status_code=201,
    dependencies=[PasswordRate],
    responses=problems(NOT_FOUND, EMAIL_TAKEN, ORGANIZATION_EXISTS, PASSWORD_REFUSED, *BODY_PROBLEMS, RATE_LIMITED),
)
async def register(
    asked: RegistrationIn,
    registration: RegistrationRules,
    source: RequestSource,
    session: WriteSession,
) -> UserOut:
    """404 where registration is not switched on."""
    return UserOut.of(await registration.register(session, source, asked))
