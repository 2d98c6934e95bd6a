"""Which problems a route can answer with, for its OpenAPI description."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from tr4ction_common.problems import MEDIA_TYPE, Problem, ProblemType

_TEXT = {"type": "string"}
PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable and the same in every language; `detail` says what to do.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "request_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {"detail": _TEXT, "pointer": _TEXT, "parameter": _TEXT, "cell": _TEXT},
            },
        },
    },
}


def problems(*types: ProblemType) -> dict[int | str, dict[str, Any]]:
    """What FastAPI takes as `responses`: the problems by status, each code with an example."""
    by_status = groupby(sorted(types, key=lambda item: (item.status, item.code)), key=lambda item: item.status)
    return {status: _response(list(group)) for status, group in by_status}


def _response(types: list[ProblemType]) -> dict[str, Any]:
    codes = ", ".join(f"`{item.code}`" for item in types)
    content = {"schema": PROBLEM_SCHEMA, "examples": {item.code: {"value": _example(item)} for item in types}}
    return {"description": f"{types[0].title.en}: {codes}", "content": {MEDIA_TYPE: content}}


def _example(problem_type: ProblemType) -> dict[str, object]:
    return Problem(problem_type).document("en", "b1c2d3e4", "https://tr4ction.example/errors")
