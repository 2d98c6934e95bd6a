"""Where things are in the container. Folders are volumes or in memory; the rest of the file system is read-only."""

from __future__ import annotations

from pathlib import Path

CONFIG = Path("/etc/letsencrypt")  # the volume that nginx reads too
WEBROOT = Path("/var/www/certbot")  # the volume nginx answers challenges from
WORK = Path("/var/lib/letsencrypt")
LOGS = Path("/var/log/letsencrypt")
RUN = Path("/run/certbot")

CERTIFICATE_NAME = "tr4ction"
"""What certbot calls our certificate, whatever names it is for; nginx looks for it there."""

CHAIN, KEY = "fullchain.pem", "privkey.pem"


def live() -> Path:
    """The folder of the newest pair that an authority issued."""
    return CONFIG / "live" / CERTIFICATE_NAME
