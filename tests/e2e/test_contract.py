"""Every operation of the API document, asked of the real services as different people, with what it allows and not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.api import running_api
from support.probing import ROLES, AnyCase, Prober, document, furnish

schema = document(max_examples=3, seed=0)
# An admin is let in everywhere; the others are mostly refused.
ASKING = ["admin", *(pytest.param(role, marks=pytest.mark.heavy) for role in ROLES if role != "admin")]


@pytest.fixture(scope="module")
def probers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Prober]]:
    with running_api(tmp_path_factory.mktemp("contract")) as api:
        furnish(api)
        yield {role: Prober(api, role) for role in ROLES}


@pytest.mark.parametrize("role", ASKING)
@schema.parametrize()
def test_every_answer_is_one_that_the_document_promises(case: AnyCase, role: str, probers: dict[str, Prober]) -> None:
    probers[role].probe(case)
