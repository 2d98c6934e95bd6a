"""gunicorn's settings for the gateway: those of every service, and as many processes as WEB_CONCURRENCY says."""

from __future__ import annotations

from tr4ction_common.server import *  # noqa: F403
from tr4ction_common.settings import settings_or_exit
from tr4ction_gateway.settings import GatewaySettings

workers = settings_or_exit(GatewaySettings).web_concurrency
