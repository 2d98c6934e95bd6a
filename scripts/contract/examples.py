"""One example of what a schema allows, put together from those of its fields."""

from __future__ import annotations

from typing import Any

from contract.compatibility import Document, Schema

MOMENT = "2026-03-02T12:00:00Z"


class NoExampleError(Exception):
    """A schema says nothing by which an example could be made."""


def example_of(document: Document, schema: Schema, place: str) -> Any:
    """Its own example, or one made of its parts. Raises NoExampleError, which names the place."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema, place = document["components"]["schemas"][name], name
    for key in ("examples", "enum"):
        if key in schema:
            return schema[key][0]
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "anyOf" in schema:
        return _of_a_choice(document, schema["anyOf"], place)
    return _by_type(document, schema, place)


def _of_a_choice(document: Document, choices: list[Schema], place: str) -> Any:
    """Where nothing is one of the choices and no other says how it looks, it is nothing."""
    first, *others = choices
    if {"type": "null"} in others and "examples" not in first and "$ref" not in first:
        return None
    return example_of(document, first, place)


def _by_type(document: Document, schema: Schema, place: str) -> Any:
    match schema.get("type"), schema.get("format"):
        case "object", _ if "properties" in schema:
            required = schema.get("required", ())
            values = {
                name: example_of(document, item, f"{place}.{name}") for name, item in schema["properties"].items()
            }
            return {name: value for name, value in values.items() if value is not None or name in required}
        case "array", _:
            return [example_of(document, schema["items"], f"{place}[]")]
        case "string", "date-time":
            return MOMENT
        case "boolean", _:
            return False
    raise NoExampleError(f"{place} has no example: add Field(examples=[…]) to it")
