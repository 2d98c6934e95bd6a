"""The document of the public API: what is in it, how it is joined, and when it may change."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

import contract.__main__ as command
from contract import about
from contract.__main__ import PAGE, broken_promises, next_major, write
from contract.applications import CATALOGUE, Applications, applications
from contract.compatibility import Document
from contract.document import JoinError, build, operations_of
from contract.examples import NoExampleError, example_of
from contract.operations import codes_of
from tr4ction_gateway.proxy.table import PASSED_ON

OPEN = {
    *("GET /health", "GET /health/ready", "POST /auth/login", "POST /auth/refresh", "POST /auth/register"),
    *("POST /auth/accept-invitation", "POST /auth/reset-password"),
}
# Of no operation: what there is no operation for; and why a file of an archive is no template, in a job's report.
OF_NO_OPERATION = {
    *("method_not_allowed", "archive_lost", "file_encrypted", "file_expands_too_much", "file_given_up"),
    *("file_name_taken", "file_name_unsafe", "file_no_workbook", "file_unreadable"),
}
LIMITED = OPEN - {"GET /health", "GET /health/ready"} | {
    *("POST /auth/logout", "POST /auth/password"),
    *("POST /admin/templates/upload", "POST /admin/templates/bulk", "POST /admin/templates/{template_id}/redetect"),
    "GET /admin/trails/{trail_id}/export",
    *(f"GET /admin/founders/{{user_id}}/trails/{{trail_id}}/export/{kind}" for kind in ("xlsx", "csv", "json")),
    *(f"GET /founder/trails/{{trail_id}}/export/{kind}" for kind in ("xlsx", "csv", "json")),
}


@pytest.fixture(scope="module")
def document() -> Document:
    return build(applications(), about.FIRST_VERSION)


@pytest.fixture(scope="module")
def operations(document: Document) -> dict[str, dict[str, Any]]:
    return {f"{method.upper()} {path}": operation for method, path, operation in operations_of(document)}


def test_every_operation_is_closed_but_those_that_must_be_open(operations: dict[str, dict[str, Any]]) -> None:
    assert {name for name, item in operations.items() if item["security"] == []} == OPEN
    assert operations["POST /auth/logout"]["security"] == [{"accessToken": []}, {}]
    closed = operations.keys() - OPEN - {"POST /auth/logout"}
    assert all(operations[name]["security"] == [{"accessToken": []}] for name in closed)
    for name in closed:
        assert {"authentication_required", "token_expired", "token_invalid"} <= codes_of(operations[name]), name


def test_what_is_internal_is_not_in_it(document: Document, operations: dict[str, dict[str, Any]]) -> None:
    assert not [path for path in document["paths"] if path.startswith("/internal")]
    prefixes = tuple(passed.prefix for passed in PASSED_ON)
    behind = {name for name in operations if name.split()[1].startswith(prefixes)}
    assert behind
    for name in behind:
        assert {"service_unavailable", "gateway_refused", "forbidden"} <= codes_of(operations[name]), name


def test_codes_are_those_of_the_catalogue(document: Document) -> None:
    """docs/ERRORS.md is rendered from the catalogue, and compared with it by `make check`."""
    assert set(document["components"]["examples"]) == set(CATALOGUE) - OF_NO_OPERATION


def test_every_answer_tells_its_request_and_limited_ones_where_one_stands(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        for status, answer in operation["responses"].items():
            assert "X-Request-ID" in answer["headers"], name
            assert ("RateLimit-Remaining" in answer["headers"]) == (name in LIMITED), name
            assert status != "429" or "Retry-After" in answer["headers"]


def test_bodies_and_answers_have_examples_that_their_schemas_allow(
    document: Document, operations: dict[str, dict[str, Any]]
) -> None:
    registry = Registry().with_resource("urn:document", DRAFT202012.create_resource(document))
    checked = 0
    for name, operation in operations.items():
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            content = holder.get("content", {}).get("application/json")
            if content is not None:
                schema = _absolute(content["schema"])
                jsonschema.Draft202012Validator(schema, registry=registry).validate(content["example"])
                checked += 1
        assert name.startswith("DELETE") or any("content" in item for item in operation["responses"].values())
    assert checked > 40


def _absolute(schema: Any) -> Any:
    """With references that lead into the document."""
    if isinstance(schema, dict):
        found = {key: _absolute(value) for key, value in schema.items()}
        return {**found, "$ref": f"urn:document{found['$ref']}"} if "$ref" in found else found
    return [_absolute(item) for item in schema] if isinstance(schema, list) else schema


@pytest.fixture
def made() -> Applications:
    return applications()


def test_one_name_for_two_things_is_an_error(made: Applications) -> None:
    behind = made.services["ingestion"].openapi()
    behind["components"]["schemas"]["TemplatePage"] = {"type": "object"}
    gateway = made.gateway.openapi()
    gateway["components"]["schemas"]["TemplatePage"] = {"type": "string"}
    gateway["paths"]["/health"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
        "$ref": "#/components/schemas/TemplatePage"
    }
    with pytest.raises(JoinError, match="TemplatePage is two different things"):
        build(made, "1.0.0")


def test_one_operation_id_for_two_operations_is_an_error(made: Applications) -> None:
    made.services["ingestion"].openapi()["paths"]["/admin/templates"]["get"]["operationId"] = "list_users"
    with pytest.raises(JoinError, match="another operation is called list_users"):
        build(made, "1.0.0")


def test_one_path_of_two_services_is_an_error(made: Applications) -> None:
    paths = made.gateway.openapi()["paths"]
    paths["/admin/templates"] = paths["/admin/users"]
    with pytest.raises(JoinError, match="two services answer"):
        build(made, "1.0.0")


def test_a_tag_that_is_told_of_nowhere_is_an_error(made: Applications) -> None:
    made.gateway.openapi()["paths"]["/health"]["get"]["tags"] = ["weather"]
    with pytest.raises(JoinError, match="weather"):
        build(made, "1.0.0")


def test_what_does_not_say_how_it_looks_is_an_error() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    with pytest.raises(NoExampleError, match=r"POST /x\.name has no example"):
        example_of({}, schema, "POST /x")


def test_examples_leave_out_what_need_not_be_there_and_is_nothing() -> None:
    nothing = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
    schema = {"type": "object", "properties": {"a": nothing, "b": nothing}, "required": ["b"]}
    assert example_of({}, schema, "x") == {"b": None}


def test_a_promise_is_broken_only_with_another_first_number(document: Document) -> None:
    now = copy.deepcopy(document)
    assert broken_promises(document, now) == []
    assert broken_promises(None, now) == []
    del now["paths"]["/auth/me"]
    assert broken_promises(document, now) == ["GET /auth/me: is gone"]
    now["info"]["version"] = next_major(document["info"]["version"])
    assert (now["info"]["version"], broken_promises(document, now)) == ("3.0.0", [])


def test_writing_refuses_what_breaks_clients_unless_it_is_told_to(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    written = tmp_path / PAGE
    written.parent.mkdir()
    committed = copy.deepcopy(document)
    committed["paths"]["/weather"] = committed["paths"]["/health"]
    first, *_ = write(committed, breaking=False)
    assert (first, written.exists()) == ("GET /weather: is gone", False)
    assert write(committed, breaking=True) == []
    assert json.loads(written.read_text("utf-8"))["info"]["version"] == "3.0.0"
    del committed["paths"]["/weather"], committed["paths"]["/auth/me"]
    assert write(committed, breaking=False) == []  # what is added breaks nobody
    assert json.loads(written.read_text("utf-8")) == document
