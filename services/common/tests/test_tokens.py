"""Tokens: what is accepted, and everything that is not."""

from __future__ import annotations

import base64
import hmac
import json
import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt

from tr4ction_common.internal_tokens import generate_key_pair
from tr4ction_common.tokens import TokenError, TokenExpiredError, TokenPolicy, TokenSigner, TokenVerifier, key_id

KEY = "a key of at least thirty-two bytes"
SHARED = TokenPolicy("HS256", "issuer", "audience")
SIGNED = TokenPolicy("ES256", "issuer", "audience")
PRIVATE, PUBLIC = generate_key_pair()
MINUTE = timedelta(minutes=1)
ALPHABET = string.ascii_letters + string.digits + "-_"


def claims(**changes: object) -> dict[str, object]:
    now = datetime.now(UTC)
    good = {"iss": "issuer", "aud": "audience", "sub": "1", "iat": now, "exp": now + MINUTE, "jti": "x"}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def forge(
    payload: dict[str, object], key: str = KEY, algorithm: str = "HS256", header: dict[str, object] | None = None
) -> str:
    """A token made by hand, that names the right key."""
    return jwt.encode(payload, key, algorithm, headers={"kid": key_id("HS256", KEY), **(header or {})})


def encode(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("policy", "private", "public"), [(SHARED, KEY, KEY), (SIGNED, PRIVATE, PUBLIC)], ids=["HS256", "ES256"]
)
def test_what_was_signed_is_read(policy: TokenPolicy, private: str, public: str) -> None:
    token = TokenSigner(policy, private).sign("42", MINUTE, role="admin", sub="forged", aud="forged")
    read = TokenVerifier(policy, [public]).verify(token)
    assert (read["sub"], read["aud"], read["iss"], read["role"]) == ("42", "audience", "issuer", "admin")
    assert read["exp"] - read["iat"] == 60


def test_every_token_has_an_id_of_its_own() -> None:
    signer, verifier = TokenSigner(SHARED, KEY), TokenVerifier(SHARED, [KEY])
    assert len({verifier.verify(signer.sign("1", MINUTE))["jti"] for _ in range(10)}) == 10


def test_two_keys_are_accepted_while_one_is_replaced() -> None:
    verifier = TokenVerifier(SHARED, ["the new key of thirty-two bytes!", KEY])
    assert verifier.verify(TokenSigner(SHARED, KEY).sign("1", MINUTE))["sub"] == "1"
    with pytest.raises(TokenError):
        verifier.verify(TokenSigner(SHARED, "a third key of thirty-two bytes!").sign("1", MINUTE))


def test_the_good_token_the_bad_ones_are_made_from() -> None:
    assert TokenVerifier(SHARED, [KEY]).verify(forge(claims()))["sub"] == "1"


@pytest.mark.parametrize(
    "header",
    [{"kid": None}, {"kid": ""}, {"kid": 1}, {"kid": key_id("HS256", "some other key")}, {"crit": ["exp"]}],
    ids=str,
)
def test_a_token_that_names_another_key_or_asks_for_more_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [KEY]).verify(forge(claims(), header=header))


def test_a_token_that_names_no_key_is_refused() -> None:
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [KEY]).verify(jwt.encode(claims(), KEY))


def test_a_token_is_checked_with_the_key_it_names_only() -> None:
    other = "the new key of thirty-two bytes!"
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [other, KEY]).verify(forge(claims(), other))


def test_both_halves_of_a_pair_have_one_name_and_a_secret_does_not_show_in_its_own() -> None:
    assert key_id("ES256", PRIVATE) == key_id("ES256", PUBLIC) != key_id("ES256", generate_key_pair()[1])
    assert key_id("HS256", KEY) != key_id("HS256", KEY + "!")
    assert len(key_id("HS256", KEY)) == 16
    with pytest.raises(TokenError):
        key_id("ES256", KEY)


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "iat", "exp", "jti"])
def test_every_claim_is_required(missing: str) -> None:
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [KEY]).verify(forge(claims(**{missing: None})))


@pytest.mark.parametrize(
    "changes",
    [{"iss": "other"}, {"aud": "other"}, {"sub": 1}, {"nbf": 4_000_000_000}, {"exp": "soon"}],
    ids=str,
)
def test_other_claims_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(TokenError) as refusal:
        TokenVerifier(SHARED, [KEY]).verify(forge(claims(**changes)))
    assert not isinstance(refusal.value, TokenExpiredError)


def test_an_expired_token_is_told_apart_after_thirty_seconds_of_patience() -> None:
    verifier = TokenVerifier(SHARED, [KEY])
    now = datetime.now(UTC)
    assert verifier.verify(forge(claims(exp=now - timedelta(seconds=20))))
    with pytest.raises(TokenExpiredError):
        verifier.verify(forge(claims(exp=now - timedelta(seconds=40))))
    with pytest.raises(TokenError) as refusal:
        verifier.verify(forge(claims(exp=now - timedelta(seconds=40)), "another key of thirty-two bytes!"))
    assert not isinstance(refusal.value, TokenExpiredError)


@pytest.mark.parametrize("name", ["none", "None", "NONE", ""])
def test_a_token_without_a_signature_is_refused(name: str) -> None:
    payload: dict[str, object] = {**claims(), "iat": 1, "exp": 4_000_000_000}
    for signature in ("", "AAAA"):
        for policy, key in ((SHARED, KEY), (SIGNED, PUBLIC)):
            header: dict[str, object] = {"alg": name, "typ": "JWT", "kid": key_id(policy.algorithm, key)}
            with pytest.raises(TokenError):
                TokenVerifier(policy, [key]).verify(f"{encode(header)}.{encode(payload)}.{signature}")


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_with_the_right_key_is_refused(algorithm: str) -> None:
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [KEY]).verify(forge(claims(), algorithm=algorithm))


def test_a_public_key_is_no_shared_secret() -> None:
    """Algorithm confusion: signed with HS256 and the public key that everybody may know (CVE-2024-33663)."""
    header: dict[str, object] = {"alg": "HS256", "typ": "JWT", "kid": key_id("ES256", PUBLIC)}
    payload: dict[str, object] = {**claims(), "iat": 1, "exp": 4_000_000_000}
    signed = f"{encode(header)}.{encode(payload)}"
    digest = hmac.digest(PUBLIC.encode(), signed.encode(), "sha256")
    forged = f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    with pytest.raises(TokenError):
        TokenVerifier(SIGNED, [PUBLIC]).verify(forged)


def test_a_signed_token_is_no_shared_one() -> None:
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [KEY]).verify(TokenSigner(SIGNED, PRIVATE).sign("1", MINUTE))


@given(st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}"))
def test_nothing_else_is_a_token_and_nothing_breaks(text: str) -> None:
    for policy, key in ((SHARED, KEY), (SIGNED, PUBLIC)):
        with pytest.raises(TokenError):
            TokenVerifier(policy, [key]).verify(text)


@given(st.integers(0, 10_000), st.integers(1, 63))
def test_no_sign_of_a_token_may_change(where: int, by: int) -> None:
    token = TokenSigner(SHARED, KEY).sign("1", MINUTE)
    # The last sign of a base64 part also holds bits that mean nothing, so it is left out.
    places = [i for i, sign in enumerate(token) if sign != "." and token[i + 1 : i + 2] not in ("", ".")]
    place = places[where % len(places)]
    other = ALPHABET[(ALPHABET.index(token[place]) + by) % 64]
    with pytest.raises(TokenError):
        TokenVerifier(SHARED, [KEY]).verify(token[:place] + other + token[place + 1 :])
