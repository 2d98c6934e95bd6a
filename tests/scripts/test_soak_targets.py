"""The fuzz targets without a fuzzer: on what they start from, and on some hundred mangled copies of it."""

from __future__ import annotations

import random

import pytest

from soak.mangling import mangle_part, mangle_text, pack, unpack
from soak.targets.catalogue import TARGETS
from soak.targets.drawn_sheets import draw
from tr4ction_workbook.ooxml import read_workbook

MUTATIONS = 20


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_holds_for_its_seeds(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert seeds
    for data in seeds:
        assert len(data) <= target.max_length
        target.check(data)


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if target.mutate])
def test_every_target_holds_for_mutations(name: str) -> None:
    target = TARGETS[name]
    dice = random.Random(1)
    assert target.mutate is not None
    for data in target.seeds():
        for _ in range(MUTATIONS):
            mutated = target.mutate(data, target.max_length, dice)
            assert len(mutated) <= target.max_length
            target.check(mutated)


def test_what_bytes_draw_can_be_read() -> None:
    cells = bytes((4, 31, 0, 3, 15, 0, 1, 15, 2, 2, 15, 0))
    sheet = read_workbook(draw(cells)).sheets[0]
    assert (len(sheet.cells), len(sheet.merges), len(sheet.validations)) == (4, 1, 1)


def test_mangling_is_the_same_for_the_same_dice() -> None:
    data = pack({"a.xml": b'<a b="c"><d/>text</a>', "b.xml": b"<b/>"})
    assert unpack(data) == {"a.xml": b'<a b="c"><d/>text</a>', "b.xml": b"<b/>"}
    first, second = (mangle_part(data, random.Random(3)) for _ in range(2))
    assert first == second
    assert mangle_text(b"", random.Random(1)) is not None
    assert unpack(b"no archive") is None
