"""Parts that generic form cannot hold: too large, broken, or no XML."""

from __future__ import annotations

import pytest

from support.reconstruction import differences
from tr4ction_workbook.ooxml import Limits, read_workbook
from tr4ction_workbook.snapshot import build_snapshot, parts, snapshot_json

VML = '<xml xmlns:v="urn:v"><v:shape id="a"><br><v:textbox>&nbsp;</v:textbox></v:shape></xml>'


def record_of(snapshot, name):
    return next(part for part in snapshot.parts if part.name == name)


def warnings_of(snapshot):
    return [(finding.code, finding.where) for finding in snapshot.validation_report.warnings]


def test_what_is_too_large_is_kept_as_text(make_package, monkeypatch):
    monkeypatch.setattr(parts, "MAX_GENERIC_BYTES", 2_000)
    large = "<data>" + "<item>á</item>" * 500 + "</data>"
    package = make_package(extra={"xl/large.xml": large, "xl/after.xml": "<after/>"})
    snapshot = build_snapshot(read_workbook(package))
    assert record_of(snapshot, "xl/large.xml").text == large
    assert record_of(snapshot, "xl/after.xml").kept == "generic"
    assert warnings_of(snapshot) == [("part_as_text", "xl/large.xml")]
    assert differences(package, snapshot_json(snapshot)) == []


def test_what_is_beyond_all_bounds_is_named(make_package, monkeypatch):
    monkeypatch.setattr(parts, "MAX_GENERIC_BYTES", 2_000)
    package = make_package(extra={"xl/large.xml": "<a>" + " " * 5_000 + "</a>"})
    snapshot = build_snapshot(read_workbook(package, Limits(max_tree_bytes=4_000)))
    record = record_of(snapshot, "xl/large.xml")
    assert (record.kept, record.text, len(record.sha256)) == ("left_out", None, 64)
    assert warnings_of(snapshot) == [("part_left_out", "xl/large.xml")]
    assert snapshot.coverage.parts["left_out"] == 1


@pytest.mark.parametrize("name", ["xl/broken.xml", "_rels/nobody.xml.rels"])
def test_what_is_no_xml_is_kept_as_text(make_package, name):
    package = make_package(extra={name: "<not closed"})
    snapshot = build_snapshot(read_workbook(package))
    assert (record_of(snapshot, name).kept, record_of(snapshot, name).text) == ("text", "<not closed")
    assert differences(package, snapshot_json(snapshot)) == []


def test_what_is_no_text_is_kept_by_its_checksum(make_package):
    snapshot = build_snapshot(read_workbook(make_package(extra={"xl/odd.xml": b"<a>\xff\xfe</a>"})))
    assert record_of(snapshot, "xl/odd.xml").kept == "binary"
    assert warnings_of(snapshot) == [("part_unreadable", "xl/odd.xml")]


def test_vml_that_was_mended_is_kept_as_it_stands_too(make_package):
    package = make_package(extra={"xl/old.vml": VML, "xl/good.vml": "<xml><a/></xml>"})
    snapshot = build_snapshot(read_workbook(package))
    record = record_of(snapshot, "xl/old.vml")
    assert (record.kept, record.text, record.content[0]) == ("generic", VML, ":xml")
    assert record_of(snapshot, "xl/good.vml").text is None
    assert differences(package, snapshot_json(snapshot)) == []


def test_names_of_elements_and_attributes(make_package):
    """Without a namespace; in both main ones; with a prefix that stands for another namespace than usual."""
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = f'<a><b xmlns="{main}" xmlns:x="{main}" x:c="1" c="2"/><b xmlns="{strict}"/><r:d xmlns:r="urn:r"/></a>'
    package = make_package(extra={"xl/names.xml": content})
    snapshot = build_snapshot(read_workbook(package))
    tag, _, (first, second, third) = record_of(snapshot, "xl/names.xml").content
    assert (tag, first[0], first[1]) == (":a", "b", {"main:c": "1", "c": "2"})
    assert snapshot.namespaces[second[0].partition(":")[0]] == strict
    assert snapshot.namespaces[third[0].partition(":")[0]] == "urn:r"
    assert differences(package, snapshot_json(snapshot)) == []


def test_white_space(make_package):
    """Between elements it is layout where it has a line break, unless `xml:space` keeps it."""
    content = "<a>\n <b> </b> <c/>\n<d xml:space='preserve'>\n<e>\n<f/></e></d></a>"
    snapshot = build_snapshot(read_workbook(make_package(extra={"xl/space.xml": content})))
    assert record_of(snapshot, "xl/space.xml").content[2] == [
        [":b", {}, [" "]],
        " ",
        [":c", {}, []],
        [":d", {"xml:space": "preserve"}, ["\n", [":e", {}, ["\n", [":f", {}, []]]]]],
    ]
