"""The one HTTP client of the house: the only place that imports the HTTP library.

It keeps five promises to every adapter: a secret travels in a header or a body, never in an
address; an answer is bounded in size and time; a redirect never leaves the host; nothing is said
to an address where nothing may connect to, whatever its name led to before; and every failure
becomes an error of `watchkeeper.errors`, with its cause in words and without secrets.
"""

from __future__ import annotations

import contextlib
import re
import ssl
import types
from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Self, TypeAlias
from urllib.parse import urljoin, urlsplit

import anyio
import httpx2

from watchkeeper.errors import (
    InputError,
    MalformedError,
    OutsideError,
    SignInExpiredError,
    UnreachableError,
)
from watchkeeper.integrations.address import REFUSED, AddressGuard
from watchkeeper.integrations.failure import cause_in_words
from watchkeeper.integrations.patience import seconds_to_wait
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

MEBIBYTE = 1024 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REPEATING = frozenset({307, 308})
"""Redirects that want the same request again, with its body."""
MOST_REDIRECTS = 3
SHORTEST_SECRET = 4  # a shorter one would blacken ordinary words

Transport = httpx2.AsyncBaseTransport
"""What carries the requests; tests pass an ASGI transport."""

ParamValue = str | int | float | bool | None
Params = Mapping[str, ParamValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """How one server is spoken to. Times in seconds, sizes in bytes."""

    base_url: str
    label: str  # how messages name the server, e.g. "The Plex server"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    verify_tls: bool = True
    tls: ssl.SSLContext | None = None  # made once by who opens many clients: that takes long
    connect_seconds: float = 5.0
    answer_seconds: float = 15.0
    total_seconds: float = 60.0
    most_bytes: int = 64 * MEBIBYTE
    connections: int = 8
    guard: AddressGuard | None = None  # for addresses that are not trusted (yet): asks each time
    reach: AddressGuard = AddressGuard(is_owners=True)  # where a new connection may lead


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer of any status: body in bytes, header names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


FilePart: TypeAlias = tuple[str | None, bytes, str]
"""A part of a form: file name (None for a field), content, content type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: a path below the base address and what goes with it."""

    method: str
    path: str
    params: Params = field(default_factory=dict)
    headers: Mapping[str, str | bytes] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = field(default=None, repr=False)
    most_bytes: int | None = None


def path_template(path: str) -> str:
    """The path with its numbers and keys blanked, so that requests can be counted by kind.

    Examples:
        >>> path_template("/library/metadata/12,13")
        '/library/metadata/{ids}'
        >>> path_template("/library/sections/2/all")
        '/library/sections/{id}/all'
        >>> path_template("/api/servers/0123456789abcdef0123/shared_servers")
        '/api/servers/{key}/shared_servers'
    """
    return "/".join(_segment_template(segment) for segment in path.split("/"))


def _segment_template(segment: str) -> str:
    if re.fullmatch(r"\d+(,\d+)+", segment):
        return "{ids}"
    if segment.isdigit():
        return "{id}"
    if re.fullmatch(r"[0-9a-fA-F-]{16,}", segment):
        return "{key}"
    return segment


def tls_context() -> ssl.SSLContext:
    """What certificates are checked with: takes some 20 ms to make, and serves many clients."""
    return httpx2.create_ssl_context()


class HttpClient:
    """A pooled client of one server.

    Use it as an async context manager, or close it with `aclose`.

    Raises:
        InputError: The base address is not an http(s) address.
    """

    def __init__(self, settings: HttpSettings, *, transport: Transport | None = None) -> None:
        self._settings = settings
        self._base = _base_address(settings.base_url)
        self._counts: Counter[str] = Counter()
        self._transport = transport
        self._opened: httpx2.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"HttpClient({self._base!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        if self._opened is not None:
            await self._opened.aclose()

    @property
    def base_url(self) -> str:
        """The address of the server, without a slash at its end."""
        return self._base

    @property
    def label(self) -> str:
        """How messages name the server."""
        return self._settings.label

    @property
    def request_counts(self) -> Mapping[str, int]:
        """Requests sent so far by method and path template, e.g. {"GET /status/sessions": 12}."""
        return dict(self._counts)

    async def send(self, call: Call) -> Answer:
        """Send one request and read its answer, whatever its status.

        Raises:
            UnreachableError: No answer: name, connection, TLS, time.
            MalformedError: The answer is larger than allowed or not decodable.
            OutsideError: The server redirects to another host.
        """
        url = self._base + call.path
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._exchange(call, url)
            is_followed = REDIRECTS if call.method == "GET" else REPEATING
            if answer.status not in is_followed:
                return answer
            url = self._redirect(url, answer)
        raise OutsideError("%(label)s redirects in a circle.", label=self.label)

    async def get(self, path: str, params: Params | None = None) -> Answer:
        """Send a GET and return its answer if it is a success; see `checked` for the errors."""
        return self.checked(await self.send(Call(method="GET", path=path, params=params or {})))

    def checked(self, answer: Answer) -> Answer:
        """The answer, if its status is a success.

        Raises:
            SignInExpiredError: 401, or 498 (an expired Plex token).
            UnreachableError: 429 or 5xx: try again later.
            OutsideError: Any other status.
        """
        if 200 <= answer.status < 300:
            return answer
        if answer.status in {401, 498}:
            raise SignInExpiredError(
                "%(label)s says that the token is not valid: sign in.", label=self.label
            )
        if answer.status == 429:
            wait = answer.headers.get("retry-after") or Sentence("a while")
            raise UnreachableError(
                "%(label)s is asked too often; it wants us to wait %(wait)s.",
                label=self.label,
                wait=wait,
                retry_after_seconds=seconds_to_wait(answer.headers),
            )
        if answer.status >= 500:
            raise UnreachableError(
                "%(label)s answered with an error (%(code)s).",
                label=self.label,
                code=answer.status,
                retry_after_seconds=seconds_to_wait(answer.headers),
            )
        raise OutsideError(
            "%(label)s refused the request (%(code)s).", label=self.label, code=answer.status
        )

    @property
    def _client(self) -> httpx2.AsyncClient:
        """Made when it is first needed: its certificates take 20 ms and a mebibyte."""
        if self._opened is None:
            settings = self._settings
            self._opened = httpx2.AsyncClient(
                headers=dict(settings.headers),
                verify=settings.tls or settings.verify_tls,
                timeout=httpx2.Timeout(settings.answer_seconds, connect=settings.connect_seconds),
                limits=httpx2.Limits(
                    max_connections=settings.connections,
                    max_keepalive_connections=settings.connections,
                ),
                follow_redirects=False,
                trust_env=False,
                transport=self._transport,
            )
        return self._opened

    async def _exchange(self, call: Call, url: str) -> Answer:
        self._counts[f"{call.method} {path_template(urlsplit(url).path)}"] += 1
        try:
            with anyio.fail_after(self._settings.total_seconds):
                response = await self._begun(call, url)
                try:
                    content = await self._content(response, call.most_bytes)
                finally:
                    await response.aclose()
        except httpx2.DecodingError:
            raise MalformedError(
                "%(label)s answered something unreadable.", label=self.label
            ) from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise InputError("This is not a usable address.", field="url") from None
        except (httpx2.RequestError, TimeoutError, OSError) as error:
            cause = self._redacted(cause_in_words(error))
            raise UnreachableError(
                "%(label)s cannot be reached: %(cause)s.", label=self.label, cause=cause
            ) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, content)

    async def _begun(self, call: Call, url: str) -> httpx2.Response:
        """The beginning of an answer, from the first address of the host that takes a connection.

        A name may stand for several, and be listened on at one of them alone.
        """
        guard, addresses = self._settings.guard, tuple[str, ...]()
        if guard is not None:
            parts = urlsplit(url)
            addresses = await guard.pinned(parts.hostname or "", parts.port)
        *others, last = [self._request(call, url, each) for each in addresses or ("",)]
        for request in others:
            with contextlib.suppress(httpx2.ConnectError, httpx2.ConnectTimeout):
                return await self._client.send(request, stream=True)
        return await self._client.send(last, stream=True)

    def _request(self, call: Call, url: str, address: str) -> httpx2.Request:
        """A request to a checked address; "" where the host may be looked up anew."""
        headers: dict[str, str | bytes] = dict(call.headers)
        extensions: dict[str, Any] = {"trace": self._look_where}  # Any: of many types
        if address:
            parts = urlsplit(url)
            headers["Host"] = parts.netloc
            extensions["sni_hostname"] = parts.hostname or ""
            url = parts._replace(netloc=_netloc(address, parts.port)).geturl()
        return self._client.build_request(
            call.method,
            url,
            params=_sendable(call.params) or None,  # None keeps the query of a redirect
            headers=[(name.encode(), _header(value)) for name, value in headers.items()],
            data=call.form,
            content=call.content,
            files=call.files,
            extensions=extensions,
        )

    async def _look_where(self, step: str, facts: Mapping[str, Any]) -> None:  # Any: of any step
        """Hang up, before a word is said, where a new connection leads to a forbidden address."""
        if step != "connection.connect_tcp.complete":
            return
        stream = facts["return_value"]
        if not self._settings.reach.allows(stream.get_extra_info("server_addr")[0]):
            await stream.aclose()
            raise UnreachableError(REFUSED)

    async def _content(self, response: httpx2.Response, most_bytes: int | None) -> bytes:
        limit = most_bytes or self._settings.most_bytes
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_bytes():
            size += len(part)
            if size > limit:
                raise MalformedError(
                    "%(label)s answered more than %(limit)s bytes.", label=self.label, limit=limit
                )
            parts.append(part)
        return b"".join(parts)

    def _redirect(self, url: str, answer: Answer) -> str:
        target = urljoin(url, answer.headers.get("location", ""))
        here, there = urlsplit(url), urlsplit(target)
        is_upgrade = (here.scheme, there.scheme) == ("http", "https")
        is_same = (here.scheme, here.port) == (there.scheme, there.port)
        if here.hostname != there.hostname or not (is_same or is_upgrade):
            raise OutsideError(
                "%(label)s redirects to another host, which is not followed.", label=self.label
            )
        return target

    def _redacted(self, text: str) -> str:
        for secret in self._settings.secrets:
            if len(secret) >= SHORTEST_SECRET and secret in text:
                text = text.replace(secret, "***")
        return text


def _base_address(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError("An address begins with http:// or https:// and a host.", field="url")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError("An address holds no user name, password or query.", field="url")
    return parts.geturl().rstrip("/")


def _header(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("ascii", errors="replace")


def _netloc(address: str, port: int | None) -> str:
    host = f"[{address}]" if ":" in address else address
    return host if port is None else f"{host}:{port}"


def _sendable(params: Params) -> dict[str, str]:
    return {name: _param(value) for name, value in params.items() if value is not None}


def _param(value: ParamValue) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
