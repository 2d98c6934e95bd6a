"""What staff change at a service, and what founders' answers they read, has a row in the gateway's table of audits."""

from __future__ import annotations

import re

import pytest

from contract.applications import applications
from tr4ction_gateway.proxy.table import FORMS, PASSED_ON

# Reading that shows nobody's answers.
_PLAIN_READING = {"GET /admin/trails", "GET /admin/founders/progress"}
_METHODS = ("get", "post", "put", "patch", "delete")


def routes() -> list[str]:
    """Those of the services that staff may ask, as `GET /path/{name}`."""
    staffed = [passed for passed in PASSED_ON if passed is not FORMS]
    return sorted(
        f"{method.upper()} {path}"
        for app in applications().services.values()
        for path, item in app.openapi()["paths"].items()
        for method in _METHODS
        if method in item and any(passed.covers(path) for passed in staffed)
    )


def must_be_audited(route: str) -> bool:
    return not route.startswith("GET ") or (
        not route.startswith("GET /admin/templates") and route not in _PLAIN_READING
    )


@pytest.mark.parametrize("route", routes())
def test_the_table_says_of_every_route_whether_it_is_audited(route: str) -> None:
    method, path = route.split()
    asked = re.sub(r"\{\w+\}", "1", path)
    found = next(passed.audit_of(method, asked) for passed in PASSED_ON if passed.covers(path))
    assert (found is not None) == must_be_audited(route), f"{route}: see proxy/table.py of the gateway"


def test_every_audited_request_is_a_route() -> None:
    known = {re.sub(r"\{\w+\}", "{}", route) for route in routes()}
    rows = [item.requests for passed in PASSED_ON for item in passed.audited]
    assert {f"{row.method} {re.sub(r'{[a-z_]+}', '{}', row.path)}" for row in rows} <= known


def test_actions_can_be_looked_for() -> None:
    for passed in PASSED_ON:
        assert all(re.fullmatch(r"[a-z_]{1,40}", item.action) for item in passed.audited)
