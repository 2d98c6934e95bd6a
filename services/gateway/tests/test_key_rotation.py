"""Replacing keys while people are logged in."""

from __future__ import annotations

from jose import jwt

from support.gateways import JWT_KEY, MakeGateway

NEXT_KEY = "w8Rk-5nVz0Pd7XyQ3mTgB6sCj2LhF9uE"


async def test_with_two_secrets_old_tokens_live_on_and_new_ones_are_made_with_the_new(
    make_gateway: MakeGateway,
) -> None:
    before = await make_gateway()
    await before.add_user("ana")
    old = await before.log_in("ana")
    meanwhile = await make_gateway(jwt_secret=NEXT_KEY, jwt_secret_previous=JWT_KEY)
    after = await make_gateway(jwt_secret=NEXT_KEY)

    async def accepted_by(token: str) -> list[bool]:
        headers = {"Authorization": f"Bearer {token}"}
        answers = [await gateway.client.get("/auth/me", headers=headers) for gateway in (before, meanwhile, after)]
        return [answer.status_code == 200 for answer in answers]

    new = await meanwhile.log_in("ana")
    assert await accepted_by(old["access_token"]) == [True, True, False]
    assert await accepted_by(new["access_token"]) == [False, True, True]
    kids = [jwt.get_unverified_header(tokens["access_token"])["kid"] for tokens in (old, new)]
    assert len(set(kids)) == 2
    # A session outlives the secret: its refresh token does not depend on it.
    refreshed = await after.client.post("/auth/refresh", json={"refresh_token": old["refresh_token"]})
    assert refreshed.status_code == 200
    assert await accepted_by(refreshed.json()["access_token"]) == [False, True, True]
