"""A renewal that nobody notices, and a pair that does not match."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from certificates.harness import Door, door
from certificates.load import load
from support.containers import needs_docker

pytestmark = needs_docker

LOAD_SECONDS = 9
RENEWALS = 2


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door(tmp_path_factory.mktemp("renewing")) as made:
        made.up()
        made.issue()
        yield made


def test_nobody_notices_a_renewal(issued: Door) -> None:
    """Two of them under load: other serials, and not one request that failed, however clients come."""
    serials, waited = [issued.served().serial], []
    with load(issued, LOAD_SECONDS) as loads:
        for _ in range(RENEWALS):
            time.sleep(1)
            issued.renew_now()
            waited.append(issued.wait_for_serial(lambda now: now not in serials))
            serials.append(issued.served().serial)
    print("swapped after", [f"{seconds:.1f} s" for seconds in waited])  # noqa: T201  a figure of the report
    for one in loads:
        print(f"{one.kind}: {one.requests} requests, {one.failed} failed")  # noqa: T201  a figure of the report
    assert len(set(serials)) == RENEWALS + 1
    assert [(one.kind, one.said) for one in loads if one.failed] == []
    assert all(one.requests > 100 for one in loads)
    assert issued.stack.inspect("nginx")["RestartCount"] == 0
    assert not issued.stack.inspect("nginx")["State"]["OOMKilled"]


def test_a_pair_that_does_not_match_is_refused(issued: Door) -> None:
    serial = issued.served().serial
    issued.in_certbot(
        "cd /etc/letsencrypt/live/tr4ction; cp privkey.pem /tmp/kept; openssl genpkey -algorithm ED25519 >privkey.pem"
    )
    document = issued.wait_for_check("refused: key_mismatch")
    assert (document["status"], document["certificate"]["serial"]) == ("ready", serial)
    issued.restart("nginx")  # with nothing else to serve
    assert issued.wait_for_check("placeholder, refused: key_mismatch")["status"] == "not_ready"
    assert issued.curl("/health")[0] == 0

    issued.in_certbot("cat /tmp/kept >/etc/letsencrypt/live/tr4ction/privkey.pem")
    issued.wait_for_check("ok")
    assert issued.served().serial == serial
    (refusal,) = issued.events("nginx", "certificate_refused")
    assert (refusal["level"], refusal["reason"], refusal["serial"]) == ("error", "key_mismatch", serial)
