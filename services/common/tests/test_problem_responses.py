"""What a route says about its refusals."""

from __future__ import annotations

import jsonschema

from tr4ction_common.errors import AUTHENTICATION_REQUIRED, NOT_FOUND, RATE_LIMITED, TOKEN_EXPIRED
from tr4ction_common.problem_responses import problems


def test_problems_stand_under_their_status_with_an_example_each() -> None:
    described = problems(NOT_FOUND, TOKEN_EXPIRED, AUTHENTICATION_REQUIRED, RATE_LIMITED)
    assert list(described) == [401, 404, 429]
    content = described[401]["content"]["application/problem+json"]
    assert set(content["examples"]) == {"authentication_required", "token_expired"}
    for name, example in content["examples"].items():
        jsonschema.validate(example["value"], content["schema"])
        assert (example["value"]["code"], example["value"]["status"]) == (name, 401)
