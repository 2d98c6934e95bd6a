"""What counts as a change that breaks clients."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.compatibility import breaking_changes

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}


def document(*, body: Schema | None = None, answer: Schema | None = None, **operation: Any) -> Schema:
    made: Schema = {"responses": {"200": {"content": {"application/json": {"schema": answer or {}}}}}, **operation}
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"paths": {"/x": {"post": made}}, "components": {"schemas": {"Name": TEXT}}}


def an_object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


HARMLESS_ANSWERS = [
    (an_object(a=TEXT), an_object(a=TEXT, b=TEXT)),
    (an_object(a=TEXT), an_object(("a",), a=TEXT)),
    ({"anyOf": [TEXT, {"type": "null"}]}, TEXT),
    ({"type": "number"}, {"type": "integer"}),
    ({"enum": ["a", "b"]}, {"const": "a"}),
    ({"$ref": "#/components/schemas/Name"}, TEXT),
    ({"type": "array", "items": {"type": ["string", "null"]}}, {"type": "array", "items": TEXT}),
    (TEXT, {"type": "string", "maxLength": 5}),
]
BREAKING_ANSWERS = [
    (an_object(a=TEXT), an_object(), "200 .a: is gone"),
    (an_object(("a",), a=TEXT), an_object(a=TEXT), "200 .a: may be missing"),
    (an_object(a=TEXT), an_object(a={"type": "integer"}), "200 .a: integer is not string"),
    (TEXT, {"anyOf": [TEXT, {"type": "null"}]}, "200 : null is not string"),
    ({"enum": ["a"]}, {"enum": ["a", "b"]}, "200 : ['b'] is not among ['a']"),
    ({"type": "string", "maxLength": 5}, TEXT, "200 : maxLength None is above 5"),
    ({"type": "string", "format": "date"}, TEXT, "200 : format None is not date"),
    (
        {"type": "array", "items": an_object(a=TEXT)},
        {"type": "array", "items": an_object(a={"type": "boolean"})},
        "200 [].a: boolean is not string",
    ),
]


@pytest.mark.parametrize(("old", "new"), HARMLESS_ANSWERS, ids=range(len(HARMLESS_ANSWERS)))
def test_answers_may_promise_more(old: Schema, new: Schema) -> None:
    assert breaking_changes(document(answer=old), document(answer=new)) == []


@pytest.mark.parametrize(("old", "new", "change"), BREAKING_ANSWERS, ids=range(len(BREAKING_ANSWERS)))
def test_answers_may_not_promise_less(old: Schema, new: Schema, change: str) -> None:
    assert breaking_changes(document(answer=old), document(answer=new)) == [f"POST /x: {change}"]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (an_object(a=TEXT), an_object(a=TEXT, b=TEXT), []),
        (an_object(("a",), a=TEXT), an_object(a=TEXT), []),
        (an_object(a=TEXT), an_object(), []),
        (an_object(a=TEXT), {**an_object(), "additionalProperties": False}, ["body .a: is not taken any more"]),
        (an_object(a=TEXT), an_object(("b",), a=TEXT, b=TEXT), ["body .b: may be missing"]),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, ["body : ['b'] is not among ['a']"]),
        ({"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 5}, ["body : maxLength 9 is above 5"]),
    ],
    ids=range(7),
)
def test_bodies_may_only_come_to_allow_more(old: Schema, new: Schema, changes: list[str]) -> None:
    found = breaking_changes(document(body=old), document(body=new))
    assert found == [f"POST /x: {change}" for change in changes]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (document(), {"paths": {}}, ["POST /x: is gone"]),
        (document(), document(body=TEXT), ["POST /x: a body is required now"]),
        (document(), document(security=[{"bearer": []}]), ["POST /x: needs credentials now"]),
        (
            document(security=[{"bearer": []}, {}]),
            document(security=[{"bearer": []}]),
            ["POST /x: needs credentials now"],
        ),
        (document(security=[{"bearer": []}]), document(security=[{"bearer": []}, {}]), []),
        (document(), document(responses={"201": {}}), ["POST /x: no longer answers 200"]),
        (
            document(),
            document(responses={"200": {"content": {"text/csv": {}}}}),
            ["POST /x: 200 is no longer given as application/json"],
        ),
        (
            document(),
            document(parameters=[{"in": "query", "name": "q", "required": True, "schema": TEXT}]),
            ["POST /x: parameter q is required now"],
        ),
        (document(), document(parameters=[{"in": "query", "name": "q", "schema": TEXT}]), []),
        ({"paths": {}}, document(), []),
    ],
    ids=[
        "path",
        "body",
        "security",
        "optional security",
        "no security needed",
        "status",
        "media type",
        "required parameter",
        "parameter",
        "new",
    ],
)
def test_operations(old: Schema, new: Schema, changes: list[str]) -> None:
    assert breaking_changes(old, new) == changes


def test_a_schema_that_holds_itself() -> None:
    tree = an_object(children={"type": "array", "items": {"$ref": "#/components/schemas/Tree"}})
    old = document(answer={"$ref": "#/components/schemas/Tree"})
    old["components"]["schemas"]["Tree"] = tree
    new = copy.deepcopy(old)
    assert breaking_changes(old, new) == []
    new["components"]["schemas"]["Tree"]["properties"]["children"] = TEXT
    assert breaking_changes(old, new) == ["POST /x: 200 .children: string is not array"]


schemas = st.recursive(
    st.one_of(
        st.sampled_from([{}, TEXT, {"type": "integer"}, {"type": ["string", "null"]}, {"enum": ["a", "b"]}]),
        st.builds(lambda n: {"type": "string", "maxLength": n}, st.integers(1, 9)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda item: {"type": "array", "items": item}, inner),
        st.builds(lambda items: {"anyOf": items}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda properties, required: an_object(tuple(required & properties.keys()), **properties),
            st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            st.sets(st.sampled_from("abc")),
        ),
    ),
    max_leaves=6,
)


@given(schemas)
def test_nothing_breaks_by_staying_as_it_is(schema: Schema) -> None:
    old = document(body=schema, answer=schema)
    assert breaking_changes(old, copy.deepcopy(old)) == []


@given(schemas, schemas)
def test_a_further_choice_breaks_answers_or_bodies_but_not_both(first: Schema, second: Schema) -> None:
    narrow, wide = first, {"anyOf": [first, second]}
    assert breaking_changes(document(body=narrow), document(body=wide)) == []
    assert breaking_changes(document(answer=wide), document(answer=narrow)) == []
