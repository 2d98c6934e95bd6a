"""The scenario that must work, word for word, from the first start to the one after."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.accounts import choose_password
from support.stack import Stack, running_stack
from support.workbooks import scenario_workbook


def curl(*arguments: str) -> Any:
    done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("scenario")) as stack:
        yield stack


@pytest.fixture(scope="module")
def password(stack: Stack) -> str:
    """The admin's own, chosen with the one-time password."""
    with stack.client() as client:
        return choose_password(client, stack.one_time_password())


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "test_template.xlsx"
    path.write_bytes(scenario_workbook())
    return path


def log_in(stack: Stack, **who: str) -> dict[str, Any]:
    address, kind = f"http://localhost:{stack.port}/auth/login", "Content-Type: application/json"
    answer: dict[str, Any] = curl("-X", "POST", address, "-H", kind, "-d", json.dumps(who))
    return answer


def upload(stack: Stack, token: str, workbook: Path) -> dict[str, Any]:
    address = f"http://localhost:{stack.port}/admin/templates/upload?cycle=Q1_TEST"
    authorization = f"Authorization: Bearer {token}"
    answer: dict[str, Any] = curl("-X", "POST", address, "-H", authorization, "-F", f"file=@{workbook}")
    return answer


def test_what_the_start_shows(stack: Stack) -> None:
    assert stack.output[-1] == f"ready {stack.url}\n"
    assert "107 fields" in stack.text
    assert "Nome da startup" in stack.text
    for address in (f"gateway   {stack.url}", "ingestion http://127.0.0.1:", "chroma    http://127.0.0.1:"):
        assert address in stack.text
    assert "\x1b" not in stack.text
    assert stack.errors == []


def test_health(stack: Stack) -> None:
    assert curl(f"http://localhost:{stack.port}/health") == {"status": "ok", "version": "2.0.0"}


def test_log_in_by_name_and_by_address(stack: Stack, password: str) -> None:
    by_name = log_in(stack, username="admin", password=password)
    by_address = log_in(stack, email="admin@tr4ction.example", password=password)
    for answer in (by_name, by_address):
        assert set(answer) >= {"access_token", "token_type", "expires_in", "refresh_token", "user"}
        assert answer["user"]["role"] == "admin"


def test_the_one_time_password_was_good_once(stack: Stack, password: str) -> None:
    with stack.client() as client:
        answer = client.post("/auth/login", json={"username": "admin", "password": stack.one_time_password()})
    assert answer.json()["code"] == "invalid_credentials"


def test_upload_twice_and_again_after_a_restart(stack: Stack, password: str, workbook: Path) -> None:
    one_time = stack.one_time_password()
    token = log_in(stack, username="admin", password=password)["access_token"]
    first = upload(stack, token, workbook)
    assert first["template_key"] == "q1_test_template"
    assert first["cycle"] == "Q1_TEST"
    assert first["validation_report"]["valid"] is True
    assert first["fields_count"] == 1
    files = sorted(path for path in stack.data_dir.rglob("*") if "templates" in path.parts)

    again = upload(stack, token, workbook)
    assert again["template_id"] == first["template_id"]
    assert sorted(path for path in stack.data_dir.rglob("*") if "templates" in path.parts) == files

    assert stack.stop() == 0
    assert stack.processes() == []
    stack.start()
    assert "password" in stack.text
    assert "as set at first start" in stack.text
    assert one_time not in stack.text

    token = log_in(stack, username="admin", password=password)["access_token"]
    authorization = f"Authorization: Bearer {token}"
    detail = curl(f"http://localhost:{stack.port}/admin/templates/{first['template_id']}", "-H", authorization)
    (field,) = detail["fields"]
    assert (field["sheet_name"], field["cell_range"], field["label"]) == ("ICP", "B4", "Nome da Empresa")
    assert upload(stack, token, workbook)["template_id"] == first["template_id"]

    listed = curl(f"http://localhost:{stack.port}/admin/templates?cycle=EXEMPLO", "-H", authorization)
    assert json.dumps(listed).count('"exemplo_template_exemplo"') == 1  # the sample was stored once by two starts
