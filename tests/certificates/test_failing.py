"""Renewal by itself: it fails, somebody is told, nobody is hurt, and it is tried again until it succeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from certificates.harness import API, SMALL_DISK, Door, door
from support.containers import docker, needs_docker

pytestmark = needs_docker

OFTEN = "0.001"  # hours: every few seconds


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """With a certificate that is always to be renewed, on a disk that can be filled, looked at every few seconds."""
    with door(tmp_path_factory.mktemp("failing"), SMALL_DISK, CERTIFICATE_RENEW_HOURS=OFTEN) as made:
        made.up()
        made.issue()
        made.in_certbot("sed -i '1i renew_before_expiry = 200 years' /etc/letsencrypt/renewal/tr4ction.conf")
        yield made


def test_it_is_renewed_with_nobody_doing_anything(due: Door) -> None:
    serial = due.served().serial
    due.wait_for_serial(lambda now: now != serial)
    assert due.events("certbot", "renewed")
    assert due.readiness()[1]["renewal"]["renewal"] == "ok"


def lose_the_authority(due: Door) -> None:
    """Its name leads to where nobody listens: a name that leads nowhere is looked up for a long time."""
    move_name(due, "authority", "client")


def find_the_authority(due: Door) -> None:
    move_name(due, "client", "authority")


def move_name(due: Door, before: str, after: str) -> None:
    network = f"{due.stack.project}_front"
    for service in (before, after):
        docker("network", "disconnect", network, due.stack.id_of(service), check=False)  # who has left already
    docker("network", "connect", "--alias", "authority", network, due.stack.id_of(after))


def fill_the_disk(due: Door) -> None:
    due.in_certbot("cat /dev/zero >/etc/letsencrypt/full 2>/dev/null; true")


def free_the_disk(due: Door) -> None:
    due.in_certbot("rm /etc/letsencrypt/full")


@dataclass(frozen=True)
class Failure:
    """How it begins and ends, and what certbot says of it."""

    begin: Callable[[Door], None]
    end: Callable[[Door], None]
    said: str


FAILURES = {
    "authority down": Failure(lose_the_authority, find_the_authority, "authority"),
    "DNS wrong": Failure(lambda due: due.lead_names_to("127.0.0.1"), lambda due: due.lead_names_here(), API),
    "disk full": Failure(fill_the_disk, free_the_disk, "No space left on device"),
}


@pytest.mark.heavy
@pytest.mark.parametrize("reason", FAILURES)
def test_a_renewal_that_fails_is_told_and_tried_again(due: Door, reason: str) -> None:
    failed_before = len(due.events("certbot", "renewal_failed"))
    FAILURES[reason].begin(due)
    try:
        document = due.wait_for_check("failed", "renewal")
        serial = due.served().serial
        assert document["status"] == "ready"
        assert document["checks"]["certificate"] == "ok"
        assert document["renewal"]["failures"] >= 1
        failures = due.events("certbot", "renewal_failed")[failed_before:]
        assert failures[0]["level"] == "error"
        assert FAILURES[reason].said in failures[0]["reason"]
        due.wait_for_alarm("renewal: failed")
        assert due.curl("/health")[0] == 0
        assert due.served().serial == serial
    finally:
        FAILURES[reason].end(due)
    due.wait_for_check("ok", "renewal")
    due.wait_for_serial(lambda now: now != serial)
    assert due.readiness()[1]["renewal"]["failures"] == 0


@pytest.mark.heavy
def test_what_would_fail_in_two_months_is_told_within_a_week(due: Door) -> None:
    """The way that a challenge takes is lost: nothing is to be renewed yet, and the rehearsal finds it."""
    due.in_certbot("sed -i '/renew_before_expiry/d' /etc/letsencrypt/renewal/tr4ction.conf")
    due.lead_names_to("127.0.0.1")
    document = due.wait_for_check("would fail", "renewal", seconds=120)
    assert document["renewal"]["renewal"] == "ok"
    assert due.events("certbot", "rehearsal_failed")
    due.lead_names_here()
