"""Ports that must be free, and ports that are."""

from __future__ import annotations

import socket

import pytest

from tr4ction_cli.errors import InputError
from tr4ction_cli.run.ports import free_ports, require_free


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_an_occupied_port_is_refused_by_the_variable_s_name(address: str) -> None:
    with socket.create_server((address, 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(InputError, match=f"port_in_use: GATEWAY_PORT={port} "):
            require_free("GATEWAY_PORT", port)
    require_free("GATEWAY_PORT", port)


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    for port in ports:
        require_free("PORT", port)
