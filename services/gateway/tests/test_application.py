"""What holds for every route: health, problems, documentation, origins."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from support.gateways import Gateway, MakeGateway
from support.servers import RunningServer
from tr4ction_common import health, migrations
from tr4ction_gateway.errors import CATALOGUE
from tr4ction_gateway.migrations import MIGRATIONS

ORIGIN = "https://app.example.com"


async def test_health_is_exactly_this(gateway: Gateway) -> None:
    answer = await gateway.client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": "2.0.0"})


async def test_ready_when_everything_behind_answers(make_gateway: MakeGateway, upstream: RunningServer) -> None:
    gateway = await make_gateway(ingestion_url=upstream.url)
    answer = await gateway.client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "ingestion": "ok"}


async def test_not_ready_without_the_service_behind(gateway: Gateway) -> None:
    answer = await gateway.client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "ingestion": "failed: ConnectError"}


async def test_not_ready_before_the_migration(
    make_gateway: MakeGateway, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_TIMEOUT_SECONDS", 30)  # a new database on a busy machine is slow to connect to
    gateway = await make_gateway(gateway_database_url=empty_database_url)
    before = (await gateway.client.get("/health/ready")).json()["checks"]
    migrations.upgrade(MIGRATIONS, empty_database_url)
    after = (await gateway.client.get("/health/ready")).json()["checks"]
    assert (before["migrations"], after["migrations"]) == ("failed: MigrationsPendingError", "ok")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/admin/unknown", 404, "not_found"),
        ("GET", "/admin/templatesx", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/openapi.json", 404, "not_found"),
        ("GET", "/auth/login", 405, "method_not_allowed"),
        ("TRACE", "/admin/templates", 405, "method_not_allowed"),
    ],
)
async def test_unknown_routes_are_problems_too(
    gateway: Gateway, method: str, path: str, status: int, code: str
) -> None:
    answer = await gateway.client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_fault_of_ours_tells_nothing(gateway: Gateway) -> None:
    await gateway.add_user("ana")
    async with gateway.app.state.database.session(writes=True) as session, session.begin():
        await session.execute(text("DROP TABLE refresh_tokens"))
    answer = await gateway.client.post("/auth/refresh", json={"refresh_token": "private"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert not any(word in answer.text for word in ("private", "refresh_tokens", "SELECT", "Traceback"))


async def test_the_documentation_is_there_in_debug_mode(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(debug_mode=True)
    assert (await gateway.client.get("/docs")).status_code == 200
    paths = (await gateway.client.get("/openapi.json")).json()["paths"]
    assert {"/health", "/auth/login", "/auth/refresh", "/auth/logout", "/auth/me"} <= set(paths)


async def test_pages_of_allowed_origins_may_call(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(cors_origins=ORIGIN)
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Authorization",
    }
    preflight = await gateway.client.options("/auth/login", headers=asked)
    assert (preflight.status_code, preflight.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    refused = await gateway.client.get("/auth/me", headers={"Origin": ORIGIN})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, ORIGIN)
    other = await gateway.client.get("/health", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_every_problem_has_both_languages() -> None:
    for problem in CATALOGUE.values():
        assert all((problem.title.pt, problem.title.en, problem.detail.pt, problem.detail.en))
        assert problem.title.pt != problem.title.en
