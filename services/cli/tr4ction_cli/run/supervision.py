"""supervisord as the keeper of the stack: its configuration, its start and stop, and what it reports."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import xmlrpc.client
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from tr4ction_cli.run.data_dir import PRIVATE_UMASK, DataDir
from tr4ction_cli.run.environment import visible, withheld
from tr4ction_cli.run.processes import MARK, end_all
from tr4ction_cli.run.services import Service

# A service that ends sooner than this has not started; after four such ends in a row supervisord gives it up.
START_SECONDS = 10
STOP_SECONDS = 30
SHUTDOWN_SECONDS = STOP_SECONDS + 5
SWEEP_SECONDS = 2.0

# A path for a Unix socket has room for 108 bytes with its end mark (unix(7)).
MAX_SOCKET_PATH = 107

_PR_SET_PDEATHSIG = 1

# Takes variables away and becomes the program: no process more, and no secret in a file, as `environment=` would want.
_ENV = "/usr/bin/env"

_SUPERVISORD = f"""\
[supervisord]
logfile=%(ENV_{MARK})s/logs/supervisord.log
logfile_maxbytes=1MB
logfile_backups=1
pidfile=%(ENV_{MARK})s/run/supervisord.pid
umask={PRIVATE_UMASK:03o}
strip_ansi=true
nocleanup=true

[unix_http_server]
file=%(ENV_TR4CTION_SOCKET)s
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[group:stack]
programs={{programs}}
"""

_PROGRAM = f"""
[program:{{name}}]
command={{command}}
startsecs={START_SECONDS}
startretries=3
autorestart=true
stopasgroup=true
killasgroup=true
stopwaitsecs={STOP_SECONDS}
redirect_stderr=true
stdout_logfile=%(ENV_TR4CTION_LOGS)s/{{name}}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
"""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """`name` as supervisord spells it: STARTING, RUNNING, BACKOFF, EXITED, FATAL, …"""

    name: str
    reason: str


def configuration(services: Iterable[Service], environment: Collection[str]) -> str:
    """The text of a `supervisord.conf`. Paths come from the environment: the format could not quote every one.

    Of the variables in `environment`, each service gets what it may know.
    """
    services = tuple(services)
    programs = ",".join(service.name for service in services)
    sections = [
        _PROGRAM.format(name=service.name, command=_command(service, environment).replace("%", "%%"))
        for service in services
    ]
    return _SUPERVISORD.format(programs=programs) + "".join(sections)


def _command(service: Service, environment: Collection[str]) -> str:
    hidden = [option for name in withheld(environment, service.secrets) for option in ("-u", name)]
    return shlex.join([_ENV, *hidden, *service.command] if hidden else service.command)


class Supervisor:
    """A supervisord that ends when this process ends, however that happens."""

    def __init__(self, data_dir: DataDir, services: Iterable[Service], environment: Mapping[str, str]) -> None:
        self._data_dir = data_dir
        self._services = tuple(services)
        self._socket = _socket_path(data_dir)
        # It passes on what it has, so it has no more than its services together may know.
        self._environment = {
            **visible(environment, frozenset().union(*(service.secrets for service in self._services))),
            "TR4CTION_SOCKET": str(self._socket),
            "TR4CTION_LOGS": str(data_dir.logs).replace("%", "%%"),  # it is expanded twice
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C in the terminal reaches only us."""
        config = self._data_dir.run / "supervisord.conf"
        with self._data_dir.written_to():
            config.write_text(configuration(self._services, self._environment), "utf-8")
            self._socket.unlink(missing_ok=True)
            log = (self._data_dir.logs / "supervisord.log").open("ab")
        with log:  # what it says before it has read where its log is belongs there too
            self._process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(config)],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                preexec_fn=_tied_to(os.getpid()),
            )

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def states(self) -> dict[str, ServiceState]:
        """The state of each service by name; empty while supervisord itself is not up."""
        proxy = xmlrpc.client.ServerProxy("http://localhost", SupervisorTransport(serverurl=f"unix://{self._socket}"))
        try:
            reports: Any = proxy.supervisor.getAllProcessInfo()
        except (OSError, HTTPException, xmlrpc.client.Error):
            return {}
        return {report["name"]: ServiceState(report["statename"], _reason(report)) for report in reports}

    def stop(self) -> None:
        """Stops every service and supervisord, by force where they do not heed. Leaves no process."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(SHUTDOWN_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        end_all(self._data_dir.root, SWEEP_SECONDS)
        self._socket.unlink(missing_ok=True)
        if self._socket.parent != self._data_dir.run:
            self._socket.parent.rmdir()


def _reason(report: Mapping[str, Any]) -> str:
    return str(report["spawnerr"] or report["description"])


def _socket_path(data_dir: DataDir) -> Path:
    path = data_dir.run / "supervisor.sock"
    # The server binds a name with its process id appended first, and renames it.
    if len(os.fsencode(path)) + len(".1234567890") <= MAX_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="tr4ction-")) / "supervisor.sock"


def _tied_to(parent: int) -> Callable[[], None]:
    """Has the kernel stop the new process when `parent` dies, where there is a kernel that can (Linux)."""
    library = ctypes.CDLL(None)

    def tie() -> None:
        if sys.platform == "linux":
            library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return tie
