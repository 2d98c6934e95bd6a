"""Over the evaluation files: a result or a refusal, quickly, within a worker's memory, and nothing lost.

Nothing is lost when every part comes back from the JSON.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.confined import read_confined
from support.evaluation import HOW_TO_GET, IS_HERE, Q1, expected_refusal, workbooks
from support.reconstruction import differences
from tr4ction_workbook.ooxml import WorkbookError, read_workbook
from tr4ction_workbook.snapshot import build_snapshot, collect_assets, decode_snapshot, encode_snapshot, snapshot_json

pytestmark = pytest.mark.skipif(not IS_HERE, reason=HOW_TO_GET)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("evaluation_file", workbooks(), ids=lambda path: path.name)
def test_every_file(evaluation_file: Path) -> None:
    expected = expected_refusal(evaluation_file)
    if expected:
        with pytest.raises(WorkbookError) as caught:
            read_workbook(evaluation_file)
        assert caught.value.code == expected
        return
    workbook = read_workbook(evaluation_file)
    snapshot = build_snapshot(workbook)
    encoded = encode_snapshot(snapshot)
    assert decode_snapshot(encoded) == snapshot
    assert snapshot.validation_report.errors == []
    assert sum(len(sheet.cells.types) for sheet in snapshot.sheets) == snapshot.stats.num_cells


@pytest.mark.heavy
@pytest.mark.timeout(60)
@pytest.mark.parametrize("evaluation_file", workbooks(), ids=lambda path: path.name)
def test_every_file_within_the_memory_of_a_worker(evaluation_file: Path) -> None:
    """A result, or a refusal that says something."""
    outcome = read_confined(evaluation_file.read_bytes(), timeout=50)
    expected = expected_refusal(evaluation_file)
    assert outcome.get("code") == expected
    if expected:
        assert len(outcome["message"]) > 20
        return
    assert outcome["report"]["errors"] == []
    ids = [field_id for field_id, _ in outcome["fields"]]
    assert len(set(ids)) == len(ids) == outcome["stats"]["num_fields"]
    assert outcome["size"] > 100


@pytest.mark.parametrize(
    "readable_file", [path for path in workbooks() if expected_refusal(path) is None], ids=lambda path: path.name
)
def test_nothing_is_lost(readable_file: Path) -> None:
    data = readable_file.read_bytes()
    assert differences(data, snapshot_json(build_snapshot(read_workbook(data)))) == []


def test_q1() -> None:
    workbook = read_workbook(Q1)
    assert workbook.stats() == {
        "num_sheets": 26,
        "num_cells": 34_667,
        "num_merged": 2_995,
        "num_images": 33,
        "num_validations": 38,
        "num_tables": 0,
    }
    assert len(collect_assets(workbook)) == 8
    report = build_snapshot(workbook).validation_report
    assert (report.valid, report.errors, report.warnings) == (True, [], [])
