"""The container's main job: look twice a day whether the certificate is to be renewed, for ever."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from tr4ction_certbot import pairs, places, program
from tr4ction_certbot.errors import CertbotError, RefusedError
from tr4ction_certbot.log import log
from tr4ction_certbot.settings import Settings
from tr4ction_certbot.state import RenewalState, read_state, write_state
from tr4ction_certbot.waiting import seconds_to_wait

REHEARSE_EVERY = 14  # of the usual waits: weekly
SELF_SIGNED_RENEW_DAYS = 30


def keep(settings: Settings) -> None:
    """Until it is told to stop. SIGUSR1 has it look at once."""
    for folder in (places.CONFIG, places.WEBROOT, places.WORK, places.LOGS, places.RUN):
        require_writable(folder)
    stopping, waking = threading.Event(), threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        waking.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGUSR1, lambda *_: waking.set())
    (places.RUN / "keeping").touch()
    log("info", "keeping", tls_mode=settings.mode or "auto", names=list(settings.names))

    keeper = Keeper(settings, places.CONFIG / "renewal-state.json")
    waking.wait(keeper.seconds_before_first_look())
    while not stopping.is_set():
        waking.clear()
        waking.wait(keeper.look())


def require_writable(folder: Path) -> None:
    """Raises RefusedError with the remedy where a volume is somebody else's: after a restore by hand, mostly."""
    if os.access(folder, os.W_OK | os.X_OK):
        return
    raise RefusedError(
        f"volume_not_writable: {folder} must belong to user {os.getuid()}. Give it back: docker compose run --rm "
        "--no-deps --user 0 --cap-add CHOWN --cap-add DAC_OVERRIDE --entrypoint chown certbot "
        f"-R {os.getuid()}:{os.getgid()} {folder}"
    )


class Keeper:
    """What is looked after, and how the last tries went."""

    def __init__(self, settings: Settings, state_file: Path) -> None:
        self.settings = settings
        self.state_file = state_file
        self.state = read_state(state_file)

    def seconds_before_first_look(self) -> float:
        """None as a rule. A container that is started again and again must not ask the authority each time."""
        if self.state.failures == 0 or not self.state.next_try:
            return 0
        return max(0.0, (datetime.fromisoformat(self.state.next_try) - datetime.now(UTC)).total_seconds())

    def look(self) -> float:
        """Does what is to be done now; returns after how many seconds to look again."""
        if self.settings.mode == "selfsigned":
            self._keep_self_signed()
        elif self.settings.asks_an_authority and pairs.read_certificate(places.live()) is not None:
            self._keep_issued()
        return seconds_to_wait(self.state.failures, self.settings.renew_hours)

    def _keep_self_signed(self) -> None:
        folder = places.CONFIG / "selfsigned"
        now = pairs.read_certificate(folder)
        is_good = (
            now is not None and now.days_left > SELF_SIGNED_RENEW_DAYS and set(self.settings.names) <= set(now.names)
        )
        if is_good or not self.settings.names:
            return
        try:
            pairs.write_pair(folder, *pairs.make_self_signed(self.settings.names))
            log("info", "self_signed_made", names=list(self.settings.names))
            self.state = replace(self.state, failures=0)
        except OSError as error:
            self.state = replace(self.state, failures=self.state.failures + 1)
            log("error", "self_signed_failed", reason=str(error), failures=self.state.failures)

    def _keep_issued(self) -> None:
        before = pairs.read_certificate(places.live())
        try:
            program.renew(self.settings)
        except (CertbotError, OSError) as error:
            self._note(renewal="failed", failures=self.state.failures + 1)
            days = before.days_left if before else None
            log("error", "renewal_failed", failures=self.state.failures, days_left=days, reason=str(error))
            return
        self._note(renewal="ok", failures=0)
        after = pairs.read_certificate(places.live())
        if after is not None and after != before:
            log("info", "renewed", serial=after.serial, days_left=after.days_left)
        if self._is_time_to_rehearse():
            self._rehearse()

    def _is_time_to_rehearse(self) -> bool:
        """What will be needed in two months is tried every week: the way to us may have been lost meanwhile."""
        if not self.state.rehearsed:
            self._note(rehearsed=_now())  # it has just been issued
            return False
        every = timedelta(hours=self.settings.renew_hours * REHEARSE_EVERY)
        return datetime.now(UTC) - datetime.fromisoformat(self.state.rehearsed) >= every

    def _rehearse(self) -> None:
        try:
            program.renew(self.settings, rehearse=True)
        except (CertbotError, OSError) as error:
            self._note(rehearsal="failed", rehearsed=_now())
            log("error", "rehearsal_failed", reason=str(error))
        else:
            self._note(rehearsal="ok", rehearsed=_now())

    def _note(self, **changes: object) -> None:
        state: RenewalState = replace(self.state, tried=_now(), **changes)  # type: ignore[arg-type]
        wait = timedelta(seconds=seconds_to_wait(state.failures, self.settings.renew_hours))
        self.state = replace(state, next_try=(datetime.now(UTC) + wait).isoformat(timespec="seconds"))
        try:
            write_state(self.state_file, self.state)
        except OSError as error:
            log("error", "state_unwritten", reason=str(error))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
