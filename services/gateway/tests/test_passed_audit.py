"""What staff do at the services behind the gateway is in the audit trail, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from support.gateways import JWT_KEY, Gateway, MakeGateway
from support.servers import RunningServer
from tr4ction_gateway.audit.sealing import Sealer
from tr4ction_gateway.audit.trail import AuditTrail
from tr4ction_gateway.audit.verification import verify

OF_FOUNDER = "/admin/founders/12/trails/q1_plano"
ANSWERS = f"{OF_FOUNDER}/answers"
TRAIL = {"trail": "q1_plano"}
LONG, CUT = "Q" * 500, "Q" * 200


@pytest.fixture
async def staffed(make_gateway: MakeGateway, database_url: str, upstream: RunningServer) -> Gateway:
    gateway = await make_gateway(gateway_database_url=database_url, ingestion_url=upstream.url)
    await gateway.add_user("ana", "admin")
    await gateway.add_user("leo", "mentor")
    await gateway.add_user("bia", company="Padaria Boa")
    for who in ("ana", "leo", "bia"):
        await gateway.told(200, "GET", "/auth/me", who)
    return gateway


async def written(gateway: Gateway) -> list[dict[str, Any]]:
    """Oldest first, without log-ins."""
    events = (await gateway.told(200, "GET", "/admin/audit?limit=200", "ana"))["events"]
    return [event for event in reversed(events) if event["action"] != "logged_in"]


async def test_a_row_tells_who_did_what_to_what_and_from_where(staffed: Gateway) -> None:
    headers = {**await staffed.bearer("ana"), "X-Request-ID": "trace-7"}
    await staffed.client.patch("/admin/templates/5/fields/swot.forcas", headers=headers)
    [event] = await written(staffed)
    event.pop("id")
    event.pop("at")
    assert event == {
        "actor": "user:1",
        "action": "field_changed",
        "object": "template:5",
        "address": "127.0.0.1",
        "request_id": "trace-7",
        "details": {"field": "swot.forcas"},
    }


@pytest.mark.parametrize(
    ("who", "method", "path", "expected"),
    [
        ("ana", "POST", "/admin/templates/upload?cycle=Q1", ("template_uploaded", "template:7", {"cycle": "Q1"})),
        ("ana", "POST", "/admin/templates/bulk?cycle=Q1", ("templates_uploaded", "bulk:3", {"cycle": "Q1"})),
        ("ana", "DELETE", "/admin/templates/bulk/3", ("bulk_cancelled", "bulk:3", {})),
        ("ana", "POST", "/admin/templates/7/redetect", ("template_redetected", "template:7", {"made": "template:8"})),
        ("ana", "POST", "/admin/templates/5/publish", ("template_published", "template:5", {})),
        ("ana", "PUT", "/admin/templates/5/matches/a~~2", ("match_decided", "template:5", {"field": "a~~2"})),
        ("leo", "GET", f"{OF_FOUNDER}/answers?cycle=Q1", ("answers_read", "user:12", {**TRAIL, "cycle": "Q1"})),
        ("leo", "GET", f"{OF_FOUNDER}/export/xlsx", ("answers_exported", "user:12", TRAIL)),
        ("ana", "GET", "/admin/trails/q1_plano/export", ("answers_exported", "trail:3", TRAIL)),
        ("ana", "PATCH", "/admin/trails/q1_plano", ("trail_changed", None, TRAIL)),  # the service's word is malformed
        ("ana", "POST", f"/admin/templates/upload?cycle={LONG}", ("template_uploaded", "template:7", {"cycle": CUT})),
    ],
    ids=[
        *("upload", "bulk", "cancel", "redetect", "publish", "match"),
        *("answers", "export", "trail export", "trail", "long"),
    ],
)
async def test_actions_and_their_objects(
    staffed: Gateway, who: str, method: str, path: str, expected: tuple[str, str | None, dict[str, str]]
) -> None:
    answer = await staffed.call(method, path, who)
    assert answer.status_code == 200, answer.text
    assert "X-Audit-Object" not in answer.headers
    [event] = await written(staffed)
    assert (event["action"], event["object"], event["details"]) == expected
    assert (await verify(staffed.app.state.database, Sealer.of(JWT_KEY))).faults == []


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("ana", "POST", "/admin/templates/7/publish"),  # refused by the service
        ("leo", "POST", "/admin/templates/5/publish"),  # and by the gateway
        ("ana", "GET", "/admin/templates/5"),
        ("leo", "GET", "/admin/trails"),
        ("leo", "GET", "/admin/founders/progress"),
        ("bia", "POST", "/founder/trails/q1_plano/steps/swot/progress"),
        ("bia", "GET", "/founder/trails/q1_plano/export/xlsx"),
        ("ana", "POST", "/admin/templates/5/6/publish"),
    ],
)
async def test_what_is_not_written(staffed: Gateway, who: str, method: str, path: str) -> None:
    await staffed.call(method, path, who)
    assert await written(staffed) == []


async def test_what_cannot_be_written_is_not_read(staffed: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("the database is not writable"))

    with monkeypatch.context() as patch:
        patch.setattr(AuditTrail, "add", refuse)
        unread = await staffed.call("GET", ANSWERS, "leo")
        changed = await staffed.call("POST", "/admin/templates/5/archive", "ana")
    assert (unread.status_code, unread.json()["code"]) == (500, "internal_error")
    assert changed.status_code == 200  # what is done is done
    assert await written(staffed) == []


async def test_headers_that_clients_need_go_through(make_gateway: MakeGateway, upstream: RunningServer) -> None:
    origin = "https://app.example.com"
    gateway = await make_gateway(ingestion_url=upstream.url, cors_origins=origin)
    await gateway.add_user("leo", "mentor")
    headers = {**await gateway.bearer("leo"), "Origin": origin}
    answer = await gateway.client.get("/admin/founders/progress", headers=headers)
    assert (answer.headers["X-Total-Count"], answer.headers["X-Left-Out"]) == ("9", "2")
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"X-Total-Count", "X-Left-Out"} <= set(exposed)
