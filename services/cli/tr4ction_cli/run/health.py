"""Waits until services say that they are ready."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterable

from tr4ction_cli.errors import Fault, InputError, refusal_in
from tr4ction_cli.run.logs import LogEnds
from tr4ction_cli.run.ports import HOST
from tr4ction_cli.run.services import Service
from tr4ction_cli.run.supervision import ServiceState, Supervisor

READY_SECONDS = 60
POLL_SECONDS = 0.05
STATES_SECONDS = 0.5

_NOT_STARTING = ("BACKOFF", "EXITED", "FATAL")


def wait_until_ready(
    services: Iterable[Service], supervisor: Supervisor, logs: LogEnds, on_ready: Callable[[Service], None]
) -> None:
    """Returns when all are ready, having told `on_ready` of each.

    Raises InputError for a setting that a service refuses, Fault that names the service otherwise.
    """
    waiting = list(services)
    deadline = time.monotonic() + READY_SECONDS
    next_look = time.monotonic() + STATES_SECONDS
    while waiting:
        for service in [service for service in waiting if is_ready(service)]:
            waiting.remove(service)
            on_ready(service)
        now = time.monotonic()
        if now > next_look:
            require_alive(supervisor, waiting, logs, _NOT_STARTING)
            next_look = now + STATES_SECONDS
        if waiting and now > deadline:
            raise _failed(waiting[0], f"was not ready within {READY_SECONDS} s", logs)
        time.sleep(POLL_SECONDS if waiting else 0)


def require_alive(
    supervisor: Supervisor, services: Iterable[Service], logs: LogEnds, failed_states: tuple[str, ...] = ("FATAL",)
) -> None:
    """Raises Fault where supervisord has ended or one of `services` is in one of `failed_states`."""
    if not supervisor.is_alive:
        raise Fault("service_failed", "supervisord ended unexpectedly; its log ends so:", logs.end_of("supervisord"))
    states = supervisor.states()
    for service in services:
        state = states.get(service.name)
        if state is not None and state.name in failed_states:
            raise _failed(service, _described(state), logs)


def _described(state: ServiceState) -> str:
    return f"does not stay up ({state.name}: {state.reason})"


def _failed(service: Service, what: str, logs: LogEnds) -> InputError | Fault:
    """A setting that the service refused is the user's to mend; for all else the log has to speak."""
    end = logs.end_of(service.name)
    refusal = refusal_in("\n".join(line.strip() for line in end))
    return refusal or Fault("service_failed", f"{service.name} {what}; its log ends so:", end)


def is_ready(service: Service) -> bool:
    connection = http.client.HTTPConnection(HOST, service.port, timeout=3)
    try:
        connection.request("GET", service.health_path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
