"""Renews certificates under load, breaks what renewal needs in between, and counts the requests that failed.

In containers, against an authority of its own. Rounds follow one another until the time is over.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from certificates.harness import API, SMALL_DISK, Door, door
from certificates.load import load
from soak.findings import Findings
from support.containers import has_docker
from tr4ction_certbot.pairs import make_self_signed

ROUND_SECONDS = 14
JUDGED_FROM_SECONDS = 300  # testssl.sh in full takes more than a minute
SWAP_SECONDS = 5


class Renewals:
    """What has been done to one stack, and what came of it."""

    def __init__(self, made: Door, seed: int) -> None:
        self.door = made
        self.random = random.Random(seed)
        self.requests: Counter[str] = Counter()
        self.waited: list[float] = []
        self.broken: Counter[str] = Counter()
        self.faults: list[str] = []

    def round(self) -> None:
        """Two renewals under load, with something broken between them."""
        with load(self.door, ROUND_SECONDS) as loads:
            for step in (
                self.renew,
                self.random.choice([self.lose_names, self.put_bad_pair, self.fill_disk]),
                self.renew,
            ):
                step()
        for one in loads:
            self.requests[one.kind] += one.requests
            if one.failed:
                self.faults.append(f"{one.kind}: {one.failed} of {one.requests} failed:\n{one.said}")

    def renew(self) -> None:
        before = self.door.served().serial
        self.door.renew_now()
        self.waited.append(self.door.wait_for_serial(lambda now: now != before))
        if self.waited[-1] > SWAP_SECONDS:
            self.faults.append(f"a certificate was served {self.waited[-1]:.1f} s after it was there")

    def lose_names(self) -> None:
        self.door.lead_names_to("127.0.0.1")
        self._must_not_renew("names lead elsewhere")
        self.door.lead_names_here()

    def fill_disk(self) -> None:
        self.door.in_certbot("cat /dev/zero >/etc/letsencrypt/full 2>/dev/null; true")
        self._must_not_renew("disk full")
        self.door.in_certbot("rm /etc/letsencrypt/full")

    def put_bad_pair(self) -> None:
        before = self.door.served().serial
        live = "/etc/letsencrypt/live/tr4ction/privkey.pem"
        _, key = make_self_signed((API,))
        self.door.in_certbot(f"cp {live} /tmp/kept && cat >{live} <<'END'\n{key.decode()}END\n")
        self.door.wait_for_check("refused: key_mismatch")
        self._must_be(before, "key exchanged")
        self.door.in_certbot(f"cat /tmp/kept >{live}")
        self.door.wait_for_check("ok")

    def _must_not_renew(self, why: str) -> None:
        before = self.door.served().serial
        if self.door.try_to_renew():
            self.faults.append(f"{why}: certbot renewed all the same")
        self._must_be(before, why)

    def _must_be(self, serial: str, why: str) -> None:
        self.broken[why] += 1
        if self.door.served().serial != serial:
            self.faults.append(f"{why}: another certificate is served")

    def judge(self) -> None:
        """testssl.sh with all it has."""
        script = "testssl --quiet --color 0 --warnings off --add-ca /tmp/root.pem --severity MEDIUM"
        root = f"cat >/tmp/root.pem <<'END'\n{self.door.root().read_text()}END\n"
        command = f"{root}{script} --csvfile /tmp/found.csv https://{API}:443 >/dev/null 2>&1; cat /tmp/found.csv"
        said, _ = self.door.stack.execute("client", "bash", "-c", command)
        found = [line for line in said.splitlines()[1:] if ',"WARN",' not in line]
        self.faults += [f"testssl.sh: {line}" for line in found]

    def look_at_nginx(self) -> None:
        state = self.door.stack.inspect("nginx")
        if state["RestartCount"] or state["State"]["OOMKilled"]:
            self.faults.append("nginx did not live through it")

    def lines(self) -> list[str]:
        total = sum(self.requests.values())
        by_kind = ", ".join(f"{count} over {kind}" for kind, count in self.requests.items())
        broken = ", ".join(f"{count} x {why}" for why, count in sorted(self.broken.items()))
        slowest = f"served at most {max(self.waited, default=0):.1f} s after they were there"
        return [f"{len(self.waited)} renewals under {total} requests ({by_kind}); {slowest}", f"in between: {broken}"]


def renew_under_load(seconds: float, seed: int) -> Findings:
    """A stack of its own, for that long and one round at least."""
    if not has_docker():
        return Findings(["not run: needs a Docker engine"])
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="tr4ction-soak-") as folder, door(Path(folder), SMALL_DISK) as made:
        made.up()
        made.issue()
        renewals = Renewals(made, seed)
        if seconds >= JUDGED_FROM_SECONDS:
            renewals.judge()
        renewals.round()
        while time.monotonic() < deadline:
            renewals.round()
        renewals.look_at_nginx()
    return Findings(renewals.lines(), renewals.faults)
