"""Comparing parts of a workbook with what was rebuilt of them; every difference is one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from support.infoset import Node
from support.meanings import decoded, font_of_record, font_of_run, meaning

Document = Mapping[str, Any]


def compare_nodes(original: Node, copy: Node) -> Iterator[str]:
    if original.key() != copy.key():
        yield _first_difference(original, copy)


def _first_difference(original: Node, copy: Node) -> str:
    if original.tag != copy.tag or original.attributes != copy.attributes:
        return f"{original.tag} {original.attributes} is {copy.tag} {copy.attributes}"[:300]
    for one, other in zip(original.content, copy.content, strict=False):
        if isinstance(one, Node) and isinstance(other, Node):
            if one.key() != other.key():
                return f"{original.name}/{_first_difference(one, other)}"
        elif one != other:
            return f"{original.name}: {str(one)[:80]!r} is {str(other)[:80]!r}"
    return f"{original.name} has {len(original.content)} items, not {len(copy.content)}"


def by_name(root: Node) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for child in root.children:
        found.setdefault(child.name, []).append(child)
    return found


def compare_holders(original: Node, copy: Node, typed: list[Node]) -> Iterator[str]:
    """Each child is in typed form or, where that cannot hold all of it, in the copy (and then perhaps in both)."""
    if original.attributes != copy.attributes:
        yield f"attributes of {original.name}"
    theirs = Counter(meaning(child) for child in original.children)
    ours = Counter(meaning(child) for child in typed)
    generic = {meaning(child) for child in copy.children}
    for item, count in theirs.items():
        if ours[item] < count and item not in generic:
            yield f"{original.name}: lost {item}"[:300]


def compare_sets(where: str, theirs: set[Any], ours: set[Any]) -> Iterator[str]:
    if theirs != ours:
        yield f"{where}: {sorted(theirs - ours)} is {sorted(ours - theirs)}"[:300]


def compare_counts(theirs: Counter[Any], ours: Counter[Any]) -> Iterator[str]:
    if theirs != ours:
        yield f"{list((theirs - ours).elements())} is {list((ours - theirs).elements())}"[:300]


def compare_formula(where: str, formula: Node | None, ours: Document | None) -> Iterator[str]:
    if formula is None or not (formula.text or formula.attributes):
        if ours is not None:
            yield f"{where}: has no formula"
        return
    if ours is None:
        yield f"{where}: formula is lost"
        return
    attributes = {name: value for name, value in formula.attributes.items() if not name.endswith("}space")}
    if attributes != {name: value for name, value in ours.get("attributes", {}).items() if name != "xml:space"}:
        yield f"{where}: attributes of the formula"
    if formula.text and formula.attributes.get("t") != "dataTable" and decoded(formula.text) != ours["text"]:
        yield f"{where}: formula {formula.text!r} is {ours['text']!r}"


def compare_text(
    where: str, item: Node, text: str, rich: list[dict[str, Any]] | None, other: Iterable[Node]
) -> Iterator[str]:
    """A string item: each of its children is a text, a run, or among the others; or all of the item is among them."""
    kept = {node.key() for node in other}
    if item.attributes and item.key() not in kept:
        yield f"{where}: attributes"
    if item.key() in kept:
        return
    parts = [child for child in item.children if child.name in ("t", "r")]
    texts = ["".join(t.text for t in ([part] if part.name == "t" else part.named("t"))) for part in parts]
    if "".join(map(decoded, texts)) != text:
        yield f"{where}: text {''.join(texts)!r} is {text!r}"[:300]
    if any(part.name == "r" for part in parts):
        if rich is None or [run["text"] for run in rich] != [decoded(text) for text in texts]:
            yield f"{where}: runs"
        else:
            for part, run in zip(parts, rich, strict=True):
                if font_of_run(part) != font_of_record(run.get("font")) and part.key() not in kept:
                    yield f"{where}: font {font_of_run(part)} is {font_of_record(run.get('font'))}"[:400]
    for child in item.children:
        if child.name not in ("t", "r") and child.key() not in kept:
            yield f"{where}: lost {child.name}"
