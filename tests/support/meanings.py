"""What single elements of a sheet mean, in a form to compare: see `reconstruction` for what that leaves out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from support.infoset import Node

RELATIONSHIP_ID = ("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
                    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id")  # fmt: skip
_TRUE = ("1", "true", "on", "t")
_SWITCHES = {
    "row": {"hidden", "collapsed", "customHeight"},
    "col": {"hidden", "collapsed", "customWidth", "bestFit"},
    "dataValidation": {"allowBlank", "showDropDown", "showInputMessage", "showErrorMessage"},
}
_NUMBERS = {"ht", "width", "min", "max", "style", "s", "outlineLevel", "sz", "tint", "theme", "indexed"}
_REFERENCES = {"ref", "sqref"}
KINDS = {"": "n", "n": "n", "s": "s", "b": "b", "e": "e", "str": "t", "inlineStr": "i", "d": "d"}
_FONT_SWITCHES = ("b", "i", "strike", "outline", "shadow", "condense", "extend")
_FONT_VALUES = {
    "rFont": "name", "sz": "size", "family": "family", "charset": "charset", "vertAlign": "vertical_align",
    "scheme": "scheme", "u": "underline",
}  # fmt: skip
_FONT_KEYS = {"b": "bold", "i": "italic"}


def meaning(node: Node) -> tuple[Any, ...]:
    attributes = set()
    switches = _SWITCHES.get(node.name, set())
    for name, value in node.attributes.items():
        if name in switches:
            if value.lower() in _TRUE:
                attributes.add((name, "1"))
        elif name in _NUMBERS:
            if name != "outlineLevel" or float(value):
                attributes.add((name, str(float(value))))
        elif name in _REFERENCES:
            attributes.add((name, " ".join(_reference(item) for item in value.split())))
        elif name in RELATIONSHIP_ID:
            attributes.add(("r:id", value))
        elif (name, value) != ("errorStyle", "stop"):
            attributes.add((name, value))
    content = tuple((child.name, child.text) for child in node.children if child.text)
    return node.name, frozenset(attributes), content


def _reference(text: str) -> str:
    corners = []
    for corner in text.replace("$", "").upper().split(":"):
        match = re.fullmatch(r"([A-Z]*)([0-9]*)", corner)
        if match is None:
            return text
        corners.append((column_number(match[1]), int(match[2] or 0)))
    columns, rows = zip(*(corners * 2)[:2], strict=True)
    return f"{min(columns)},{min(rows)}:{max(columns)},{max(rows)}"


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def row_meaning(attributes: Mapping[str, str]) -> set[tuple[str, str]]:
    found = set()
    has_style = attributes.get("customFormat", "").lower() in _TRUE
    for name, value in attributes.items():
        if name in ("r", "spans") or (name == "customFormat" and has_style):
            continue
        if name in _SWITCHES["row"]:
            if value.lower() in _TRUE:
                found.add((name, "1"))
        elif name == "s" and has_style:
            continue
        elif name in ("ht", "outlineLevel"):
            if name == "ht" or float(value):
                found.add((name, str(float(value))))
        else:
            found.add((name, value))
    return found | ({("style", str(float(attributes.get("s", 0))))} if has_style else set())


def decoded(text: str) -> str:
    """`_xHHHH_` escapes of ST_Xstring, UTF-16 units."""
    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def same_value(kind: str | None, stored: str, letter: str, value: Any) -> bool:
    if not stored:
        return letter == "." or value == ""
    if letter == "x":
        return bool(value == decoded(stored))
    if kind == "n":
        return letter == "n" and float(stored) == value
    if kind == "s":
        return letter == "s" and int(stored) == value
    if kind == "b":
        return letter == "b" and (stored.strip() in ("1", "true")) is value
    return letter == (kind or "t") and value == decoded(stored)


def font_of_run(run: Node) -> dict[str, str]:
    found = {}
    for child in (child for properties in run.named("rPr") for child in properties.children):
        value = child.attributes.get("val")
        if child.name in _FONT_SWITCHES:
            if value is None or value.lower() in _TRUE:
                found[child.name] = "1"
        elif child.name == "color":
            found |= _color(child.attributes)
        elif child.name == "u":
            if value != "none":
                found["u"] = value or "single"
        elif child.name in _FONT_VALUES and value is not None:
            found[child.name] = str(float(value)) if child.name == "sz" else value
        else:
            found[child.tag] = str(child.key())
    return found


def font_of_record(font: Mapping[str, Any] | None) -> dict[str, str]:
    found = {}
    for name in _FONT_SWITCHES:
        if font and font.get(_FONT_KEYS.get(name, name)):
            found[name] = "1"
    for name, key in _FONT_VALUES.items():
        if font and key in font:
            found[name] = str(float(font[key])) if name == "sz" else str(font[key])
    if font and "color" in font:
        found |= _color({key: str(value) for key, value in font["color"].items() if key != "display"})
    return found


def _color(attributes: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, value in attributes.items():
        if name == "auto":
            found["auto"] = str(value.lower() in _TRUE)
        elif name == "tint":
            if float(value):
                found["tint"] = str(float(value))
        else:
            found[name] = value
    return found | {"color": "1"}
