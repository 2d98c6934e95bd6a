"""`check`: whether what nginx serves is good for long enough. For a person, or for a job that tells one."""

from __future__ import annotations

from tr4ction_certbot import edge
from tr4ction_certbot.errors import RefusedError
from tr4ction_certbot.issuing import say
from tr4ction_certbot.settings import Settings

ALARM_DAYS = 21


def check(settings: Settings) -> bool:
    """Says what is served at each name and what is wrong with it; True if nothing is."""
    state = edge.readiness()
    if state is None:
        raise RefusedError("nginx_silent: nginx does not answer. See: docker compose ps; docker compose logs nginx")
    if state["certificate"]["mode"] == "off":
        say("no certificate: TLS_MODE is off, so a proxy in front, or nobody, has one")
        return True
    faults = [] if state["checks"]["certificate"] == "ok" else [f"nginx says: {state['checks']['certificate']}"]
    for name in settings.names:
        faults += faults_at(name)
    renewal = state.get("renewal") or {}
    for kind in ("renewal", "rehearsal"):
        if renewal.get(kind) == "failed":
            say(f"warning: the last {kind} failed; see: docker compose logs certbot")
    for fault in faults:
        say(f"error: {fault}")
    return not faults


def faults_at(name: str) -> list[str]:
    certificate = edge.served_certificate(name)
    if certificate is None:
        return [f"{name}: no TLS handshake"]
    until = f"{certificate.ends:%Y-%m-%d %H:%M} UTC"
    say(f"{name}: {certificate.days_left} days left, until {until}, serial {certificate.serial}")
    faults = []
    if certificate.days_left < ALARM_DAYS:
        faults.append(f"{name}: fewer than {ALARM_DAYS} days are left")
    if not certificate.is_for(name):
        faults.append(f"{name}: the certificate is for {', '.join(certificate.names)}")
    return faults
