"""The gateway's application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tr4ction_common import migrations
from tr4ction_common.application import create_application
from tr4ction_common.settings import settings_or_exit
from tr4ction_common.unread_body import UnreadBody
from tr4ction_gateway.accounts import routes as accounts
from tr4ction_gateway.audit import routes as audit
from tr4ction_gateway.credentials import routes as credentials
from tr4ction_gateway.cycles import routes as cycles
from tr4ction_gateway.invitations import routes as invitations
from tr4ction_gateway.limits.headers import RateLimitHeaders
from tr4ction_gateway.limits.limits import make_limits
from tr4ction_gateway.migrations import MIGRATIONS
from tr4ction_gateway.organizations import routes as organizations
from tr4ction_gateway.proxy.auditing import PassedAudit
from tr4ction_gateway.proxy.routes import proxy_router
from tr4ction_gateway.proxy.service import Service
from tr4ction_gateway.proxy.table import EXPORTS, INGESTION, PASSED_ON, UPLOAD_FOLDERS, UPLOADS
from tr4ction_gateway.registration import routes as registration
from tr4ction_gateway.rules import make_rules
from tr4ction_gateway.sessions import routes as sessions
from tr4ction_gateway.settings import GatewaySettings


class MigrationsPendingError(Exception):
    """The database is older, or newer, than this code."""


def create_app(settings: GatewaySettings | None = None) -> FastAPI:
    """The application. Without `settings` they are read from the environment; wrong ones end the program with 2."""
    settings = settings or settings_or_exit(GatewaySettings)
    rules = make_rules(settings)
    ingestion = ingestion_service(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        watching = asyncio.create_task(ingestion.watch())
        pushing = asyncio.create_task(rules.pusher.run())
        yield
        watching.cancel()
        rules.pusher.stop()
        await pushing
        await ingestion.close()
        await rules.close()

    async def migrations_are_current() -> None:
        if not await migrations.is_current(MIGRATIONS, rules.database):
            raise MigrationsPendingError("run `python -m tr4ction_gateway.manage migrate`")

    checks = {
        "database": rules.database.ping,
        "migrations": migrations_are_current,
        "ingestion": ingestion.check_health,
    }
    app = create_application("TR4CTION", settings, lifespan, checks, uploads=UPLOAD_FOLDERS)
    rules.install(app)

    limits = make_limits(settings)
    app.state.limits = limits
    app.add_middleware(RateLimitHeaders)
    # Half a second: that a service is gone must be told within one.
    app.add_middleware(UnreadBody, max_bytes=2 * settings.max_upload_bytes, seconds=0.5)
    _allow_origins(app, settings)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))
    for router in (
        sessions.router,
        credentials.router,
        registration.router,
        accounts.router,
        organizations.router,
        cycles.router,
        invitations.router,
        invitations.accepting,
        audit.router,
        proxy_router(
            PASSED_ON,
            {INGESTION: ingestion},
            {UPLOADS: limits.uploads, EXPORTS: limits.exports},
            PassedAudit(rules.database, rules.trail),
        ),
    ):
        app.include_router(router)
    return app


def ingestion_service(settings: GatewaySettings) -> Service:
    return Service(
        "ingestion",
        settings.ingestion_url,
        settings.internal_token_private_key.get_secret_value(),
        connect_timeout=settings.proxy_connect_timeout_seconds,
        read_timeout=settings.proxy_read_timeout_seconds,
        connections=settings.proxy_max_connections,
    )


def _allow_origins(app: FastAPI, settings: GatewaySettings) -> None:
    """Lets pages from CORS_ORIGINS call. Without cookies: the token is sent by the page itself."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-ID"],
        expose_headers=[
            "Content-Disposition",
            "ETag",
            "RateLimit-Limit",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "Retry-After",
            "X-Left-Out",
            "X-Request-ID",
            "X-Total-Count",
        ],
    )
