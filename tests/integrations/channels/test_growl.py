"""Growl's protocol (GNTP), through Apprise, before a desktop that answers as it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import pytest
from anyio.abc import SocketAttribute, SocketStream

from tests.integrations.channels.deliveries import HELLO, Web, delivery
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.integrations.address import AddressGuard

END = b"\r\n\r\n"


@dataclass
class Desktop:
    """Hears messages; refuses those without the password that it wants."""

    is_open: bool = True
    port: int = 0
    heard: list[str] = field(default_factory=list)

    async def serve(self, stream: SocketStream) -> None:
        async with stream:
            received = b""
            while END not in received:
                received += await stream.receive()
            said = received.decode()
            self.heard.append(said)
            kind = said.split()[1]
            if self.is_open:
                answer = f"GNTP/1.0 -OK NONE\r\nResponse-Action: {kind}\r\n\r\n"
            else:
                answer = "GNTP/1.0 -ERROR NONE\r\nError-Code: 400\r\nError-Description: no\r\n\r\n"
            await stream.send(answer.encode())


@asynccontextmanager
async def listening(desktop: Desktop) -> AsyncIterator[Desktop]:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    desktop.port = listener.extra(SocketAttribute.local_port)
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, desktop.serve)
        yield desktop
        group.cancel_scope.cancel()


async def send(host: str, password: str = "") -> None:
    await Web().channels().send(delivery("growl", host=host, password=password))


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
async def test_a_desktop_shows_subject_and_body(name: str) -> None:
    async with listening(Desktop()) as desktop:
        await send(f"{name}:{desktop.port}")
    registered, told = desktop.heard[0], desktop.heard[-1]
    assert registered.startswith("GNTP/1.0 REGISTER")
    assert told.startswith("GNTP/1.0 NOTIFY")
    assert "Notification-Title: Attic" in told
    assert f"Notification-Text: {HELLO.body}" in told


async def test_the_password_itself_is_not_sent() -> None:
    async with listening(Desktop()) as desktop:
        await send(f"127.0.0.1:{desktop.port}", password="planted-word")
    assert "planted-word" not in "".join(desktop.heard)


async def test_a_refusal_is_told_without_the_password() -> None:
    async with listening(Desktop(is_open=False)) as desktop:
        with pytest.raises(OutsideError) as raised:
            await send(f"127.0.0.1:{desktop.port}", password="planted-word")
    assert "planted-word" not in str(raised.value)


@pytest.mark.parametrize("host", ["", "http://desk", "a b", "desk:port", "x@y", "169.254.169.254"])
async def test_s7_a_host_that_is_none_or_not_allowed_is_refused(host: str) -> None:
    with pytest.raises(InputError) as raised:
        await send(host)
    assert raised.value.field == "host"


async def test_of_several_addresses_of_a_name_one_is_taken_that_growl_listens_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def both(guard: AddressGuard, host: str, port: int | None) -> tuple[str, ...]:
        return ("::1", "127.0.0.1")

    monkeypatch.setattr(AddressGuard, "pinned", both)
    async with listening(Desktop()) as desktop:
        await send(f"desk.test:{desktop.port}")
    assert desktop.heard


async def test_an_address_that_growl_does_not_listen_on_is_refused() -> None:
    with pytest.raises(InputError, match="IPv4 alone"):
        await send("[::1]:23053")
