"""Every route of the gateway as everybody: who is let in, and that nobody else learns anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from support.gateways import PASSWORD, Gateway, MakeGateway

OPEN = {
    *("GET /health", "GET /health/ready"),
    *("POST /auth/login", "POST /auth/refresh", "POST /auth/accept-invitation", "POST /auth/register"),
    *("POST /auth/reset-password",),
}
# With a refresh token it is open; without one the access token is asked for.
LOGOUT = "POST /auth/logout"
OWN = {"GET /auth/me", "POST /auth/password", "GET /auth/sessions", "DELETE /auth/sessions/{session_id}"}
ADMINS = {
    *("GET /admin/users", "POST /admin/users", "GET /admin/users/{user_id}", "PATCH /admin/users/{user_id}"),
    "POST /admin/users/{user_id}/password-reset",
    *("GET /admin/organizations", "POST /admin/organizations", "PATCH /admin/organizations/{organization_id}"),
    *("GET /admin/cycles", "POST /admin/cycles"),
    *("GET /admin/invitations", "POST /admin/invitations"),
    *("PATCH /admin/invitations/{invitation_id}/revoke", "POST /admin/invitations/{invitation_id}/resend"),
    "GET /admin/audit",
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
SAFE = {"GET", "HEAD", "OPTIONS"}


def below(prefix: str) -> set[str]:
    return {f"{method} {path}" for method in METHODS for path in (prefix, f"{prefix}/{{rest}}")}


PASSED_TO_ADMINS = below("/admin/templates")
MENTORS_READ = below("/admin/trails") | below("/admin/founders")
FOUNDERS = below("/founder")

STAFF = ("mentor", "founder", "stranger", "disabled", "one-time", "nobody")


def routes_of(app: FastAPI) -> set[str]:
    found = set()
    pending: list[Any] = list(app.routes)
    while pending:
        route = pending.pop()
        if isinstance(route, APIRoute):
            path = re.sub(r":path", "", route.path)
            found |= {f"{method} {path}" for method in route.methods or ()}
        else:
            inner = getattr(route, "original_router", None)
            pending += inner.routes if inner is not None else []
    return found


async def test_the_table_names_every_route(gateway: Gateway) -> None:
    assert routes_of(gateway.app) == OPEN | {LOGOUT} | OWN | ADMINS | PASSED_TO_ADMINS | MENTORS_READ | FOUNDERS


@pytest.fixture
async def populated(make_gateway: MakeGateway) -> Gateway:
    """Everybody, and something of every kind with the number 1."""
    gateway = await make_gateway(registration_enabled=True)
    await gateway.add_user("admin", "admin")
    await gateway.add_user("mentor", "mentor")
    await gateway.add_user("founder", company="Padaria Boa")
    await gateway.add_user("stranger", company="Oficina")
    for who in ("disabled", "one-time"):
        await gateway.add_user(who, "admin")
        await gateway.told(200, "GET", "/auth/me", who)
    await gateway.told(200, "PATCH", "/admin/users/5", "admin", {"disabled": True})
    await gateway.change_user("6", must_change_password=True)
    await gateway.told(201, "POST", "/admin/cycles", "admin", {"name": "Q1"})
    await gateway.told(201, "POST", "/admin/invitations", "admin", {"email": "x@s.example", "role": "mentor"})
    return gateway


def asked(route: str, number: str) -> tuple[str, str]:
    method, path = route.split()
    return method, re.sub(r"\{\w+\}", number, path)


@pytest.mark.parametrize("who", STAFF)
async def test_admins_routes_are_for_admins(populated: Gateway, who: str) -> None:
    for route in sorted(ADMINS | PASSED_TO_ADMINS | MENTORS_READ):
        if not (who == "mentor" and route in MENTORS_READ and route.split()[0] in SAFE):
            await assert_refused(populated, route, who)


@pytest.mark.parametrize("who", ["nobody", "disabled", "one-time", "mentor", "admin"])
async def test_forms_are_the_founders(populated: Gateway, who: str) -> None:
    for route in sorted(FOUNDERS):
        await assert_refused(populated, route, who)


@pytest.mark.parametrize("who", ["admin", "mentor"])
async def test_mentors_read_progress_as_admins_do(populated: Gateway, who: str) -> None:
    for path in ("/admin/trails", "/admin/founders/progress"):  # let in, where nobody is there to answer
        assert (await populated.call("GET", path, who, {})).json()["code"] == "service_unavailable"


async def assert_refused(populated: Gateway, route: str, who: str) -> None:
    """Alike, whatever there is."""
    expected = {
        "nobody": (401, "authentication_required"),
        "disabled": (401, "token_invalid"),
        "one-time": (403, "password_change_required"),
        **dict.fromkeys(("mentor", "founder", "stranger", "admin"), (403, "forbidden")),
    }
    answers = []
    for number in ("1", "999", "x"):  # what there is, what there is not, and what cannot be
        method, path = asked(route, number)
        answer = await populated.call(method, path, None if who == "nobody" else who, {})
        if method != "HEAD":
            answers.append({**answer.json(), "status": answer.status_code})
            answers[-1].pop("request_id")
    assert all(answer == answers[0] for answer in answers), route
    if answers:
        assert (answers[0]["status"], answers[0]["code"]) == expected[who], route


@pytest.mark.parametrize(("who", "code"), [(None, "authentication_required"), ("disabled", "token_invalid")])
async def test_ones_own_routes_need_a_token(populated: Gateway, who: str | None, code: str) -> None:
    for route in sorted(OWN | {LOGOUT}):
        method, path = asked(route, "1")
        body = {"current_password": PASSWORD, "new_password": "outra frase bem minha"} if "password" in path else {}
        assert (await populated.told(401, method, path, who, body))["code"] == code, route


async def test_nobody_sees_or_ends_anothers_session(populated: Gateway) -> None:
    await populated.told(200, "GET", "/auth/me", "founder")
    for who in ("admin", "mentor", "stranger"):
        listed = (await populated.told(200, "GET", "/auth/sessions", who))["sessions"]
        assert len(listed) == 1
        own = listed[0]["id"]
        refusals = [
            await populated.told(404, "DELETE", f"/auth/sessions/{number}", who)
            for number in ("1", "2", "3", "4", "5", "6", "999", "x")
            if number != own
        ]
        assert {(problem["code"], problem["detail"]) for problem in refusals} == {
            ("not_found", "O que você pediu não existe.")
        }
    await populated.told(200, "GET", "/auth/me", "founder")


async def test_everybody_sees_themselves_only(populated: Gateway) -> None:
    for who, company in (("founder", "Padaria Boa"), ("stranger", "Oficina"), ("mentor", None)):
        user = await populated.told(200, "GET", "/auth/me", who)
        assert (user["name"], user["company_name"]) == (who.title(), company)


async def test_the_documentation_declares_every_refusal(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(debug_mode=True)
    paths = (await gateway.client.get("/openapi.json")).json()["paths"]
    for route in sorted(ADMINS):
        method, path = route.split()
        declared = paths[path][method.lower()]["responses"]
        assert {"401", "403"} <= set(declared), route
        codes = {code for status in declared for code in example_codes(declared[status])}
        assert {"authentication_required", "token_expired", "password_change_required", "forbidden"} <= codes, route


def example_codes(response: dict[str, Any]) -> set[str]:
    return set(response.get("content", {}).get("application/problem+json", {}).get("examples", {}))
