"""Which pairs of a certificate and a key nginx takes, and why not the others (nginx/bin/pairs.sh)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from nginx.harness import shell
from support.containers import needs_docker

pytestmark = needs_docker

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PEM = serialization.Encoding.PEM


def certificate(key: Key, begins: int = -1, ends: int = 10) -> bytes:
    """For api.example.test and *.app.example.test, from and until so many days from now."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name) for name in ("api.example.test", "*.app.example.test")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 4711)
    builder = builder.not_valid_before(now + timedelta(days=begins)).not_valid_after(now + timedelta(days=ends))
    return builder.add_extension(names, critical=False).sign(key, hashes.SHA256()).public_bytes(PEM)


def pem(key: Key, password: bytes | None = None) -> bytes:
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, encryption)


EC, OTHER, RSA = (
    ec.generate_private_key(ec.SECP256R1()),
    ec.generate_private_key(ec.SECP256R1()),
    rsa.generate_private_key(65537, 2048),
)
GOOD = certificate(EC)
CASES: dict[str, tuple[bytes | None, bytes | None, str]] = {
    "good": (GOOD, pem(EC), ""),
    "RSA": (certificate(RSA), pem(RSA), ""),
    "with the authority's": (GOOD + certificate(OTHER), pem(EC), ""),
    "nothing": (None, None, "missing"),
    "empty files": (b"", b"", "missing"),
    "no certificate": (None, pem(EC), "certificate_missing"),
    "no key": (GOOD, None, "key_missing"),
    "empty key": (GOOD, b"", "key_missing"),
    "half a certificate": (GOOD[: len(GOOD) // 2], pem(EC), "certificate_unreadable"),
    "no PEM": (b"\0\1\2", pem(EC), "certificate_unreadable"),
    "half a key": (GOOD, pem(EC)[:80], "key_unreadable"),
    "key with a password": (GOOD, pem(EC, b"secret"), "key_unreadable"),
    "files exchanged": (pem(EC), GOOD, "certificate_unreadable"),
    "another key": (GOOD, pem(OTHER), "key_mismatch"),
    "key of another kind": (GOOD, pem(RSA), "key_mismatch"),
    "authority's first": (certificate(OTHER) + GOOD, pem(EC), "key_mismatch"),
    "over": (certificate(EC, -10, -1), pem(EC), "expired"),
    "not begun": (certificate(EC, 1, 10), pem(EC), "not_yet_valid"),
}


@pytest.fixture(scope="module")
def said(base: str) -> list[str]:
    """For each case: the fault, then the serial number and the names that it is not for."""
    names = "api.example.test x.app.example.test app.example.test y.x.app.example.test API.EXAMPLE.TEST"
    script = "set -euo pipefail\nHOME_DIR=/opt/tr4ction-nginx; source $HOME_DIR/bin/pairs.sh\ncd /run/nginx\n"
    for number, (chain, key, _) in enumerate(CASES.values()):
        script += f"mkdir {number}\n"
        for file, content in (("fullchain.pem", chain), ("privkey.pem", key)):
            if content is not None:
                octal = "".join(rf"\{byte:03o}" for byte in content)
                script += f"printf '{octal}' >{number}/{file}\n"
        script += f'copy_pair {number} copy; echo "$(fault_of copy)"\n'
    script += f'echo "$(serial_of 0)"; echo "$(names_missing_in 0 {names})"\n'
    script += (
        'make_placeholder p a.test b.test; echo "$(fault_of p)"; echo "$(names_missing_in p a.test b.test c.test)"\n'
    )
    script += (
        '[[ $(mark_of 0) == "$(mark_of 0)" && $(mark_of 0) != "$(mark_of 1)" && $(mark_of 3) == missing ]]; echo $?\n'
    )
    done = shell(script)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


@pytest.mark.parametrize("case", CASES)
def test_faults(said: list[str], case: str) -> None:
    assert said[list(CASES).index(case)] == CASES[case][2]


def test_what_is_read_of_a_certificate(said: list[str]) -> None:
    serial, missing = said[len(CASES) : len(CASES) + 2]
    assert serial == "1267"  # 4711
    assert missing == "app.example.test y.x.app.example.test"


def test_the_placeholder_is_for_our_names(said: list[str]) -> None:
    assert said[len(CASES) + 2 : len(CASES) + 4] == ["", "c.test"]


def test_marks_tell_pairs_apart(said: list[str]) -> None:
    assert said[len(CASES) + 4] == "0"
