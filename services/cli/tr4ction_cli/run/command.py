"""`tr4ction run`: from nothing to a running stack, and back."""

from __future__ import annotations

import os

from tr4ction_cli.run import ports, services, settings
from tr4ction_cli.run.data_dir import PRIVATE_UMASK, DataDir, DataDirInUseError
from tr4ction_cli.run.environment import stack_environment
from tr4ction_cli.run.keys import Keys
from tr4ction_cli.run.lifecycle import Lifecycle
from tr4ction_cli.run.processes import end_all
from tr4ction_cli.run.report import Report
from tr4ction_cli.run.settings import RunSettings
from tr4ction_cli.run.stopping import Stop, stop_on_signals

LEFTOVER_SECONDS = 35.0


def run(*, with_sample: bool, with_web: bool) -> None:  # noqa: ARG001  there are no web screens yet
    """Brings the stack up and keeps it up until a signal. Raises InputError or Fault when that fails."""
    chosen = settings.load()
    os.umask(PRIVATE_UMASK)
    data_dir = DataDir(chosen.root)
    data_dir.make()
    try:
        with data_dir.locked(), stop_on_signals():
            _run_locked(chosen, data_dir, Report(), with_sample=with_sample)
    except DataDirInUseError:
        ports.require_free("GATEWAY_PORT", chosen.gateway_port)  # where both hold, the plainer reason is told
        raise
    except Stop:
        return


def _run_locked(chosen: RunSettings, data_dir: DataDir, report: Report, *, with_sample: bool) -> None:
    report.begin(data_dir)
    if end_all(data_dir.root, LEFTOVER_SECONDS):
        report.step("cleared", "processes that an earlier run had left behind")
    ports.require_free("GATEWAY_PORT", chosen.gateway_port)
    keys = Keys(data_dir.secrets)
    with data_dir.written_to():
        keys_are_new = keys.make_missing()
        stack = services.plan(chosen, data_dir)
    report.step("keys", "made" if keys_are_new else "kept")
    lifecycle = Lifecycle(data_dir, stack, stack_environment(data_dir, keys, stack), report)
    try:
        lifecycle.start(with_sample=with_sample)
        lifecycle.watch()
    except Stop:
        report.stopping()
        raise
    finally:
        lifecycle.stop()
