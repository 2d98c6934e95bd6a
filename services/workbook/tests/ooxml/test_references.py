"""What references mean: unions of areas, names for them, names for names."""

from __future__ import annotations

import pytest

from tr4ction_workbook.ooxml.model import DefinedName
from tr4ction_workbook.ooxml.references import PRINT_AREA, NamedAreas, areas, quoted


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("$A$1:B2", [(None, "A1:B2")]),
        ("=Sheet1!$A$1", [("Sheet1", "A1")]),
        ("'It''s, here'!$A$1:$B$2,'It''s, here'!D:E", [("It's, here", "A1:B2"), ("It's, here", "D1:E1048576")]),
        ("S!$1:$2", [("S", "A1:XFD2")]),
        ("SUM(A1)", []),
        ("A1,", [(None, "A1")]),
        ("A1,SUM(B1)", []),
        ("S!#REF!", []),
        ("[1]Other!A1", []),
        ('"a,b"', []),
        ("", []),
    ],
)
def test_areas(formula, expected):
    assert [(sheet, str(area)) for sheet, area in areas(formula)] == expected


def test_names():
    names = NamedAreas(
        [
            DefinedName("List", "S!$A$1:$A$3", None, False),
            DefinedName("List", "Local!$B$1", 2, False),
            DefinedName("Alias", "LIST", None, False),
            DefinedName("Round", "round", None, False),
            DefinedName("Two", "A1,B1", None, False),
            DefinedName(PRINT_AREA, "S!$A$1,S!$C$1", 0, False),
        ]
    )

    def resolved(formula, sheet_index=0):
        found = names.resolve(formula, sheet_index)
        return found and (found[0], str(found[1]))

    assert resolved("list") == ("S", "A1:A3")
    assert resolved("=List", 2) == ("Local", "B1")
    assert resolved("alias") == ("S", "A1:A3")
    assert resolved("$F$1:$F$9") == (None, "F1:F9")
    assert resolved("Round") is resolved("Two") is resolved("nothing") is resolved("OFFSET(A1,1,1)") is None
    assert [str(area) for _, area in names.areas(PRINT_AREA, 0)] == ["A1", "C1"]
    assert names.areas(PRINT_AREA, 1) == []


@pytest.mark.parametrize(
    ("name", "expected"), [("S1", "S1"), ("It's", "'It''s'"), ("a b", "'a b'"), ("Ação", "'Ação'")]
)
def test_quoted(name, expected):
    assert quoted(name) == expected
