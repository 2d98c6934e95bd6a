"""What nginx really serves."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from typing import Any

from cryptography import x509

from tr4ction_certbot.pairs import Certificate, describe

HOST, TLS_PORT, READINESS_PORT = "nginx", 443, 8081
TIMEOUT_SECONDS = 5


def served_certificate(name: str) -> Certificate | None:
    """What a client gets who asks for `name`; None without a handshake. It is looked at, not trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((HOST, TLS_PORT), TIMEOUT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            der = secure.getpeercert(binary_form=True)
    except OSError:
        return None
    return describe(x509.load_der_x509_certificate(der)) if der else None


def readiness() -> dict[str, Any] | None:
    """nginx's own `/health/ready`; None where it does not answer."""
    connection = http.client.HTTPConnection(HOST, READINESS_PORT, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        document: dict[str, Any] = json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return document


def wait_until_served(name: str, serial: str, seconds: float) -> float | None:
    """After how many seconds a client got the certificate with that serial number, and nginx knew that it does.

    None where that took too long.
    """
    started = time.monotonic()
    while (waited := time.monotonic() - started) <= seconds:
        found, state = served_certificate(name), readiness()
        if found is not None and found.serial == serial and state and state["certificate"].get("serial") == serial:
            return waited
        time.sleep(0.2)
    return None
