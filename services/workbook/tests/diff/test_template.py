"""Whole workbooks: their sheets, and what stands beside the fields."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Font, PatternFill, Side

from tr4ction_workbook.diff import FORMAT, as_document, diff_templates
from tr4ction_workbook.inspection import inspect_workbook

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def inspected(**sheets):
    """A workbook of sheets with a box beside each label; a text instead of labels is guidance."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, labels in sheets.items():
        sheet = workbook.create_sheet(name.removesuffix("_hidden"))
        if name.endswith("_hidden"):
            sheet.sheet_state = "hidden"
        if isinstance(labels, str):
            sheet["A1"] = labels
            continue
        for row, label in enumerate(labels, 2):
            cell = sheet.cell(row, 2, label)
            cell.font, cell.fill, cell.border = Font(bold=True), PatternFill("solid", fgColor="FF93D5E0"), _BOX
            sheet.cell(row, 3).border = _BOX
    stream = io.BytesIO()
    workbook.save(stream)
    return inspect_workbook(stream.getvalue())


SWOT, ICP = ("Forças", "Fraquezas"), ("Segmento", "Região", "Dor")


def changes(diff):
    return [(sheet.old, sheet.new, sheet.changes) for sheet in diff.sheets if sheet.changes]


def test_a_template_that_stayed():
    diff = diff_templates(inspected(SWOT=SWOT, Guia="Leia"), inspected(SWOT=SWOT, Guia="Leia"))
    assert diff.is_empty
    assert (changes(diff), diff.sheets_added, diff.sheets_removed) == ([], (), ())


def test_sheets_that_came_went_and_were_renamed():
    diff = diff_templates(
        inspected(SWOT=SWOT, ICP=ICP, Fim="Tchau"), inspected(SWOT=SWOT, Perfil=ICP, Capa="Bem-vindo")
    )
    assert changes(diff) == [("ICP", "Perfil", ("name",))]
    assert (diff.sheets_removed, diff.sheets_added, diff.is_empty) == (("Fim",), ("Capa",), False)


def test_sheets_in_another_order():
    diff = diff_templates(inspected(SWOT=SWOT, ICP=ICP, Guia="Leia"), inspected(Guia="Leia", SWOT=SWOT, ICP=ICP))
    assert changes(diff) == [("Guia", "Guia", ("position",))]
    assert {match.certainty for match in diff.fields.matches} == {"same"}


def test_other_guidance_and_a_sheet_that_was_hidden():
    diff = diff_templates(
        inspected(SWOT=SWOT, Guia="Leia", Teoria="A"), inspected(SWOT=SWOT, Guia="Leia já", Teoria_hidden="A")
    )
    assert ("Guia", "Guia", ("guidance",)) in changes(diff)
    assert "visibility" in {old: what for old, _, what in changes(diff)}["Teoria"]


def test_a_sheet_of_words_that_was_renamed():
    diff = diff_templates(inspected(SWOT=SWOT, Guia="Leia"), inspected(SWOT=SWOT, Ajuda="Leia"))
    assert changes(diff) == [("Guia", "Ajuda", ("name",))]


def test_hiding_a_sheet_removes_its_fields():
    diff = diff_templates(inspected(SWOT=SWOT, ICP=ICP), inspected(SWOT=SWOT, ICP_hidden=ICP))
    assert len(diff.fields.removed) == 3
    assert [(old, what) for old, _, what in changes(diff)] == [("ICP", ("visibility",))]


@pytest.mark.parametrize("labels", [("Segmento", "Região do país", "Dor", "Canal"), ("Dor",), ICP[::-1]], ids=len)
def test_as_plain_data(labels):
    diff = diff_templates(inspected(ICP=ICP), inspected(ICP=labels))
    document = json.loads(json.dumps(as_document(diff)))
    assert list(document) == [
        "format",
        "is_empty",
        "summary",
        "sheets",
        "added",
        "removed",
        "moved",
        "renamed",
        "retyped",
        "doubtful",
        "matches",
    ]
    assert document["format"] == FORMAT
    assert len(document["matches"]) == document["summary"]["same"] + document["summary"]["sure"]
    for kind in ("added", "removed", "moved", "renamed", "retyped"):
        assert len(document[kind]) == document["summary"][kind]
    for match in document["moved"] + document["renamed"] + document["retyped"]:
        assert match["old"]["field_id"] == match["old_field_id"]
        assert match["reasons"]
