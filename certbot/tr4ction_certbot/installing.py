"""`install`: a certificate that somebody else issued, for TLS_MODE=custom."""

from __future__ import annotations

import sys

from tr4ction_certbot import pairs, places
from tr4ction_certbot.issuing import say, wait_for_nginx
from tr4ction_certbot.settings import Settings


def install(settings: Settings) -> None:
    """Chain and key from standard input, in any order. Raises RefusedError; what was there before stays then."""
    chain, key, certificate = pairs.split_pair(sys.stdin.buffer.read())
    pairs.write_pair(places.CONFIG / "custom", chain, key)
    say(f"installed: {', '.join(certificate.names)}, until {certificate.ends:%Y-%m-%d}, serial {certificate.serial}")
    for name in settings.names:
        if not certificate.is_for(name):
            say(f"warning: it is not for {name}")
    if settings.mode == "custom" and settings.names:
        wait_for_nginx(settings.names[0], certificate)
    else:
        say("nginx uses it as soon as TLS_MODE=custom stands in .env and `docker compose up -d` has run")
