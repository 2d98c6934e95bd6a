"""Media become files with safe names, each content once."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_workbook.snapshot import collect_assets
from tr4ction_workbook.snapshot.assets import safe_name


def test_equal_content_is_one_asset(read_book):
    media = {
        "xl/media/image1.png": b"1",
        "xl/media/image2.png": b"2",
        "xl/media/copy.png": b"1",
        "xl/other/image1.png": b"3",
    }
    assets = collect_assets(read_book(extra=media))
    assert [(asset.name, asset.data, asset.parts) for asset in assets] == [
        ("image1.png", b"1", ["xl/media/image1.png", "xl/media/copy.png"]),
        ("image2.png", b"2", ["xl/media/image2.png"]),
        ("image1-2.png", b"3", ["xl/other/image1.png"]),
    ]
    assert assets[0].content_type == "image/png"
    assert assets[0].sha256 == hashlib.sha256(b"1").hexdigest()


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("xl/media/image1.png", "image1.png"),
        ("xl/media/foto da equipe ção.jpeg", "foto-da-equipe-o.jpeg"),
        ("xl/media/..hidden", "hidden"),
        ("xl/media/CON.png", "media-CON.png"),
        ("xl/media/%2e%2e%2fa.png", "2e-2e-2fa.png"),
        ("xl/media/図.png", "png"),
        ("xl/media/.", "media"),
    ],
)
def test_safe_names(part, expected):
    assert safe_name(part, set()) == expected


@given(st.lists(st.text(max_size=30), max_size=8))
def test_names_are_safe_and_unlike(parts):
    taken: set[str] = set()
    names = [safe_name(f"xl/media/{part}", taken) for part in parts]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert name.isascii()
        assert not name.startswith(".")
        assert not set(name) & set('/\\:*?"<>| \0')
        assert len(name) <= 100
