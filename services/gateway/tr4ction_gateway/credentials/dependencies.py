"""What routes depend on to have passwords checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from tr4ction_gateway.credentials.service import Credentials


def credential_rules(request: Request) -> Credentials:
    credentials: Credentials = request.app.state.credentials
    return credentials


CredentialRules = Annotated[Credentials, Depends(credential_rules)]
