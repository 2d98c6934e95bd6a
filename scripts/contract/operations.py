"""What an operation of the document declares beyond what its route does: all that surrounds the route can answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contract.applications import CATALOGUE
from tr4ction_common.errors import INTERNAL_ERROR, RATE_LIMITED, STORAGE_FULL, VALIDATION_FAILED
from tr4ction_common.problem_responses import problems
from tr4ction_common.problems import MEDIA_TYPE, ProblemType

Operation = dict[str, Any]

_TEXT = {"type": "string"}
_NUMBER = {"type": "string", "pattern": "^[0-9]+$"}
_RATE_LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")

HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {"description": "By which support finds this request.", "required": True, "schema": _TEXT},
    "RateLimit-Limit": {"description": "Requests that a window of time allows.", "schema": _NUMBER},
    "RateLimit-Remaining": {"description": "How many of them are left.", "schema": _NUMBER},
    "RateLimit-Reset": {"description": "Seconds until there are as many as allowed.", "schema": _NUMBER},
    "Retry-After": {"description": "Seconds to wait.", "schema": _NUMBER},
    "Content-Language": {"description": "Of the problem's texts: `pt-BR` or `en`.", "schema": _TEXT},
    "WWW-Authenticate": {"description": "`Bearer`.", "required": True, "schema": _TEXT},
}


def complete(method: str, operation: Operation, surrounding: Iterable[ProblemType]) -> None:
    """Adds to `operation` the problems of what surrounds its route, the headers of every answer, and that it is open
    where it says nothing of credentials."""
    operation.setdefault("security", [])
    declared = codes_of(operation) | {item.code for item in (*surrounding, INTERNAL_ERROR)}
    if method != "get":
        declared.add(STORAGE_FULL.code)
    if _can_be_invalid(operation):
        declared.add(VALIDATION_FAILED.code)
    answers = _without_problems(operation["responses"])
    for status, answer in problems(*(CATALOGUE[code] for code in declared)).items():
        known = answers.setdefault(str(status), {"description": answer["description"], "content": {}})
        content = answer["content"][MEDIA_TYPE]
        examples = {code: {"$ref": f"#/components/examples/{code}"} for code in content["examples"]}
        known["content"][MEDIA_TYPE] = {**content, "examples": examples}
    operation["responses"] = {status: answers[status] for status in sorted(answers)}
    _add_headers(operation["responses"], is_limited=RATE_LIMITED.code in declared)


def examples_of(codes: Iterable[str]) -> dict[str, Any]:
    """The examples that `complete` refers to, by code."""
    described = problems(*(CATALOGUE[code] for code in codes)).values()
    found = [content for answer in described for content in answer["content"][MEDIA_TYPE]["examples"].items()]
    return dict(sorted(found))


def codes_of(operation: Operation) -> set[str]:
    """The codes of the problems that it declares."""
    return {
        code
        for answer in operation["responses"].values()
        for code in answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})
    }


def _can_be_invalid(operation: Operation) -> bool:
    """Parts of the path never are: where nothing is found, it is not found."""
    return any(item["in"] == "query" for item in operation.get("parameters", ())) or "requestBody" in operation


def _without_problems(answers: dict[str, Any]) -> dict[str, Any]:
    """What is no problem document. FastAPI's own word on invalid requests goes too: ours are answered otherwise."""
    kept = {}
    for status, answer in answers.items():
        content = {key: value for key, value in answer.get("content", {}).items() if key != MEDIA_TYPE}
        if content and not _is_default(content):
            kept[status] = {**answer, "content": content}
        elif "content" not in answer:
            kept[status] = answer
    return kept


def _is_default(content: dict[str, Any]) -> bool:
    schema = content.get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).endswith("/HTTPValidationError")


def _add_headers(answers: dict[str, Any], *, is_limited: bool) -> None:
    for status, answer in answers.items():
        names = ["X-Request-ID", *(_RATE_LIMITS if is_limited else ())]
        if status in ("429", "503"):
            names.append("Retry-After")
        if status == "401":
            names.append("WWW-Authenticate")
        if MEDIA_TYPE in answer.get("content", {}):
            names.append("Content-Language")
        own = answer.get("headers", {})
        answer["headers"] = own | {name: {"$ref": f"#/components/headers/{name}"} for name in names}
