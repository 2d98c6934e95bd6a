"""Cells that are set by form controls, in VML or with a properties part, and by ActiveX controls."""

from __future__ import annotations

import pytest

from tr4ction_workbook.fields import detect_fields
from tr4ction_workbook.filling import fill_workbook
from tr4ction_workbook.ooxml import read_workbook

SIZES = "<is><t>Micro</t></is>", "<is><t>Pequena</t></is>", "<is><t>Média</t></is>"
SHEET = (
    "<sheetData>"
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Porte</t></is></c><c r="B1">{value}</c></row>'
    + "".join(f'<row r="{row}"><c r="H{row}" t="inlineStr">{text}</c></row>' for row, text in enumerate(SIZES, 2))
    + "</sheetData>"
)


def shape(number, kind, caption="", **elements):
    """A control in VML, by its object type."""
    content = "".join(f"<x:{name}>{text}</x:{name}>" for name, text in elements.items())
    box = f"<v:textbox><div>{caption}</div></v:textbox>" if caption else ""
    return f'<v:shape id="_x0000_s{number}">{box}<x:ClientData ObjectType="{kind}">{content}</x:ClientData></v:shape>'


def legacy(*shapes):
    """How older programs write controls, and all programs beside the newer form."""
    return {
        "sheet": SHEET + '<legacyDrawing r:id="rId1"/>',
        "sheet_rels": (("rId1", "vmlDrawing", "../vml.vml"),),
        "extra": {"xl/vml.vml": f'<xml xmlns:v="urn:v" xmlns:x="urn:x">{"".join(shapes)}</xml>'},
    }


def newer(name, properties, controls=""):
    """A `control` with a properties part; an ActiveX control says its cell in the sheet."""
    return {
        "sheet": SHEET
        + f'<controls><control shapeId="1" r:id="rId1" name="{name}"><controlPr {controls}/></control></controls>',
        "sheet_rels": (("rId1", "ctrlProp" if properties else "control", "../control.xml"),),
        "extra": {"xl/control.xml": properties or "<ocx/>"},
    }


def form(kind, rest=""):
    return f'<formControlPr objectType="{kind}" fmlaLink="$B$1" {rest}/>'


LIST = 'fmlaRange="$H$2:$H$4"'
OPTIONS = ("Micro", "Pequena", "Média")
FOUND = {
    # how the control is written                                      value         type, options, example
    "check box in VML": (legacy(shape(1, "Checkbox", FmlaLink="$B$1")), None, ("boolean", (), None)),
    "check box": (newer("Check Box 1", form("CheckBox")), None, ("boolean", (), None)),
    "drop-down in VML": (legacy(shape(1, "Drop", FmlaLink="B1", FmlaRange="H2:H4")), 2, ("choice", OPTIONS, "Pequena")),
    "drop-down": (newer("Drop Down 1", form("Drop", LIST)), None, ("choice", OPTIONS, None)),
    "drop-down set to none": (newer("Drop Down 1", form("Drop", LIST)), 0, ("choice", OPTIONS, None)),
    "list": (newer("List Box 1", form("List", LIST)), 3, ("choice", OPTIONS, "Média")),
    "drop-down that code fills": (newer("Drop Down 1", form("Drop")), None, ("number", (), None)),
    "spin button": (newer("Spinner 1", form("Spin")), 4, ("number", (), "4")),
    "scroll bar": (newer("Scroll Bar 1", form("Scroll")), None, ("number", (), None)),
    "option buttons": (
        legacy(shape(1, "Radio", "Sim", FmlaLink="B1"), shape(2, "Radio", "Talvez", FmlaLink="B1")),
        2,
        ("choice", ("Sim", "Talvez"), "Talvez"),
    ),
    "option button of which we know no other": (newer("Option 1", form("Radio")), None, ("number", (), None)),
    "ActiveX check box": (newer("CheckBox12", "", 'linkedCell="B1"'), None, ("boolean", (), None)),
    "ActiveX combo box": (
        newer("ComboBox1", "", 'linkedCell="B1" listFillRange="H2:H4"'),
        None,
        ("choice", OPTIONS, None),
    ),
    "ActiveX text box": (newer("TextBox1", "", 'linkedCell="B1"'), None, ("text_short", (), None)),
    "ActiveX of another name": (newer("Porte", "", 'linkedCell="B1"'), None, ("text_short", (), None)),
}


@pytest.fixture
def book(make_package):
    """`book(control, value of B1)` as bytes."""

    def make(control, value=None):
        options = dict(control)
        sheet = options.pop("sheet").replace("{value}", "" if value is None else f"<v>{value}</v>")
        return make_package(sheet, **options)

    return make


@pytest.mark.parametrize("control", FOUND)
def test_the_cell_that_sets_a_control_is_a_field(book, control):
    written, value, expected = FOUND[control]
    (field,) = detect_fields(read_workbook(book(written, value))).fields
    assert (field.cell_range, field.label) == ("B1", "Porte")
    assert (field.inferred_type, field.options, field.example_value) == expected
    assert field.reasons[0] == "a form control is set by it"


@pytest.mark.parametrize(
    "control",
    [
        legacy(shape(1, "Checkbox")),
        legacy(shape(1, "Note", FmlaLink="B1")),
        legacy(shape(1, "Checkbox", FmlaLink="#REF!")),
        legacy(shape(1, "Checkbox", FmlaLink="Outra!$B$1")),
        legacy(shape(1, "Checkbox", FmlaLink="B1:C4")),
        newer("List Box 1", form("List", LIST + ' selType="multi"')),
        legacy(shape(1, "List", FmlaLink="B1", SelType="Extend")),
    ],
    ids=["none", "note", "lost", "elsewhere", "range", "several", "several-in-vml"],
)
def test_controls_that_set_no_cell_here(book, control):
    assert detect_fields(read_workbook(book(control))).fields == ()


def test_a_caption_names_what_no_label_names(make_package):
    control = legacy(shape(1, "Checkbox", "Aceito os termos", FmlaLink="$B$1"))
    sheet = '<sheetData/><legacyDrawing r:id="rId1"/>'
    data = make_package(sheet, sheet_rels=control["sheet_rels"], extra=control["extra"])
    (field,) = detect_fields(read_workbook(data)).fields
    assert (field.cell_range, field.label) == ("B1", "Aceito os termos")


@pytest.mark.parametrize(
    ("control", "answer", "stored"),
    [
        ("drop-down", "Pequena", 2),
        ("drop-down in VML", "média", 3),
        ("option buttons", "Talvez", 2),
        ("check box", True, True),
        ("ActiveX combo box", "Pequena", "Pequena"),
        ("spin button", 7, 7),
    ],
)
def test_an_answer_is_stored_as_the_control_reads_it(book, control, answer, stored):
    data = book(FOUND[control][0])
    (field,) = detect_fields(read_workbook(data)).fields
    filled = fill_workbook(data, {field.field_id: answer}, fields=[field])
    (cell,) = (cell for cell in read_workbook(filled.data).sheets[0].cells if cell.reference == "B1")
    assert cell.value == stored


def test_positions_count_blank_items(book):
    data = book(newer("Drop Down 1", form("Drop", 'fmlaRange="$H$1:$H$4"')))
    (field,) = detect_fields(read_workbook(data)).fields
    filled = fill_workbook(data, {field.field_id: "Micro"}, fields=[field])
    (cell,) = (cell for cell in read_workbook(filled.data).sheets[0].cells if cell.reference == "B1")
    assert (field.options, cell.value) == (OPTIONS, 2)
