"""What of a new API document breaks clients of the old one.

Clients send what the old document allows and read what it promises. So a request body or parameter may only come to
allow more, an answer only to promise more. What is compared are JSON schemas as sets of values: `included` gives the
reasons why not every value of one is a value of the other. Where it cannot tell, it says so: a false alarm is looked at
by somebody, a false silence by nobody.

No kept tool that reads OpenAPI 3.1 can be installed from PyPI or npm: oasdiff is a Go program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
Schema = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def breaking_changes(old: Document, new: Document) -> list[str]:
    """One line for each, empty where `new` can take the place of `old`."""
    return list(_Comparison(old, new).changes())


@dataclass(frozen=True)
class _Side:
    """A schema, and the document in which its references lead somewhere."""

    document: Document
    schema: Schema

    def at(self, schema: Schema | bool) -> _Side:
        """A schema within; `true` and `false` are schemas too (JSON Schema core, 4.3.2)."""
        return _Side(self.document, _resolved(self.document, _as_schema(schema)))

    def alternatives(self) -> list[_Side]:
        """Itself, or what it leaves the choice of."""
        for name in ("anyOf", "oneOf"):
            if name in self.schema:
                return [side for item in self.schema[name] for side in self.at(item).alternatives()]
        types = self.schema.get("type")
        if isinstance(types, list):
            return [_Side(self.document, {**self.schema, "type": item}) for item in types]
        return [self]


def _as_schema(schema: Schema | bool) -> Schema:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    return schema


def _resolved(document: Document, schema: Schema) -> Schema:
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        if "$ref" in schema:
            target: Any = document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                target = target[name]
        else:
            target = schema["allOf"][0]
        schema = {**target, **{key: value for key, value in schema.items() if key not in ("$ref", "allOf")}}
    return schema


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new

    def changes(self) -> Iterator[str]:
        for path, item in self._old["paths"].items():
            for method in METHODS:
                if method not in item:
                    continue
                operation = self._new["paths"].get(path, {}).get(method)
                if operation is None:
                    yield f"{method.upper()} {path}: is gone"
                else:
                    found = self._operation(item[method], operation)
                    yield from (f"{method.upper()} {path}: {change}" for change in found)

    def _operation(self, old: Schema, new: Schema) -> Iterator[str]:
        if _is_open(old) and not _is_open(new):
            yield "needs credentials now"
        yield from self._parameters(old, new)
        yield from self._body(old, new)
        for status, answer in old.get("responses", {}).items():
            if not status.startswith("2"):
                continue
            if status not in new.get("responses", {}):
                yield f"no longer answers {status}"
                continue
            contents = new["responses"][status].get("content", {})
            for media_type, content in answer.get("content", {}).items():
                if media_type not in contents:
                    yield f"{status} is no longer given as {media_type}"
                    continue
                promised, given = content.get("schema", {}), contents[media_type].get("schema", {})
                yield from included(
                    _Side(self._new, {}).at(given), _Side(self._old, {}).at(promised), f"{status} ", is_answer=True
                )

    def _parameters(self, old: Schema, new: Schema) -> Iterator[str]:
        known = {(item["in"], item["name"]): item for item in old.get("parameters", ())}
        for item in new.get("parameters", ()):
            before = known.get((item["in"], item["name"]))
            name = f"parameter {item['name']} "
            if item.get("required") and not (before or {}).get("required"):
                yield f"{name}is required now"
            if before is not None:
                yield from included(
                    _Side(self._old, {}).at(before.get("schema", {})),
                    _Side(self._new, {}).at(item.get("schema", {})),
                    name,
                )

    def _body(self, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("requestBody", {}), new.get("requestBody", {})
        if after.get("required") and not before.get("required"):
            yield "a body is required now"
        for media_type, content in before.get("content", {}).items():
            if media_type not in after.get("content", {}):
                yield f"no longer takes {media_type}"
                continue
            sent, taken = content.get("schema", {}), after["content"][media_type].get("schema", {})
            yield from included(_Side(self._old, {}).at(sent), _Side(self._new, {}).at(taken), "body ")


def _is_open(operation: Schema) -> bool:
    """Whether it can be called without credentials: it asks for none, or `{}` is among what it asks for."""
    security = operation.get("security", [])
    return not security or {} in security


def included(
    inner: _Side, outer: _Side, place: str, *, is_answer: bool = False, seen: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Reasons why a value of `inner` may be none of `outer`. Of an answer, optional properties must stay too."""
    pair = f"{inner.schema!r} {outer.schema!r}"
    if pair in seen:  # a schema that holds itself
        return
    seen |= {pair}
    outer_alternatives = outer.alternatives()
    for value in inner.alternatives():
        faults = [list(_included(value, candidate, place, is_answer, seen)) for candidate in outer_alternatives]
        if all(faults):
            yield from min(faults, key=len)


def _included(inner: _Side, outer: _Side, place: str, is_answer: bool, seen: frozenset[str]) -> Iterator[str]:
    if not _type_is_included(inner.schema.get("type"), outer.schema.get("type")):
        yield f"{place}: {inner.schema.get('type')} is not {outer.schema.get('type')}"
        return
    yield from _values(inner.schema, outer.schema, place)
    yield from _bounds(inner.schema, outer.schema, place)
    yield from _properties(inner, outer, place, is_answer, seen)
    if "items" in outer.schema:
        items = inner.at(inner.schema.get("items", {}))
        yield from included(items, outer.at(outer.schema["items"]), f"{place}[]", is_answer=is_answer, seen=seen)


def _type_is_included(inner: str | None, outer: str | None) -> bool:
    return outer is None or inner == outer or (inner, outer) == ("integer", "number")


def _values(inner: Schema, outer: Schema, place: str) -> Iterator[str]:
    allowed = _enumerated(outer)
    if allowed is not None:
        possible = _enumerated(inner)
        if possible is None:
            yield f"{place}: any value, not only {allowed}"
        elif extra := [value for value in possible if value not in allowed]:
            yield f"{place}: {extra} is not among {allowed}"
    for name in ("format", "pattern"):
        if name in outer and outer[name] != inner.get(name):
            yield f"{place}: {name} {inner.get(name)} is not {outer[name]}"


def _enumerated(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _bounds(inner: Schema, outer: Schema, place: str) -> Iterator[str]:
    for name in _LOWER_BOUNDS:
        if name in outer and inner.get(name, float("-inf")) < outer[name]:
            yield f"{place}: {name} {inner.get(name)} is below {outer[name]}"
    for name in _UPPER_BOUNDS:
        if name in outer and inner.get(name, float("inf")) > outer[name]:
            yield f"{place}: {name} {inner.get(name)} is above {outer[name]}"


def _properties(inner: _Side, outer: _Side, place: str, is_answer: bool, seen: frozenset[str]) -> Iterator[str]:
    have, want = inner.schema.get("properties", {}), outer.schema.get("properties", {})
    for name in outer.schema.get("required", ()):
        if name not in inner.schema.get("required", ()):
            yield f"{place}.{name}: may be missing"
    for name, schema in want.items():
        if name in have:
            yield from included(
                inner.at(have[name]), outer.at(schema), f"{place}.{name}", is_answer=is_answer, seen=seen
            )
        elif is_answer and name not in outer.schema.get("required", ()):
            yield f"{place}.{name}: is gone"
    if not is_answer and outer.schema.get("additionalProperties") is False:
        for name in have.keys() - want.keys():
            yield f"{place}.{name}: is not taken any more"
