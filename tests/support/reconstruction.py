"""Rebuilds the XML of a workbook from the JSON of its snapshot alone, to find what is not in it.

`differences` says what of a package the snapshot cannot give back. Parts in generic form must come back exactly. Parts
in typed form must come back as to what they mean, which leaves out, by these rules and no others:

- how a value is written: `1.50` and `1.5`, `true` and `1`, an attribute with its default value and none
- references in lower case, with `$`, or with their corners the other way round
- `spans` of rows, and rows that have neither cells nor attributes: they repeat what cells say
- empty `v`, and empty formulas of validations
- the text of shared formulas' members: it follows from the formula they share, with which it is given
- fonts of rich texts: a switch that is off, underline `none`
- the order of what is in a `worksheet`, which its schema fixes, and of columns, merges, hyperlinks and validations
- `xml:space`, whose effect is in the text
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from support.comparison import (
    by_name,
    compare_counts,
    compare_formula,
    compare_holders,
    compare_nodes,
    compare_sets,
    compare_text,
)
from support.infoset import Node, attribute_name, of_generic, of_part
from support.meanings import KINDS, RELATIONSHIP_ID, column_number, row_meaning, same_value

Document = Mapping[str, Any]
_USUAL_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def differences(package: bytes, snapshot_json: bytes) -> list[str]:
    """What of the parts does not come back, one line each; empty where nothing is lost."""
    document = json.loads(snapshot_json)
    rebuilt = _Rebuilder(document)
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {part["name"]: part for part in document["parts"]}
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            name = entry.filename.replace("\\", "/")
            part = parts.pop(name, None)
            if part is None:
                found.append(f"{name}: not listed")
            else:
                found += [f"{name}: {line}" for line in rebuilt.compare(part, archive.read(entry))]
    return found + [f"{name}: no such part" for name in parts if name]


class _Rebuilder:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.names = document["namespaces"]
        self.sheets = {sheet["part"]: sheet for sheet in document["sheets"] if "part" in sheet}
        self.assets = {part: asset["sha256"] for asset in document["assets"] for part in asset["parts"]}
        self.parts = {part["name"]: part for part in document["parts"]}

    def compare(self, part: Document, data: bytes) -> Iterator[str]:
        kept, name = part["kept"], part["name"]
        if part["size"] != len(data):
            yield "size"
        if kept == "generic" and "text" not in part:
            yield from compare_nodes(of_part(data), of_generic(part["content"], self.names))
        elif kept == "text" or "text" in part:
            if part["text"].encode("utf-8", "replace") != data.decode("utf-8", "replace").encode():
                yield "text"
        elif kept == "asset":
            if self.assets.get(name) != hashlib.sha256(data).hexdigest():
                yield "no such asset"
        elif kept == "binary":
            if part["sha256"] != hashlib.sha256(data).hexdigest():
                yield "checksum"
        elif name in self.sheets:
            yield from self._sheet(of_part(data), self.sheets[name])
        elif name.endswith(".rels"):
            yield from self._relationships(name, of_part(data))
        elif kept == "typed":
            yield from self._strings(of_part(data))
        else:
            yield f"kept as {kept}"

    # relationships

    def _relationships(self, name: str, root: Node) -> Iterator[str]:
        folder, _, file = name.rpartition("/")
        source = self.parts[f"{folder[:-5]}{file[:-5]}"]
        ours = Counter(
            (item["id"], item.get("type", _USUAL_TYPE + item["kind"]), item["target"], item.get("external", False))
            for item in source.get("relationships", ())
        )
        theirs: Counter[tuple[Any, ...]] = Counter()
        for item in root.children:
            attributes = dict(item.attributes)
            external = attributes.pop("TargetMode", "").lower() == "external"
            theirs[attributes.pop("Id", ""), attributes.pop("Type", ""), attributes.pop("Target", ""), external] += 1
            if attributes or item.content:
                yield f"more in {item.key()}"
        yield from compare_counts(theirs, ours)

    # shared strings

    def _strings(self, root: Node) -> Iterator[str]:
        table = self.document["strings"]
        theirs = root.named("si")
        if len(theirs) != len(table["texts"]):
            yield f"{len(theirs)} items, not {len(table['texts'])}"
        for index, item in enumerate(theirs):
            other = [of_generic(element, self.names) for element in table["other"].get(str(index), ())]
            yield from compare_text(f"si {index}", item, table["texts"][index], table["rich"].get(str(index)), other)
        rest = [child for child in root.content if not (isinstance(child, Node) and child.name == "si")]
        yield from compare_nodes(Node(root.tag, root.attributes, rest), of_generic(table["remainder"], self.names))

    # sheets

    def _sheet(self, root: Node, sheet: Document) -> Iterator[str]:
        rebuilt = of_generic(sheet["remainder"], self.names)
        rebuilt.content += self._surroundings(sheet, rebuilt.tag)
        theirs, ours = by_name(root), by_name(rebuilt)
        if root.attributes != rebuilt.attributes:
            yield "attributes of the root"
        typed = self._typed(sheet, rebuilt.tag)
        for name in theirs.keys() | ours.keys():
            originals, copies = theirs.get(name, []), ours.get(name, [])
            if len(originals) != len(copies):
                yield f"{len(originals)} {name}, not {len(copies)}"
            for original, copy in zip(originals, copies, strict=False):
                if name == "sheetData":
                    yield from self._sheet_data(original, copy, sheet)
                elif name in typed:
                    yield from compare_holders(original, copy, typed[name])
                else:
                    yield from compare_nodes(original, copy)

    def _surroundings(self, sheet: Document, root_tag: str) -> Iterator[Node]:
        namespace = root_tag.rpartition("}")[0] + "}" if "}" in root_tag else ""

        def attributes(pairs: Mapping[str, str]) -> dict[str, str]:
            return {attribute_name(key, self.names): value for key, value in pairs.items()}

        if sheet.get("protection"):
            yield Node(f"{namespace}sheetProtection", attributes(sheet["protection"]))
        for item in sheet.get("conditional_formats", ()):
            if not item.get("extension"):
                other = attributes(item.get("other", {}))
                ranges = " ".join(item["ranges"])
                rules = [rule if isinstance(rule, str) else of_generic(rule, self.names) for rule in item["rules"]]
                yield Node(f"{namespace}conditionalFormatting", other | ({"sqref": ranges} if ranges else {}), rules)
        for element in sheet.get("page", {}).values():
            yield of_generic(element, self.names)

    def _typed(self, sheet: Document, root_tag: str) -> dict[str, list[Node]]:
        namespace = root_tag.rpartition("}")[0] + "}" if "}" in root_tag else ""

        def node(name: str, attributes: Mapping[str, Any], other: Mapping[str, str], content: Any = ()) -> Node:
            written = {key: str(value) for key, value in attributes.items() if value is not None}
            rest = {attribute_name(key, self.names): value for key, value in other.items()}
            return Node(namespace + name, written | rest, list(content))

        def flag(value: object) -> str | None:
            return "1" if value else None

        columns = [
            node(
                "col",
                {
                    "min": item["first"],
                    "max": item["last"],
                    "width": item.get("width"),
                    "hidden": flag(item.get("hidden")),
                    "outlineLevel": item.get("outline_level"),
                    "style": item.get("style"),
                    "collapsed": flag(item.get("collapsed")),
                    "customWidth": flag(item.get("custom_width")),
                    "bestFit": flag(item.get("best_fit")),
                },
                item.get("other", {}),
            )
            for item in sheet.get("columns", ())
        ]
        links = [
            node(
                "hyperlink",
                {
                    "ref": item["range"],
                    **{name: item.get(name) for name in ("location", "display", "tooltip")},
                    RELATIONSHIP_ID[0]: item.get("relationship"),
                },
                item.get("other", {}),
            )
            for item in sheet.get("hyperlinks", ())
        ]
        validations = [
            node(
                "dataValidation",
                {
                    "sqref": " ".join(item["ranges"]),
                    "type": item.get("type"),
                    "operator": item.get("operator"),
                    "allowBlank": flag(item.get("allow_blank")),
                    "showDropDown": flag(not item.get("show_dropdown", True)),
                    "showInputMessage": flag(item.get("show_input")),
                    "showErrorMessage": flag(item.get("show_error")),
                    "promptTitle": item.get("prompt_title"),
                    "prompt": item.get("prompt"),
                    "errorTitle": item.get("error_title"),
                    "error": item.get("error"),
                    "errorStyle": item.get("error_style"),
                },
                item.get("other", {}),
                [Node(namespace + name, {}, [item[name]]) for name in ("formula1", "formula2") if item.get(name)],
            )
            for item in sheet.get("validations", ())
            if not item.get("extension")
        ]
        return {
            "cols": columns,
            "mergeCells": [node("mergeCell", {"ref": area}, {}) for area in sheet.get("merges", ())],
            "hyperlinks": links,
            "dataValidations": validations,
        }

    def _sheet_data(self, original: Node, copy: Node, sheet: Document) -> Iterator[str]:
        if original.attributes != copy.attributes:
            yield "attributes of sheetData"
        rows = dict(self._rows(sheet))
        strange = {int(row.attributes["r"]): row.children for row in copy.named("row")}
        cells = self._cells(sheet)
        number = 0
        for row in original.named("row"):
            number = int(row.attributes.get("r") or 0) or number + 1
            yield from compare_sets(f"row {number}", row_meaning(row.attributes), rows.pop(number, set()))
            column = 0
            for cell in row.children:
                if cell.name != "c":
                    if cell.key() not in [item.key() for item in strange.get(number, ())]:
                        yield f"row {number}: {cell.name} is lost"
                    continue
                match = re.fullmatch(r"([A-Z]+)[0-9]+", cell.attributes.get("r", "").upper())
                column = column_number(match[1]) if match else column + 1
                ours = next(cells, None)
                if ours is None or ours["place"] != (number, column):
                    yield f"cell {number}, {column} is lost"
                    return
                yield from self._cell(cell, ours)
        if next(cells, None) is not None:
            yield "more cells than there are"
        yield from (f"row {row} is not there" for row in rows)
        others = [item for item in original.children if item.name != "row"]
        if {item.key() for item in others} != {item.key() for item in copy.children if item.name != "row"}:
            yield "what is between rows"

    def _rows(self, sheet: Document) -> Iterator[tuple[int, set[tuple[str, str]]]]:
        for item in sheet.get("rows", ()):
            meaning = {(attribute_name(key, self.names), value) for key, value in item.get("other", {}).items()}
            for key, name in (("hidden", "hidden"), ("collapsed", "collapsed"), ("custom_height", "customHeight")):
                if item.get(key):
                    meaning.add((name, "1"))
            for key, name in (("height", "ht"), ("outline_level", "outlineLevel"), ("style", "style")):
                if key in item:
                    meaning.add((name, str(float(item[key]))))
            for row in range(item["first"], item["last"] + 1):
                yield row, meaning

    def _cells(self, sheet: Document) -> Iterator[dict[str, Any]]:
        cells = sheet["cells"]
        values = iter(cells["values"])
        formulas = {item["cell"]: item for item in cells.get("formulas", ())}
        index = 0
        for row, count in zip(cells["rows"], cells["counts"], strict=True):
            for _ in range(count):
                letter = cells["types"][index]
                yield {
                    "place": (row, cells["columns"][index]),
                    "style": cells["styles"][index],
                    "letter": letter,
                    "value": None if letter == "." else next(values),
                    "formula": formulas.get(index),
                    "rich": cells.get("rich", {}).get(str(index)),
                    "metadata": cells.get("metadata", {}).get(str(index), {}),
                    "other": cells.get("other", {}).get(str(index)),
                }
                index += 1

    def _cell(self, cell: Node, ours: dict[str, Any]) -> Iterator[str]:
        where = f"cell {ours['place']}"
        other = of_generic(ours["other"], self.names) if ours["other"] else Node(cell.tag, {})
        attributes = dict(cell.attributes)
        attributes.pop("r", None)
        if int(attributes.pop("s", "") or 0) != ours["style"]:
            yield f"{where}: style"
        kind = KINDS.get(attributes.get("t", ""))
        if kind is not None:
            attributes.pop("t", None)
        for name in ("cm", "vm", "ph"):
            if name in attributes and int(attributes.pop(name)) != ours["metadata"].get(name):
                yield f"{where}: {name}"
        if attributes != other.attributes:
            yield f"{where}: attributes {attributes}"
        inline = next(iter(cell.named("is")), None)
        if inline is not None:
            kept = next(iter(other.named("is")), Node("", {}))
            yield from compare_text(where, inline, ours["value"] or "", ours["rich"], kept.children)
        else:
            stored = next((item.text for item in cell.named("v")), "")
            if not same_value(kind, stored, ours["letter"], ours["value"]):
                yield f"{where}: value {stored!r} is {ours['value']!r}"
        yield from compare_formula(where, next(iter(cell.named("f")), None), ours["formula"])
        rest = [item.key() for item in cell.children if item.name not in ("v", "f", "is")]
        if rest != [item.key() for item in other.children if item.name != "is"]:
            yield f"{where}: what else it holds"
