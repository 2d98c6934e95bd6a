"""Registering."""

from __future__ import annotations

from typing import Any

import pytest

from support.gateways import PASSWORD, Gateway, MakeGateway

BIA = {"name": "Bia Souza", "email": "Bia@Startup.Example", "password": PASSWORD, "company_name": "Padaria Boa"}


@pytest.fixture
async def gateway(make_gateway: MakeGateway, database_url: str) -> Gateway:
    made = await make_gateway(gateway_database_url=database_url, registration_enabled=True)
    await made.add_user("ana", "admin")
    return made


async def test_who_registers_is_a_founder_of_something_new(gateway: Gateway) -> None:
    user = await gateway.told(201, "POST", "/auth/register", json={**BIA, "role": "admin", "organization_id": "1"})
    assert user == {
        "id": "2",
        "email": "bia@startup.example",
        "name": "Bia Souza",
        "role": "founder",
        "company_name": "Padaria Boa",
        "must_change_password": False,
    }
    assert (await gateway.log_in("bia@startup.example"))["user"] == user
    [organization] = (await gateway.told(200, "GET", "/admin/organizations", "ana"))["organizations"]
    assert (organization["name"], organization["cycles"]) == ("Padaria Boa", [])


async def test_nobody_joins_an_organization_by_naming_it(gateway: Gateway) -> None:
    await gateway.add_user("caio", company="Padaria Boa")
    for name in ("Padaria Boa", " padaria  BOA "):
        problem = await gateway.told(409, "POST", "/auth/register", json={**BIA, "company_name": name})
        assert problem["code"] == "organization_exists"
    assert (await gateway.told(200, "GET", "/admin/users?q=bia", "ana"))["total"] == 0


async def test_an_address_has_one_account_and_nothing_is_left_of_a_refusal(gateway: Gateway) -> None:
    await gateway.add_user("bia")
    assert (await gateway.told(409, "POST", "/auth/register", json=BIA))["code"] == "email_taken"
    assert (await gateway.told(200, "GET", "/admin/organizations", "ana"))["total"] == 0


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"email": "bia"}, ["/email"]),
        ({"name": ""}, ["/name"]),
        ({"company_name": " "}, ["/company_name"]),
        ({"password": "curta"}, ["/password"]),
        ({"password": "a vida da bia souza"}, ["/password"]),
    ],
    ids=str,
)
async def test_what_is_wrong_is_pointed_at(gateway: Gateway, change: dict[str, Any], pointers: list[str]) -> None:
    problem = await gateway.told(422, "POST", "/auth/register", json={**BIA, **change})
    assert [error["pointer"] for error in problem["errors"]] == pointers


async def test_unless_it_is_switched_on_there_is_no_such_route(make_gateway: MakeGateway) -> None:
    closed = await make_gateway()
    for body in (BIA, {}, None):
        problem = await closed.told(404, "POST", "/auth/register", json=body)
        assert problem["code"] == "not_found"
