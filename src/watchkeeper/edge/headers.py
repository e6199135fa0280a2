"""The headers that every answer carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
TWO_YEARS = 63_072_000  # seconds

SECURITY_HEADERS: RawHeaders = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", PERMISSIONS_POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
]
STRICT_TRANSPORT: RawHeaders = [(b"strict-transport-security", f"max-age={TWO_YEARS}".encode())]
NO_STORE = (b"cache-control", b"no-store")


def secured(headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """The headers of an answer over TLS: browsers send none of its cookies without that.

    Examples:
        >>> secured([(b"set-cookie", b"a=1"), (b"vary", b"Origin")])
        [(b'set-cookie', b'a=1; Secure'), (b'vary', b'Origin')]
    """
    return [
        (name, value + b"; Secure") if name == b"set-cookie" else (name, value)
        for name, value in headers
    ]


def api_cors(origin: bytes) -> RawHeaders:
    """What a page of another origin needs to read an API answer.

    Never with credentials: such a page must know a key.
    """
    return [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]


PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, PATCH, DELETE, OPTIONS",
    "access-control-allow-headers": "Authorization, Content-Type, X-Api-Key",
    "access-control-max-age": "600",
}
