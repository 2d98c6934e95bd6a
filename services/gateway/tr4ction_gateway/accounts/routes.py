"""`/admin/users`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tr4ction_common.database import ReadSession, WriteSession
from tr4ction_common.errors import BODY_PROBLEMS, VALIDATION_FAILED
from tr4ction_common.pages import DEFAULT_LIMIT, PageLimit, PageOffset
from tr4ction_common.paths import PathId
from tr4ction_common.problem_responses import problems
from tr4ction_common.tables import identity_of
from tr4ction_gateway.accounts.errors import EMAIL_TAKEN, LAST_ADMIN, USER_NOT_FOUND, USERNAME_TAKEN
from tr4ction_gateway.accounts.models import Role
from tr4ction_gateway.accounts.repository import UserState, Wanted
from tr4ction_gateway.accounts.schemas import (
    AccountChange,
    AccountCreated,
    AccountIn,
    AccountOut,
    AccountPage,
    Id,
    SearchWords,
)
from tr4ction_gateway.accounts.service import Accounts
from tr4ction_gateway.audit.dependencies import RequestSource
from tr4ction_gateway.credentials.dependencies import CredentialRules
from tr4ction_gateway.credentials.errors import PASSWORD_REFUSED
from tr4ction_gateway.credentials.policy import generate_password
from tr4ction_gateway.sessions.dependencies import ADMIN_PROBLEMS, AuthenticatedAdmin

router = APIRouter(prefix="/admin/users", tags=["users"])


def _account_rules(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts


AccountRules = Annotated[Accounts, Depends(_account_rules)]


@router.get("", responses=problems(*ADMIN_PROBLEMS, VALIDATION_FAILED))
async def list_users(
    _principal: AuthenticatedAdmin,
    accounts: AccountRules,
    session: ReadSession,
    role: Role | None = None,
    state: UserState | None = None,
    organization_id: Id | None = None,
    cycle: str | None = None,
    q: SearchWords | None = None,
    limit: PageLimit = DEFAULT_LIMIT,
    offset: PageOffset = 0,
) -> AccountPage:
    """By name. `q` is looked for in name, user name and e-mail address, without regard to case and accents."""
    organization = None if organization_id is None else int(organization_id)
    wanted = Wanted(role, state, organization, cycle, q)
    found, total = await accounts.page(session, wanted, limit, offset)
    return AccountPage(users=[AccountOut.of(user) for user in found], total=total, limit=limit, offset=offset)


@router.post(
    "",
    status_code=201,
    responses=problems(*ADMIN_PROBLEMS, EMAIL_TAKEN, USERNAME_TAKEN, *BODY_PROBLEMS, PASSWORD_REFUSED),
)
async def create_user(
    response: Response,
    asked: AccountIn,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    accounts: AccountRules,
    credentials: CredentialRules,
    session: WriteSession,
) -> AccountCreated:
    """Without a password one is made up, and told this once."""
    response.headers["Cache-Control"] = "no-store"
    made_up = generate_password() if asked.password is None else None
    password = made_up or asked.password or ""
    password_hash = await credentials.new_hash(password, [asked.email, asked.name, asked.username or ""], "/password")
    user = await accounts.create(session, source, principal.user.id, asked, password_hash)
    return AccountCreated(**AccountOut.of(user).model_dump(), one_time_password=made_up)


@router.get("/{user_id}", responses=problems(*ADMIN_PROBLEMS, USER_NOT_FOUND))
async def get_user(
    user_id: PathId, _principal: AuthenticatedAdmin, accounts: AccountRules, session: ReadSession
) -> AccountOut:
    return AccountOut.of(await accounts.get(session, identity_of(user_id)))


@router.patch(
    "/{user_id}",
    responses=problems(*ADMIN_PROBLEMS, USER_NOT_FOUND, EMAIL_TAKEN, USERNAME_TAKEN, LAST_ADMIN, *BODY_PROBLEMS),
)
async def change_user(
    user_id: PathId,
    asked: AccountChange,
    principal: AuthenticatedAdmin,
    source: RequestSource,
    accounts: AccountRules,
    session: WriteSession,
) -> AccountOut:
    return AccountOut.of(await accounts.change(session, source, principal.user.id, identity_of(user_id), asked))
