"""The shape every service's application has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from fastapi.routing import APIRoute

from tr4ction_common import problem_handlers
from tr4ction_common.body_limit import BodyLimit
from tr4ction_common.health import Check, health_router
from tr4ction_common.logs import AccessLog
from tr4ction_common.problem_handlers import REQUEST_ID_HEADER
from tr4ction_common.settings import VERSION, ServiceSettings

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_application(
    title: str,
    settings: ServiceSettings,
    lifespan: Lifespan,
    checks: Mapping[str, Check],
    uploads: tuple[str, ...] = ("/",),
) -> FastAPI:
    """An application with health routes, request ids, JSON access log and problem documents; no other route yet.

    Only paths that start with one of `uploads` take bodies of MAX_UPLOAD_MB, all others MAX_BODY_KB.
    Its interactive documentation is served in debug mode only.
    """
    app = FastAPI(
        title=title,
        version=VERSION,
        lifespan=lifespan,
        docs_url="/docs" if settings.debug_mode else None,
        redoc_url="/redoc" if settings.debug_mode else None,
        openapi_url="/openapi.json" if settings.debug_mode else None,
        generate_unique_id_function=_operation_id,
    )
    problem_handlers.install(app, settings.error_catalogue_url)
    # The last one added runs first: what is refused or logged inside already has its request id.
    app.add_middleware(
        BodyLimit,
        max_upload_bytes=settings.max_upload_bytes,
        max_body_bytes=settings.max_body_kb * 1024,
        uploads=uploads,
    )
    app.add_middleware(AccessLog)
    app.add_middleware(
        CorrelationIdMiddleware,
        header_name=REQUEST_ID_HEADER,
        validator=lambda value: _REQUEST_ID.fullmatch(value) is not None,
        transformer=lambda value: value,
    )
    app.include_router(health_router(checks))
    return app


def _operation_id(route: APIRoute) -> str:
    """The function's name, which clients made from the API document call it by."""
    return route.name
