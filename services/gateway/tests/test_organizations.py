"""/admin/organizations and /admin/cycles."""

from __future__ import annotations

from typing import Any

import pytest

from support.gateways import Gateway


@pytest.fixture
async def staffed(either_gateway: Gateway) -> Gateway:
    """A gateway with an admin, ana, on each kind of database."""
    await either_gateway.add_user("ana", "admin")
    return either_gateway


@pytest.fixture
async def quick(gateway: Gateway) -> Gateway:
    """The same on SQLite, for what is refused before a database is asked."""
    await gateway.add_user("ana", "admin")
    return gateway


async def test_cycles_are_made_and_listed(staffed: Gateway) -> None:
    made = [await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": name}) for name in ("Q1", "Q2_TEST")]
    page = await staffed.told(200, "GET", "/admin/cycles", "ana")
    assert page == {"cycles": made[::-1], "total": 2, "limit": 50, "offset": 0}
    page = await staffed.told(200, "GET", "/admin/cycles?limit=1&offset=1", "ana")
    assert (page["cycles"], page["total"]) == (made[:1], 2)


@pytest.mark.parametrize("name", ["", "../x", "x" * 41, "Q 1", "Ção", "🚀"])
async def test_a_cycle_is_named_as_uploads_name_it(quick: Gateway, name: str) -> None:
    assert (await quick.told(422, "POST", "/admin/cycles", "ana", {"name": name}))["code"] == "cycle_malformed"


async def test_a_cycle_is_made_once(staffed: Gateway) -> None:
    await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": "Q1"})
    assert (await staffed.told(409, "POST", "/admin/cycles", "ana", {"name": "Q1"}))["code"] == "cycle_exists"
    await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": "q1"})  # another one, as for uploads


async def test_organizations_take_part_in_cycles(staffed: Gateway) -> None:
    for name in ("Q1", "Q2"):
        await staffed.told(201, "POST", "/admin/cycles", "ana", {"name": name})
    made = await staffed.told(201, "POST", "/admin/organizations", "ana", {"name": "Padaria Boa", "cycles": ["Q1"]})
    assert (made["name"], made["cycles"]) == ("Padaria Boa", ["Q1"])
    path = f"/admin/organizations/{made['id']}"
    moved = await staffed.told(200, "PATCH", path, "ana", {"cycles": ["Q2", "Q1", "Q2"]})
    assert moved == {**made, "cycles": ["Q1", "Q2"]}
    renamed = await staffed.told(200, "PATCH", path, "ana", {"name": "Pão & Cia"})
    assert renamed == {**moved, "name": "Pão & Cia"}
    await staffed.told(201, "POST", "/admin/organizations", "ana", {"name": "Oficina"})
    listed = await staffed.told(200, "GET", "/admin/organizations", "ana")
    assert ([item["name"] for item in listed["organizations"]], listed["total"]) == (["Oficina", "Pão & Cia"], 2)
    for query, expected in (("cycle=Q2", ["Pão & Cia"]), ("cycle=Q3", []), ("q=pao", ["Pão & Cia"]), ("q=%25", [])):
        listed = await staffed.told(200, "GET", f"/admin/organizations?{query}", "ana")
        assert [item["name"] for item in listed["organizations"]] == expected


@pytest.mark.parametrize("name", ["padaria boa", "PADARIA  BOA", " Padaria Boa "])
async def test_what_people_take_for_one_name_is_one(staffed: Gateway, name: str) -> None:
    await staffed.told(201, "POST", "/admin/organizations", "ana", {"name": "Padaria Boa"})
    problem = await staffed.told(409, "POST", "/admin/organizations", "ana", {"name": name})
    assert problem["code"] == "organization_exists"
    other = await staffed.told(201, "POST", "/admin/organizations", "ana", {"name": "Oficina"})
    problem = await staffed.told(409, "PATCH", f"/admin/organizations/{other['id']}", "ana", {"name": name})
    assert problem["code"] == "organization_exists"


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/name"]),
        ({"name": "\n"}, ["/name"]),
        ({"name": "X", "cycles": ["Q1", "Q9", "Q8"]}, ["/cycles/1", "/cycles/2"]),
        ({"name": "X", "cycles": "Q1"}, ["/cycles"]),
        ({"name": "X", "id": 7}, ["/id"]),
    ],
    ids=str,
)
async def test_what_is_wrong_is_pointed_at(quick: Gateway, body: dict[str, Any], pointers: list[str]) -> None:
    await quick.told(201, "POST", "/admin/cycles", "ana", {"name": "Q1"})
    problem = await quick.told(422, "POST", "/admin/organizations", "ana", body)
    assert [error["pointer"] for error in problem["errors"]] == pointers


@pytest.mark.parametrize("organization_id", ["999", "x", "9" * 30])
async def test_no_organization_has_another_number(quick: Gateway, organization_id: str) -> None:
    problem = await quick.told(404, "PATCH", f"/admin/organizations/{organization_id}", "ana", {"name": "X"})
    assert problem["code"] == "organization_not_found"
