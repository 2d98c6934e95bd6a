"""What founders and admins wait for: saving, reading, exporting, on the whole stack with a full database behind it.

The load comes from the same machine as what it loads. Each figure is the median of some rounds; beside it stands what
the project promises, and for saves a bare FastAPI application that writes one row into SQLite, under the same load.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from bench.load import Load, Request, every, one_after_another
from bench.population import populate
from bench.report import heading, show
from support.founders import Founder, make_founders, told, wait_until_known
from support.servers import gunicorn
from support.stack import Stack, running_stack

FOUNDERS = 200
INTERVAL = 2.0  # between two saves of a founder
SECONDS, ROUNDS = 10, 3
TEMPLATES, FIELDS = 50, 1_500
ANSWERED_EACH = int(os.environ.get("ANSWERED_EACH") or 10)  # 1: all questions of all forms; takes 10 GB of disk
READS, EXPORTS = 100, 10
CYCLE = "Q1"
SERVICES = ("gateway", "ingestion")
PASSWORD = "uma senha para medir"  # noqa: S105  of a stack that lives for a minute on the loopback address
SAVING, READING, EXPORTING = 150, 30, 250  # milliseconds at p95, as promised

# The server closes what is idle for two seconds; who asks again just then is told nothing.
_IDLE = httpx.Limits(max_connections=None, keepalive_expiry=1.0)

# The least that a save could cost: the same server, database rules and load, and one row.
BARE = """
from contextlib import asynccontextmanager

from fastapi import Body, FastAPI
from sqlalchemy import text
from tr4ction_common.database import Database

database = Database("sqlite:///bare.db")


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with database.session(writes=True) as session, session.begin():
        await session.execute(text("CREATE TABLE saved (id INTEGER PRIMARY KEY, value TEXT)"))
    yield
    await database.close()


app = FastAPI(lifespan=lifespan)


@app.post("/save")
async def save(value: str = Body(embed=True)) -> dict[str, bool]:
    async with database.session(writes=True) as session, session.begin():
        await session.execute(text("INSERT INTO saved (value) VALUES (:value)"), {"value": value})
    return {"saved": True}


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}
"""


def measure_forms(workbook: Path) -> None:
    heading(f"Forms, wall time through the gateway, median of {ROUNDS} rounds; load of the machine {_load()}")
    settings = {
        "ADMIN_PASSWORD": PASSWORD,
        "BCRYPT_ROUNDS": "4",
        "RATE_LIMIT_LOGIN": "1000000/minute",
        "LOG_LEVEL": "ERROR",
    }
    with tempfile.TemporaryDirectory(prefix="tr4ction-bench-") as name:
        folder = Path(name)
        (folder / "bare.py").write_text(BARE)
        with running_stack(folder, "--no-sample", **settings) as stack, stack.log_in(PASSWORD) as admin:
            _measure(stack, admin, workbook, folder)


def _measure(stack: Stack, admin: httpx.Client, workbook: Path, folder: Path) -> None:
    told(admin, "POST", "/admin/cycles", json={"name": CYCLE})
    files = {"file": (workbook.name, workbook.read_bytes())}
    template = told(admin, "POST", f"/admin/templates/upload?cycle={CYCLE}", files=files)
    trail = told(admin, "POST", f"/admin/templates/{template['template_id']}/publish")["id"]
    founders = make_founders(stack, admin, FOUNDERS, cycle=CYCLE)
    wait_until_known(stack, founders)
    rows = populate(f"sqlite:///{stack.data_dir}/tr4ction.db", CYCLE, TEMPLATES, FIELDS, ANSWERED_EACH)
    show("in the database", f"{rows.trails} trails, {rows.forms:,} forms, {rows.answers:,} answers")
    desk = Desk(stack, founders, trail)
    desk.fill_in(founders[0])
    asyncio.run(desk.measure_reading(admin.headers["Authorization"]))
    asyncio.run(desk.measure_exports())
    with gunicorn("bare:app", {}, folder) as bare:
        asyncio.run(desk.measure_saving(bare.url))


class Desk:
    def __init__(self, stack: Stack, founders: Sequence[Founder], trail: str) -> None:
        self._stack = stack
        self._founders = founders
        self._trail = trail

    def fill_in(self, founder: Founder) -> None:
        """Answers every question of the workbook."""
        with self._stack.client(founder.token) as client:
            trails = {trail["id"]: trail for trail in told(client, "GET", "/founder/trails")}
            for step in trails[self._trail]["steps"]:
                path = self._step(self._trail, step["id"])
                fields = told(client, "GET", f"{path}/schema")["fields"]
                told(client, "POST", f"{path}/progress", json={"formData": {f["name"]: _value(f) for f in fields}})

    async def measure_reading(self, admin: str) -> None:
        step = self._step(f"population_{TEMPLATES // 2:03}", "step-3")
        founder = self._founders[FOUNDERS // 2].token
        paths = {
            "trail list": ("/founder/trails", f"Bearer {founder}"),
            "step schema": (f"{step}/schema", f"Bearer {founder}"),
            "step progress": (f"{step}/progress", f"Bearer {founder}"),
            "progress of all founders, a page of 50": ("/admin/founders/progress", admin),
            "the same, of one trail by risk": (f"/admin/founders/progress?trail={self._trail}&risk=low", admin),
        }
        for name, (path, bearer) in paths.items():
            async with self._client(bearer) as client:
                rounds = [await one_after_another([_get(client, path)] * READS) for _ in range(ROUNDS)]
            _show(f"{name}, p95", rounds, READING)

    async def measure_exports(self) -> None:
        async with self._client(f"Bearer {self._founders[0].token}") as client:
            export = _get(client, f"/founder/trails/{self._trail}/export/xlsx")
            rounds = [await one_after_another([export] * EXPORTS) for _ in range(ROUNDS)]
        _show("export of the filled workbook, p95", rounds, EXPORTING)

    async def measure_saving(self, bare: str) -> None:
        savers = [Saver(self._stack.url, founder, number) for number, founder in enumerate(self._founders)]
        async with httpx.AsyncClient(trust_env=False, timeout=30, limits=_IDLE) as client:
            floor, ours = [], []
            spent = dict.fromkeys(SERVICES, 0.0)
            for number in range(ROUNDS):
                floor.append(await every(INTERVAL, [_save_bare(client, bare)] * FOUNDERS, SECONDS, number))
                before = self._processor_seconds()
                ours.append(await every(INTERVAL, [saver.save for saver in savers], SECONDS, number))
                after = self._processor_seconds()
                spent = {name: spent[name] + after[name] - before[name] for name in SERVICES}
            _show(f"a save, {FOUNDERS} founders each {INTERVAL:g} s, p95", ours, SAVING)
            show("a bare application that writes one row, p95", f"{_median_p95(floor):.1f} ms")
            count = sum(len(load.seconds) for load in ours)
            times = ", ".join(f"{name} {1000 * seconds / count:.1f} ms" for name, seconds in spent.items())
            show("processor time of a save", times)
            lost = [await saver.lost() for saver in savers]
        show("acknowledged values that are not in the history", f"{sum(lost)} of {sum(len(s.saved) for s in savers)}")
        for saver in savers:
            await saver.close()

    def _processor_seconds(self) -> dict[str, float]:
        """What each service's processes have used so far."""
        return {name: sum(map(_cpu_seconds, self._stack.processes(of=f"tr4ction_{name}"))) for name in SERVICES}

    def _client(self, bearer: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self._stack.url, headers={"Authorization": bearer}, trust_env=False, timeout=30
        )

    @staticmethod
    def _step(trail: str, step: str) -> str:
        return f"/founder/trails/{trail}/steps/{step}"


class Saver:
    """A founder at one question of their own, each time with another answer."""

    def __init__(self, url: str, founder: Founder, number: int) -> None:
        headers = {"Authorization": f"Bearer {founder.token}"}
        self._client = httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=30, limits=_IDLE)
        position = 5 * (number % (FIELDS // 5))  # a question of text
        self._path = f"/founder/trails/population_{number % TEMPLATES:03}/steps/step-{position % 25}"
        self._field = f"{position % 25}_analise_estrategica.perguntas_sobre_o_mercado.item_{position}"
        self._numbers = itertools.count(1)
        self.saved: list[str] = []

    async def save(self) -> bool:
        value = f"resposta {next(self._numbers)}"
        try:
            answer = await self._client.post(f"{self._path}/progress", json={"formData": {self._field: value}})
        except httpx.TransportError:
            return False
        if answer.status_code != httpx.codes.OK:
            return False
        self.saved.append(value)
        return True

    async def lost(self) -> int:
        """How many acknowledged values the history lacks or has in another order, and whether the last one is gone."""
        found = await self._client.get(f"{self._path}/fields/{self._field}/history?limit=200")
        kept: list[str] = [version["value"] for version in found.json()["versions"]][::-1]
        kept = [value for value in kept if value in self.saved]
        now: str | None = (await self._client.get(f"{self._path}/progress")).json()["formData"].get(self._field)
        lost = [value for value, found in itertools.zip_longest(self.saved, kept) if value != found]
        return len(lost) + int(now != self.saved[-1])

    async def close(self) -> None:
        await self._client.aclose()


def _cpu_seconds(pid: int) -> float:
    """proc(5): user and system time are the 14th and 15th fields; the name before them may hold anything."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _get(client: httpx.AsyncClient, path: str) -> Request:
    async def get() -> bool:
        return (await client.get(path)).status_code == httpx.codes.OK

    return get


def _save_bare(client: httpx.AsyncClient, url: str) -> Request:
    async def save() -> bool:
        try:
            answer = await client.post(f"{url}/save", json={"value": "resposta"})
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK

    return save


def _value(field: dict[str, Any]) -> Any:
    if field["options"]:
        return field["options"][0]
    return {"number": 1234.5, "date": "2026-01-31", "boolean": True}.get(
        field["type"], f"Resposta a {field['label'][:60]}"
    )


def _show(name: str, rounds: Sequence[Load], promised: int) -> None:
    failed = sum(load.failed for load in rounds)
    middle = statistics.median(load.p50 for load in rounds)
    count = sum(len(load.seconds) for load in rounds)
    show(name, f"{_median_p95(rounds):.1f} ms of {promised}, median {middle:.1f}; {failed} of {count} failed")


def _median_p95(rounds: Sequence[Load]) -> float:
    return statistics.median(load.p95 for load in rounds)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
