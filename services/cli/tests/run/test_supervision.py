"""supervisord with services of the test's own: small HTTP servers, and programs that fail."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tr4ction_cli.errors import Fault, InputError
from tr4ction_cli.run import health, supervision
from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.logs import LogEnds
from tr4ction_cli.run.ports import free_ports
from tr4ction_cli.run.processes import MARK, end_all, marked
from tr4ction_cli.run.services import Service
from tr4ction_cli.run.supervision import Supervisor

SERVE = "import http.server as h, sys; h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"


@dataclass
class Running:
    data_dir: DataDir
    services: list[Service]
    supervisor: Supervisor
    logs: LogEnds


def _service(name: str, code: str, *secrets: str) -> Service:
    (port,) = free_ports(1)
    return Service(name, ("python", "-c", code, str(port)), port, "/", frozenset(secrets))


@contextlib.contextmanager
def _running(folder: Path, *services: Service, **variables: str) -> Iterator[Running]:
    data_dir = DataDir(folder)
    data_dir.make()
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        MARK: str(data_dir.root),
        **variables,
    }
    logs = LogEnds(data_dir.logs, ["supervisord", *(service.name for service in services)])
    supervisor = Supervisor(data_dir, services, environment)
    supervisor.start()
    try:
        yield Running(data_dir, list(services), supervisor, logs)
    finally:
        supervisor.stop()
    assert marked(data_dir.root) == []


@pytest.mark.parametrize("name", ["plain", "50% off ;#x \"quoted\" 'ação'", "deep/" * 40], ids=["plain", "odd", "deep"])
def test_services_run_in_any_folder_and_leave_nothing(name: str, tmp_path: Path) -> None:
    with _running(tmp_path / name, _service("one", SERVE), _service("two", SERVE)) as running:
        ready: list[str] = []
        health.wait_until_ready(
            running.services, running.supervisor, running.logs, lambda service: ready.append(service.name)
        )
        assert sorted(ready) == ["one", "two"]
        assert {state.name for state in running.supervisor.states().values()} <= {"STARTING", "RUNNING"}
        assert len(marked(running.data_dir.root)) == 3
        assert "GET / HTTP/1.1" in "\n".join(running.logs.end_of("one"))


def test_each_service_has_its_own_secrets_and_no_others(tmp_path: Path) -> None:
    odd = "100% \"of\" 'it', %(ENV_HOME)s;\n$x"
    secrets = {"JWT_SECRET": odd, "redis_url_file": "/r", "DATABASE_URL": odd, "ADMIN_PASSWORD": odd}
    services = (
        _service("one", SERVE, "JWT_SECRET", "REDIS_URL"),
        _service("two", SERVE, "DATABASE_URL"),
        _service("three", SERVE),
    )
    with _running(tmp_path, *services, **secrets, PLAIN=odd) as running:
        health.wait_until_ready(running.services, running.supervisor, running.logs, lambda _: None)
        found = {_argument(pid): _variables(pid) for pid in marked(tmp_path)}
        ports = [str(service.port) for service in services]
        known = [{name: found[port][name] for name in secrets if name in found[port]} for port in ports]
        assert known == [{"JWT_SECRET": odd, "redis_url_file": "/r"}, {"DATABASE_URL": odd}, {}]
        assert {found[port]["PLAIN"] for port in ports} == {odd}
        assert all("ADMIN_PASSWORD" not in variables for variables in found.values())  # nor supervisord's
        assert odd not in (running.data_dir.run / "supervisord.conf").read_text("utf-8")


def _argument(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[-2].decode()


def _variables(pid: int) -> dict[str, str]:
    entries = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return {name: value for name, _, value in (entry.partition("=") for entry in entries)}


def test_a_service_that_ends_at_once_is_named_with_its_log(tmp_path: Path) -> None:
    broken = _service("broken", "print('no such table: users'); raise SystemExit(3)")
    with (
        _running(tmp_path, _service("sound", SERVE), broken) as running,
        pytest.raises(Fault, match="service_failed: broken does not stay up") as caught,
    ):
        health.wait_until_ready(running.services, running.supervisor, running.logs, lambda _: None)
    assert "no such table: users" in "\n".join(caught.value.details)


@pytest.mark.heavy
def test_a_setting_that_a_service_refuses_is_the_user_s_to_mend(tmp_path: Path) -> None:
    refusing = _service("refusing", "raise SystemExit('error: setting_invalid: PARSE_MEMORY_MB: is too small')")
    with (
        _running(tmp_path, refusing) as running,
        pytest.raises(InputError, match="setting_invalid: PARSE_MEMORY_MB: is too small"),
    ):
        health.wait_until_ready(running.services, running.supervisor, running.logs, lambda _: None)


@pytest.mark.heavy
def test_a_service_that_is_never_ready_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "READY_SECONDS", 2)
    deaf = _service("deaf", "import time; time.sleep(60)")
    with (
        _running(tmp_path, deaf) as running,
        pytest.raises(Fault, match="service_failed: deaf was not ready within 2 s"),
    ):
        health.wait_until_ready(running.services, running.supervisor, running.logs, lambda _: None)


@pytest.mark.heavy
def test_a_service_that_does_not_heed_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "STOP_SECONDS", 1)
    monkeypatch.setattr(supervision, "_PROGRAM", supervision._PROGRAM.replace("stopwaitsecs=30", "stopwaitsecs=1"))
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SERVE
    with _running(tmp_path, _service("stubborn", stubborn)) as running:
        health.wait_until_ready(running.services, running.supervisor, running.logs, lambda _: None)


def test_a_killed_supervisord_is_noticed_and_its_services_ended(tmp_path: Path) -> None:
    with _running(tmp_path, _service("one", SERVE)) as running:
        health.wait_until_ready(running.services, running.supervisor, running.logs, lambda _: None)
        assert running.supervisor._process is not None
        running.supervisor._process.kill()
        running.supervisor._process.wait()
        with pytest.raises(Fault, match="supervisord ended unexpectedly"):
            health.require_alive(running.supervisor, running.services, running.logs)


def test_what_an_earlier_run_left_is_found_and_ended(tmp_path: Path) -> None:
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env={MARK: str(tmp_path)})
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env={MARK: f"{tmp_path}-other"})
    try:
        deadline = time.monotonic() + 5
        while marked(tmp_path) != [orphan.pid] and time.monotonic() < deadline:
            time.sleep(0.01)
        assert end_all(tmp_path, patience=5) == 1
        assert orphan.wait(5) == -15
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
        orphan.kill()
        orphan.wait()
