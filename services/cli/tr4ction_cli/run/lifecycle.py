"""The stack's life: start in the right order, watch, stop."""

from __future__ import annotations

import time
from collections.abc import Mapping

from tr4ction_cli.run.admin import Admin
from tr4ction_cli.run.data_dir import DataDir
from tr4ction_cli.run.environment import visible
from tr4ction_cli.run.health import require_alive, wait_until_ready
from tr4ction_cli.run.logs import LogEnds
from tr4ction_cli.run.one_shot import OneShot
from tr4ction_cli.run.report import Report
from tr4ction_cli.run.services import ADMIN_SECRETS, GATEWAY_SECRETS, INGESTION_SECRETS, Stack
from tr4ction_cli.run.supervision import Supervisor

GATEWAY = "tr4ction_gateway.manage"
INGESTION = "tr4ction_ingestion.manage"

# The gateway's migration has no use for ADMIN_*, but refuses wrong ones before anything is started.
_SECRETS = {GATEWAY: GATEWAY_SECRETS | ADMIN_SECRETS, INGESTION: INGESTION_SECRETS}

WATCH_SECONDS = 1.0


class Lifecycle:
    """What takes a second or more runs beside something else: a start has to wait for whoever typed it."""

    def __init__(self, data_dir: DataDir, stack: Stack, environment: Mapping[str, str], report: Report) -> None:
        self._data_dir = data_dir
        self._stack = stack
        self._environment = environment
        self._report = report
        self._logs = LogEnds(data_dir.logs, ["supervisord", *(service.name for service in stack.services)])
        self._supervisor = Supervisor(data_dir, stack.services, environment)

    def start(self, *, with_sample: bool) -> None:
        """Returns when everything is healthy. Raises InputError for a setting that is refused, Fault otherwise."""
        workbook = self._migrate(with_sample=with_sample)
        self._supervisor.start()
        admin = Admin.from_report(self._one_shot(GATEWAY, "ensure-admin").result())
        token = self._one_shot(GATEWAY, "access-token") if workbook is not None else None
        wait_until_ready(
            self._stack.services,
            self._supervisor,
            self._logs,
            on_ready=lambda service: self._report.step("up", service.name),
        )
        if workbook is not None and token is not None:
            self._upload(workbook, token.result().strip())
        self._report.addresses(self._stack, self._data_dir)
        self._report.admin(admin)
        self._report.ready(self._stack)

    def _migrate(self, *, with_sample: bool) -> bytes | None:
        migrations = [self._one_shot(module, "migrate") for module in (GATEWAY, INGESTION)]
        workbook = None
        if with_sample:
            from tr4ction_cli.sample import make_sample

            workbook = make_sample()
        for migration in migrations:
            migration.result()
        self._report.step("databases", "migrated")
        return workbook

    def _one_shot(self, module: str, argument: str) -> OneShot:
        return OneShot(module, argument, visible(self._environment, _SECRETS[module]))

    def _upload(self, workbook: bytes, token: str) -> None:
        from tr4ction_cli.run.upload import upload_sample

        self._report.sample(*upload_sample(self._stack.gateway.url, token, workbook))

    def watch(self) -> None:
        """Returns never; raises Fault when a service is given up."""
        while True:
            time.sleep(WATCH_SECONDS)
            require_alive(self._supervisor, self._stack.services, self._logs)

    def stop(self) -> None:
        """Leaves no process behind."""
        self._supervisor.stop()
