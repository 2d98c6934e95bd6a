"""User names and e-mail addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tr4ction_gateway.accounts.identity import canonical, is_email, is_username


@pytest.mark.parametrize("value", ["ana@fcj.com.br", "a+b@localhost", "ANA@FCJ.COM", "o'neil@x-y.example"])
def test_addresses_a_browser_takes(value: str) -> None:
    assert is_email(value)


@pytest.mark.parametrize("value", ["", "ana", "@x", "a@", "a b@x.y", "a@-x.y", "a@x..y", "a@x\n", f"a@{'x' * 250}.y"])
def test_addresses_nobody_has(value: str) -> None:
    assert not is_email(value)


@pytest.mark.parametrize("value", ["", "a", "ana maria", "ana@x", "-ana", "a" * 65, "ana\n"])
def test_names_nobody_has(value: str) -> None:
    assert not is_username(value)


def test_case_and_spaces_around_do_not_matter() -> None:
    assert canonical("  Ana.Maria@FCJ.com ") == "ana.maria@fcj.com"
    assert canonical("ADMIN") == "admin"


@given(st.text())
def test_what_is_looked_up_is_a_name_an_address_or_nothing(value: str) -> None:
    found = canonical(value)
    assert found == "" or (is_username(found) != is_email(found))
    assert canonical(found) == found
