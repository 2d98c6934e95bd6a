"""A template's life on the really running stack: published, filled in, replaced by its next version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from support.founders import told, until
from support.stack import Stack, running_stack
from support.workbooks import simple_workbook

PASSWORD = "a senha da primeira pessoa"
FIRST = ("Nome da empresa", "Cidade da sede", "Produto principal", "Cliente ideal", "Receita anual prevista")
NEXT = ("Nome da empresa", "Canais de venda", *FIRST[1:4], "Receita anual prevista (em reais)")
TRAIL = "q1_plano"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("trails"), "--no-sample", ADMIN_PASSWORD=PASSWORD) as stack:
        yield stack


def uploaded(admin: httpx.Client, *labels: str) -> dict[str, Any]:
    files = {"file": ("Plano.xlsx", simple_workbook(*labels))}
    found: dict[str, Any] = told(admin, "POST", "/admin/templates/upload?cycle=Q1", files=files)
    return found


def founder(stack: Stack, admin: httpx.Client) -> httpx.Client:
    """Somebody of a start-up that takes part in Q1, invited and logged in."""
    told(admin, "POST", "/admin/cycles", json={"name": "Q1"})
    company = told(admin, "POST", "/admin/organizations", json={"name": "Padaria Boa", "cycles": ["Q1"]})
    invitation = {"email": "bia@padaria.example", "role": "founder", "organization_id": company["id"]}
    link = told(admin, "POST", "/admin/invitations", json=invitation)["link"]
    with stack.client() as door:
        body = {"token": link.partition("#token=")[2], "password": "pão quente às seis", "name": "Bia"}
        return stack.client(told(door, "POST", "/auth/accept-invitation", json=body)["access_token"])


def test_answers_live_on_in_the_next_version(stack: Stack) -> None:
    with stack.log_in(PASSWORD) as admin:
        first = uploaded(admin, *FIRST)
        told(admin, "POST", f"/admin/templates/{first['template_id']}/publish")
        with founder(stack, admin) as bia:
            [trail] = until(lambda: told(bia, "GET", "/founder/trails"))
            assert (trail["id"], trail["name"]) == (TRAIL, "Plano")
            step = f"/founder/trails/{TRAIL}/steps/{trail['steps'][0]['id']}"
            schema = told(bia, "GET", f"{step}/schema")
            ids = {field["label"]: field["name"] for field in schema["fields"]}
            assert set(ids) == set(FIRST)
            answers = {ids["Cidade da sede"]: "Recife", ids["Receita anual prevista"]: "120000"}
            saved = told(bia, "POST", f"{step}/progress", json={"formData": answers})
            [row] = told(admin, "GET", "/admin/founders/progress?cycle=Q1")
            assert (row["name"], row["trailId"], row["progress"]) == ("Bia", TRAIL, saved["progress"])
            assert bia.get("/admin/founders/progress").status_code == 403
            assert admin.get("/founder/trails").status_code == 403

            second = uploaded(admin, *NEXT)
            versions = f"{first['template_id']}/diff/{second['template_id']}"
            diff = told(admin, "GET", f"/admin/templates/{versions}")
            assert [field["label"] for field in diff["added"]] == ["Canais de venda"]
            assert [match["new"]["label"] for match in diff["renamed"]] == [NEXT[-1]]
            told(admin, "POST", f"/admin/templates/{second['template_id']}/publish")
            assert len(told(bia, "GET", f"{step}/schema")["fields"]) == len(FIRST)
            moved = told(admin, "POST", f"/admin/trails/{TRAIL}/move")["moved"]
            assert [(item["organization_name"], item["left_behind"]) for item in moved] == [("Padaria Boa", 0)]
            schema = told(bia, "GET", f"{step}/schema")
            assert [field["label"] for field in schema["fields"]] == list(NEXT)
            assert told(bia, "GET", f"{step}/progress")["formData"] == saved["formData"]
            path = f"/admin/founders/{row['id']}/trails/{TRAIL}/answers"
            fields = told(admin, "GET", path)["steps"][0]["fields"]
            assert {field["label"]: field["value"] for field in fields if field["value"]}.keys() == {
                "Cidade da sede",
                NEXT[-1],
            }


def test_a_sheet_is_shown_and_who_did_what_is_written_down(stack: Stack) -> None:
    with stack.log_in(PASSWORD) as admin:
        template = uploaded(admin, "Razão social", "Bairro")["template_id"]
        path = f"/admin/templates/{template}/sheets"
        assert [item["num_fields"] for item in told(admin, "GET", path)["sheets"]] == [2]
        page = admin.get(f"{path}/0/preview?language=en")
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "Razão social" in page.text
        again = admin.get(f"{path}/0/preview?language=en", headers={"If-None-Match": page.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        [field, _] = told(admin, "GET", f"/admin/templates/{template}")["fields"]
        told(
            admin, "PATCH", f"/admin/templates/{template}/fields/{field['field_id']}", json={"help": "Como no contrato"}
        )
        events = told(admin, "GET", f"/admin/audit?object=template:{template}")["events"]
        assert [(event["action"], event["details"]) for event in events] == [
            ("field_changed", {"field": field["field_id"]}),
            ("template_uploaded", {"cycle": "Q1"}),
        ]
        assert {event["address"] for event in events} == {"127.0.0.1"}
        with stack.client() as door:
            for method, inner in (("GET", "/internal/trails/q1_plano/context"), ("PUT", "/internal/members/1")):
                for client in (door, admin):
                    assert client.request(method, inner).json()["code"] == "not_found"
