"""The one document of the public API: the gateway's own routes, and those that it passes on, as clients meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from contract import about
from contract.applications import Applications
from contract.compatibility import METHODS, Document
from contract.examples import example_of
from contract.operations import HEADERS, Operation, codes_of, complete, examples_of
from tr4ction_common.problem_responses import PROBLEM_SCHEMA
from tr4ction_gateway.proxy.routes import problems_of
from tr4ction_gateway.proxy.table import PASSED_ON, Passed

_PROBLEM = "Problem"
_SCHEMAS = "#/components/schemas/"
_VALUES = ("default", "enum", "const", "example", "examples")  # of these keywords: no schemas, left as they are


class JoinError(Exception):
    """Services, or routes of one, say different things under one name."""


def build(applications: Applications, version: str) -> Document:
    """Raises JoinError, and NoExampleError for what does not say how it looks."""
    document: Document = {
        "openapi": "3.1.0",
        "info": {"title": about.TITLE, "version": version, "description": about.DESCRIPTION},
        "servers": about.SERVERS,
        "tags": [{"name": name, "description": text} for name, text in about.TAGS.items()],
        "paths": {},
        "components": {"schemas": {}, "headers": HEADERS, "securitySchemes": {}},
    }
    _join(document, applications.gateway.openapi())
    for passed in PASSED_ON:
        _join(document, applications.services[passed.service].openapi(), passed)
    document["components"]["schemas"][_PROBLEM] = dict(PROBLEM_SCHEMA)
    document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
    codes = {code for _, _, operation in operations_of(document) for code in codes_of(operation)}
    document["components"]["examples"] = examples_of(codes)
    _check_names(document)
    _add_examples(document)
    return document


def as_text(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def operations_of(document: Document) -> Iterator[tuple[str, str, Operation]]:
    """Method, path and operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def _join(document: Document, part: Document, passed: Passed | None = None) -> None:
    """Adds a service's paths, those alone that are passed on, and the components that these need."""
    paths = {path: item for path, item in part["paths"].items() if passed is None or passed.covers(path)}
    if twice := document["paths"].keys() & paths.keys():
        raise JoinError(f"two services answer {sorted(twice)}")
    for path, item in paths.items():
        for method, operation in item.items():
            complete(method, operation, () if passed is None else problems_of(passed, method.upper(), path))
    document["paths"] |= _tidied(paths)
    _join_named(document["components"]["securitySchemes"], part["components"]["securitySchemes"])
    schemas = part["components"].get("schemas", {})
    _join_named(document["components"]["schemas"], {name: _tidied(schemas[name]) for name in _needed(schemas, paths)})


def _join_named(known: dict[str, Any], more: dict[str, Any]) -> None:
    for name, definition in more.items():
        if known.setdefault(name, definition) != definition:
            raise JoinError(f"{name} is two different things: rename one")


def _needed(schemas: dict[str, Any], paths: Any) -> set[str]:
    """The schemas that `paths` refer to, and those that these refer to."""
    needed: set[str] = set()
    pending = set(_references(paths))
    while pending:
        needed |= pending
        pending = {name for found in pending for name in _references(schemas[found])} - needed
    return needed


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if str(node.get("$ref", "")).startswith(_SCHEMAS):
            yield node["$ref"].removeprefix(_SCHEMAS)
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _references(item)


def _tidied(node: Any) -> Any:
    """Without the titles that repeat names; with one reference wherever the problem document is described."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node == PROBLEM_SCHEMA:
        return {"$ref": _SCHEMAS + _PROBLEM}
    return {
        key: value if key in _VALUES else _tidied(value)
        for key, value in node.items()
        if key != "title" or not isinstance(value, str)
    }


def _check_names(document: Document) -> None:
    """Operation ids are unique, and tags are those that are told of."""
    seen: set[str] = set()
    tags: set[str] = set()
    for method, path, operation in operations_of(document):
        if operation["operationId"] in seen:
            raise JoinError(f"{method.upper()} {path}: another operation is called {operation['operationId']} already")
        seen.add(operation["operationId"])
        tags.update(operation["tags"])
    if tags != set(about.TAGS):
        raise JoinError(f"about.py and the routes have different tags: {sorted(tags ^ set(about.TAGS))}")


def _add_examples(document: Document) -> None:
    for method, path, operation in operations_of(document):
        answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        for holder in (operation.get("requestBody", {}), *answers):
            content = holder.get("content", {}).get("application/json", {})
            if "schema" in content:
                content["example"] = example_of(document, content["schema"], f"{method.upper()} {path}")
