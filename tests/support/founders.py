"""Founders of a running stack: invited, logged in, and known to the service that keeps their answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from support.stack import Stack

PASSWORD = "uma senha de quem preenche"
WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Founder:
    """Ids as they stand in tables."""

    user_id: int
    organization_id: int
    token: str


def told(client: httpx.Client, method: str, path: str, **more: Any) -> Any:
    """What a request is answered, which must have succeeded."""
    answer = client.request(method, path, **more)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def until(ask: Callable[[], Any]) -> Any:
    """What `ask` gives once it gives something. People reach other services a moment after they are made."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def make_founders(stack: Stack, admin: httpx.Client, companies: int, each: int = 1, cycle: str = "Q1") -> list[Founder]:
    """`each` people of so many new start-ups that take part in `cycle`, which must exist."""
    with stack.client() as door:
        return [
            _make_founder(door, admin, company, f"{company}.{number}")
            for company in (_make_company(admin, cycle, number) for number in range(companies))
            for number in range(each)
        ]


def _make_company(admin: httpx.Client, cycle: str, number: int) -> str:
    body = {"name": f"Startup {number:03}", "cycles": [cycle]}
    return str(told(admin, "POST", "/admin/organizations", json=body)["id"])


def _make_founder(door: httpx.Client, admin: httpx.Client, company: str, name: str) -> Founder:
    invitation = {"email": f"pessoa.{name}@startup.example", "role": "founder", "organization_id": company}
    link = told(admin, "POST", "/admin/invitations", json=invitation)["link"]
    body = {"token": link.partition("#token=")[2], "password": PASSWORD, "name": f"Pessoa {name}"}
    tokens = told(door, "POST", "/auth/accept-invitation", json=body)
    return Founder(int(tokens["user"]["id"]), int(company), tokens["access_token"])


def wait_until_known(stack: Stack, founders: list[Founder]) -> None:
    """Returns when each of them has a trail: the one made last is told of last."""
    for founder in founders:
        with stack.client(founder.token) as client:
            until(lambda: told(client, "GET", "/founder/trails"))
