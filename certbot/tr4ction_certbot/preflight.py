"""Before an authority is asked: does each name lead to this machine, and does port 80 answer there?

A try that fails costs one of the few that Let's Encrypt allows in an hour, and its answer is long; this one is short.
"""

from __future__ import annotations

import errno
import http.client
import secrets
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tr4ction_certbot import places
from tr4ction_certbot.errors import RefusedError

TIMEOUT_SECONDS = 10
CHALLENGES = ".well-known/acme-challenge"
_NO_ROUTE = (errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_SKIP = "If you are sure that it is reached from outside, add --skip-checks."


def check_names(names: Iterable[str]) -> None:
    """Raises RefusedError about the first name that does not lead here."""
    with _published() as (path, expected):
        for name in names:
            addresses = _addresses(name)
            for address in addresses:
                _check_address(name, address, path, expected)


@contextmanager
def _published() -> Iterator[tuple[str, bytes]]:
    """A file where challenges are, as the authority will find them."""
    folder, token = places.WEBROOT / CHALLENGES, secrets.token_hex(16)
    file = folder / f"tr4ction-{token}"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(token, "ascii")
    try:
        yield f"/{CHALLENGES}/{file.name}", token.encode()
    finally:
        file.unlink(missing_ok=True)


def _addresses(name: str) -> list[str]:
    try:
        found = socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RefusedError(
            f"dns_missing: {name} has no address. Make an A record for it with the public address of this machine "
            "where the domain is managed, and wait until it is known (minutes, seldom hours)."
        ) from None
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def _check_address(name: str, address: str, path: str, expected: bytes) -> None:
    connection = http.client.HTTPConnection(address, 80, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": name})
        answer = connection.getresponse()
        content = answer.read(len(expected) + 1)
    except OSError as error:
        if ":" in address and error.errno in _NO_ROUTE:
            return  # an IPv6 address, and this network has none: only somebody outside can tell
        raise RefusedError(
            f"port_closed: {name} leads to {address}, and nobody answers at port 80 there ({error}). Open port 80 to "
            f"everybody in the firewall or security group, or correct the DNS record. {_SKIP}"
        ) from None
    except http.client.HTTPException:
        answer, content = None, b""
    finally:
        connection.close()
    if answer is None or answer.status != http.HTTPStatus.OK or content != expected:
        raise RefusedError(
            f"other_machine: {name} leads to {address}, where something else answers than this stack. Correct the DNS "
            f"record (A, and AAAA if there is one). {_SKIP}"
        )
