"""From empty volumes to a certificate that clients trust; what refuses, what is done again, what is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from certificates.harness import API, APP, Door, door
from support.containers import needs_docker
from tr4ction_certbot.pairs import make_self_signed

pytestmark = needs_docker


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """With both names, on empty volumes."""
    with door(tmp_path_factory.mktemp("issuing"), APP_DOMAIN=APP) as made:
        made.up()
        yield made


# The tests of this file tell one story, in this order.


def test_empty_volumes_are_no_obstacle(fresh: Door) -> None:
    """`up --wait` has succeeded: everybody is healthy. Whoever looks after it is told what is missing."""
    assert fresh.curl("/health")[0] == 0
    assert fresh.curl("/health", trusting=fresh.root())[0] == 60  # curl: the certificate is not trusted
    status, document = fresh.readiness()
    assert (status, document["status"]) == (503, "not_ready")
    assert document["checks"]["certificate"] == "placeholder"
    assert document["certificate"]["days_left"] is None
    assert [entry["check"] for entry in fresh.events("nginx", "certificate_alarm")] == ["placeholder"]
    assert fresh.certbot("check").returncode == 1


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("nowhere.example.test", "dns_missing", "Make an A record"),
        ("closed.example.test", "port_closed", "Open port 80"),
        ("elsewhere.example.test", "other_machine", "Correct the DNS record"),
    ],
)
def test_a_name_that_does_not_lead_here_is_told_before_the_authority_is_asked(
    fresh: Door, name: str, code: str, hint: str
) -> None:
    asked = fresh.stack.log("authority").count("/order")
    done = fresh.certbot("issue", API_DOMAIN=name, APP_DOMAIN="")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {code}: {name} ")
    assert hint in done.stderr
    assert fresh.stack.log("authority").count("/order") == asked
    assert fresh.in_certbot("ls -A /var/www/certbot/.well-known/acme-challenge") == ""


def test_what_cannot_be_meant_is_refused(fresh: Door) -> None:
    for arguments, environment, code in (
        (("other.example.test",), {}, "name_unknown"),
        ((), {"API_DOMAIN": "", "APP_DOMAIN": ""}, "name_missing"),
        ((), {"TLS_MODE": "custom"}, "tls_mode"),
        ((), {"ACME_DIRECTORY_URL": "http://authority/dir"}, "setting_invalid"),
        ((), {"LETSENCRYPT_EMAIL": "nobody"}, "setting_invalid"),
    ):
        done = fresh.certbot("issue", *arguments, **environment)
        assert (done.returncode, done.stderr.split(":")[:2]) == (2, ["error", f" {code}"])


def test_a_rehearsal_that_fails_changes_nothing(fresh: Door) -> None:
    """As where the authority sees other DNS records than this machine does."""
    fresh.lead_names_to("127.0.0.1")
    done = fresh.certbot("issue")
    assert done.returncode == 1
    assert done.stderr.startswith("error: certbot_failed: certbot said:\n")
    assert API in done.stderr
    assert fresh.in_certbot("ls /etc/letsencrypt/live 2>/dev/null || true") == ""
    assert fresh.curl("/health")[0] == 0
    fresh.lead_names_here()


def test_one_command_later_clients_trust_it(fresh: Door) -> None:
    started = time.monotonic()
    said = fresh.issue()
    print(f"placeholder to trusted: {time.monotonic() - started:.1f} s ({said.splitlines()})")  # noqa: T201  a figure
    for name in (API, APP):
        assert fresh.curl("/health", name=name, trusting=fresh.root())[0] == 0
    assert set(fresh.served().names) == {API, APP}
    status, document = fresh.readiness()
    assert (status, document["status"], document["checks"]["certificate"]) == (200, "ready", "ok")
    assert document["certificate"]["serial"] == fresh.served().serial
    assert 85 <= document["certificate"]["days_left"] <= 90


def test_done_again_it_asks_nobody(fresh: Door) -> None:
    serial, log = fresh.served().serial, fresh.stack.log("authority")
    assert fresh.issue().startswith("nothing to do")
    assert fresh.served().serial == serial
    assert fresh.stack.log("authority") == log


def test_it_can_be_asked_how_long_it_is_good(fresh: Door) -> None:
    done = fresh.certbot("check")
    assert done.returncode == 0, done.stdout
    assert f"{API}: 89 days left" in done.stdout
    assert f"{APP}: 89 days left" in done.stdout


@pytest.mark.parametrize("service", ["nginx", "certbot"])
def test_a_restart_changes_nothing(fresh: Door, service: str) -> None:
    serial = fresh.served().serial
    fresh.restart(service)
    assert fresh.served().serial == serial


def test_down_and_up_change_nothing(fresh: Door) -> None:
    """The volumes stay; the certificate is served with the very first handshake."""
    serial = fresh.served().serial
    fresh.stack.run("rm", "--force", "--stop", "nginx", "certbot")
    fresh.up()
    assert fresh.served().serial == serial


@pytest.mark.heavy
def test_a_name_may_be_left_out_and_taken_in_again(fresh: Door) -> None:
    """Each set of names is a certificate of its own, which takes the place of the one before."""
    before = fresh.served().serial
    fresh.issue(API)
    assert fresh.served().names == (API,)
    document = fresh.wait_for_check(f"not_for: {APP}")
    assert document["status"] == "ready"
    done = fresh.certbot("check")
    assert done.returncode == 1
    assert f"error: {APP}: the certificate is for {API}" in done.stdout
    fresh.issue()
    assert set(fresh.served().names) == {API, APP}
    assert fresh.served().serial != before


def test_certificates_that_are_lost_leave_the_service_running_and_an_alarm(fresh: Door) -> None:
    serial = fresh.served().serial
    fresh.in_certbot("cd /etc/letsencrypt && mkdir kept && mv live archive renewal kept")
    fresh.wait_for_serial(lambda now: now != serial)
    assert fresh.curl("/health")[0] == 0
    fresh.wait_for_check("placeholder")
    assert len(fresh.events("nginx", "certificate_missing")) == 1
    assert fresh.certbot("check").returncode == 1
    fresh.in_certbot("cd /etc/letsencrypt && mv kept/* . && rmdir kept")
    fresh.wait_for_check("ok")
    assert fresh.served().serial == serial


def test_secrets_are_for_one_user_and_in_no_log(fresh: Door) -> None:
    modes = fresh.in_certbot("find -L /etc/letsencrypt/live -name privkey.pem -printf '%m %U\\n'")
    assert modes == "600 10101"
    key = fresh.in_certbot("sed -n 2p /etc/letsencrypt/live/tr4ction/privkey.pem")
    assert len(key) > 40
    for service in ("nginx", "certbot"):
        assert key not in fresh.stack.log(service)


def test_an_end_that_is_near_is_told(fresh: Door) -> None:
    """Under 21 days: readiness says so, the check ends with 1."""
    fresh.put_pair("live/tr4ction", *make_self_signed((API, APP), days=20))
    document = fresh.wait_for_check("expiring")
    assert (document["status"], document["certificate"]["days_left"]) == ("ready", 19)
    done = fresh.certbot("check")
    assert done.returncode == 1
    assert "fewer than 21 days are left" in done.stdout
