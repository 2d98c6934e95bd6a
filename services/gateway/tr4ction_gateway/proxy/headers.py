"""Which headers go through the gateway. All others stay behind: what connects two machines (RFC 9110, 7.6.1), what a
client could forge for the service (X-Forwarded-*, cookies, credentials), what a service tells only us.
"""

from __future__ import annotations

from collections.abc import Iterable

Headers = list[tuple[bytes, bytes]]

_TO_SERVICE = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"idempotency-key",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"last-event-id",
        b"range",
    }
)
_TO_CLIENT = frozenset(
    {
        b"accept-ranges",
        b"allow",
        b"cache-control",
        b"content-disposition",
        b"content-encoding",
        b"content-language",
        b"content-length",
        b"content-range",
        b"content-security-policy",
        b"content-type",
        b"etag",
        b"last-modified",
        b"location",
        b"retry-after",
        b"vary",
        b"x-content-type-options",
        b"x-left-out",
        b"x-total-count",
    }
)


def to_service(headers: Iterable[tuple[bytes, bytes]], request_id: str | None, token: str) -> Headers:
    """The headers of a request, with `token` for the service and our request id."""
    passed = [(name, value) for name, value in headers if name in _TO_SERVICE]
    if request_id:
        passed.append((b"x-request-id", request_id.encode()))
    return [*passed, (b"authorization", b"Bearer " + token.encode())]


def to_client(headers: Iterable[tuple[bytes, bytes]], service_url: str) -> Headers:
    """The headers of an answer. A redirection to the service's own address becomes one to ours."""
    passed = [(name.lower(), value) for name, value in headers if name.lower() in _TO_CLIENT]
    return [(n, value.removeprefix(service_url.encode())) if n == b"location" else (n, value) for n, value in passed]
