"""certbot itself."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from tr4ction_certbot import places
from tr4ction_certbot.errors import CertbotError
from tr4ction_certbot.settings import LETS_ENCRYPT, Settings

TIMEOUT_SECONDS = 600
SHOWN_LINES = 15


def issue(settings: Settings, names: Sequence[str], *, rehearse: bool) -> None:
    """Has one certificate for all `names`. A rehearsal is all of it, at the staging where there is one."""
    wanted = [option for name in names for option in ("--domain", name)]
    # With other names than before certbot would ask whether that is meant.
    run(settings, "certonly", "--renew-with-new-domains", *_webroot(), *wanted, *_rehearsal(rehearse))


def renew(settings: Settings, *, rehearse: bool = False) -> None:
    """Does nothing as long as certbot finds it too early."""
    run(settings, "renew", "--no-random-sleep-on-renew", *_webroot(), *_rehearsal(rehearse))


def _webroot() -> list[str]:
    return ["--webroot", "--webroot-path", str(places.WEBROOT)]


def _rehearsal(rehearse: bool) -> list[str]:
    return ["--dry-run"] if rehearse else []


def run(settings: Settings, command: str, *options: str) -> None:
    """Raises CertbotError with its last words."""
    # Let's Encrypt sends no mail about certificates that end; an address is for those who want to hear of changes.
    contact = ["--email", settings.email, "--no-eff-email"] if settings.email else ["--register-unsafely-without-email"]
    folders = ["--config-dir", str(places.CONFIG), "--work-dir", str(places.WORK), "--logs-dir", str(places.LOGS)]
    common = ["--non-interactive", "--agree-tos", "--cert-name", places.CERTIFICATE_NAME, "--max-log-backups", "5"]
    line = ["certbot", command, *folders, *common, *contact, *_server(settings, options), *options]
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, errors="replace", timeout=TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise CertbotError(f"certbot did not end within {TIMEOUT_SECONDS} s") from None
    if done.returncode != 0:
        raise CertbotError(_last_words(done.stdout + done.stderr))


def _server(settings: Settings, options: Sequence[str]) -> list[str]:
    """A rehearsal at Let's Encrypt goes to its staging by itself, as long as no server is named."""
    if "--dry-run" in options and settings.directory_url == LETS_ENCRYPT:
        return []
    return ["--server", settings.directory_url]


def _last_words(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip(" -")]
    return "\n".join(lines[-SHOWN_LINES:])
