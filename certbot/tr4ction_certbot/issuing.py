"""`issue`: the first certificate, or one for other names. Done again, it asks nobody for anything."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from tr4ction_certbot import edge, pairs, places, preflight, program
from tr4ction_certbot.errors import RefusedError
from tr4ction_certbot.pairs import Certificate
from tr4ction_certbot.settings import LETS_ENCRYPT_STAGING, Settings

SERVED_SECONDS = 20


def issue(settings: Settings, asked: Sequence[str], *, check: bool = True) -> None:
    """For the names in `asked`, or all of ours. Raises RefusedError or CertbotError; nothing has changed then."""
    names = names_to_issue(settings, asked)
    certificate = pairs.read_certificate(places.live())
    if certificate is not None and is_good_for(certificate, names) and not is_of_another_authority(settings):
        say(f"nothing to do: the certificate for {', '.join(names)} is good for {certificate.days_left} days")
        wait_for_nginx(names[0], certificate)
        return
    if check:
        preflight.check_names(names)
        say(f"checked: {', '.join(names)} lead here")
    started = time.monotonic()
    program.issue(settings, names, rehearse=True)
    say("rehearsed: the authority reaches this machine")
    program.issue(settings, names, rehearse=False)
    certificate = pairs.read_certificate(places.live())
    if certificate is None:
        raise RefusedError(f"certificate_missing: certbot succeeded and left nothing at {places.live()}")
    say(f"issued: {', '.join(certificate.names)}, until {certificate.ends:%Y-%m-%d}, serial {certificate.serial}")
    wait_for_nginx(names[0], certificate)
    say(f"all of it took {time.monotonic() - started:.1f} s")


def names_to_issue(settings: Settings, asked: Sequence[str]) -> list[str]:
    if not settings.asks_an_authority:
        raise RefusedError(
            f"tls_mode: TLS_MODE is '{settings.mode}', so nginx would not use the certificate. "
            "Remove TLS_MODE from .env and run: docker compose up -d"
        )
    if not settings.names:
        raise RefusedError("name_missing: set API_DOMAIN (or APP_DOMAIN with TLS_MODE=letsencrypt) in .env")
    names = list(dict.fromkeys(name.lower() for name in asked)) or list(settings.names)
    for name in names:
        if name not in settings.names:
            raise RefusedError(
                f"name_unknown: nginx does not answer at {name}. Set API_DOMAIN or APP_DOMAIN to it in .env"
            )
    return names


def is_good_for(certificate: Certificate, names: Sequence[str]) -> bool:
    return set(certificate.names) == set(names) and not certificate.is_due


def is_of_another_authority(settings: Settings) -> bool:
    """Whether ACME_DIRECTORY_URL names another one than the certificate that is there came from.

    Raises RefusedError where that is no test certificate: a good one is not given up unasked.
    """
    file = places.CONFIG / "renewal" / f"{places.CERTIFICATE_NAME}.conf"
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        return False
    values = dict(line.split(" = ", 1) for line in lines if " = " in line)
    before = values.get("server", settings.directory_url)
    if before == settings.directory_url:
        return False
    if before != LETS_ENCRYPT_STAGING:
        raise RefusedError(
            f"other_authority: there is a certificate from {before}. To replace it: docker compose exec certbot "
            f"certbot delete --non-interactive --cert-name {places.CERTIFICATE_NAME} --work-dir {places.WORK} "
            f"--logs-dir {places.LOGS}, then issue again; nginx serves a placeholder meanwhile."
        )
    return True


def wait_for_nginx(name: str, certificate: Certificate) -> None:
    """Raises RefusedError with what nginx says where it does not serve `certificate` soon."""
    waited = edge.wait_until_served(name, certificate.serial, SERVED_SECONDS)
    if waited is None:
        state = edge.readiness() or {"nginx": "does not answer"}
        raise RefusedError(f"not_served: nginx does not serve it within {SERVED_SECONDS} s; it says: {state}")
    say(f"served: nginx has it after {waited:.1f} s")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
