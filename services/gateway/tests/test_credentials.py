"""Passwords: what they must be like, changed, reset."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from support.gateways import PASSWORD, Gateway, MakeGateway
from tr4ction_gateway.accounts.models import User
from tr4ction_gateway.credentials.models import PasswordReset
from tr4ction_gateway.credentials.policy import generate_password, password_fault

NEW = "outra frase bem minha"
OWNER = ["Bia Souza", "bia.souza", "bia.souza@padaria.example"]


@pytest.mark.parametrize(
    "password",
    [
        "uma senha comprida",
        "jH7-kp0Zq2",
        "correct horse battery staple",
        "ação é reação, né?",
        "maré mansa, vento bom",
        "私の長いパスワードです",
    ],
)
def test_good_passwords(password: str) -> None:
    assert password_fault(password, OWNER) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "at least 10"),
        ("jH7-kp0Zq", "at least 10"),
        ("x" * 73, "at most 72"),
        ("é" * 37, "at most 72"),
        ("uma senha\0comprida", "control"),
        ("password123", "guess"),
        ("1234567890", "guess"),
        ("Qwerty12345!", "guess"),
        ("q1w2e3r4t5", "guess"),
        ("aaaaaaaaaaaa", "guess"),
        ("senhasenha1", "guess"),
        ("a" * 72, "guess"),
        ("minha vida de SOUZA", "your name"),
        ("bia.souza@padaria.example", "your name"),
        ("boa padaria é a minha", "your name"),
    ],
)
def test_bad_passwords_and_why(password: str, reason: str) -> None:
    fault = password_fault(password, OWNER)
    assert fault is not None
    assert reason in fault.en
    assert fault.pt != fault.en


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=50)
def test_any_text_gets_a_verdict(password: str) -> None:
    password_fault(password, OWNER)


def test_what_is_made_up_is_good_and_never_the_same() -> None:
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert all(password_fault(password) is None for password in made)


async def change(gateway: Gateway, who: str, current: str, new: str) -> tuple[int, str]:
    answer = await gateway.call("POST", "/auth/password", who, {"current_password": current, "new_password": new})
    return answer.status_code, answer.json()["code"] if answer.content else ""


async def test_a_changed_password_ends_all_other_sessions(either_gateway: Gateway) -> None:
    await either_gateway.add_user("bia")
    other = await either_gateway.log_in("bia")
    await either_gateway.told(200, "GET", "/auth/me", "bia")
    assert await change(either_gateway, "bia", PASSWORD, NEW) == (204, "")
    await either_gateway.told(200, "GET", "/auth/me", "bia")
    body = {"refresh_token": other["refresh_token"]}
    assert (await either_gateway.client.post("/auth/refresh", json=body)).status_code == 401
    old = await either_gateway.client.post("/auth/login", json={"username": "bia", "password": PASSWORD})
    assert old.json()["code"] == "invalid_credentials"
    await either_gateway.log_in("bia", NEW)


@pytest.mark.parametrize(
    ("current", "new", "expected"),
    [
        ("not the password", NEW, (403, "wrong_password")),
        (PASSWORD, PASSWORD, (422, "password_refused")),
        (PASSWORD, "password123", (422, "password_refused")),
        (PASSWORD, "curta", (422, "password_refused")),
        (PASSWORD, "bia@startup.example", (422, "password_refused")),
        ("", NEW, (422, "validation_failed")),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(
    gateway: Gateway, current: str, new: str, expected: tuple[int, str]
) -> None:
    await gateway.add_user("bia")
    assert await change(gateway, "bia", current, new) == expected
    await gateway.log_in("bia")


async def test_of_two_changes_at_once_one_is_made(either_gateway: Gateway) -> None:
    await either_gateway.add_user("bia")
    await either_gateway.told(200, "GET", "/auth/me", "bia")
    words = [f"frase número {n} da casa" for n in range(3)]
    answers = await asyncio.gather(*(change(either_gateway, "bia", PASSWORD, word) for word in words))
    assert sorted(status for status, _ in answers) == [204, 403, 403]


OPEN_MEANWHILE = {("GET", "/auth/me"), ("POST", "/auth/password"), ("POST", "/auth/logout"), ("POST", "/auth/refresh")}


async def test_a_one_time_password_is_good_for_choosing_ones_own(either_gateway: Gateway) -> None:
    user_id = await either_gateway.add_user("ana", "admin")
    await either_gateway.change_user(user_id, must_change_password=True)
    tokens = await either_gateway.log_in("ana")
    assert tokens["user"]["must_change_password"] is True
    assert (await either_gateway.told(200, "GET", "/auth/me", "ana"))["must_change_password"] is True
    for path in ("/admin/users", "/admin/audit", "/admin/templates", "/auth/sessions"):
        problem = await either_gateway.told(403, "GET", path, "ana")
        assert problem["code"] == "password_change_required"
    body = {"refresh_token": tokens["refresh_token"]}
    assert (await either_gateway.client.post("/auth/refresh", json=body)).json()["user"]["must_change_password"] is True
    assert await change(either_gateway, "ana", PASSWORD, NEW) == (204, "")
    await either_gateway.told(200, "GET", "/admin/users", "ana")
    assert (await either_gateway.log_in("ana", NEW))["user"]["must_change_password"] is False


async def test_a_hash_of_another_cost_is_made_anew_at_the_next_login(
    make_gateway: MakeGateway, settings_values: dict[str, Any]
) -> None:
    cheap = await make_gateway(bcrypt_rounds=4)
    await cheap.add_user("bia")
    dearer = await make_gateway(bcrypt_rounds=5)

    async def cost() -> str:
        async with dearer.app.state.database.session(writes=False) as session:
            return str((await session.scalar(select(User.password_hash))).split("$")[2])

    wrong = await dearer.client.post("/auth/login", json={"username": "bia", "password": "wrong"})
    assert (wrong.status_code, await cost()) == (401, "04")
    await dearer.log_in("bia")
    assert await cost() == "05"
    await dearer.log_in("bia")


async def reset_token(gateway: Gateway, user_id: str) -> str:
    answer = await gateway.call("POST", f"/admin/users/{user_id}/password-reset", "ana")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    page, _, token = answer.json()["link"].partition("#token=")
    assert page == "http://localhost:3000/reset-password"
    return str(token)


async def reset(gateway: Gateway, token: str, password: str = NEW) -> tuple[int, str]:
    answer = await gateway.client.post("/auth/reset-password", json={"token": token, "password": password})
    return answer.status_code, answer.json()["code"] if answer.content else ""


INVALID = (404, "reset_link_invalid")


@pytest.fixture
async def forgetful(either_gateway: Gateway) -> Gateway:
    """A gateway with an admin, ana, and bia, number 2."""
    await either_gateway.add_user("ana", "admin")
    await either_gateway.add_user("bia")
    return either_gateway


async def test_a_reset_link_is_good_once(forgetful: Gateway) -> None:
    await forgetful.change_user("2", must_change_password=True)
    session = await forgetful.log_in("bia")
    token = await reset_token(forgetful, "2")
    await forgetful.log_in("bia")  # until it is used, nothing has changed
    assert await reset(forgetful, token, "password123") == (422, "password_refused")
    assert await reset(forgetful, token) == (204, "")
    assert await reset(forgetful, token, PASSWORD) == INVALID
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    assert (await forgetful.client.get("/auth/me", headers=bearer)).status_code == 401
    assert (await forgetful.log_in("bia", NEW))["user"]["must_change_password"] is False


async def test_of_several_uses_at_once_one_counts(forgetful: Gateway) -> None:
    token = await reset_token(forgetful, "2")
    answers = await asyncio.gather(*(reset(forgetful, token, f"frase número {n} da casa") for n in range(3)))
    assert sorted(status for status, _ in answers) == [204, 404, 404]


async def test_a_new_link_ends_the_old_one_and_so_does_time(forgetful: Gateway) -> None:
    first, second = await reset_token(forgetful, "2"), await reset_token(forgetful, "2")
    assert await reset(forgetful, first) == INVALID
    async with forgetful.app.state.database.session(writes=True) as session, session.begin():
        await session.execute(update(PasswordReset).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert await reset(forgetful, second) == INVALID
    third = await reset_token(forgetful, "2")
    assert await change(forgetful, "bia", PASSWORD, NEW) == (204, "")
    assert await reset(forgetful, third) == INVALID  # who knows the password needs no link


async def test_who_is_disabled_gets_no_link_and_cannot_use_one(forgetful: Gateway) -> None:
    token = await reset_token(forgetful, "2")
    await forgetful.told(200, "PATCH", "/admin/users/2", "ana", {"disabled": True})
    assert await reset(forgetful, token) == INVALID
    problem = await forgetful.told(409, "POST", "/admin/users/2/password-reset", "ana")
    assert problem["code"] == "user_disabled"


@pytest.mark.parametrize("token", ["unknown", "é\0", "x" * 256])
async def test_an_unknown_link_is_invalid(forgetful: Gateway, token: str) -> None:
    assert await reset(forgetful, token) == INVALID


async def test_a_link_is_neither_stored_nor_logged(forgetful: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = await reset_token(forgetful, "2")
    async with forgetful.app.state.database.session(writes=False) as session:
        stored = await session.scalar(select(PasswordReset.token_hash))
    assert stored is not None
    assert (len(stored), token in stored) == (64, False)
    await reset(forgetful, token)
    assert token not in caplog.text
    assert NEW not in caplog.text
