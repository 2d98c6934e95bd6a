"""What the server runs: `gunicorn -c python:tr4ction_gateway.server tr4ction_gateway.asgi:app`."""

from __future__ import annotations

from tr4ction_common.logs import configure_logging
from tr4ction_common.settings import settings_or_exit
from tr4ction_gateway.main import create_app
from tr4ction_gateway.settings import GatewaySettings

_settings = settings_or_exit(GatewaySettings)
configure_logging("gateway", _settings.log_level, _settings.log_dir)
app = create_app(_settings)
