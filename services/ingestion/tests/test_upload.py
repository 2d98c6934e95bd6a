"""What an upload makes, and what it makes again."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json

import pytest

from support.ingestion import Service
from support.workbooks import (
    MAIN,
    package,
    scenario_workbook,
    simple_workbook,
    workbook_with_picture,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_scenario(service: Service) -> None:
    data = scenario_workbook()
    response = await service.upload(data, "Q1_TEST", "test_template.xlsx")
    assert response.status_code == 200, response.text
    body = response.json()
    assert body == {
        "template_id": body["template_id"],
        "template_key": "q1_test_template",
        "cycle": "Q1_TEST",
        "version": 1,
        "file_hash_sha256": hashlib.sha256(data).hexdigest(),
        "stats": {
            "num_sheets": 1,
            "num_cells": 3,
            "num_fields": 1,
            "num_merged": 0,
            "num_images": 0,
            "num_validations": 0,
            "num_tables": 0,
        },
        "validation_report": {"valid": True, "errors": [], "warnings": []},
        "fields_count": 1,
    }
    detail = (await service.client.get(f"/admin/templates/{body['template_id']}")).json()
    assert [(field["cell_range"], field["label"]) for field in detail["fields"]] == [("B4", "Nome da Empresa")]
    assert detail["template"]["status"] == "draft"

    before = service.stored()
    again = await service.upload(data, "Q1_TEST", "test_template.xlsx")
    assert again.json() == body
    assert service.stored() == before


@pytest.mark.parametrize("end", ["--\r\n", "--", "--\r\nepilogue"])
async def test_bodies_as_other_clients_write_them(service: Service, end: str) -> None:
    ours = b"--b\r\ncontent-type: text/plain\r\nCONTENT-DISPOSITION: form-data; filename=a.xlsx; name=file\r\n\r\n"
    other = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n'
    response = await service.client.post(
        "/admin/templates/upload?cycle=CLIENTS",
        content=other + ours + scenario_workbook() + b"\r\n--b" + end.encode(),
        headers={"Content-Type": "Multipart/Form-Data; boundary=b"},
    )
    assert response.status_code == 200, response.text
    assert response.json()["template_key"] == "clients_a"


async def test_files_lie_where_the_design_says(service: Service) -> None:
    data = workbook_with_picture()
    body = await service.uploaded(data, "FILES", "Com Imagem.xlsx")
    folder = service.settings.template_storage_path / "files_com_imagem" / "FILES" / body["file_hash_sha256"]
    assert {path.name for path in folder.iterdir()} == {
        "original.xlsx",
        "snapshot.json.gz",
        "guidance.json",
        ".SHA256SUMS",
    }
    assert (folder / "original.xlsx").read_bytes() == data
    assert json.loads(gzip.decompress((folder / "snapshot.json.gz").read_bytes()))
    images = service.settings.templates_images_dir / body["file_hash_sha256"]
    assert sorted(path.name for path in images.iterdir()) == [".SHA256SUMS", "image1.png"]
    assert not list((service.settings.template_storage_path / ".incoming").iterdir())
    assert not list((service.settings.templates_images_dir / ".incoming").iterdir())


async def test_other_bytes_are_the_next_version(service: Service) -> None:
    first = await service.uploaded(simple_workbook("Nome"), "VERSIONS", "Plano.xlsx")
    second = await service.uploaded(simple_workbook("Nome", "Idade"), "VERSIONS", "Plano (1).xlsx")
    old = await service.uploaded(simple_workbook("Nome"), "VERSIONS", "Plano.xlsx")
    assert (first["template_key"], first["version"]) == ("versions_plano", 1)
    assert (second["template_key"], second["version"]) == ("versions_plano", 2)
    assert old["template_id"] == first["template_id"]


async def test_the_same_bytes_in_another_cycle_are_another_template(service: Service) -> None:
    data = workbook_with_picture()
    one = await service.uploaded(data, "C1")
    two = await service.uploaded(data, "C2")
    assert one["template_id"] != two["template_id"]
    for body in (one, two):
        response = await service.client.get(f"/admin/templates/{body['template_id']}/assets/image1.png")
        assert response.status_code == 200


async def test_a_given_key_names_the_template(service: Service) -> None:
    body = await service.uploaded(simple_workbook("Nome"), "GIVEN", "x.xlsx", template_key="meu_template")
    assert body["template_key"] == "meu_template"
    assert (service.settings.template_storage_path / "meu_template" / "GIVEN").is_dir()


async def test_two_identical_uploads_at_once_make_one_template(service: Service) -> None:
    data = simple_workbook("Ao mesmo tempo")
    before = service.stored()
    bodies = await asyncio.gather(*(service.uploaded(data, "TWICE") for _ in range(4)))
    assert len({body["template_id"] for body in bodies}) == 1
    after = service.stored()
    assert before.rows
    assert after.rows
    assert after.rows[0] == before.rows[0] + 1
    assert len(after.files - before.files) == 4


async def test_different_uploads_at_once_get_different_versions(service: Service) -> None:
    bodies = await asyncio.gather(
        *(service.uploaded(simple_workbook(f"Nome {n}"), "MANY", "Plano.xlsx") for n in range(4))
    )
    assert sorted(body["version"] for body in bodies) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("main_type", "extension"),
    [
        (f"{MAIN}.sheet.main+xml", "xlsx"),
        (f"{MAIN}.template.main+xml", "xltx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", "xltm"),
    ],
)
async def test_the_kind_is_told_by_content(service: Service, main_type: str, extension: str) -> None:
    body = await service.uploaded(package(main_type=main_type), f"KIND_{extension}", "anything.txt")
    response = await service.client.get(f"/admin/templates/{body['template_id']}/original")
    assert f'filename="anything.{extension}"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("escape", ["_x0000_", "_xD800_"])
async def test_text_that_no_database_takes(service: Service, escape: str) -> None:
    body = await service.uploaded(simple_workbook(f"Nome {escape} completo"), "ODD")
    detail = await service.client.get(f"/admin/templates/{body['template_id']}")
    assert detail.status_code == 200
    assert (await service.client.get(f"/admin/templates/{body['template_id']}/snapshot")).status_code == 200
    assert (await service.client.get(f"/admin/templates/{body['template_id']}/context")).status_code == 200
