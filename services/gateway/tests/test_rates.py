"""Who may do what, how often: rates by user, and tables of what is passed on."""

from __future__ import annotations

import pytest

from support.gateways import MakeGateway
from support.servers import RunningServer
from tr4ction_gateway.proxy.paths import Requests
from tr4ction_gateway.proxy.table import FORMS, FOUNDERS, TEMPLATES, TRAILS, Limited

UPLOAD = "/admin/templates/upload"


async def test_uploads_are_counted_for_the_user(make_gateway: MakeGateway, upstream: RunningServer) -> None:
    gateway = await make_gateway(ingestion_url=upstream.url, rate_limit_upload="2/hour")
    await gateway.add_user("ana", "admin")
    await gateway.add_user("bia", "admin")
    ana, bia = await gateway.bearer("ana"), await gateway.bearer("bia")
    answers = [await gateway.client.post(UPLOAD, content=b"x", headers=ana) for _ in range(2)]
    others = ("/admin/templates/7/redetect", "/admin/templates/bulk")
    answers += [await gateway.client.post(path, headers=ana) for path in others]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0", "0"]
    assert [("Retry-After" in answer.headers) for answer in answers] == [False, False, True, True]
    assert (await gateway.client.post(UPLOAD, content=b"x", headers=bia)).status_code == 200
    reading = await gateway.client.get("/admin/templates", headers=ana)
    assert reading.status_code == 200
    assert "RateLimit-Limit" not in reading.headers


async def test_exports_are_counted_for_the_user(make_gateway: MakeGateway, upstream: RunningServer) -> None:
    gateway = await make_gateway(ingestion_url=upstream.url, rate_limit_export="2/hour")
    await gateway.add_user("ana", "admin")
    await gateway.add_user("bia", company="Padaria Boa")
    ana, bia = await gateway.bearer("ana"), await gateway.bearer("bia")
    of_founder = "/admin/founders/2/trails/q1_a/export"
    paths = [f"{of_founder}/json", "/admin/trails/q1_a/export", f"{of_founder}/xlsx", f"{of_founder}/csv"]
    statuses = [(await gateway.client.get(path, headers=ana)).status_code for path in paths]
    assert statuses == [200, 200, 429, 429]
    own = [(await gateway.client.get(f"/founder/trails/q1_a/export/{kind}", headers=bia)) for kind in ("xlsx", "csv")]
    assert [answer.headers["RateLimit-Remaining"] for answer in own] == ["1", "0"]
    assert (await gateway.client.get("/founder/trails", headers=bia)).status_code == 200
    assert (await gateway.client.get(f"{of_founder[: -len('export')]}answers", headers=ana)).status_code == 200


async def test_a_stranger_uses_up_nobodys_uploads(make_gateway: MakeGateway, upstream: RunningServer) -> None:
    gateway = await make_gateway(ingestion_url=upstream.url, rate_limit_upload="1/hour")
    await gateway.add_user("ana", "admin")
    await gateway.add_user("eva", "founder")
    for headers in ({}, await gateway.bearer("eva")):
        answer = await gateway.client.post(UPLOAD, content=b"x", headers=headers)
        assert answer.status_code in (401, 403)
    assert (await gateway.client.post(UPLOAD, content=b"x", headers=await gateway.bearer("ana"))).status_code == 200


async def test_refreshes_are_counted_for_the_address(make_gateway: MakeGateway) -> None:
    gateway = await make_gateway(rate_limit_refresh="2/minute")
    statuses = [
        (await gateway.client.post(path, json={"refresh_token": "guess"})).status_code
        for path in ("/auth/refresh", "/auth/logout", "/auth/refresh")
    ]
    assert statuses == [401, 204, 429]


@pytest.mark.parametrize(
    ("method", "path", "applies"),
    [
        ("POST", "/admin/templates/7/redetect", True),
        ("GET", "/admin/templates/7/redetect", False),
        ("POST", "/admin/templates/7/8/redetect", False),
        ("POST", "/admin/templates/redetect", False),
    ],
)
def test_a_limit_is_for_one_method_and_path(method: str, path: str, applies: bool) -> None:
    limited = Limited("uploads", Requests("POST", "/admin/templates/{template}/redetect"))
    assert (limited.requests.match(method, path) is not None) is applies


def test_templates_are_the_admins() -> None:
    assert TEMPLATES.admits("admin", "DELETE")
    assert not TEMPLATES.admits("mentor", "GET")
    assert not TEMPLATES.admits("founder", "GET")


def test_mentors_read_how_founders_are_doing() -> None:
    for passed in (TRAILS, FOUNDERS):
        assert passed.admits("mentor", "GET")
        assert not passed.admits("mentor", "POST")
        assert passed.admits("admin", "POST")
        assert not passed.admits("founder", "GET")


def test_forms_are_the_founders() -> None:
    assert FORMS.admits("founder", "POST")
    assert not FORMS.admits("admin", "GET")
    assert not FORMS.admits("mentor", "GET")
