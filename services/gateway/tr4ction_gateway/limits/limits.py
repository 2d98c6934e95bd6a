"""The limits of the gateway, made once from the settings."""

from __future__ import annotations

from dataclasses import dataclass

from tr4ction_gateway.limits.backoff import LoginBackoff
from tr4ction_gateway.limits.rates import Rate, RateLimits
from tr4ction_gateway.limits.store import Counters
from tr4ction_gateway.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class Limits:
    """By address: `passwords`, of routes at which a password or a link could be guessed, and `sessions`, refreshing and
    logging out. By user: `uploads`, workbooks read, and `exports`, answers taken away."""

    passwords: Rate
    sessions: Rate
    uploads: Rate
    exports: Rate
    backoff: LoginBackoff


def make_limits(settings: GatewaySettings) -> Limits:
    store_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    rates = RateLimits(store_url)
    return Limits(
        passwords=rates.rate("passwords", settings.rate_limit_login),
        sessions=rates.rate("sessions", settings.rate_limit_refresh),
        uploads=rates.rate("uploads", settings.rate_limit_upload),
        exports=rates.rate("exports", settings.rate_limit_export),
        backoff=LoginBackoff(Counters(store_url)),
    )
