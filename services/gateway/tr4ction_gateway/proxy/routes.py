"""What is passed on, for whom, and to which service. Bodies stream both ways; none is read, let alone parsed, here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping

import httpx
from asgi_correlation_id import correlation_id
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tr4ction_common.errors import FORBIDDEN, NOT_FOUND, RATE_LIMITED, SERVICE_UNAVAILABLE
from tr4ction_common.internal_tokens import Caller
from tr4ction_common.problems import Problem, ProblemType
from tr4ction_gateway.limits.rates import Rate
from tr4ction_gateway.proxy import headers, targets
from tr4ction_gateway.proxy.auditing import PassedAudit
from tr4ction_gateway.proxy.errors import GATEWAY_REFUSED
from tr4ction_gateway.proxy.service import Asked, Service
from tr4ction_gateway.proxy.table import Passed
from tr4ction_gateway.sessions.dependencies import USER_PROBLEMS, AuthenticatedUser
from tr4ction_gateway.sessions.service import Principal

# What is refused, or cannot be had, before a service is reached.
_PROBLEMS = (*USER_PROBLEMS, FORBIDDEN, GATEWAY_REFUSED, SERVICE_UNAVAILABLE)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def proxy_router(
    table: Iterable[Passed], services: Mapping[str, Service], rates: Mapping[str, Rate], audit: PassedAudit
) -> APIRouter:
    """Routes for everything in `table`; services and rates by the names it uses."""
    router = APIRouter()
    for passed in table:
        endpoint = _endpoint(passed, services[passed.service], rates, audit)
        for path in (passed.prefix, passed.prefix + "/{rest:path}"):
            # Documented where they are made: by the service behind.
            router.add_api_route(path, endpoint, methods=_METHODS, include_in_schema=False)
    return router


def problems_of(passed: Passed, method: str, path: str) -> tuple[ProblemType, ...]:
    """What passing a request on adds to the problems that the service answers with. `path` may have `{names}` in it."""
    out_of_the_folder = (NOT_FOUND,) if "{" in path else ()
    too_often = () if passed.rate_of(method, path) is None else (RATE_LIMITED,)
    return (*_PROBLEMS, *out_of_the_folder, *too_often)


def _endpoint(
    passed: Passed, service: Service, rates: Mapping[str, Rate], audit: PassedAudit
) -> Callable[[Request, Principal], Awaitable[Response]]:
    async def pass_on(request: Request, principal: AuthenticatedUser) -> Response:
        if not passed.admits(principal.user.role, request.method):
            raise Problem(FORBIDDEN)
        rate = passed.rate_of(request.method, request.scope["path"])
        if rate is not None:
            await rates[rate].count(request, f"user:{principal.user.id}")
        answer = await _ask(request, principal, service)
        try:
            await audit.note(passed, request, principal, answer)
        except BaseException:
            await answer.aclose()
            raise
        return _PassedResponse(answer, service.url)

    return pass_on


async def _ask(request: Request, principal: Principal, service: Service) -> httpx.Response:
    raw_path: bytes = request.scope["raw_path"]
    if not targets.is_safe(raw_path):
        raise Problem(NOT_FOUND)
    asked = Asked(
        request.method,
        targets.target_of(raw_path, request.scope["query_string"]),
        headers.to_service(request.headers.raw, correlation_id.get(), service.token_for(_caller(principal))),
        _body(request) if _has_body(request) else None,
    )
    return await service.ask(asked)


def _caller(principal: Principal) -> Caller:
    organization_id = principal.user.organization_id
    return Caller(
        str(principal.user.id), principal.user.role, None if organization_id is None else str(organization_id)
    )


def _has_body(request: Request) -> bool:
    """RFC 9112, 6: a body is announced by one of these."""
    return "Content-Length" in request.headers or "Transfer-Encoding" in request.headers


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:
            yield chunk


class _PassedResponse(StreamingResponse):
    """Streams a service's answer to the client and closes it, however that ends.

    A client that goes away ends it too: the server cancels the request, and closing tells the service.
    """

    def __init__(self, answer: httpx.Response, service_url: str) -> None:
        super().__init__(answer.aiter_raw(), answer.status_code)
        self.raw_headers = headers.to_client(answer.headers.raw, service_url)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._answer.aclose()
