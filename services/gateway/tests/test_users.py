"""/admin/users."""

from __future__ import annotations

from typing import Any

import pytest

from support.gateways import PASSWORD, Gateway

BIA = {"email": "Bia@Startup.Example", "name": "  Bia   Souza ", "role": "founder", "organization_id": "1"}


@pytest.fixture
async def staffed(either_gateway: Gateway) -> Gateway:
    """A gateway with an admin, ana, and a start-up, number 1, of caio's; on each kind of database."""
    return await populated(either_gateway)


@pytest.fixture
async def quick(gateway: Gateway) -> Gateway:
    """The same on SQLite, for what is refused before a database is asked."""
    return await populated(gateway)


async def populated(gateway: Gateway) -> Gateway:
    await gateway.add_user("ana", "admin")
    await gateway.add_user("caio", company="Padaria Boa")
    return gateway


async def test_a_new_person_gets_a_password_once_and_must_change_it(staffed: Gateway) -> None:
    answer = await staffed.call("POST", "/admin/users", "ana", BIA)
    made = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert (made["email"], made["name"], made["company_name"]) == ("bia@startup.example", "Bia Souza", "Padaria Boa")
    assert (made["username"], made["organization_id"], made["disabled_at"]) == (None, "1", None)
    shown = await staffed.told(200, "GET", f"/admin/users/{made['id']}", "ana")
    assert made.pop("one_time_password") not in str(shown)
    assert shown == made
    assert made["must_change_password"] is True


async def test_a_password_that_was_given_is_kept(staffed: Gateway) -> None:
    made = await staffed.told(201, "POST", "/admin/users", "ana", {**BIA, "password": PASSWORD, "username": "Bia"})
    assert (made["one_time_password"], made["must_change_password"], made["username"]) == (None, False, "bia")
    assert (await staffed.log_in("bia"))["user"]["id"] == made["id"]


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"email": "bia"}, ["/email"]),
        ({"email": "b\0ia@startup.example"}, ["/email"]),
        ({"name": ""}, ["/name"]),
        ({"name": "  "}, ["/name"]),
        ({"name": "B\0ia"}, ["/name"]),
        ({"name": "x" * 201}, ["/name"]),
        ({"role": "root"}, ["/role"]),
        ({"username": "b@a"}, ["/username"]),
        ({"organization_id": None}, ["/organization_id"]),
        ({"organization_id": "999"}, ["/organization_id"]),
        ({"organization_id": "x"}, ["/organization_id"]),
        ({"role": "mentor"}, ["/organization_id"]),
        ({"is_admin": True}, ["/is_admin"]),
        ({"password": "short"}, ["/password"]),
        ({"password": "bia souza e mais"}, ["/password"]),
    ],
    ids=str,
)
async def test_what_is_wrong_is_pointed_at(quick: Gateway, change: dict[str, Any], pointers: list[str]) -> None:
    problem = await quick.told(422, "POST", "/admin/users", "ana", {**BIA, **change})
    assert [error["pointer"] for error in problem["errors"]] == pointers


@pytest.mark.parametrize(
    ("change", "code"), [({"email": "CAIO@startup.example"}, "email_taken"), ({"username": "Caio"}, "username_taken")]
)
async def test_names_that_are_taken(staffed: Gateway, change: dict[str, str], code: str) -> None:
    assert (await staffed.told(409, "POST", "/admin/users", "ana", {**BIA, **change}))["code"] == code
    user_id = (await staffed.told(201, "POST", "/admin/users", "ana", BIA))["id"]
    assert (await staffed.told(409, "PATCH", f"/admin/users/{user_id}", "ana", change))["code"] == code


async def names(gateway: Gateway, query: str) -> list[str]:
    return [user["name"] for user in (await gateway.told(200, "GET", f"/admin/users?{query}", "ana"))["users"]]


async def test_people_are_found(staffed: Gateway) -> None:
    await staffed.add_user("joão".replace("ã", "a"), company="Oficina")
    joao = (await staffed.told(200, "GET", "/admin/users?q=joao", "ana"))["users"][0]
    await staffed.told(200, "PATCH", f"/admin/users/{joao['id']}", "ana", {"name": "João 100%_"})
    await staffed.add_user("eva", "mentor", disabled=True)
    await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": "Q1"})
    await staffed.told(200, "PATCH", "/admin/organizations/1", "ana", {"cycles": ["Q1"]})
    assert await names(staffed, "") == ["Ana", "Caio", "Eva", "João 100%_"]
    assert await names(staffed, "role=founder") == ["Caio", "João 100%_"]
    assert await names(staffed, "state=disabled") == ["Eva"]
    assert await names(staffed, "state=active&role=mentor") == []
    assert await names(staffed, "organization_id=1") == ["Caio"]
    assert await names(staffed, "cycle=Q1") == ["Caio"]
    assert await names(staffed, "cycle=Q2") == []
    for words in ("JOAO", "joão", "oão 1", "joao@startup", "100%25", "%25_"):
        assert await names(staffed, f"q={words}") == ["João 100%_"], words
    for words in ("%25%25", "a_a", "\\"):
        assert await names(staffed, f"q={words}") == [], words


async def test_pages(staffed: Gateway) -> None:
    page = await staffed.told(200, "GET", "/admin/users?limit=1&offset=1", "ana")
    assert ([user["name"] for user in page["users"]], page["total"], page["limit"], page["offset"]) == (
        ["Caio"],
        2,
        1,
        1,
    )
    for query in ("limit=0", "limit=201", "offset=-1", "role=root", "state=x", "organization_id=x", "limit=x"):
        assert (await staffed.told(422, "GET", f"/admin/users?{query}", "ana"))["code"] == "validation_failed"


async def test_a_change_changes_what_was_sent(staffed: Gateway) -> None:
    made = await staffed.told(201, "POST", "/admin/users", "ana", {**BIA, "username": "bia"})
    path = f"/admin/users/{made['id']}"
    del made["one_time_password"]
    assert await staffed.told(200, "PATCH", path, "ana", {}) == made
    changed = await staffed.told(200, "PATCH", path, "ana", {"name": "Beatriz", "username": None})
    assert changed == {**made, "name": "Beatriz", "username": None}
    promoted = await staffed.told(200, "PATCH", path, "ana", {"role": "mentor"})
    assert (promoted["role"], promoted["organization_id"], promoted["company_name"]) == ("mentor", None, None)
    problem = await staffed.told(422, "PATCH", path, "ana", {"role": "founder"})
    assert [error["pointer"] for error in problem["errors"]] == ["/organization_id"]
    back = await staffed.told(200, "PATCH", path, "ana", {"role": "founder", "organization_id": "1"})
    assert (back["role"], back["company_name"]) == ("founder", "Padaria Boa")


async def test_disabling_and_logging_out_end_every_session_at_once(staffed: Gateway) -> None:
    tokens = await staffed.log_in("caio")
    for change, code in (({"force_logout": True}, "token_invalid"), ({"disabled": True}, "token_invalid")):
        tokens = await staffed.log_in("caio")
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await staffed.client.get("/auth/me", headers=bearer)).status_code == 200
        await staffed.told(200, "PATCH", "/admin/users/2", "ana", change)
        assert (await staffed.client.get("/auth/me", headers=bearer)).json()["code"] == code
        body = {"refresh_token": tokens["refresh_token"]}
        assert (await staffed.client.post("/auth/refresh", json=body)).status_code == 401
    enabled = await staffed.told(200, "PATCH", "/admin/users/2", "ana", {"disabled": False})
    assert enabled["disabled_at"] is None
    assert (await staffed.client.get("/auth/me", headers=bearer)).status_code == 401  # what has ended stays so
    await staffed.log_in("caio")


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "mentor"}])
async def test_the_last_admin_stays(staffed: Gateway, change: dict[str, Any]) -> None:
    assert (await staffed.told(409, "PATCH", "/admin/users/1", "ana", change))["code"] == "last_admin"
    await staffed.add_user("eva", "admin", disabled=True)
    assert (await staffed.told(409, "PATCH", "/admin/users/1", "ana", change))["code"] == "last_admin"
    await staffed.add_user("lia", "admin")
    await staffed.told(200, "PATCH", "/admin/users/1", "ana", change)


async def test_of_two_admins_who_end_each_other_at_once_one_stays(staffed: Gateway) -> None:
    import asyncio

    other = await staffed.add_user("lia", "admin")
    await staffed.told(200, "GET", "/auth/me", "ana")
    await staffed.told(200, "GET", "/auth/me", "lia")
    answers = await asyncio.gather(
        staffed.call("PATCH", f"/admin/users/{other}", "ana", {"disabled": True}),
        staffed.call("PATCH", "/admin/users/1", "lia", {"disabled": True}),
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 401], [200, 409])


@pytest.mark.parametrize("user_id", ["999", "x", "-1", "9" * 30, "1.0"])
async def test_nobody_has_another_number(quick: Gateway, user_id: str) -> None:
    for method, path, body in (
        ("GET", f"/admin/users/{user_id}", None),
        ("PATCH", f"/admin/users/{user_id}", {"name": "X"}),
        ("POST", f"/admin/users/{user_id}/password-reset", None),
    ):
        assert (await quick.told(404, method, path, "ana", body))["code"] == "user_not_found"
