from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_ingestion.templates.filenames import (
    MAX_LENGTH,
    clean_filename,
    content_disposition,
    content_type,
    with_extension,
)


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("Template Q1.xlsx", "Template Q1.xlsx"),
        ("C:\\fakepath\\Plano.xlsx", "Plano.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nX-Evil: 1.xlsx", "aX-Evil: 1.xlsx"),
        ("relat\u202excod.xlsx", "relatxcod.xlsx"),
        ("Diagno\u0301stico.xlsx", "Diagnóstico.xlsx"),
        ("  ", ""),
    ],
)
def test_clean(given_name: str, expected: str) -> None:
    assert clean_filename(given_name) == expected


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_filename("a" * 500 + ".xlsx")
    assert len(name) == MAX_LENGTH
    assert name.endswith("a.xlsx")


@given(st.text(max_size=400))
def test_a_clean_name_is_one_printable_line(text: str) -> None:
    name = clean_filename(text)
    assert len(name) <= MAX_LENGTH
    assert "/" not in name
    assert "\\" not in name
    assert not re.search(r"[\x00-\x1f\x7f]", name)
    assert clean_filename(name) == name


@given(st.text(max_size=200))
def test_a_disposition_cannot_be_broken_out_of(text: str) -> None:
    name = clean_filename(text)
    header = content_disposition(name)
    match = re.fullmatch(
        r"attachment; filename=\"([A-Za-z0-9 ._()-]*)\"; filename\*=UTF-8''([A-Za-z0-9%._~-]*)", header
    )
    assert match
    assert unquote(match[2]) == name


def test_a_name_in_another_script_has_a_plain_stand_in() -> None:
    assert 'filename="file.xlsx"' in content_disposition("🎉.xlsx")
    assert 'filename="Aca.xlsx"' in content_disposition("Aça.xlsx")


def test_the_extension_is_that_of_the_content() -> None:
    assert with_extension("Plano.txt", "xlsx", "q1") == "Plano.xlsx"
    assert with_extension("Plano v1.2", "xltx", "q1") == "Plano v1.xltx"
    assert with_extension("", "xlsm", "q1_plano") == "q1_plano.xlsm"
    assert content_type("xltm") == "application/vnd.ms-excel.template.macroEnabled.12"
