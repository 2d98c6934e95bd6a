"""Starting and stopping: what is refused, what is named, and that nothing is left behind."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.servers import free_port
from support.stack import Stack, running_stack
from tr4ction_cli.run.processes import marked

PASSWORD = "uma senha para testes"


def ended(stack: Stack) -> tuple[int, str]:
    """Waits for the end of a start that fails; the status and what it said."""
    stack.launch()
    assert stack.process is not None
    status = stack.process.wait(60)
    assert marked(stack.data_dir) == []
    return status, stack.said()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("life")
    settings = {"ADMIN_PASSWORD": PASSWORD, "DATABASE_URL": f"sqlite:///{folder}/100% its own.db"}
    with running_stack(folder, "--no-sample", "--no-web", **settings) as stack:
        yield stack


def test_it_runs_without_sample_and_web(stack: Stack) -> None:
    assert len(stack.processes()) >= 4  # supervisord and three services
    assert "sample" not in stack.text
    assert "as set in ADMIN_PASSWORD" in stack.text


def test_no_service_has_the_secrets_of_another(stack: Stack) -> None:
    secrets = {
        "tr4ction_gateway": {"INTERNAL_TOKEN_PRIVATE_KEY_FILE", "JWT_SECRET_FILE"},
        "tr4ction_ingestion": {"DATABASE_URL", "INTERNAL_TOKEN_PUBLIC_KEY_FILE"},
        "chroma_server": set(),
    }
    theirs = set().union(*secrets.values())
    assert all("ADMIN_PASSWORD" not in variables(pid) for pid in stack.processes())
    for service, own in secrets.items():
        processes = stack.processes(service)
        assert processes
        assert [variables(pid) & theirs for pid in processes] == [own] * len(processes)


def variables(pid: int) -> set[str]:
    return {entry.partition("=")[0] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0")}


def test_a_second_run_is_refused(stack: Stack) -> None:
    for port, code in ((stack.port, "port_in_use: GATEWAY_PORT="), (free_port(), "data_dir_in_use: DATA_DIR=")):
        second = Stack(stack.folder, port=port)
        second.launch()
        assert second.process is not None
        assert second.process.wait(30) == 2
        assert second.said().startswith(f"error: {code}")
    with stack.log_in(PASSWORD) as client:  # the first one does not mind
        assert client.get("/health/ready").status_code == 200


@pytest.mark.heavy
def test_a_killed_run_takes_its_services_along_and_can_start_again(stack: Stack) -> None:
    stack.stop(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while marked(stack.data_dir) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert marked(stack.data_dir) == []
    stack.start()
    assert stack.stop(signal.SIGINT) == 0
    assert marked(stack.data_dir) == []
    assert stack.said() == ""


def test_an_occupied_port_is_refused_by_name(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        status, errors = ended(Stack(tmp_path, port=port))
    assert status == 2
    assert errors.startswith(f"error: port_in_use: GATEWAY_PORT={port} ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_SECRET", "changeme"),
        pytest.param("PARSE_MEMORY_MB", "1", marks=pytest.mark.heavy),
        pytest.param("ADMIN_PASSWORD", "curta", marks=pytest.mark.heavy),
        ("GATEWAY_PORT", "http"),
    ],
)
def test_a_setting_that_is_wrong_or_weak_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    status, errors = ended(Stack(tmp_path, settings={name: value}))
    assert status == 2
    assert errors.startswith(f"error: setting_invalid: {name}: ")
    assert errors.count("\n") == 1
    assert value not in errors.removeprefix(f"error: setting_invalid: {name}: ") or name == "PARSE_MEMORY_MB"


@pytest.mark.heavy
def test_a_service_that_does_not_start_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    stack = Stack(tmp_path)
    stack.data_dir.mkdir()
    (stack.data_dir / "chroma").write_text("in the way")
    status, errors = ended(stack)
    assert status == 1
    assert errors.startswith("error: service_failed: chroma ")
    assert str(stack.data_dir / "logs" / "chroma.log") in errors
    assert "ready" not in stack.text
