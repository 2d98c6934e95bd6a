"""The sample template: the same bytes every time, a workbook that others can read, and fields that we find."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from tr4ction_cli.sample import logo, make_sample
from tr4ction_workbook.inspection import Inspection, inspect_workbook

# Sheet, range, label, type; of the tables one row that is an example and one that is spare.
EXPECTED = [
    ("Capa", "C6", "Nome da startup", "text_short"),
    ("Capa", "C9", "Data de início", "date"),
    ("Capa", "C10", "Número de sócios", "number"),
    ("Capa", "C11", "Estágio", "choice"),
    ("Capa", "C12", "Já tem faturamento?", "boolean"),
    ("SWOT", "C5", "Status da etapa", "choice"),
    ("SWOT", "B8:C13", "Forças", "text_long"),
    ("SWOT", "E16:F21", "Ameaças", "text_long"),
    ("ICP", "C5", "Segmento de atuação", "text_short"),
    ("ICP", "C11", "Ticket médio mensal (R$)", "number"),
    ("Persona", "E6", "Data da entrevista", "date"),
    ("Persona", "B9:E12", "Rotina", "text_long"),
]
IN_TABLES = {"OKRs": 6 * 6, "Cronograma": 11 * 4}


@pytest.fixture(scope="module")
def sample() -> bytes:
    return make_sample()


@pytest.fixture(scope="module")
def inspection(sample: bytes) -> Inspection:
    return inspect_workbook(sample)


def test_the_bytes_do_not_depend_on_the_moment(sample: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-01-06T09:00:00Z" in archive.read("docProps/core.xml")
    assert make_sample() == sample


def test_openpyxl_reads_it(sample: bytes) -> None:
    workbook = load_workbook(io.BytesIO(sample))
    assert workbook.sheetnames == ["Capa", "SWOT", "ICP", "Persona", "OKRs", "Cronograma", "Listas"]
    assert workbook["Listas"].sheet_state == "hidden"


def test_the_logo_is_a_png() -> None:
    data = logo.make_logo()._data()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data.endswith(b"IEND\xaeB`\x82")


def test_its_fields_are_found(inspection: Inspection) -> None:
    found = {(f.sheet_name, f.cell_range): (f.label, f.inferred_type) for f in inspection.fields}
    assert {(sheet, cells): found.get((sheet, cells)) for sheet, cells, *_ in EXPECTED} == {
        (sheet, cells): (label, kind) for sheet, cells, label, kind in EXPECTED
    }
    for sheet, count in IN_TABLES.items():
        assert sum(field.sheet_name == sheet for field in inspection.fields) == count
    assert len(inspection.fields) == 107


def test_drop_downs_bring_their_options_inline_or_from_a_range(inspection: Inspection) -> None:
    options = {(f.sheet_name, f.cell_range): f.options for f in inspection.fields}
    assert options["Capa", "C11"] == ("Ideação", "Validação", "Operação", "Tração", "Escala")
    assert options["SWOT", "C5"] == ("Não iniciado", "Em andamento", "Concluído", "Bloqueado")


def test_theory_is_guidance_and_no_field(inspection: Inspection) -> None:
    guidance = {item.sheet_name: item.text for item in inspection.guidance}
    assert "SWOT: Strengths" in guidance["SWOT"]


def test_nothing_is_lost(inspection: Inspection) -> None:
    assert inspection.validation_report["valid"]
    assert inspection.stats["num_images"] == 1
    assert len(inspection.assets) == 1
