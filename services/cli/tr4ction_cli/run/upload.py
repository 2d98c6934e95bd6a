"""Sends the sample template the way an admin would: over HTTP, through the gateway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from tr4ction_cli.errors import Fault
from tr4ction_cli.sample import CYCLE, FILE_NAME, MEDIA_TYPE

TIMEOUT_SECONDS = 60


def upload_sample(gateway_url: str, token: str, workbook: bytes) -> tuple[Mapping[str, Any], Sequence[Any]]:
    """The upload's response and the stored fields. Raises Fault where the stack does not do its main job."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    # trust_env=False: a proxy in the environment is not for the loopback address.
    with httpx.Client(base_url=gateway_url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        try:
            upload = client.post(
                "/admin/templates/upload",
                params={"cycle": CYCLE},
                files={"file": (FILE_NAME, workbook, MEDIA_TYPE)},
            )
            template = _checked(upload)
            detail = _checked(client.get(f"/admin/templates/{template['template_id']}"))
        except httpx.HTTPError as error:
            raise Fault("sample_failed", f"The sample template could not be uploaded: {error!r}.") from None
    return template, detail["fields"]


def _checked(response: httpx.Response) -> Any:
    if response.status_code != httpx.codes.OK:
        raise Fault(
            "sample_failed",
            f"{response.request.method} {response.request.url.path} answered {response.status_code} for the sample:",
            [f"  {response.text}"],
        )
    return response.json()
