"""What an operator sets (.env.example). nginx refuses wrong names and modes; here is checked what only we read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tr4ction_certbot.errors import RefusedError

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"
MIN_HOURS, MAX_HOURS = 0.001, 24 * 7


@dataclass(frozen=True)
class Settings:
    """`names` are those nginx answers to, the first one first; `mode` is empty where nginx chooses."""

    names: tuple[str, ...]
    mode: str = ""
    email: str = ""
    directory_url: str = LETS_ENCRYPT
    renew_hours: float = 12

    @property
    def asks_an_authority(self) -> bool:
        return self.mode in ("", "letsencrypt")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises RefusedError that names the variable. An empty one counts as none."""

    def value(name: str, default: str = "") -> str:
        return environment.get(name, "").strip() or default

    url = value("ACME_DIRECTORY_URL", LETS_ENCRYPT)
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise RefusedError("setting_invalid: ACME_DIRECTORY_URL: must be an https address")
    email = value("LETSENCRYPT_EMAIL")
    if email and ("@" not in email.strip("@") or " " in email):
        raise RefusedError("setting_invalid: LETSENCRYPT_EMAIL: must be an e-mail address, or empty")
    names = (value(name).lower() for name in ("API_DOMAIN", "APP_DOMAIN"))
    return Settings(
        names=tuple(dict.fromkeys(name for name in names if name)),
        mode=value("TLS_MODE"),
        email=email,
        directory_url=url,
        renew_hours=_hours(value("CERTIFICATE_RENEW_HOURS", "12")),
    )


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not MIN_HOURS <= hours <= MAX_HOURS:
        raise RefusedError(
            f"setting_invalid: CERTIFICATE_RENEW_HOURS: must be a number from {MIN_HOURS} to {MAX_HOURS}"
        )
    return hours
