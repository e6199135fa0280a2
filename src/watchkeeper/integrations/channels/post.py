"""One request to an address outside, from wherever its owner typed it (S7)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from watchkeeper import __version__
from watchkeeper.errors import InputError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.http import Answer, Call, HttpClient, HttpSettings, Transport

JSON = "application/json"
ANSWER_SECONDS = 15.0
TOTAL_SECONDS = 30.0
MOST_ANSWER_BYTES = 1024 * 1024
MOST_ADDRESS_CHARACTERS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request; `url` is whole, and may hold what opens the receiver."""

    url: str = field(repr=False)
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def json_post(url: str, value: object, **headers: str) -> Post:
    """A POST of a JSON document."""
    content = json.dumps(value, ensure_ascii=False).encode()
    return Post(url=url, headers={"Content-Type": JSON, **headers}, content=content)


class Poster:
    """Sends requests to receivers outside: the own machine and the home network are fine."""

    def __init__(self, transport: Transport | None = None) -> None:
        self._transport = transport
        self._guard = None if transport else AddressGuard(is_owners=True)

    async def send(self, post: Post, label: str) -> Answer:
        """Send one request; its answer, if that is a success. `label` names the receiver.

        Raises:
            InputError: the address or a header cannot be used.
            UnreachableError: no answer, or one that asks to come back later.
            OutsideError: it was refused.
        """
        base, path, headers = _split(post.url)
        headers |= _checked_headers(post.headers)
        settings = HttpSettings(
            base_url=base,
            label=label,
            headers={"User-Agent": f"Watchkeeper/{__version__}"},
            secrets=(path, *post.secrets),
            connect_seconds=5.0,
            answer_seconds=ANSWER_SECONDS,
            total_seconds=TOTAL_SECONDS,
            most_bytes=MOST_ANSWER_BYTES,
            connections=1,
            guard=self._guard,
        )
        async with HttpClient(settings, transport=self._transport) as client:
            call = Call(
                method=post.method,
                path=path,
                headers=headers,
                content=post.content,
                form=post.form,
            )
            return client.checked(await client.send(call))


def web_address(url: str, field_name: str) -> str:
    """An address as it was typed, if it is one of the web.

    Raises:
        InputError: it is not.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
        parts.port  # noqa: B018  # raises for what is no port
    except ValueError:
        is_web = False
    is_plain = text.isprintable() and " " not in text and len(text) <= MOST_ADDRESS_CHARACTERS
    if not is_web or not is_plain:
        raise InputError("An address begins with http:// or https:// and a host.", field=field_name)
    return text


def _split(url: str) -> tuple[str, str, dict[str, str]]:
    """The place, the path with its query, and the header that stands for a name in the address."""
    parts = urlsplit(web_address(url, "url"))
    headers = {}
    if parts.username or parts.password:
        pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    host = parts.netloc.rpartition("@")[2]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme}://{host}", path, headers


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        is_name = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        if not is_name or any(ord(each) < 32 for each in value):
            raise InputError("A header has a name or a value that cannot be sent.", field="headers")
        if not value.isascii():
            raise InputError("Headers hold plain letters only.", field="headers")
    return dict(headers)
