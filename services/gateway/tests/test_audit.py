"""The audit trail: what is in it, who reads it, and that nobody changes it unseen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from support.gateways import JWT_KEY, PASSWORD, Gateway, MakeGateway
from tr4ction_gateway.audit.refusals import RefusedLogins
from tr4ction_gateway.audit.sealing import Sealer
from tr4ction_gateway.audit.trail import AuditTrail, Source
from tr4ction_gateway.audit.verification import Verdict, verify

SEALER = Sealer.of(JWT_KEY)
ELSEWHERE = Source("203.0.113.7", None, "request-1")


@pytest.fixture
async def staffed(either_gateway: Gateway) -> Gateway:
    await either_gateway.add_user("ana", "admin")
    await either_gateway.add_user("bia", company="Padaria Boa")
    return either_gateway


async def events(gateway: Gateway, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await gateway.told(200, "GET", f"/admin/audit?{query}", "ana"))["events"]
    return found


async def actions(gateway: Gateway, query: str = "") -> list[str]:
    return [event["action"] for event in await events(gateway, query)]


async def test_a_row_tells_who_did_what_to_whom_when_and_from_where(staffed: Gateway) -> None:
    answer = await staffed.call("PATCH", "/admin/users/2", "ana", {"name": "Beatriz"})
    event = (await events(staffed))[0]
    at = datetime.fromisoformat(event.pop("at"))
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)
    assert event == {
        "id": "2",
        "actor": "user:1",
        "action": "user_changed",
        "object": "user:2",
        "address": "127.0.0.1",
        "request_id": answer.headers["X-Request-ID"],
        "details": {"name": ["Bia", "Beatriz"]},
    }


async def test_everything_that_changes_something_is_in_it(staffed: Gateway) -> None:
    admin = "ana"
    await staffed.told(201, "POST", "/admin/cycles", admin, {"name": "Q1"})
    await staffed.told(201, "POST", "/admin/organizations", admin, {"name": "Oficina"})
    await staffed.told(200, "PATCH", "/admin/organizations/2", admin, {"cycles": ["Q1"]})
    await staffed.told(200, "PATCH", "/admin/organizations/2", admin, {"cycles": ["Q1"]})  # nothing new
    invited = {"email": "eva@startup.example", "role": "mentor"}
    sent = await staffed.told(201, "POST", "/admin/invitations", admin, invited)
    sent = await staffed.told(200, "POST", f"/admin/invitations/{sent['id']}/resend", admin)
    body = {"token": sent["link"].partition("#token=")[2], "password": PASSWORD}
    await staffed.told(200, "POST", "/auth/accept-invitation", json=body)
    sent = await staffed.told(201, "POST", "/admin/invitations", admin, {**invited, "email": "rui@startup.example"})
    await staffed.told(200, "PATCH", f"/admin/invitations/{sent['id']}/revoke", admin)
    await staffed.told(200, "PATCH", "/admin/users/2", admin, {"disabled": True})
    await staffed.told(200, "PATCH", "/admin/users/2", admin, {"disabled": False})
    await staffed.told(201, "POST", "/admin/users/2/password-reset", admin)
    tokens = await staffed.log_in("bia")
    await staffed.client.post("/auth/logout", json={"refresh_token": tokens["refresh_token"]})
    await staffed.client.post("/auth/login", json={"username": "bia", "password": "wrong"})
    assert (await actions(staffed))[::-1] == [
        *("logged_in", "cycle_created", "organization_created", "organization_changed"),
        *("invitation_sent", "invitation_sent_again", "invitation_accepted", "invitation_sent", "invitation_revoked"),
        *("user_disabled", "user_logged_out", "user_enabled", "password_reset_issued"),
        *("logged_in", "logged_out", "login_refused"),
    ]
    assert (await verified(staffed)).faults == []


async def test_reuse_of_a_refresh_token_is_in_it_once(make_gateway: MakeGateway, database_url: str) -> None:
    gateway = await make_gateway(gateway_database_url=database_url, refresh_grace_seconds=0)
    await gateway.add_user("ana", "admin")
    body = {"refresh_token": (await gateway.log_in("ana"))["refresh_token"]}
    for _ in range(4):
        await gateway.client.post("/auth/refresh", json=body)
    assert await actions(gateway, "actor=1&action=refresh_token_reused") == ["refresh_token_reused"]


async def test_nothing_secret_is_in_it(staffed: Gateway) -> None:
    secret = "wrong-and-private"
    made = await staffed.told(
        201, "POST", "/admin/users", "ana", {"email": "eva@startup.example", "name": "Eva", "role": "mentor"}
    )
    sent = await staffed.told(201, "POST", "/admin/invitations", "ana", {"email": "r@s.example", "role": "mentor"})
    link = await staffed.told(201, "POST", "/admin/users/2/password-reset", "ana")
    await staffed.client.post("/auth/login", json={"username": secret, "password": secret})
    body = {"current_password": PASSWORD, "new_password": "outra frase bem minha"}
    await staffed.told(204, "POST", "/auth/password", "bia", body)
    tokens = await staffed.log_in("bia", "outra frase bem minha")
    async with staffed.app.state.database.session(writes=False) as session:
        stored = str((await session.execute(text("SELECT * FROM audit_events"))).all())
    told = str(await events(staffed, "limit=200"))
    for hidden in (
        *(secret, PASSWORD, "outra frase", made["one_time_password"], tokens["access_token"], tokens["refresh_token"]),
        *(sent["link"].partition("#token=")[2], link["link"].partition("#token=")[2], "$2b$"),
    ):
        assert hidden not in told
        assert hidden not in stored


async def test_what_does_not_happen_is_not_in_it(staffed: Gateway) -> None:
    await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": "Q1"})
    await staffed.told(409, "POST", "/admin/cycles", "ana", {"name": "Q1"})
    await staffed.told(409, "PATCH", "/admin/users/1", "ana", {"disabled": True})
    assert await actions(staffed) == ["cycle_created", "logged_in"]


async def test_rows_are_found_and_paged(staffed: Gateway) -> None:
    for n in range(5):
        await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": f"Q{n}"})
    await staffed.log_in("bia")
    assert await actions(staffed, "actor=user:2") == await actions(staffed, "actor=2") == ["logged_in"]
    assert len(await events(staffed, "action=cycle_created")) == 5
    assert [event["details"]["name"] for event in await events(staffed, "object=cycle:2")] == ["Q1"]
    middle = (await events(staffed))[3]["at"].replace("+00:00", "Z")
    assert len(await events(staffed, f"from={middle}")) == 4
    assert len(await events(staffed, f"to={middle}")) == 3
    seen, query = [], "limit=2"
    while True:
        page = await staffed.told(200, "GET", f"/admin/audit?{query}", "ana")
        seen += [int(event["id"]) for event in page["events"]]
        if page["next_cursor"] is None:
            break
        await staffed.log_in("bia")  # what is new meanwhile does not shift the pages
        query = f"limit=2&cursor={page['next_cursor']}"
    assert seen == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=-1",
        "limit=0",
        "limit=201",
        "from=yesterday",
        "from=1790000000",
        "to=-0.5",
        "to=1e-9",
        "from=2026-01-01T00:00:00",
        "actor=%00",
        "action=A",
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(gateway: Gateway, query: str) -> None:
    await gateway.add_user("ana", "admin")
    assert (await gateway.told(422, "GET", f"/admin/audit?{query}", "ana"))["code"] == "validation_failed"


async def verified(gateway: Gateway) -> Verdict:
    return await verify(gateway.app.state.database, SEALER)


async def test_writers_at_once_make_one_chain(staffed: Gateway) -> None:
    await asyncio.gather(*(staffed.log_in("bia") for _ in range(20)))
    verdict = await verified(staffed)
    assert (verdict.rows, verdict.last_id, verdict.faults) == (20, 20, [])


async def tamper(gateway: Gateway, *statements: str) -> None:
    async with gateway.app.state.database.session(writes=True) as session, session.begin():
        for statement in statements:
            await session.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE audit_events SET actor = 'nobody' WHERE id = 2"], "row 2 was changed"),
        (["UPDATE audit_events SET subject = NULL WHERE id = 2"], "row 2 was changed"),
        (["UPDATE audit_events SET address = '::1' WHERE id = 5"], "row 5 was changed"),
        (["UPDATE audit_events SET details = '{\"x\": 1}' WHERE id = 1"], "row 1 was changed"),
        (["UPDATE audit_events SET at = '2020-01-01 00:00:00.000000+00:00' WHERE id = 3"], "row 3 was changed"),
        (["DELETE FROM audit_events WHERE id = 3"], "row 3 is missing"),
        (["DELETE FROM audit_events WHERE id < 4"], "rows 1 to 3 are missing"),
        (["DELETE FROM audit_events WHERE id = 5"], "row 5 is missing, at the end"),
        (["DELETE FROM audit_events"], "rows 1 to 5 are missing, at the end"),
        (["DELETE FROM audit_head"], "the head is missing"),
        (
            [
                "DELETE FROM audit_events WHERE id = 5",
                "UPDATE audit_head SET last_id = 4, last_seal = (SELECT seal FROM audit_events WHERE id = 4)",
            ],
            "the head was changed",
        ),
        (["UPDATE audit_events SET id = 9 WHERE id = 5"], "rows 5 to 8 are missing"),
        (["UPDATE audit_events SET seal = (SELECT seal FROM audit_head)"], "row 1 was changed"),
    ],
    ids=str,
)
async def test_what_is_changed_is_named(staffed: Gateway, statements: list[str], fault: str) -> None:
    for _ in range(5):
        await staffed.log_in("bia")
    assert (await verified(staffed)).faults == []
    await tamper(staffed, *statements)
    faults = (await verified(staffed)).faults
    assert any(fault in told for told in faults), faults


async def test_a_row_of_somebody_without_the_key_is_seen(staffed: Gateway) -> None:
    await staffed.log_in("bia")
    trail = AuditTrail(Sealer.of("another secret"))
    async with staffed.app.state.database.session(writes=True) as session, session.begin():
        await trail.add(session, ELSEWHERE, actor="user:1", action="logged_in")
    faults = (await verified(staffed)).faults
    assert faults == ["row 2 was changed, or sealed with another AUDIT_KEY", "the head was changed"]


async def test_the_key_may_be_one_of_its_own(make_gateway: MakeGateway) -> None:
    key = "x9Tn-4mWq2Lc8ZyR5kVgB7sDh3PjF6uA"
    gateway = await make_gateway(audit_key=key)
    await gateway.add_user("bia")
    await gateway.log_in("bia")
    assert (await verify(gateway.app.state.database, Sealer.of(key))).faults == []
    assert len((await verified(gateway)).faults) == 2


async def test_refused_logins_are_counted_and_few_are_written(staffed: Gateway) -> None:
    now = 1000.0
    trail = AuditTrail(SEALER)
    refusals = RefusedLogins(staffed.app.state.database, trail, per_minute=3, clock=lambda: now)
    for _ in range(10):
        await refusals.note(ELSEWHERE, "bia", 2, "password")
    for n in range(10):
        await refusals.note(ELSEWHERE, f"somebody {n}", None, "password")
    now += 61
    await refusals.note(ELSEWHERE, "bia", 2, "disabled")
    written = (await events(staffed, "action=login_refused"))[::-1]
    assert [(event["object"], event["details"]) for event in written] == [
        ("user:2", {"reason": "password"}),
        (None, {"reason": "password", "not_written": 9}),
        (None, {"reason": "password"}),
        ("user:2", {"reason": "disabled", "not_written": 8}),
    ]
    assert {(event["actor"], event["address"], event["request_id"]) for event in written} == {
        ("nobody", "203.0.113.7", "request-1")
    }
