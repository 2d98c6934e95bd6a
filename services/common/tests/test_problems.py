"""Problem documents: their shape, for everything that can go wrong in an application."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from typing import Annotated

import httpx
import psycopg
import pytest
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect

from tr4ction_common import errors
from tr4ction_common.languages import Text
from tr4ction_common.problem_handlers import is_storage_full
from tr4ction_common.problems import Catalogue, FieldError, Problem


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=2, max_length=5)]
    sizes: list[int] = []


@pytest.fixture
def client(make_app: Callable[..., FastAPI], ask: Callable[[FastAPI], httpx.AsyncClient]) -> httpx.AsyncClient:
    app = make_app(error_catalogue_url="https://x.example/errors")

    def fails(path: str, error: Exception) -> None:
        async def endpoint() -> None:
            raise error

        app.add_api_route(path, endpoint)

    @app.post("/form")
    async def form(body: Form, page: Annotated[int, Query(ge=1)] = 1) -> str:
        return body.name

    fails("/cell", Problem(errors.VALIDATION_FAILED, errors=[FieldError(Text("é", "is"), cell="ICP!B4")]))
    fails("/limit", Problem(errors.RATE_LIMITED, seconds=7, headers={"Retry-After": "7"}))
    fails("/teapot", HTTPException(418, "private"))
    fails("/fault", RuntimeError("private"))
    fails("/full", OSError(errno.ENOSPC, "private"))
    fails("/full-database", OperationalError("private", {}, Exception("database or disk is full")))
    fails("/gone", ClientDisconnect())
    return ask(app)


async def test_the_document_is_that_of_rfc_9457(client: httpx.AsyncClient) -> None:
    answer = await client.get("/limit", headers={"X-Request-ID": "trace-1"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
    assert (answer.headers["Retry-After"], answer.headers["Content-Language"]) == ("7", "pt-BR")
    assert answer.json() == {
        "type": "https://x.example/errors#rate_limited",
        "title": "Tentativas demais",
        "status": 429,
        "detail": "Espere 7 s e tente de novo.",
        "code": "rate_limited",
        "request_id": "trace-1",
    }


async def test_it_speaks_english_when_asked(client: httpx.AsyncClient) -> None:
    answer = await client.get("/limit", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "en"
    assert answer.json()["detail"] == "Wait 7 s and try again."


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("PUT", "/health", 405, "method_not_allowed"),
        ("GET", "/teapot", 418, "request_refused"),
        ("GET", "/fault", 500, "internal_error"),
        ("GET", "/full", 507, "storage_full"),
        ("GET", "/full-database", 507, "storage_full"),
        ("GET", "/openapi.json", 404, "not_found"),
    ],
)
async def test_every_error_is_a_problem_without_secrets(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"] != ""
    assert "private" not in answer.text
    assert "Traceback" not in answer.text


async def test_faults_of_input_are_listed_with_their_places(client: httpx.AsyncClient) -> None:
    body = {"name": "x", "sizes": [1, "two"], "odd": 1}
    answer = await client.post("/form?page=0", json=body, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    found = {(e.get("pointer"), e.get("parameter")): e["detail"] for e in answer.json()["errors"]}
    assert found == {
        (None, "page"): "It must be at least 1.",
        ("/name", None): "It is too short: at least 2.",
        ("/sizes/1", None): "It must be a whole number.",
        ("/odd", None): "It is not a known field.",
    }


async def test_a_fault_in_a_workbook_names_the_cell(client: httpx.AsyncClient) -> None:
    assert (await client.get("/cell")).json()["errors"] == [{"detail": "é", "cell": "ICP!B4"}]


async def test_a_client_that_left_is_no_fault(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    answer = await client.get("/gone")
    assert answer.status_code == 499
    assert "ERROR" not in {record.levelname for record in caplog.records}


@pytest.mark.parametrize("sent", ["a b", "", "x" * 200, "é", "<script>"])
async def test_an_odd_request_id_is_replaced(client: httpx.AsyncClient, sent: str) -> None:
    answer = await client.get("/health", headers={b"X-Request-ID": sent.encode()})
    assert answer.headers["X-Request-ID"].isalnum()
    assert answer.headers["X-Request-ID"] != sent


def test_a_code_stands_once_in_a_catalogue() -> None:
    assert errors.COMMON_CATALOGUE["not_found"] is errors.NOT_FOUND
    assert len(errors.COMMON_CATALOGUE) == len(errors.COMMON)
    with pytest.raises(ValueError, match="not_found"):
        Catalogue(errors.NOT_FOUND, errors.NOT_FOUND)


@pytest.mark.parametrize(
    ("fault", "is_full"),
    [
        (OSError(errno.ENOSPC, "no space"), True),
        (OSError(errno.EDQUOT, "quota"), True),
        (OSError(errno.EACCES, "denied"), False),
        (OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")), True),
        (OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file")), True),
        (OperationalError("INSERT", {}, psycopg.errors.DeadlockDetected("deadlock")), False),
    ],
)
def test_a_full_disk_is_told_from_other_faults(fault: Exception, is_full: bool) -> None:
    assert is_storage_full(fault) is is_full
    wrapped = RuntimeError()
    wrapped.__cause__ = fault
    assert is_storage_full(wrapped) is is_full
