"""What can be asked of a stored template."""

from __future__ import annotations

import gzip
import json
from urllib.parse import unquote

import httpx
import pytest
import pytest_asyncio
from openpyxl.worksheet.worksheet import Worksheet

from support.ingestion import Service
from support.workbooks import PICTURE, package, simple_workbook, workbook_with_picture

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def template_id(service: Service) -> int:
    number: int = (await service.uploaded(workbook_with_picture(), "Q1", "Plano Ação.xlsx"))["template_id"]
    return number


async def get(service: Service, template_id: int | str, path: str = "", **headers: str) -> httpx.Response:
    return await service.client.get(f"/admin/templates/{template_id}{path}", headers=headers)


async def test_detail(service: Service, template_id: int) -> None:
    body = (await get(service, template_id)).json()
    template = body["template"]
    assert template["id"] == template_id
    assert template["template_key"] == "q1_plano_acao"
    assert template["original_filename"] == "Plano Ação.xlsx"
    assert template["created_at"].endswith("Z")
    assert template["created_by"] == "admin-1"
    assert template["assets"] == [{"name": "image1.png", "content_type": "image/png", "size": len(PICTURE)}]
    assert template["validation_report"]["valid"] is True
    assert set(body["fields"][0]) == {
        "field_id", "sheet_name", "cell_range", "label", "inferred_type", "options", "required", "example_value",
        "phase", "group", "help", "order_index", "confidence", "reasons", "corrected", "added",
    }  # fmt: skip


async def test_fields_come_in_order(service: Service) -> None:
    labels = [f"Pergunta {n}" for n in range(30)]
    body = await service.uploaded(simple_workbook(*labels), "ORDER")
    detail = (await get(service, body["template_id"])).json()
    assert [field["order_index"] for field in detail["fields"]] == list(range(len(detail["fields"])))
    assert body["fields_count"] == len(detail["fields"]) > 1


async def test_list_is_newest_first_and_in_pages(service: Service) -> None:
    numbers = [(await service.uploaded(simple_workbook(f"L{n}"), "LIST"))["template_id"] for n in range(3)]
    page = (await service.client.get("/admin/templates", params={"cycle": "LIST", "limit": 2})).json()
    assert [item["id"] for item in page["templates"]] == numbers[:0:-1]
    assert (page["total"], page["limit"], page["offset"]) == (3, 2, 0)
    rest = (await service.client.get("/admin/templates", params={"cycle": "LIST", "limit": 2, "offset": 2})).json()
    assert [item["id"] for item in rest["templates"]] == numbers[:1]
    everything = (await service.client.get("/admin/templates")).json()
    assert everything["total"] >= 3
    assert (await service.client.get("/admin/templates?cycle=NONE")).json()["templates"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "offset=-1", "offset=99999999999999999999"])
async def test_bad_pages(service: Service, query: str) -> None:
    response = await service.client.get(f"/admin/templates?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert response.json()["errors"][0]["parameter"] == query.partition("=")[0]


async def test_a_cycle_that_cannot_be_is_refused_in_the_list_too(service: Service) -> None:
    response = await service.client.get("/admin/templates", params={"cycle": "Q1\0"})
    assert (response.status_code, response.json()["code"]) == (422, "cycle_malformed")


@pytest.mark.parametrize(
    "number", ["0", "999999", "-1", "abc", "1.5", "9223372036854775808", "9" * 30, "9" * 5000, "٣", "1%20"]
)
@pytest.mark.parametrize("path", ["", "/snapshot", "/context", "/original", "/assets/image1.png"])
async def test_unknown_numbers(service: Service, number: str, path: str) -> None:
    response = await get(service, number, path)
    assert (response.status_code, response.json()["code"]) == (404, "template_not_found")


async def test_snapshot_compressed_or_not(service: Service, template_id: int) -> None:
    packed = await get(service, template_id, "/snapshot", **{"Accept-Encoding": "gzip"})
    plain = await get(service, template_id, "/snapshot", **{"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"] == "application/json"
    assert packed.json() == plain.json()
    stored = next(service.settings.template_storage_path.glob("q1_plano_acao/Q1/*/snapshot.json.gz"))
    assert json.loads(gzip.decompress(stored.read_bytes())) == plain.json()


async def test_original_is_untouched(service: Service, template_id: int) -> None:
    response = await get(service, template_id, "/original")
    assert response.content == workbook_with_picture_bytes(service)
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"Plano Acao.xlsx\"; filename*=UTF-8''Plano%20A%C3%A7%C3%A3o.xlsx"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def workbook_with_picture_bytes(service: Service) -> bytes:
    return next(service.settings.template_storage_path.glob("q1_plano_acao/Q1/*/original.xlsx")).read_bytes()


@pytest.mark.parametrize("path", ["/original", "/snapshot", "/assets/image1.png"])
async def test_what_the_client_has_is_not_sent_again(service: Service, template_id: int, path: str) -> None:
    tag = (await get(service, template_id, path)).headers["ETag"]
    for header in (tag, f'"other", W/{tag}', "*"):
        response = await get(service, template_id, path, **{"If-None-Match": header})
        assert response.status_code == 304
        assert response.content == b""
        assert response.headers["ETag"] == tag
    assert (await get(service, template_id, path, **{"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    "filename",
    [
        'a".xlsx',
        "a\r\nX-Evil: 1\r\n.xlsx",
        "a%0d%0aX-Evil: 1.xlsx",
        "a;b=c.xlsx",
        "日本語.xlsx",
        "a\tb.xlsx",
        "/etc/x.xlsx",
    ],
)
async def test_a_file_name_breaks_no_header(service: Service, filename: str) -> None:
    escaped = filename.replace("\\", "\\\\").replace('"', '\\"').encode()
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + escaped + b'"\r\n\r\n'
    response = await service.client.post(
        "/admin/templates/upload?cycle=NAMES&template_key=names",
        content=head + package(extra={"x": filename.encode()}) + b"\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    if response.status_code == 400:  # a line break ends the header of the part itself
        assert "\r\n" in filename
        return
    sent = await get(service, response.json()["template_id"], "/original")
    assert "X-Evil" not in sent.headers
    disposition = sent.headers["Content-Disposition"]
    assert "\r" not in disposition
    assert "\n" not in disposition
    assert unquote(disposition.rpartition("''")[2]).endswith(".xlsx")


async def test_asset(service: Service, template_id: int) -> None:
    response = await get(service, template_id, "/assets/image1.png")
    assert response.content == PICTURE
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline;")
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["image2.png", "original.xlsx", "..%5Coriginal.xlsx", "image1.png%00", "%2e%2e"])
async def test_no_other_file_is_an_asset(service: Service, template_id: int, name: str) -> None:
    response = await service.client.get(f"http://ingestion/admin/templates/{template_id}/assets/{name}")
    assert response.status_code == 404


async def test_an_asset_that_is_a_document_is_not_shown(service: Service) -> None:
    evil = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    body = await service.uploaded(package(extra={"xl/media/evil.svg": evil}), "SVG")
    detail = (await get(service, body["template_id"])).json()
    assert [asset["name"] for asset in detail["template"]["assets"]] == ["evil.svg"]
    response = await get(service, body["template_id"], "/assets/evil.svg")
    assert response.content == evil
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")


async def test_context(service: Service) -> None:
    def explain(sheet: Worksheet) -> None:
        sheet["B20"] = "Teoria"
        sheet["B21"] = "Uma persona é um personagem fictício que representa o cliente ideal da empresa."

    body = await service.uploaded(simple_workbook("Nome", "Idade", change=explain), "CONTEXT")
    context = (await get(service, body["template_id"], "/context")).json()
    assert set(context) == {"template_meta", "fillable_fields", "phases_summary", "guidance"}
    assert context["template_meta"]["template_key"] == body["template_key"]
    assert len(context["fillable_fields"]) == body["fields_count"]
    assert sum(phase["num_fields"] for phase in context["phases_summary"]) == body["fields_count"]
    assert all(set(item) == {"sheet_name", "text"} for item in context["guidance"])


async def test_a_file_that_was_lost_is_said_to_be(service: Service) -> None:
    body = await service.uploaded(workbook_with_picture(), "LOST", "Perdido.xlsx")
    for stored in service.settings.template_storage_path.glob("lost_perdido/*/*/*"):
        stored.unlink()
    for path in ("/original", "/snapshot", "/context"):
        response = await get(service, body["template_id"], path)
        assert (response.status_code, response.json()["code"]) == (500, "stored_file_missing")
    assert (await get(service, body["template_id"])).status_code == 200
