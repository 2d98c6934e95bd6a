"""A certificate and its private key as two files: read, judged, made, written so that nobody sees half of it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tr4ction_certbot.errors import RefusedError
from tr4ction_certbot.places import CHAIN, KEY

SELF_SIGNED_DAYS = 397
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class Certificate:
    """The serial number as openssl writes it, in hexadecimal; times in UTC."""

    serial: str
    begins: datetime
    ends: datetime
    names: tuple[str, ...]

    @property
    def days_left(self) -> int:
        """Whole days; negative once it has expired."""
        return (self.ends - datetime.now(UTC)).days

    @property
    def is_due(self) -> bool:
        """Whether less than a third of its life is left, which is when certbot renews it."""
        return datetime.now(UTC) > self.ends - (self.ends - self.begins) / 3

    def is_for(self, name: str) -> bool:
        """One `*` stands for one label, and only for the first (RFC 6125)."""
        return name in self.names or f"*.{name.partition('.')[2]}" in self.names


def describe(parsed: x509.Certificate) -> Certificate:
    try:
        alternatives = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(alternatives.get_values_for_type(x509.DNSName))
    except x509.ExtensionNotFound:
        names = ()
    serial = f"{parsed.serial_number:X}"
    serial = serial.zfill(len(serial) + len(serial) % 2)
    return Certificate(serial, parsed.not_valid_before_utc, parsed.not_valid_after_utc, names)


def read_certificate(folder: Path) -> Certificate | None:
    """The certificate of the pair in `folder`; None where there is none that can be read."""
    try:
        return describe(x509.load_pem_x509_certificate((folder / CHAIN).read_bytes()))
    except (OSError, ValueError):
        return None


def split_pair(pem: bytes) -> tuple[bytes, bytes, Certificate]:
    """The chain, the key and the certificate out of PEM blocks in any order. Raises RefusedError with the fault."""
    blocks = [(found[1], found[0] + b"\n") for found in _BLOCK.finditer(pem)]
    chain = b"".join(text for kind, text in blocks if kind == b"CERTIFICATE")
    keys = [text for kind, text in blocks if kind.endswith(b"PRIVATE KEY")]
    if not chain:
        raise RefusedError("certificate_missing: there is no CERTIFICATE block in what was given")
    if len(keys) != 1:
        raise RefusedError(f"key_missing: there are {len(keys)} PRIVATE KEY blocks in what was given, one is needed")
    try:
        parsed = x509.load_pem_x509_certificate(chain)
        key = serialization.load_pem_private_key(keys[0], password=None)
        belongs = _public_bytes(key.public_key()) == _public_bytes(parsed.public_key())
    except TypeError:
        raise RefusedError("key_encrypted: the key wants a password; take it off: openssl pkey -in KEY") from None
    except (ValueError, UnsupportedAlgorithm):
        raise RefusedError("pair_unreadable: the certificate or the key cannot be read") from None
    if not belongs:
        raise RefusedError("key_mismatch: the key is not that of the first certificate; the server's own goes first")
    certificate = describe(parsed)
    if certificate.ends <= datetime.now(UTC):
        raise RefusedError(f"expired: the certificate ended at {certificate.ends:%Y-%m-%d %H:%M} UTC")
    return chain, keys[0], certificate


def _public_bytes(key: object) -> bytes:
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    found: bytes = key.public_bytes(encoding, form)  # type: ignore[attr-defined]  # every kind of key has it
    return found


def write_pair(folder: Path, chain: bytes, key: bytes) -> None:
    """Each file is there whole or not at all. Whoever reads between the two finds a pair that does not match."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in ((KEY, key), (CHAIN, chain)):
        handle, path = tempfile.mkstemp(dir=folder, prefix=f".{name}.")  # which nobody else may read
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(path).replace(folder / name)
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise


def make_self_signed(names: Sequence[str], days: int = SELF_SIGNED_DAYS) -> tuple[bytes, bytes]:
    """Chain and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # for clients whose clock is a little late
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )  # so that it can be trusted by hand
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    chain = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return chain, key.private_bytes(serialization.Encoding.PEM, *form)
