"""Real workbooks, where the evaluation files are at hand beside the repository."""

from __future__ import annotations

import time

import pytest

from support.evaluation import EVAL, HOW_TO_GET, IS_HERE, Q1
from support.ingestion import Service

NASTY = sorted((EVAL / "nasty").glob("*"))

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET),
    pytest.mark.timeout(600),
]


@pytest.mark.heavy
async def test_nasty_files_give_a_template_or_a_refusal(service: Service) -> None:
    failed = []
    for number, path in enumerate(NASTY):
        started = time.monotonic()
        response = await service.upload(path.read_bytes(), f"N{number}", path.name)
        seconds = time.monotonic() - started
        if response.status_code not in (200, 415, 422) or seconds > 20:
            failed.append((path.name, response.json().get("code"), round(seconds, 1)))
    assert failed == []
    listed = (await service.client.get("/admin/templates?limit=1")).json()["total"]
    stored = service.stored()
    assert stored.rows is not None
    assert stored.rows[0] == listed


async def test_the_real_template(service: Service) -> None:
    path = Q1
    body = await service.uploaded(path.read_bytes(), "Q1", path.name)
    assert body["template_key"] == "q1_template_q1"
    assert body["validation_report"]["valid"] is True
    assert {name: body["stats"][name] for name in ("num_sheets", "num_cells", "num_merged", "num_images")} == {
        "num_sheets": 26,
        "num_cells": 34667,
        "num_merged": 2995,
        "num_images": 33,
    }
    detail = (await service.client.get(f"/admin/templates/{body['template_id']}")).json()
    assert len(detail["template"]["assets"]) == 8
    assert len(detail["fields"]) == body["fields_count"] > 1000
