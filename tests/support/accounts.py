"""What a person does first with a password that was made up for them."""

from __future__ import annotations

import httpx

CHOSEN = "uma frase que só eu sei"


def choose_password(client: httpx.Client, one_time: str, username: str = "admin") -> str:
    """Chooses another password than the one-time one of `username`, and returns it."""
    answer = client.post("/auth/login", json={"username": username, "password": one_time})
    assert answer.status_code == httpx.codes.OK, answer.text
    assert answer.json()["user"]["must_change_password"] is True
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    body = {"current_password": one_time, "new_password": CHOSEN}
    changed = client.post("/auth/password", json=body, headers=bearer)
    assert changed.status_code == httpx.codes.NO_CONTENT, changed.text
    return CHOSEN
