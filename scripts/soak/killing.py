"""Kills gateway and ingestion at random moments while workbooks are uploaded and answers saved; checks what is left.

What was acknowledged must be there, all of it, in the order in which it was said; of all else, everything or nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from soak.findings import Findings
from soak.uploads import PASSWORD, WHOLE_SERVICE_SECONDS, parent_of, problems_of, send, wait_until_ready
from support.founders import Founder, make_founders, told, wait_until_known
from support.stack import Stack, running_stack
from support.workbooks import simple_workbook
from tr4ction_cli.run.supervision import START_SECONDS
from tr4ction_common.database import Database
from tr4ction_ingestion.consistency.service import ConsistencyCheck
from tr4ction_ingestion.templates.storage import TemplateStorage

SECONDS_A_KILL, LEAST_KILLS = 3.0, 10
COMPANIES, PEOPLE = 3, 2
UPLOADERS = 2
TRAIL = "q1_plano"
LABELS = tuple(f"Pergunta {number}" for number in range(COMPANIES * PEOPLE))
SERVICES = ("tr4ction_gateway", "tr4ction_ingestion")
_MOST_PAUSE = 0.05
_UPLOAD_PAUSE = 1.0  # each is looked at in the end


class Saver:
    """A founder at a question of their own; the form is shared with a colleague."""

    def __init__(self, stack: Stack, founder: Founder, step: str, field_id: str) -> None:
        self.client = stack.client(founder.token)
        self.path, self.field_id = f"/founder/trails/{TRAIL}/steps/{step}", field_id
        self.sent: list[str] = []
        self.acknowledged: list[str] = []

    def save(self) -> int:
        """Says something new. Returns the status, 0 where nothing was answered."""
        value = f"resposta {len(self.sent)}"
        self.sent.append(value)
        try:
            answer = self.client.post(f"{self.path}/progress", json={"formData": {self.field_id: value}})
        except httpx.TransportError:
            return 0
        if answer.status_code == httpx.codes.OK:
            self.acknowledged.append(value)
        return answer.status_code

    def problems(self) -> list[str]:
        """What is not as it must be."""
        kept = self._history()
        values = [version["value"] for version in kept]
        found = []
        if lost := set(self.acknowledged) - set(values):
            found.append(f"{self.field_id}: {len(lost)} acknowledged answers are lost: {sorted(lost)[:3]}")
        if values != [value for value in self.sent if value in set(values)]:
            found.append(f"{self.field_id}: the history has another order, or tells something twice")
        revisions = [version["revision"] for version in kept]
        if revisions != sorted(set(revisions)):
            found.append(f"{self.field_id}: revisions do not grow")
        now = told(self.client, "GET", f"{self.path}/progress")["formData"].get(self.field_id)
        if now != (values[-1] if values else None):
            found.append(f"{self.field_id}: the answer is not the last of its history")
        return found

    def _history(self) -> list[dict[str, Any]]:
        """Oldest first."""
        kept: list[dict[str, Any]] = []
        while True:
            path = f"{self.path}/fields/{self.field_id}/history?limit=200&offset={len(kept)}"
            page = told(self.client, "GET", path)
            kept += page["versions"]
            if len(kept) >= page["total"]:
                return kept[::-1]


class Killing:
    """What was sent meanwhile, and what came of it."""

    def __init__(self, stack: Stack, savers: Sequence[Saver], admin: httpx.Client, seed: int) -> None:
        self.stack = stack
        self.savers = savers
        self.admin = admin.headers["Authorization"].partition(" ")[2]
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.numbers = itertools.count(1)
        self.stored: dict[int, bytes] = {}
        self.refused: dict[int, bytes] = {}
        self.statuses: Counter[str] = Counter()
        self.unanswered = 0
        self.kills: Counter[str] = Counter()

    def run(self, kills: int) -> None:
        threads = [threading.Thread(target=self._save_until_stopped, args=(saver,)) for saver in self.savers]
        threads += [threading.Thread(target=self._upload_until_stopped) for _ in range(UPLOADERS)]
        for thread in threads:
            thread.start()
        try:
            self._kill(kills)
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    def _save_until_stopped(self, saver: Saver) -> None:
        pause = random.Random(saver.field_id)
        while not self.stopping.is_set():
            self._count(saver.save())
            time.sleep(pause.uniform(0, _MOST_PAUSE))

    def _upload_until_stopped(self) -> None:
        pause = random.Random(threading.get_ident())
        with self.stack.client(self.admin) as admin:
            while not self.stopping.is_set():
                number = next(self.numbers)
                data = simple_workbook(f"Pergunta {number}")
                try:
                    status = send(admin, number, data).status_code
                except httpx.TransportError:
                    status = 0
                self._count(status)
                (self.stored if status == httpx.codes.OK else self.refused)[number] = data
                time.sleep(pause.uniform(0, _UPLOAD_PAUSE))

    def _count(self, status: int) -> None:
        if status:
            self.statuses[str(status)] += 1
        else:
            self.unanswered += 1

    def _kill(self, wanted: int) -> None:
        """gunicorn's master brings its worker back by itself; whole services take supervisord their time."""
        next_whole = time.monotonic() + START_SECONDS
        while self.kills.total() < wanted and self.stack.process and self.stack.process.poll() is None:
            time.sleep(self.random.uniform(0.3, 1.5))
            service = self.random.choice(SERVICES)
            processes = self.stack.processes(of=service)
            if time.monotonic() > next_whole:
                next_whole = time.monotonic() + WHOLE_SERVICE_SECONDS
            else:
                processes = [pid for pid in processes if parent_of(pid) in processes]
            for pid in processes:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.kills[service] += 1


def kill_while_saving(seconds: float, seed: int) -> Findings:
    """A stack of its own on the loopback address; one kill for three seconds, and ten at least."""
    settings = {
        "ACCESS_TOKEN_MINUTES": "60",
        "BCRYPT_ROUNDS": "4",
        "RATE_LIMIT_LOGIN": "1000000/minute",
        "RATE_LIMIT_UPLOAD": "1000000/hour",
    }
    with (
        tempfile.TemporaryDirectory(prefix="tr4ction-soak-") as folder,
        running_stack(Path(folder), "--no-sample", ADMIN_PASSWORD=PASSWORD, **settings) as stack,
        stack.log_in(PASSWORD) as admin,
    ):
        killing = Killing(stack, furnish(stack, admin), admin, seed)
        killing.run(max(LEAST_KILLS, int(seconds / SECONDS_A_KILL)))
        if stack.process is not None and stack.process.poll() is not None:
            return Findings(faults=[f"the stack gave up:\n{stack.said()}"])
        wait_until_ready(stack)
        faults = [fault for saver in killing.savers for fault in saver.problems()]
        faults += problems_of(killing, admin, besides=1)
        faults += asyncio.run(check(stack))
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(killing.statuses.items()))
    saved = sum(len(saver.acknowledged) for saver in killing.savers)
    kills = ", ".join(f"{count} of {service}" for service, count in sorted(killing.kills.items()))
    lines = [f"kills: {kills}", f"{answers}, {killing.unanswered} unanswered", f"{saved} acknowledged answers"]
    return Findings(lines, faults)


def furnish(stack: Stack, admin: httpx.Client) -> list[Saver]:
    """A published template, and people who fill it in."""
    told(admin, "POST", "/admin/cycles", json={"name": "Q1"})
    files = {"file": ("Plano.xlsx", simple_workbook(*LABELS))}
    template = told(admin, "POST", "/admin/templates/upload?cycle=Q1", files=files)
    [step] = told(admin, "POST", f"/admin/templates/{template['template_id']}/publish")["steps"]
    fields = told(admin, "GET", f"/admin/templates/{template['template_id']}")["fields"]
    founders = make_founders(stack, admin, COMPANIES, PEOPLE)
    wait_until_known(stack, founders)
    return [
        Saver(stack, founder, step["id"], field["field_id"]) for founder, field in zip(founders, fields, strict=True)
    ]


async def check(stack: Stack) -> list[str]:
    """What the operators' check finds."""
    database = Database(f"sqlite:///{stack.data_dir}/tr4ction.db")
    try:
        storage = TemplateStorage(stack.data_dir / "templates", stack.data_dir / "images")
        return [str(finding) for finding in await ConsistencyCheck(database, storage, repair=False).run()]
    finally:
        await database.close()
