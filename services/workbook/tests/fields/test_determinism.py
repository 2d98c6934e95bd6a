"""The same bytes give the same fields, ids and order: in every process, whatever its hash seed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_SCRIPT = """
import json, sys
from tr4ction_workbook.inspection import inspect_workbook
inspection = inspect_workbook(sys.stdin.buffer.read())
print(json.dumps([[field.as_dict() for field in inspection.fields], [page.text for page in inspection.guidance]]))
"""

_DRAWING = """
    #Canvas | < | < | <
    Preencha apenas as células brancas
    {Concorrente}      | {Produto} | {Preço} | {Nota}
    {ClinicaApp}       | [Bom]     | []      | [5]
    {Nome Concorrente} | []        | []      | []
    {S} | {Forças} | {W} | {Fraquezas}
    [Marca] | < | [Preço] | <
    [] | < | [] | <
    Nome: | | {Campanha} | {Canal}
    (Total) | [10] | (E-book) | [Blog]
    (x) | [] | () | []
    (y) | [] | () | []
"""


@pytest.fixture
def drawn(draw, saved):
    sheet = draw(_DRAWING)
    sheet["B10"] = "=SUM(D4:D5)"
    return saved(sheet)


def test_hash_seeds_change_nothing(drawn):
    outputs = {_inspect(drawn, seed) for seed in ("0", "1", "42")}
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def _inspect(workbook: bytes, seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", _SCRIPT]
    return subprocess.run(command, input=workbook, check=True, capture_output=True, env=environment, timeout=60).stdout
