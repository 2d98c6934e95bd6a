"""The operators' commands."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.gateways import JWT_KEY, NOBODY_LISTENS, PASSWORD, Gateway
from tr4ction_common.settings import load_settings
from tr4ction_gateway.accounts.errors import AdminConflictError
from tr4ction_gateway.main import create_app
from tr4ction_gateway.manage import main
from tr4ction_gateway.rules import make_rules
from tr4ction_gateway.settings import GatewaySettings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key_pair: tuple[str, str]) -> pytest.MonkeyPatch:
    """The variables of a machine with nothing made yet."""
    (tmp_path / "private.pem").write_text(key_pair[0])
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JWT_SECRET", JWT_KEY)
    monkeypatch.setenv("INTERNAL_TOKEN_PRIVATE_KEY_FILE", str(tmp_path / "private.pem"))
    monkeypatch.setenv("INGESTION_URL", NOBODY_LISTENS)
    monkeypatch.setenv("BCRYPT_ROUNDS", "4")
    return monkeypatch


def run(command: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a command says, read as JSON where it is that."""
    main([command, *arguments])
    said = capsys.readouterr().out.strip()
    return json.loads(said) if said.startswith("{") else said


def fail(command: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        main([command, *arguments])
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def ask(token: str) -> httpx.Response:
    """The answer to /auth/me, from a gateway with the settings of the environment."""

    async def asking() -> httpx.Response:
        app = create_app(load_settings(GatewaySettings))
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
            return await client.get("http://gateway/auth/me", headers={"Authorization": f"Bearer {token}"})

    return asyncio.run(asking())


@pytest.mark.usefixtures("environment")
def test_from_nothing_to_a_token_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("migrate", capsys) == ""
    made = run("ensure-admin", capsys)
    assert (made["created"], made["username"], made["email"]) == (True, "admin", "admin@tr4ction.example")
    assert len(made["password"]) >= 20
    again = run("ensure-admin", capsys)
    assert again == {**made, "created": False, "password": None}
    assert run("migrate", capsys) == ""
    answer = ask(run("access-token", capsys))
    assert (answer.status_code, answer.json()["role"]) == (200, "admin")


def test_the_admin_of_the_settings(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    environment.setenv("ADMIN_USERNAME", "Ana")
    environment.setenv("ADMIN_EMAIL", "Ana@FCJ.example")
    environment.setenv("ADMIN_PASSWORD", PASSWORD)
    run("migrate", capsys)
    assert run("ensure-admin", capsys) == {
        "created": True,
        "username": "ana",
        "email": "ana@fcj.example",
        "password": None,
    }


def test_wrong_settings_are_named(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    environment.setenv("JWT_SECRET", "changeme")
    environment.setenv("WEB_CONCURRENCY", "0")
    said = fail("migrate", capsys).splitlines()
    assert [line.split(":")[:3] for line in said] == [
        ["error", " setting_invalid", " JWT_SECRET"],
        ["error", " setting_invalid", " WEB_CONCURRENCY"],
    ]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("command", ["ensure-admin", "access-token"])
def test_a_database_without_tables_is_told(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert fail(command, capsys).startswith("error: database_not_ready: no such table: users")


@pytest.mark.usefixtures("environment")
def test_there_is_no_token_without_an_admin(capsys: pytest.CaptureFixture[str]) -> None:
    run("migrate", capsys)
    assert fail("access-token", capsys) == "error: no_admin: there is no active admin; run ensure-admin first\n"


def test_a_name_that_is_taken_is_told(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate", capsys)
    run("ensure-admin", capsys)
    with sqlite3.connect(tmp_path / "data" / "gateway.db") as database:
        database.execute("UPDATE users SET role = 'founder'")
    database.close()
    assert fail("ensure-admin", capsys).startswith("error: admin_conflict: ")


async def test_of_several_at_once_one_makes_the_admin(settings_values: dict[str, Any], database_url: str) -> None:
    settings = load_settings(GatewaySettings, **{**settings_values, "gateway_database_url": database_url})
    rules = [make_rules(settings) for _ in range(4)]
    made = await asyncio.gather(*(r.operator.ensure_admin("admin", "a@b.example", None) for r in rules))
    assert sorted(admin.created for admin in made) == [False, False, False, True]
    assert [admin.password is not None for admin in made] == [admin.created for admin in made]
    for each in rules:
        await each.close()


async def test_somebody_elses_address_is_not_taken_over(settings_values: dict[str, Any], gateway: Gateway) -> None:
    await gateway.add_user("bia")
    rules = make_rules(load_settings(GatewaySettings, **settings_values))
    with pytest.raises(AdminConflictError):
        await rules.operator.ensure_admin("admin", "BIA@startup.example", PASSWORD)
    await rules.close()


def log_in(username: str, password: str) -> httpx.Response:
    """The answer to a log-in at a gateway with the settings of the environment."""

    async def asking() -> httpx.Response:
        app = create_app(load_settings(GatewaySettings))
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
            body = {"username": username, "password": password}
            return await client.post("http://gateway/auth/login", json=body)

    return asyncio.run(asking())


@pytest.mark.usefixtures("environment")
def test_one_more_admin(capsys: pytest.CaptureFixture[str]) -> None:
    run("migrate", capsys)
    made = run("create-admin", capsys, "--email", "Eva@FCJ.example", "--username", "eva", "--name", "Eva Lima")
    assert (made["created"], made["email"]) == (True, "eva@fcj.example")
    answer = log_in("eva", made["password"])
    assert answer.json()["user"]["must_change_password"] is True
    assert fail("create-admin", capsys, "--email", "eva@fcj.example").startswith("error: admin_conflict: ")
    assert fail("create-admin", capsys, "--email", "eva").startswith("error: email_invalid: ")
    more = ("--email", "a@b.example", "--username", "a@b")
    assert fail("create-admin", capsys, *more).startswith("error: username_invalid: ")


def test_a_forgotten_password(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    environment.setenv("ADMIN_PASSWORD", PASSWORD)
    run("migrate", capsys)
    run("ensure-admin", capsys)
    before = log_in("admin", PASSWORD).json()
    assert before["user"]["must_change_password"] is False
    report = run("reset-password", capsys, "Admin@TR4CTION.example")
    assert ask(before["access_token"]).status_code == 401
    assert log_in("admin", PASSWORD).status_code == 401
    assert log_in("admin", report["password"]).json()["user"]["must_change_password"] is True
    assert fail("reset-password", capsys, "nobody") == (
        "error: user_unknown: nobody has that user name or e-mail address\n"
    )


@pytest.mark.usefixtures("environment")
def test_the_trail_of_all_that_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("migrate", capsys)
    assert run("verify-audit", capsys) == "0 rows, none changed or missing up to row 0"
    run("ensure-admin", capsys)
    run("access-token", capsys)
    assert run("verify-audit", capsys) == "2 rows, none changed or missing up to row 2"
    with sqlite3.connect(tmp_path / "data" / "gateway.db") as database:
        database.execute("UPDATE audit_events SET actor = 'nobody' WHERE id = 1")
    database.close()
    assert fail("verify-audit", capsys) == (
        "error: audit_broken: row 1 was changed, or sealed with another AUDIT_KEY\n"
    )


@pytest.mark.usefixtures("environment")
def test_members_that_cannot_be_pushed_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    run("migrate", capsys)
    run("ensure-admin", capsys)
    assert fail("resync-members", capsys).startswith("error: members_left: 1 of 1 could not be pushed")
