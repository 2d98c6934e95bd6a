"""Bad uploads through the whole stack: each has its status and code, nothing is kept, and the next good one works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from support import workbooks
from support.stack import Stack, running_stack

PASSWORD = "uma senha para testes"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("bad"), "--no-sample", ADMIN_PASSWORD=PASSWORD) as stack:
        yield stack


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[httpx.Client]:
    with stack.log_in(PASSWORD) as client:
        yield client


def kept(stack: Stack) -> list[Path]:
    """The files that uploads leave."""
    return [path for name in ("templates", "images") for path in (stack.data_dir / name).rglob("*") if path.is_file()]


def upload(client: httpx.Client, data: bytes, cycle: str | None = "Q1", name: str = "Template.xlsx") -> httpx.Response:
    parameters = {} if cycle is None else {"cycle": cycle}
    return client.post("/admin/templates/upload", params=parameters, files={"file": (name, data)})


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert isinstance(document["detail"], str)
    assert document["request_id"]
    return answer.status_code, document["code"]


@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda: b"", 422),
        (lambda: b"Nome;Idade\n", 415),
        (workbooks.legacy_workbook, 422),
        (workbooks.encrypted_workbook, 422),
        (workbooks.truncated_workbook, 422),
        (workbooks.zip_bomb, 422),
        (workbooks.lying_zip_bomb, 422),
        (workbooks.entity_bomb, 422),
        (workbooks.without_sheets, 422),
        (workbooks.unsafe_part, 422),
        (lambda: b"PK\x03\x04" + b"\0" * 60 * MIB, 413),
    ],
    ids=[
        "empty",
        "text",
        "xls",
        "encrypted",
        "truncated",
        "bomb",
        "lying bomb",
        "entities",
        "sheets",
        "names",
        "60 MB",
    ],
)
def test_a_bad_file(make: Callable[[], bytes], status: int, stack: Stack, admin: httpx.Client) -> None:
    assert problem(upload(admin, make()))[0] == status
    assert kept(stack) == []


@pytest.mark.parametrize("cycle", [None, "", "../x", "Q" * 300, "🚀"])
def test_a_bad_cycle(cycle: str | None, stack: Stack, admin: httpx.Client) -> None:
    assert problem(upload(admin, workbooks.simple_workbook(), cycle))[0] == 422
    assert kept(stack) == []


def test_no_file(stack: Stack, admin: httpx.Client) -> None:
    assert problem(admin.post("/admin/templates/upload", params={"cycle": "Q1"}))[0] == 422
    assert kept(stack) == []


@pytest.mark.parametrize("token", [None, "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwicm9sZSI6ImFkbWluIn0."])
def test_a_bad_token(token: str | None, stack: Stack) -> None:
    with stack.client(token) as client:
        assert problem(upload(client, workbooks.simple_workbook()))[0] == 401
    assert kept(stack) == []


def test_the_service_goes_on(stack: Stack, admin: httpx.Client) -> None:
    answer = upload(admin, workbooks.scenario_workbook(), "Q1_TEST", "test_template.xlsx")
    assert answer.status_code == httpx.codes.OK
    assert answer.json()["fields_count"] == 1
    assert kept(stack) != []


def test_a_refusal_is_heard_while_the_file_is_still_being_sent(admin: httpx.Client) -> None:
    for _ in range(20):
        response = upload(admin, b"x" * 4 * MIB, cycle="../x")
        assert (response.status_code, response.json()["code"]) == (422, "cycle_malformed")
