"""One workbook with everything: what is typed is where it should be, and all of it comes back from the JSON alone."""

from __future__ import annotations

import copy
import hashlib
import json

import pytest

from support import everything
from support.reconstruction import differences
from tr4ction_workbook.ooxml import read_workbook
from tr4ction_workbook.snapshot import build_snapshot, snapshot_json
from tr4ction_workbook.snapshot.document import CustomPropertyRecord, PersonRecord
from tr4ction_workbook.snapshot.drawing_records import AnchorRecord, MarkerRecord, SeriesRecord
from tr4ction_workbook.snapshot.sheet_records import OutlineRecord, ProtectedRangeRecord, RelatedRecord, SizesRecord


def make(make_package, **options):
    return make_package(
        everything.sheet(**options),
        strings=everything.STRINGS,
        styles=everything.STYLES,
        book=everything.BOOK,
        sheet_rels=everything.SHEET_RELATIONSHIPS,
        book_rels=everything.BOOK_RELATIONSHIPS,
        extra=everything.EXTRA,
    )


@pytest.fixture(scope="module")
def package(make_package):
    return make(make_package)


@pytest.fixture(scope="module")
def strange_package(make_package):
    """With rows that only the thorough reader can read."""
    return make(make_package, strange=everything.STRANGE_ROW)


@pytest.fixture(scope="module")
def snapshot(package):
    return build_snapshot(read_workbook(package))


@pytest.fixture(scope="module")
def sheet(snapshot):
    return snapshot.sheets[0]


def test_all_of_it_comes_back(package, snapshot):
    assert differences(package, snapshot_json(snapshot)) == []


def test_all_of_it_comes_back_from_the_thorough_reader(strange_package):
    snapshot = build_snapshot(read_workbook(strange_package))
    assert differences(strange_package, snapshot_json(snapshot)) == []
    other = snapshot.sheets[0].cells.other
    assert sorted(len(element[2]) for element in other.values()) == [0, 1, 1]  # a type, phonetic runs, an extension
    assert list(snapshot.sheets[0].cells.metadata.values()) == [{"cm": 1, "vm": 2}, {"ph": 1}]


def leaves(value, path=()):
    """Every path to something that could be dropped."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from leaves(item, (*path, key))


STEP = 19  # all of them take half a minute
# what repeats, for convenience, what is elsewhere in the document
DERIVED = frozenset(
    (
        *(
            "part",
            "kind",
            "source",
            "drawings",
            "controls",
            "comments",
            "tables",
            "related",
            "views",
            "sizes",
            "outline",
        ),
        *("freeze", "auto_filter", "tab_color", "protected", "print_areas", "print_titles", "protected_ranges"),
        *(
            "code_name",
            "background",
            "display",
            "target",
            "content_type",
            "crc32",
            "prefixes",
            "index",
            "name",
            "state",
        ),
    )
)


# what is in the remainder too: the extension list, and elements that typed fields cannot hold in full; the text of a
# shared formula's member; the record of the package itself
REPEATED = (
    ("sheets", 0, "validations", 0),
    ("sheets", 0, "hyperlinks", 1),
    ("sheets", 0, "hyperlinks", 2),
    ("strings", "rich", "3"),
    ("parts", 0),
    ("sheets", 0, "conditional_formats", 1),
    ("sheets", 0, "validations", 2),
    ("sheets", 0, "cells", "formulas", 2, "text"),
)
BREAKS = (KeyError, IndexError, ValueError, StopIteration, TypeError, RuntimeError)


def is_repeated(path):
    return not DERIVED.isdisjoint(path) or any(path[: len(known)] == known for known in REPEATED)


def is_missed(package, document, path):
    """Whether the check finds fault with a document from which something was dropped."""
    changed = copy.deepcopy(document)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    try:
        return differences(package, json.dumps(changed).encode()) != []
    except BREAKS:  # the parts cannot even be put together
        return True


def test_the_check_sees_whatever_is_dropped(package, snapshot):
    """Without this, a check that compares nothing would be content too."""
    document = json.loads(snapshot_json(snapshot))
    paths = [path for room in ("sheets", "strings", "parts") for path in leaves(document[room], (room,))]
    paths = [path for path in paths if not is_repeated(path)]
    assert len(paths) > 500
    assert [path for path in paths[::STEP] if not is_missed(package, document, path)] == []


def test_nothing_is_wrong_with_it_but_what_is(snapshot):
    report = snapshot.validation_report
    assert [(finding.code, finding.where) for finding in report.errors] == []
    assert [(finding.code, finding.where) for finding in report.warnings] == [("part_as_text", "xl/orphan.xml")]


def test_strings(snapshot):
    strings = snapshot.strings
    assert strings.texts == ["plain", "rich text\r", "東京", "odd", ""]
    font = strings.rich[1][1].font
    assert (font.bold, font.italic, font.underline, font.size, font.name) == (True, False, "double", 9, "Arial")
    assert (font.family, font.charset, font.outline, font.scheme) == (2, 0, True, "minor")
    assert [item[0] for item in strings.other[2]] == ["rPh", "phoneticPr"]
    assert [item[0] for item in strings.other[3]] == ["r"]


def test_full_styles(snapshot):
    styles = snapshot.styles
    assert (styles.fonts[1].family, styles.fonts[1].charset, styles.fonts[1].shadow) == (2, 1, True)
    assert (styles.fonts[1].outline, styles.fonts[1].condense, styles.fonts[1].extend) == (True, True, True)
    linear, path = styles.fills[1].gradient, styles.fills[2].gradient
    assert (linear.degree, [stop.position for stop in linear.stops], path.inner) == (90, [0, 1], (0.2, 0.8, 0.3, 0.7))
    assert linear.stops[1].color.display == "ED7D31"
    assert styles.borders[0].outline is False
    found = styles.formats[1]
    assert (found.number_format_id, found.number_format, found.base) == (164, '0.0" km"', 1)
    assert (found.justify_last_line, found.relative_indent, found.reading_order) == (True, -1, 2)
    assert (found.quote_prefix, found.pivot_button, found.locked, found.hidden) == (True, True, False, True)
    assert styles.number_formats == {164: '0.0" km"'}
    assert [(item.name, item.format, item.builtin_id, item.hidden) for item in styles.named] == [
        ("Normal", 0, 0, False),
        ("Mine", 1, None, True),
    ]
    assert styles.base_formats[1].number_format == "0%"
    difference = styles.differential[0]
    assert (difference.font.bold, difference.number_format, difference.fill.background.rgb) == (True, "0%", "FFFFC7CE")
    assert difference.border.vertical.style == "thin"
    assert difference.alignment == ["alignment", {"wrapText": "1"}, []]
    assert [(item.name, item.elements, item.for_pivot_tables) for item in styles.table_styles] == [
        ("House", {"headerRow": 0}, False)
    ]
    assert (styles.theme.name, styles.theme.major_fonts) == ("House", {"latin": "Cambria", "Jpan": "Gothic"})
    assert styles.theme.minor_fonts == {"latin": "Calibri"}


def test_layout(sheet):
    assert [(row.first, row.last, row.height, row.style, row.other) for row in sheet.rows] == [
        (1, 2, 30, None, {"thickBot": "1", "x14ac:dyDescent": "0.3"}),
        (3, 3, None, 1, {}),
    ]
    first, second = sheet.columns
    assert (first.custom_width, first.best_fit, first.other) == (True, True, {"phonetic": "1"})
    assert (second.hidden, second.outline_level, second.collapsed, second.style) == (True, 1, True, 1)
    assert sheet.sizes == SizesRecord(row_height=15, base_column_width=12, rows_hidden=True)
    assert sheet.outline == OutlineRecord(summary_below=False, row_levels=2)
    assert sheet.merges == ["A7:B8", "C7:D8"]
    assert (sheet.code_name, sheet.background) == ("Sheet1", "back.png")


def test_view_page_and_protection(sheet):
    view = sheet.views[0]
    assert (view.right_to_left, view.show_zeros, view.show_headings, view.show_grid_lines) == (
        True,
        False,
        False,
        False,
    )
    assert (view.zoom, view.mode, view.top_left, view.selected) == (85, "pageBreakPreview", "B2", True)
    assert (view.active_cell, view.selection) == ("C3", ["C3", "D4:E5"])
    assert sheet.protection["hashValue"] == "aGFzaA=="
    assert sheet.protected_ranges == [
        ProtectedRangeRecord("Team", ["A1", "B2:C3"], {"algorithmName": "SHA-512", "hashValue": "x"})
    ]
    assert list(sheet.page) == ["printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks"]
    assert (sheet.print_areas, sheet.print_titles) == (["A1:C9", "E1:F2"], ["A1:B1048576", "A1:XFD2"])


def test_rules(sheet):
    assert [(item.ranges, item.source, item.extension) for item in sheet.validations] == [
        (["B1"], "S!F1:F3", False),
        (["C1:C2"], "S!F1:F3", False),
        (["E1", "E3:E4"], "Lists!A1:A3", True),
    ]
    assert sheet.validations[0].other["imeMode"] == "on"
    assert [(item.ranges, item.extension, item.other) for item in sheet.conditional_formats] == [
        (["A1", "B2"], False, {"pivot": "1"}),
        (["D1:D9"], True, {}),
    ]
    assert [(link.range, link.target, link.relationship) for link in sheet.hyperlinks] == [
        ("A1", "https://example.org/?a=1&b=2", "rId1"),
        ("A2", None, None),
        ("B2", None, None),
    ]


def test_comments(sheet, snapshot):
    note, first, reply = sheet.comments
    assert (note.author, note.text, note.runs[0].font.bold) == ("Ana", "Note", True)
    assert (first.threaded, first.done, first.author, first.person_id) == (True, True, "Ana", "{p}")
    assert (reply.parent_id, reply.done) == (first.id, False)
    assert snapshot.persons == [PersonRecord("{p}", "Ana", "u", "AD")]


def test_drawings(sheet):
    picture, box, chart, group, slicer = sheet.drawings
    assert picture.anchor == AnchorRecord(
        "twoCell",
        start=MarkerRecord(3, 2, 12_700, 9_525),
        end=MarkerRecord(5, 4, 1, 0),
        edit_as="oneCell",
        locked=False,
        printed=False,
    )
    assert (picture.range, picture.asset, picture.title) == ("B3:D5", "back.png", "T")
    assert (picture.link, picture.link_tip) == ("#S!A1", "tip")
    assert (box.anchor.kind, box.anchor.size, box.macro, box.formula) == ("oneCell", (100, 200), "[0]!Go", "S!$A$1")
    assert (chart.anchor.kind, chart.anchor.position) == ("absolute", (10, 20))
    assert (group.kind, slicer.group, slicer.content, slicer.content_name) == ("group", 3, "slicer", "Region")


def test_charts(sheet):
    chart = sheet.drawings[2].chart
    assert (chart.part, chart.types) == ("xl/charts/chart1.xml", ["barChart", "scatterChart"])
    assert (chart.title, chart.axis_titles, chart.pivot_table) == ("Sales 2026", ["Units"], "[x]S!Pivot")
    assert chart.series == [
        SeriesRecord("barChart", "North", "S!$B$1", "S!$A$2:$A$3", "S!$B$2:$B$3"),
        SeriesRecord("scatterChart", "Points", None, "S!$C$1", None),
    ]


def test_controls(sheet):
    form, vml = sheet.controls
    assert (form.macro, form.text, form.properties["lockText"], form.shape_id) == ("[0]!Run", "Start", "1", "9")
    assert (form.anchor.edit_as, form.anchor.start.column_offset) == ("oneCell", 5)
    assert (vml.kind, vml.macro, vml.text, vml.checked) == ("Checkbox", "Tick", "Old style", True)
    assert vml.anchor == AnchorRecord("vml", start=MarkerRecord(4, 2, 4, 2), end=MarkerRecord(8, 6, 8, 6))


def test_other_parts_are_found_from_the_sheet(sheet, snapshot):
    assert [item for item in sheet.related if item.kind != "printerSettings"] == [
        RelatedRecord("pivotTable", "xl/pivotTables/pivotTable1.xml", ["Pivot"], "H1:I9"),
        RelatedRecord("slicer", "xl/slicers/slicer1.xml", ["Region", "Year"]),
        RelatedRecord("queryTable", "xl/queryTables/queryTable1.xml", ["Query"]),
    ]
    kinds = snapshot.coverage.kinds
    assert kinds["pivotCacheDefinition"] == ["xl/pivotCache/pivotCacheDefinition1.xml"]
    assert (kinds["connections"], kinds["customXml"]) == (["xl/connections.xml"], ["customXml/item1.xml"])
    assert kinds["vbaProject"] == ["xl/vbaProject.bin"]
    assert kinds["origin"] == ["_xmls/o.sigs"]


def test_the_workbook(snapshot):
    book = snapshot.workbook
    assert (book.protection["workbookHashValue"], book.protection["lockStructure"]) == ("aA==", "1")
    assert (book.windows[0].active_sheet, book.windows[0].other) == (0, {"tabRatio": "700"})
    assert book.calculation["fullCalcOnLoad"] == "1"
    assert snapshot.defined_names[0].other == {"comment": "c"}
    assert snapshot.custom_properties == [
        CustomPropertyRecord("Cycle", "lpwstr", "Q1"),
        CustomPropertyRecord("Round", "i4", -3),
        CustomPropertyRecord("Share", "r8", 0.5),
        CustomPropertyRecord("Final", "bool", True),
        CustomPropertyRecord("Day", "filetime", "2026-01-02T03:04:05Z"),
    ]
    link = snapshot.external_links[0]
    assert (link.target, link.sheets) == ("file:///C:/other.xlsx", ["Other"])


def test_parts_that_are_not_xml_have_a_checksum(snapshot):
    parts = {part.name: part for part in snapshot.parts}
    assert parts["xl/vbaProject.bin"].sha256 == hashlib.sha256(b"\0macros").hexdigest()
    assert parts["xl/orphan.xml"].text == "<:not-xml"
    assert parts["xl/worksheets/_rels/sheet9.xml.rels"].kept == "generic"
    assert parts["xl/worksheets/sheet1.xml"].prefixes["x14ac"].endswith("/2009/9/ac")
    counted = snapshot.coverage.parts
    assert (counted["binary"], counted["text"], counted["asset"]) == (4, 1, 1)
    assert snapshot.coverage.generic_elements["http://www.w3.org/2000/09/xmldsig#"] == 2
