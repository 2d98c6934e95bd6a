"""People on the really running stack, as the existing web client calls it, and as operators and admins use it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.existing_client import ExistingClient
from support.stack import Stack, running_stack
from support.workbooks import simple_workbook

PASSWORD = "a senha da primeira pessoa"
FOUNDER = {
    "name": "Bia Souza",
    "email": "bia@padaria.example",
    "password": "pão quente às seis da manhã",
    "company_name": "Padaria Boa",
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("people")
    settings = {"ADMIN_PASSWORD": PASSWORD, "REGISTRATION_ENABLED": "true"}
    with running_stack(folder, "--no-sample", **settings) as stack:
        yield stack


def test_the_existing_client_registers_logs_in_and_shows_what_is_wrong(stack: Stack) -> None:
    with stack.client() as door:
        client = ExistingClient(door)
        registered = client.register(**FOUNDER)
        assert (registered["role"], registered["company_name"]) == ("founder", "Padaria Boa")
        with pytest.raises(RuntimeError, match="não confere"):
            client.log_in(FOUNDER["email"], "wrong")
        assert client.log_in(FOUNDER["email"], FOUNDER["password"]) == registered
        assert client.get("/auth/me")["email"] == FOUNDER["email"]
        with pytest.raises(RuntimeError, match="não tem permissão"):
            client.get("/admin/users")
        with pytest.raises(RuntimeError, match="organização com este nome"):
            client.register(**{**FOUNDER, "email": "eva@padaria.example"})
        assert client.log_in_by_name("admin", PASSWORD)["role"] == "admin"
        client.token = "expired"
        with pytest.raises(RuntimeError, match="Entre de novo"):
            client.get("/auth/me")


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ({**FOUNDER, "email": "no address"}, "Há dados a corrigir"),
        ({**FOUNDER, "password": "short"}, "senha"),
        ({"name": "Bia"}, "Há dados a corrigir"),
    ],
    ids=["email", "password", "missing"],
)
def test_the_existing_client_shows_every_refusal_of_a_form_as_a_sentence(
    stack: Stack, form: dict[str, str], shown: str
) -> None:
    with stack.client() as door, pytest.raises(RuntimeError, match=shown):
        ExistingClient(door).register(**form)


RUI = {
    "name": "Rui Prado",
    "email": "rui@oficina.example",
    "password": "graxa e parafuso sextavado",
    "company_name": "Oficina do Rui",
}


def test_the_existing_client_goes_through_a_trail_and_admins_see_how_far(stack: Stack) -> None:
    with stack.log_in(PASSWORD) as admin, stack.client() as door:
        client = ExistingClient(door)
        client.register(**RUI)
        client.log_in(RUI["email"], RUI["password"])
        assert client.trails() == []
        step = publish(admin)
        take_part(admin, RUI["company_name"])
        [trail] = until(client.trails)
        first = {"id": step, "name": "Persona", "locked": False, "completed": False, "progress": 0}
        assert trail == {"id": TRAIL, "name": "Plano", "description": "", "steps": [first]}
        schema = client.step_schema(TRAIL, step)
        assert (schema["trail_id"], schema["step_id"], schema["step_name"]) == (TRAIL, step, "Persona")
        city, name = (item["name"] for item in sorted(schema["fields"], key=lambda item: str(item["label"])))
        empty = {"trail_id": TRAIL, "step_id": step, "isLocked": False, "formData": {}, "progress": 0}
        assert client.step_progress(TRAIL, step) == empty
        half = client.save_progress(TRAIL, step, {name: "Oficina do Rui"})
        assert half == {**empty, "formData": {name: "Oficina do Rui"}, "progress": 50}
        whole = client.save_progress(TRAIL, step, {city: "Recife", name: "Oficina do Rui"})
        assert client.step_progress(TRAIL, step) == whole
        assert whole["progress"] == 100
        assert client.trails()[0]["steps"] == [{**first, "completed": True, "progress": 100}]
        with pytest.raises(RuntimeError, match="não foram aceitas"):
            client.save_progress(TRAIL, step, {"nothing": "x"})
        with pytest.raises(RuntimeError, match="não existe na trilha"):
            client.step_schema(TRAIL, "nothing")
        with pytest.raises(RuntimeError, match="não participa do ciclo"):
            client.step_schema("nothing", step)
        with pytest.raises(RuntimeError, match="não tem permissão"):
            client.founders_progress()
        client.log_in_by_name("admin", PASSWORD)
        [row] = [row for row in client.founders_progress() if row["email"] == RUI["email"]]
        assert (row["name"], row["trailId"], row["currentStep"], row["progress"], row["risk"]) == (
            *("Rui Prado", TRAIL, "Persona", 100, "low"),
        )
        assert row["steps"] == [{**first, "completed": True, "progress": 100}]


TRAIL = "q1_plano"


def publish(admin: httpx.Client) -> str:
    """Makes the trail of one step, whose id it gives."""
    files = {"file": ("Plano.xlsx", simple_workbook("Nome", "Cidade"))}
    uploaded = admin.post("/admin/templates/upload?cycle=Q1", files=files).json()
    trail = admin.post(f"/admin/templates/{uploaded['template_id']}/publish").json()
    return str(trail["steps"][0]["id"])


def take_part(admin: httpx.Client, company: str) -> None:
    assert admin.post("/admin/cycles", json={"name": "Q1"}).status_code == httpx.codes.CREATED
    found = admin.get("/admin/organizations").json()["organizations"]
    [number] = [item["id"] for item in found if item["name"] == company]
    assert admin.patch(f"/admin/organizations/{number}", json={"cycles": ["Q1"]}).status_code == httpx.codes.OK


def until(ask: Callable[[], Any]) -> Any:
    """People and their cycles reach ingestion a moment after they are changed."""
    deadline = time.monotonic() + 15
    while not (found := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def members(stack: Stack) -> dict[str, tuple[str, int]]:
    """Whom ingestion knows: role and whether active, by e-mail address."""
    with contextlib.closing(sqlite3.connect(stack.data_dir / "tr4ction.db", timeout=10)) as database:
        rows = database.execute("SELECT email, role, is_active FROM members").fetchall()
    return {email: (role, active) for email, role, active in rows}


def wait_for_member(stack: Stack, email: str, expected: tuple[str, int]) -> None:
    deadline = time.monotonic() + 15
    while members(stack).get(email) != expected:
        assert time.monotonic() < deadline, members(stack)
        time.sleep(0.05)


def test_from_invitation_to_disabled_with_ingestion_told(stack: Stack) -> None:
    with stack.log_in(PASSWORD) as admin, stack.client() as door:
        invited = admin.post("/admin/invitations", json={"email": "eva@fcj.example", "role": "mentor"}).json()
        token = invited["link"].partition("#token=")[2]
        body = {"token": token, "password": "montanha azul, rio verde", "name": "Eva Lima"}
        tokens = door.post("/auth/accept-invitation", json=body).json()
        wait_for_member(stack, "eva@fcj.example", ("mentor", 1))
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert door.get("/auth/me", headers=bearer).json()["name"] == "Eva Lima"
        assert admin.patch(f"/admin/users/{tokens['user']['id']}", json={"disabled": True}).status_code == 200
        assert door.get("/auth/me", headers=bearer).status_code == 401
        wait_for_member(stack, "eva@fcj.example", ("mentor", 0))
        told = [event["action"] for event in admin.get("/admin/audit").json()["events"]]
    assert {"invitation_sent", "invitation_accepted", "user_disabled", "logged_in"} <= set(told)
    for log in stack.data_dir.rglob("*.log*"):
        assert token not in log.read_text("utf-8", "replace"), log


def test_operators_verify_make_admins_and_reset_passwords(stack: Stack) -> None:
    verified = manage(stack, "verify-audit")
    assert "none changed or missing" in verified
    made = json.loads(manage(stack, "create-admin", "--email", "lia@fcj.example", "--username", "lia"))
    with stack.log_in(made["password"], "lia") as client:
        assert client.get("/admin/users").json()["code"] == "password_change_required"
    again = json.loads(manage(stack, "reset-password", "lia"))
    assert again["password"] != made["password"]
    wait_for_member(stack, "lia@fcj.example", ("admin", 1))
    assert manage(stack, "resync-members").endswith(" people pushed")


def manage(stack: Stack, *arguments: str) -> str:
    """What a command says, given the settings that the running gateway has."""
    [gateway, *_] = stack.processes("tr4ction_gateway.asgi")
    environment = dict(
        entry.split("=", 1) for entry in Path(f"/proc/{gateway}/environ").read_text("utf-8").split("\0") if "=" in entry
    )
    environment.pop("TR4CTION_STACK", None)
    done = subprocess.run(
        [sys.executable, "-m", "tr4ction_gateway.manage", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=stack.folder,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
