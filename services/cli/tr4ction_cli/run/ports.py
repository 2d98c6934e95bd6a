"""Ports on the loopback address: the fixed ones must be free, the others are whatever is."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack

from tr4ction_cli.errors import InputError

HOST = "127.0.0.1"


def require_free(variable: str, port: int) -> None:
    """Raises InputError that names `variable` where nothing can listen at `port`."""
    try:
        with _listening_socket(port):
            return
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                "port_in_use", f"{variable}={port} is taken by another program. Stop it or set {variable}."
            ) from None
        raise InputError(
            "port_unusable", f"{variable}={port} cannot be used: {error.strerror}. Set {variable} above 1023."
        ) from None


def free_ports(count: int) -> list[int]:
    """`count` different ports at which nobody listens."""
    with ExitStack() as stack:
        # All are held until the last is found, or the same port would be found twice.
        return [stack.enter_context(_listening_socket(0)).getsockname()[1] for _ in range(count)]


def _listening_socket(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # As servers do: a connection that is still closing does not count as taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener
