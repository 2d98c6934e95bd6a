"""Where a request comes from."""

from __future__ import annotations

from typing import Annotated

from asgi_correlation_id import correlation_id
from fastapi import Depends, Request

from tr4ction_gateway.audit.trail import Source

MAX_USER_AGENT = 200


def source_of(request: Request) -> Source:
    address = request.client.host if request.client else None
    agent = "".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable())[:MAX_USER_AGENT]
    return Source(address, agent or None, correlation_id.get())


RequestSource = Annotated[Source, Depends(source_of)]
