"""Small languages: styles, formulas, number formats and dates, the snapshot's own bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from soak.mangling import mangle_text
from soak.targets import workbook_seeds
from soak.targets.target import Target
from tr4ction_workbook.ooxml import Limits, WorkbookError, read_workbook, xml
from tr4ction_workbook.ooxml.budget import Budget
from tr4ction_workbook.ooxml.celltable import number
from tr4ction_workbook.ooxml.dates import serial_to_datetime
from tr4ction_workbook.ooxml.formulas import translate
from tr4ction_workbook.ooxml.generic import Names
from tr4ction_workbook.ooxml.model import CellRange
from tr4ction_workbook.ooxml.number_formats import is_date_format
from tr4ction_workbook.ooxml.styles import Styles
from tr4ction_workbook.ooxml.text import decode_stored, escape_xml
from tr4ction_workbook.ooxml.theme import read_theme, read_theme_fonts
from tr4ction_workbook.snapshot import SnapshotError, build_snapshot, decode_snapshot, snapshot_json
from tr4ction_workbook.snapshot.encoding import encode_snapshot
from tr4ction_workbook.snapshot.styles import Colors, style_table

_STEP = struct.Struct("<hh")


def check_styles(data: bytes) -> None:
    """Every format can be resolved, painted and written down."""
    try:
        root = xml.parse(data, "styles", Budget(Limits()))
    except WorkbookError:
        return
    styles = Styles(root, read_theme(root))
    table = style_table(styles, read_theme_fonts(root), Colors(styles.palette), Names())
    assert len(table.formats) == len(styles)
    for style_id in (-1, *range(len(styles) + 1)):
        color = styles.fill_rgb(style_id)
        assert color is None or len(bytes.fromhex(color)) == 3


def check_formula(data: bytes) -> None:
    """Moving there and back gives the same formula, where nothing was lost at an edge of the sheet."""
    if len(data) < _STEP.size:
        return
    rows, columns = _STEP.unpack_from(data)
    text = data[_STEP.size :].decode("utf-8", "replace")
    formula = translate(text, 0, 0)
    assert translate(formula, 0, 0) == formula, f"{text!r} was {formula!r}"
    moved = translate(formula, rows, columns)
    if "#REF!" not in moved:
        assert translate(moved, -rows, -columns) == formula, f"{formula!r} by {rows}, {columns} was {moved!r}"


def check_value(data: bytes) -> None:
    """Formats, numbers, dates, ranges and escapes of any text."""
    text = data.decode("utf-8", "replace")
    is_date_format(text)
    value = number(data)
    for serial in (value, float(value or 0) / 7):
        if serial is not None:
            moments = serial_to_datetime(serial), serial_to_datetime(serial, date_1904=True)
            assert all(moment is None or moment.year < 10_000 for moment in moments)
    try:
        area = CellRange.parse(text)
    except ValueError:
        pass
    else:
        assert CellRange.parse(str(area)) == area
    plain = text.replace("_x", "_ x")
    assert decode_stored(escape_xml(plain)) == plain


def check_snapshot(data: bytes) -> None:
    """JSON that is no snapshot is refused; what is one comes back as it was."""
    try:
        snapshot = decode_snapshot(zlib.compress(data, 1, 31))
    except SnapshotError:
        return
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


def _formula_seeds() -> Sequence[bytes]:
    formulas = ("A1+$B$2", "SUM('My Sheet'!A1:B3,C:C,5:$9)", '"A1"&T[[#This Row],[a]]', "[1]S!A1", "LOG10(XFD1048576)")
    return [_STEP.pack(step, -step) + text.encode() for step in (0, 1, 300) for text in formulas]


def _value_seeds() -> Sequence[bytes]:
    texts = (
        "General",
        "[h]:mm",
        'dd/mm/yyyy "d"',
        "0.00E+00",
        "[$-409]d\\ mmm",
        "45000.5",
        "60",
        "-1e300",
        "$A$1:XFD9",
    )
    return [
        text.encode() for text in (*texts, "B:C", "3:4", "a &amp; b &#x41;", "a\r\nb_x000D_", "[Red]@;;yy", "1e308")
    ]


def _snapshot_seeds() -> Sequence[bytes]:
    return [snapshot_json(build_snapshot(read_workbook(book))) for book in workbook_seeds.books()[-2:]]


TARGETS = (
    Target(
        "styles",
        lambda: workbook_seeds.parts("styles.xml"),
        check_styles,
        lambda data, limit, dice: mangle_text(data, dice)[:limit],
        max_length=8192,
        weight=2,
    ),
    Target("formulas", _formula_seeds, check_formula, max_length=120, weight=2),
    Target("values", _value_seeds, check_value, max_length=60),
    Target(
        "snapshot",
        _snapshot_seeds,
        check_snapshot,
        lambda data, limit, dice: mangle_text(data, dice)[:limit],
        max_length=40_000,
    ),
)
