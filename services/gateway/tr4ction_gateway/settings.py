"""The gateway's settings: read once, refused by name when wrong."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import limits
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from tr4ction_common.database import DatabaseUrl, sqlite_url
from tr4ction_common.settings import PortNumber, ServiceSettings
from tr4ction_gateway.accounts.identity import is_email, is_username
from tr4ction_gateway.credentials.policy import password_fault

MIN_SECRET_BYTES = 32
MIN_DISTINCT_CHARACTERS = 8  # 32 random hexadecimal digits have fewer once in millions of times

# Parts of secrets that stand in tutorials and sample files.
_PLACEHOLDERS = (
    "changeme",
    "change-",
    "change_",
    "replace",
    "secret",
    "password",
    "senha",
    "troque",
    "example",
    "placeholder",
    "insecure",
    "default",
    "your-",
    "your_",
    "12345678",
    "abcdefgh",
    "qwerty",
)


def _split_list(value: Any) -> Any:
    """A comma list as a tuple."""
    if isinstance(value, str):
        return tuple(item.strip().rstrip("/") for item in value.split(",") if item.strip())
    return value


class GatewaySettings(ServiceSettings):
    """What the gateway reads besides the settings of every service. Times are in the unit of their name."""

    # Where accounts and sessions are kept: SQLite or PostgreSQL. By default `gateway.db` in DATA_DIR.
    gateway_database_url: DatabaseUrl = Field(
        default_factory=lambda values: sqlite_url(values["data_dir"], "gateway.db"), repr=False
    )

    # Signs access tokens (HS256). At least 32 random bytes: `openssl rand -base64 48`.
    jwt_secret: SecretStr = Field(validation_alias=AliasChoices("jwt_secret", "jwt_secret_key"))
    # The one before: its tokens are accepted until it is taken out again, after ACCESS_TOKEN_MINUTES at the earliest.
    jwt_secret_previous: SecretStr | None = None
    access_token_minutes: int = Field(default=15, ge=1, le=60)
    refresh_token_days: int = Field(default=14, ge=1, le=90)

    # How long a refresh token that was just used brings the same successor again: two tabs, or an answer that got lost.
    refresh_grace_seconds: int = Field(default=10, ge=0, le=60)

    # Seals the audit trail. Without one it is made from JWT_SECRET, and goes with it.
    audit_key: SecretStr | None = None

    # Refused log-ins that each process writes to the audit trail at most.
    audit_refused_logins_per_minute: int = Field(default=30, ge=1, le=1000)

    # 2**rounds steps a password check; one more doubles the time (12 is about a quarter of a second).
    bcrypt_rounds: int = Field(default=12, ge=4, le=15)

    # Whether anybody may register, as a founder of a start-up that is new.
    registration_enabled: bool = False

    # Where people find the web screens, for links: https://APP_DOMAIN, unless APP_URL says otherwise (an address
    # without a domain, say). Without either, this machine's WEB_PORT.
    app_domain: str | None = None
    app_url: str | None = None
    web_port: PortNumber = 3000

    invitation_days: int = Field(default=7, ge=1, le=90)
    password_reset_hours: int = Field(default=24, ge=1, le=168)

    # Signs what the gateway says to the services behind it (ES256): a P-256 private key in PEM,
    # best given as INTERNAL_TOKEN_PRIVATE_KEY_FILE.
    internal_token_private_key: SecretStr

    # The ingestion service, and how long to wait for it.
    ingestion_url: str
    proxy_connect_timeout_seconds: float = Field(default=0.4, gt=0, le=10)  # two tries must stay under a second
    proxy_read_timeout_seconds: float = Field(default=120, gt=0, le=3600)  # a large workbook is read in this time
    proxy_max_connections: int = Field(default=100, ge=1, le=10000)

    # Origins of web pages that may call this API, separated by commas; none by default.
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_list)] = ()

    # Addresses or networks of the proxies in front, separated by commas. Theirs is the word on a client's address.
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_list)] = ()

    # Rates are `N/second|minute|hour`. Log-ins, and everything else without a log-in, for each client address.
    rate_limit_login: str = "30/minute"
    rate_limit_refresh: str = "120/minute"
    # Workbooks read, and answers exported, for each user.
    rate_limit_upload: str = "120/hour"
    rate_limit_export: str = "240/hour"

    # Where several processes keep their counts together. Empty on one machine.
    redis_url: SecretStr | None = None
    web_concurrency: int = Field(default=1, ge=1, le=64)

    # The first admin, made by `ensure-admin`. Without ADMIN_PASSWORD one is made up and shown once.
    admin_username: str = "admin"
    admin_email: str = "admin@tr4ction.example"
    admin_password: SecretStr | None = None

    @field_validator("jwt_secret_previous", mode="before")
    @classmethod
    def _may_be_an_empty_file(cls, value: object) -> object:
        return value or None

    @field_validator("jwt_secret", "jwt_secret_previous", "audit_key")
    @classmethod
    def _is_strong_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        secret = value.get_secret_value()
        if len(secret.encode()) < MIN_SECRET_BYTES:
            raise ValueError(f"must have at least {MIN_SECRET_BYTES} bytes; make one with `openssl rand -base64 48`")
        if any(part in secret.lower() for part in _PLACEHOLDERS) or is_monotonous(secret):
            raise ValueError("is a placeholder or too easy to guess; make one with `openssl rand -base64 48`")
        return value

    @field_validator("internal_token_private_key")
    @classmethod
    def _is_p256_key(cls, value: SecretStr) -> SecretStr:
        try:
            key = load_pem_private_key(value.get_secret_value().encode(), password=None)
        except (ValueError, TypeError):
            raise ValueError("must be an unencrypted private key in PEM") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("must be a key on the curve P-256")
        return value

    @field_validator("ingestion_url")
    @classmethod
    def _is_base_url(cls, value: str) -> str:
        if not _is_origin(value.rstrip("/")):
            raise ValueError("must be http://host:port, without a path")
        return value.rstrip("/")

    @field_validator("app_domain")
    @classmethod
    def _is_domain(cls, value: str | None) -> str | None:
        if value is not None and not (_is_origin(f"https://{value}") and ":" not in value):
            raise ValueError("must be a host name such as app.example.com")
        return value

    @field_validator("app_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not _is_origin(value.rstrip("/")):
            raise ValueError("must be http(s)://host or http(s)://host:port, without a path")
        return value.rstrip("/") if value else None

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _is_origin(origin):
                raise ValueError(f"{origin} is not an origin such as https://app.example.com")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f"{network} is neither an address nor a network such as 172.16.0.0/12") from None
        return value

    @field_validator("rate_limit_login", "rate_limit_refresh", "rate_limit_upload", "rate_limit_export")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        try:
            limits.parse(value)
        except ValueError:
            raise ValueError("must be a rate such as 30/minute") from None
        return value

    @field_validator("admin_username")
    @classmethod
    def _is_username(cls, value: str) -> str:
        if not is_username(value):
            raise ValueError("must have 2 to 64 letters, digits, dots, hyphens or underscores, and no @")
        return value

    @field_validator("admin_email")
    @classmethod
    def _is_email(cls, value: str) -> str:
        if not is_email(value):
            raise ValueError("must be an e-mail address")
        return value

    @field_validator("admin_password")
    @classmethod
    def _is_usable_password(cls, value: SecretStr | None) -> SecretStr | None:
        fault = password_fault(value.get_secret_value()) if value else None
        if fault is not None:
            raise ValueError(fault.en[0].lower() + fault.en[1:].rstrip("."))
        return value

    @property
    def web_address(self) -> str:
        """Scheme, host and perhaps port of the web screens."""
        if self.app_url:
            return self.app_url
        return f"https://{self.app_domain}" if self.app_domain else f"http://localhost:{self.web_port}"

    @model_validator(mode="after")
    def _counts_are_shared(self) -> Self:
        if self.web_concurrency > 1 and self.redis_url is None:
            raise ValueError("WEB_CONCURRENCY above 1 needs REDIS_URL, where the workers count together")
        return self


def is_monotonous(secret: str) -> bool:
    """Whether `secret` has few different characters or is one piece repeated."""
    periods = range(1, len(secret) // 2 + 1)
    return len(set(secret)) < MIN_DISTINCT_CHARACTERS or any(secret[p:] == secret[:-p] for p in periods)


def _is_origin(value: str) -> bool:
    """Whether `value` is scheme, host and perhaps port, and nothing else (RFC 6454, 6.2)."""
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False
    return has_host and parts.scheme in ("http", "https") and value == f"{parts.scheme}://{parts.netloc}"
