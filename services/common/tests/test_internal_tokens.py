"""The gateway's word to a service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI

from tr4ction_common import internal_tokens
from tr4ction_common.internal_tokens import SERVICE_ROLE, AdminCaller, AuthenticatedCaller, Caller, require_service
from tr4ction_common.tokens import TokenError, TokenSigner, TokenVerifier

PRIVATE, PUBLIC = internal_tokens.generate_key_pair()
ADMIN = Caller("1", "admin", "7")


@pytest.fixture
def client(make_app: Callable[[], FastAPI], ask: Callable[[FastAPI], httpx.AsyncClient]) -> httpx.AsyncClient:
    app = make_app()
    app.state.internal_tokens = TokenVerifier(internal_tokens.policy_for("ingestion"), [PUBLIC])

    @app.get("/caller")
    async def caller(caller: AuthenticatedCaller) -> list[str | None]:
        return [caller.user_id, caller.role, caller.organization_id]

    @app.get("/admin")
    async def admin(caller: AdminCaller) -> str:
        return caller.user_id

    @app.get("/service")
    async def service(caller: Annotated[Caller, Depends(require_service)]) -> str:
        return caller.user_id

    return ask(app)


async def code(client: httpx.AsyncClient, token: str, path: str = "/caller") -> tuple[int, object]:
    """Status, and code or content."""
    answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
    content = answer.json()
    return answer.status_code, content["code"] if isinstance(content, dict) else content


async def test_the_caller_arrives(client: httpx.AsyncClient) -> None:
    assert await code(client, internal_tokens.sign(PRIVATE, "ingestion", ADMIN)) == (200, ["1", "admin", "7"])
    nowhere = internal_tokens.sign(PRIVATE, "ingestion", Caller("2", "founder"))
    assert await code(client, nowhere) == (200, ["2", "founder", None])


async def test_another_services_token_is_refused(client: httpx.AsyncClient) -> None:
    assert await code(client, internal_tokens.sign(PRIVATE, "mentor", ADMIN)) == (401, "token_invalid")


async def test_while_the_pair_is_replaced_both_are_accepted(
    make_app: Callable[[], FastAPI], ask: Callable[[FastAPI], httpx.AsyncClient]
) -> None:
    next_private, next_public = internal_tokens.generate_key_pair()
    app = make_app()
    app.state.internal_tokens = TokenVerifier(internal_tokens.policy_for("ingestion"), [next_public, PUBLIC])

    @app.get("/caller")
    async def caller(caller: AuthenticatedCaller) -> str:
        return caller.user_id

    for private in (PRIVATE, next_private):
        assert await code(ask(app), internal_tokens.sign(private, "ingestion", ADMIN)) == (200, "1")


async def test_only_the_gateway_itself_is_a_service(client: httpx.AsyncClient) -> None:
    for caller, expected in ((Caller("gateway", SERVICE_ROLE), (200, "gateway")), (ADMIN, (403, "forbidden"))):
        assert await code(client, internal_tokens.sign(PRIVATE, "ingestion", caller), "/service") == expected


async def test_another_gateways_token_is_refused(client: httpx.AsyncClient) -> None:
    other, _ = internal_tokens.generate_key_pair()
    assert await code(client, internal_tokens.sign(other, "ingestion", ADMIN)) == (401, "token_invalid")


async def test_an_old_token_is_refused(client: httpx.AsyncClient) -> None:
    signer = TokenSigner(internal_tokens.policy_for("ingestion"), PRIVATE)
    assert await code(client, signer.sign("1", -timedelta(minutes=2), role="admin")) == (401, "token_expired")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic x", "Bearer  "])
async def test_without_a_token_nothing_is_answered(client: httpx.AsyncClient, authorization: str) -> None:
    answer = await client.get("/caller", headers={"Authorization": authorization})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_admins_only(client: httpx.AsyncClient) -> None:
    assert (await code(client, internal_tokens.sign(PRIVATE, "ingestion", ADMIN), "/admin"))[0] == 200
    founder = internal_tokens.sign(PRIVATE, "ingestion", Caller("2", "founder"))
    assert await code(client, founder, "/admin") == (403, "forbidden")


def test_what_is_no_key_does_not_sign() -> None:
    with pytest.raises(TokenError):
        internal_tokens.sign("no key", "ingestion", ADMIN)
