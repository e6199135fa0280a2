"""One request to an address outside, from wherever its owner typed it (S7)."""

from __future__ import annotations

import base64
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from urllib.parse import SplitResult, unquote, urlsplit

from watchkeeper import __version__
from watchkeeper.domain.notices.demands import web_address_problem
from watchkeeper.errors import InputError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.verdict import Asked, Trouble, judged
from watchkeeper.integrations.http import (
    Answer,
    Call,
    FilePart,
    HttpClient,
    HttpSettings,
    Transport,
    tls_context,
)
from watchkeeper.values import dataclass

JSON = "application/json"
ANSWER_SECONDS = 15.0
TOTAL_SECONDS = 30.0
MOST_ANSWER_BYTES = 1024 * 1024
SHORTEST_PART = 8
OF_THE_TRANSPORT = frozenset(
    {"connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that the way of sending sets; another value of one could split a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request; `url` is whole, and may hold what opens the receiver."""

    url: str = field(repr=False)
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, FilePart] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    opened_by: tuple[str, ...] = ()  # settings to change where the receiver lets nobody in
    trouble: Trouble | None = None  # what an answer says that is no success despite its status


def json_post(url: str, value: object, *opened_by: str, **headers: str) -> Post:
    """A POST of a JSON document; `opened_by` are the settings that open the receiver."""
    return Post(
        url=url,
        headers={"Content-Type": JSON, **headers},
        content=json_bytes(value),
        opened_by=opened_by,
    )


def json_bytes(value: object) -> bytes:
    """A value as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")


class Poster:
    """Sends requests to receivers outside: the own machine and the home network are fine."""

    def __init__(
        self, transport: Transport | None = None, guard: AddressGuard | None = None
    ) -> None:
        self._transport = transport
        self._guard = guard or (None if transport else AddressGuard(is_owners=True))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made when first needed, for all posts."""
        return tls_context()

    async def send(self, post: Post, label: str) -> Answer:
        """Send one request; its answer, if that is a success. `label` names the receiver.

        Raises:
            InputError: the address or a header cannot be used.
            UnreachableError: no answer, or one that asks to come back later.
            RefusedError: it was refused; the message names the setting to look at.
            OutsideError: it leads to another host, or answers something unreadable.
        """
        base, path, headers = _split(post.url)
        headers = _merged(headers, _checked_headers(post.headers))
        secrets = (path, *_telling_parts(path), *post.secrets, *_telling_values(headers))
        settings = HttpSettings(
            base_url=base,
            label=label,
            headers={"User-Agent": f"Watchkeeper/{__version__}"},
            secrets=secrets,
            connect_seconds=5.0,
            answer_seconds=ANSWER_SECONDS,
            total_seconds=TOTAL_SECONDS,
            most_bytes=MOST_ANSWER_BYTES,
            connections=1,
            guard=self._guard,
            tls=self._tls,
        )
        async with HttpClient(settings, transport=self._transport) as client:
            call = Call(
                method=post.method,
                path=path,
                headers={name: _header_bytes(value) for name, value in headers.items()},
                content=post.content,
                form=post.form,
                files=post.files,
            )
            answer = await client.send(call)
        return judged(answer, Asked(label, post.opened_by, secrets, post.trouble))


def web_address(url: str, field_name: str) -> str:
    """An address as it was typed, if it is one of the web.

    Raises:
        InputError: it is not, or it is one that is never asked.
    """
    text = url.strip()
    problem = web_address_problem(text)
    if problem:
        raise InputError(problem, field=field_name)
    return text


def _split(url: str) -> tuple[str, str, dict[str, str]]:
    """The place, the path with its query, and the header that stands for a name in the address."""
    parts = urlsplit(web_address(url, "url"))
    headers = {}
    if parts.username or parts.password:
        pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme}://{_place(parts)}", path, headers


def _telling_parts(path: str) -> list[str]:
    """Parts of a path and query that are long enough to open something by themselves."""
    return [part for part in re.split(r"[/?&=]", path) if len(part) >= SHORTEST_PART]


def _telling_values(headers: Mapping[str, str]) -> list[str]:
    """Values of headers, and what stands behind `Bearer` or `Basic` in them."""
    behind = [value.partition(" ")[2] for value in headers.values()]
    return [*headers.values(), *(each for each in behind if len(each) >= SHORTEST_PART)]


def _place(parts: SplitResult) -> str:
    """Host and port, with a name of other than plain letters as the web's addresses spell it."""
    host = parts.hostname or ""
    try:
        name = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise InputError("The host of this address is no name.", field="url") from None
    return name if parts.port is None else f"{name}:{parts.port}"


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        is_name = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        if not is_name or any(ord(each) < 32 or ord(each) == 127 for each in value):
            raise InputError("A header has a name or a value that cannot be sent.", field="headers")
        if name.lower() in OF_THE_TRANSPORT:
            raise InputError(
                "The header %(name)s is set by the program itself.", name=name, field="headers"
            )
    return dict(headers)


def _merged(first: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """The headers of both, each once however its name is written; the later one counts."""
    found = {name.lower(): (name, value) for name, value in (*first.items(), *then.items())}
    return dict(found.values())


def _header_bytes(value: str) -> bytes:
    """A header's value: Latin-1 as HTTP was made for, UTF-8 where that has no such letter."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode(errors="replace")
