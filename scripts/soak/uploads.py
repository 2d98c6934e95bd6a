"""Kills ingestion at random moments while workbooks are being uploaded, and checks what is left.

An upload that was answered with 200 must be there with all its parts; one that was not must have left nothing, and must
succeed when it is sent again.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import httpx

from soak.findings import Findings
from support.stack import Stack, running_stack
from support.workbooks import simple_workbook
from tr4ction_cli.run.supervision import START_SECONDS

PASSWORD = "uma senha para abusar"  # noqa: S105  of a stack that lives for a while on the loopback address
CLIENTS = 3
# Between two kills of the whole service: supervisord gives up what dies again and again while it starts.
WHOLE_SERVICE_SECONDS = START_SECONDS + 3
EXPECTED = (httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE)


class Sent(Protocol):
    """Uploads of workbooks by number: those answered with 200, all others, and how often there was which answer."""

    stack: Stack
    stored: dict[int, bytes]
    refused: dict[int, bytes]
    statuses: Counter[str]


class Uploads:
    """What was sent, and what came of it."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack = stack
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.numbers = itertools.count(1)
        self.stored: dict[int, bytes] = {}
        self.refused: dict[int, bytes] = {}
        self.statuses: Counter[str] = Counter()
        self.kills = 0

    def run(self, seconds: float) -> None:
        uploaders = [threading.Thread(target=self._upload_until_stopped) for _ in range(CLIENTS)]
        for uploader in uploaders:
            uploader.start()
        self._kill_for(seconds)
        self.stopping.set()
        for uploader in uploaders:
            uploader.join()

    def _upload_until_stopped(self) -> None:
        with self.stack.log_in(PASSWORD) as admin:
            while not self.stopping.is_set():
                number = next(self.numbers)
                data = simple_workbook(f"Pergunta {number}")
                answer = send(admin, number, data)
                self.statuses[str(answer.status_code)] += 1
                (self.stored if answer.status_code == httpx.codes.OK else self.refused)[number] = data

    def _kill_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        next_whole = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            time.sleep(self.random.uniform(0.2, 2.0))
            processes = self.stack.processes(of="tr4ction_ingestion")
            if time.monotonic() > next_whole:
                next_whole = time.monotonic() + WHOLE_SERVICE_SECONDS
            else:  # gunicorn's master brings its worker back by itself
                processes = [pid for pid in processes if parent_of(pid) in processes]
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.kills += 1


def parent_of(pid: int) -> int:
    """0 where there is no such process any more."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(status.rpartition(")")[2].split()[1])  # proc(5): the name before it may hold anything


def send(admin: httpx.Client, number: int, data: bytes) -> httpx.Response:
    return admin.post(
        "/admin/templates/upload", params={"cycle": f"S{number}"}, files={"file": ("Template.xlsx", data)}
    )


def wait_until_ready(stack: Stack) -> None:
    deadline = time.monotonic() + 60
    with stack.client() as client:
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if client.get("/health/ready").status_code == httpx.codes.OK:
                    return
            time.sleep(0.1)


def problems_of(uploads: Sent, admin: httpx.Client, besides: int = 0) -> list[str]:
    """What is not as it must be; `besides` these, so many templates were uploaded."""
    found = [f"answered with {status}" for status in uploads.statuses if int(status) not in EXPECTED]
    for number, data in uploads.refused.items():
        answer = send(admin, number, data)
        if answer.status_code != httpx.codes.OK:
            found.append(f"upload {number} cannot be repeated: {answer.status_code} {answer.text}")
    expected = uploads.stored | uploads.refused
    for number, data in expected.items():
        found += missing_of(admin, number, data)
    originals = list((uploads.stack.data_dir / "templates").glob("[!.]*/*/*/original.*"))
    if len(originals) != len(expected) + besides:
        found.append(f"{len(originals)} workbooks are on disk for {len(expected) + besides} templates")
    leftovers = [path for path in uploads.stack.data_dir.rglob(".incoming/*/*") if path.is_file()]
    return found + [f"left behind: {path}" for path in leftovers]


def missing_of(admin: httpx.Client, number: int, data: bytes) -> list[str]:
    """Which parts of one upload are not there."""
    again: dict[str, Any] = send(admin, number, data).json()
    detail = admin.get(f"/admin/templates/{again['template_id']}").json()
    original = admin.get(f"/admin/templates/{again['template_id']}/original").content
    snapshot = admin.get(f"/admin/templates/{again['template_id']}/snapshot")
    found = []
    if len(detail["fields"]) != 1:
        found.append(f"upload {number} has {len(detail['fields'])} fields")
    if hashlib.sha256(original).digest() != hashlib.sha256(data).digest():
        found.append(f"upload {number} has another original")
    if snapshot.status_code != httpx.codes.OK:
        found.append(f"upload {number} has no snapshot")
    return found


def upload_and_kill(seconds: float, seed: int) -> Findings:
    """A stack of its own on the loopback address, uploaded to and killed for that long."""
    with (
        tempfile.TemporaryDirectory(prefix="tr4ction-soak-") as folder,
        running_stack(Path(folder), "--no-sample", ADMIN_PASSWORD=PASSWORD, RATE_LIMIT_UPLOAD="1000000/hour") as stack,
    ):
        uploads = Uploads(stack, seed)
        uploads.run(seconds)
        if stack.process is not None and stack.process.poll() is not None:
            return Findings(faults=[f"the stack gave up:\n{stack.said()}"])
        wait_until_ready(stack)
        with stack.log_in(PASSWORD) as admin:
            problems = problems_of(uploads, admin)
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(uploads.statuses.items()))
    return Findings([f"{uploads.kills} kills; {answers}"], problems)
