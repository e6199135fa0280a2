"""Webhooks: what they send, what they refuse, where they never lead, and what answers mean."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import anyio
import pytest
from anyio.abc import SocketAttribute, SocketStream

from tests.integrations.channels.deliveries import HELLO, Web, delivery, variables
from watchkeeper.errors import InputError, OutsideError, RefusedError, UnreachableError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels import Channels, Poster, Scripts, Ways

HOOK = "https://hooks.test/in?key=hook-secret"


@pytest.mark.parametrize(
    ("subject", "body", "kind", "content"),
    [
        ("", '"{}"', "application/json", b'"{}"'),
        ("", '{"a": "quote \\" here", "n": 1, "x": null}', "application/json", None),
        ("", '"\\ud800 and"', "application/json", b'"? and"'),
        ('{"Content-Type": "text/plain"}', '"plain"', "text/plain", b"plain"),
        ('{"Content-Type": "application/x-www-form-urlencoded"}', '{"a": 1}', None, b"a=1"),
        (
            '{"Content-Type": "application/x-www-form-urlencoded"}',
            '{"a b": "1 \u00e9", "none": null, "all": [1, "x"], "yes": true}',
            "application/x-www-form-urlencoded",
            b"a+b=1+%C3%A9&all=1&all=x&yes=True",
        ),
        ("", "", "application/json", b""),
    ],
)
async def test_a_webhook_sends_its_own_headers_and_document(
    subject: str, body: str, kind: str | None, content: bytes | None
) -> None:
    web, message = Web(), replace(HELLO, subject=subject, body=body)
    await web.channels().send(delivery("webhook", message, hook=HOOK, method="PUT"))
    (request,) = web.heard
    assert request.method == "PUT"
    if kind is not None:
        assert request.headers["content-type"] == kind
    if content is None:
        assert json.loads(request.content) == json.loads(body)
    else:
        assert request.content == content


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "put"])
async def test_each_method_is_sent(method: str) -> None:
    web, message = Web(), replace(HELLO, subject="", body="1")
    await web.channels().send(delivery("webhook", message, hook=HOOK, method=method))
    assert web.heard[0].method == method.upper()


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("Tautulli/v2.17", b"Tautulli/v2.17"),
        ("Amélie", "Amélie".encode("latin-1")),
        ("鬼滅の刃", "鬼滅の刃".encode()),
    ],
)
async def test_headers_carry_every_letter_and_replace_ours(value: str, sent: bytes) -> None:
    web, message = Web(), replace(HELLO, subject=json.dumps({"user-agent": value}), body="1")
    await web.channels().send(delivery("webhook", message, hook=HOOK))
    raw = [content for name, content in web.heard[0].headers.raw if name.lower() == b"user-agent"]
    assert raw == [sent]


async def test_a_header_is_sent_once_however_its_name_is_written() -> None:
    web = Web()
    headers = {"content-type": "text/plain", "authorization": "Bearer mine"}
    message = replace(HELLO, subject=json.dumps(headers), body='"plain"')
    hook = "https://ada:right@hooks.test/in"
    await web.channels().send(delivery("webhook", message, hook=hook))
    sent = [name.lower() for name, _ in web.heard[0].headers.raw]
    assert (sent.count(b"content-type"), sent.count(b"authorization")) == (1, 1)
    assert web.heard[0].headers["content-type"] == "text/plain"
    assert web.heard[0].headers["authorization"] == "Bearer mine"


@pytest.mark.parametrize(
    "settings",
    [
        {"hook": ""},
        {"hook": "ftp://hooks.test"},
        {"hook": "http://a b"},
        {"hook": "http://a\r\nHost: b"},
        {"hook": "http://a:99999"},
        {"hook": "http://" + "a" * 70 + ".test"},
        {"hook": "file:///etc/passwd"},
        {"hook": HOOK, "method": "TRACE"},
        {"hook": HOOK, "method": "GET /x HTTP/1.1\r\n\r\n"},
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(settings: dict[str, str]) -> None:
    web, message = Web(), replace(HELLO, subject="", body="1")
    with pytest.raises(InputError):
        await web.channels().send(delivery("webhook", message, **settings))
    assert web.heard == []


@pytest.mark.parametrize(
    "subject",
    [
        '{"X": "a\\nSet-Cookie: b"}',
        '{"X": "a\\u0000"}',
        '{"X": "a\\u007f"}',
        '{"A b": "c"}',
        '{"A:": "c"}',
        '{"": "c"}',
        '{"Content-Length": "0"}',
        '{"transfer-encoding": "chunked"}',
        '{"Host": "inside.test"}',
        "[1]",
        "{",
    ],
)
async def test_headers_cannot_be_split(subject: str) -> None:
    web, message = Web(), replace(HELLO, subject=subject, body="1")
    with pytest.raises(InputError) as raised:
        await web.channels().send(delivery("webhook", message, hook=HOOK))
    assert raised.value.field == "headers"
    assert web.heard == []


@dataclass
class Receiver:
    """A real HTTP receiver on loopback that answers as it is told, and keeps what it heard."""

    answers: dict[str, bytes]
    port: int = 0
    heard: list[bytes] = field(default_factory=list)

    async def serve(self, stream: SocketStream) -> None:
        async with stream:
            content = await whole_request(stream)
            self.heard.append(content)
            path = content.split(b" ", 2)[1].decode()
            answer = self.answers.get(path)
            if answer is None:
                await anyio.sleep_forever()
            else:
                await stream.send(answer.replace(b"PORT", str(self.port).encode()))


async def whole_request(stream: SocketStream) -> bytes:
    content = b""
    while b"\r\n\r\n" not in content:
        content += await stream.receive()
    head, _, body = content.partition(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while sizes and len(body) < int(sizes[0].partition(b":")[2]):
        body += await stream.receive()
    return head + b"\r\n\r\n" + body


@asynccontextmanager
async def listening(answers: dict[str, bytes]) -> AsyncIterator[Receiver]:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    receiver = Receiver(answers, listener.extra(SocketAttribute.local_port))
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, receiver.serve)
        yield receiver
        group.cancel_scope.cancel()


def answer(status: int, *headers: str, content: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


async def home(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


def channels(guard: AddressGuard | None = None) -> Channels:
    known = guard or AddressGuard(is_owners=True, resolve=home)
    return Channels(Ways(poster=Poster(guard=known), scripts=Scripts(None, variables)))


def to(receiver: Receiver, path: str, **settings: Any) -> Any:
    message = replace(HELLO, subject="", body='"{}"')
    hook = f"http://hooks.test:{receiver.port}{path}"
    return delivery("webhook", message, hook=hook, **settings)


async def test_a_receiver_hears_one_whole_request() -> None:
    async with listening({"/in": answer(200)}) as receiver:
        await channels().send(to(receiver, "/in"))
    head, _, body = receiver.heard[0].partition(b"\r\n\r\n")
    assert f"Host: hooks.test:{receiver.port}".encode() in head
    assert (head.count(b"Host:"), body) == (1, b'"{}"')


async def test_the_same_request_follows_a_redirect_within_the_host() -> None:
    again = answer(307, "Location: /new")
    async with listening({"/old": again, "/new": answer(204)}) as receiver:
        await channels().send(to(receiver, "/old"))
    assert [each.partition(b"\r\n\r\n")[2] for each in receiver.heard] == [b'"{}"', b'"{}"']


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:PORT/in", "http://169.254.169.254/", "//evil.test/in"]
)
@pytest.mark.parametrize("status", [302, 307, 308])
async def test_s7_no_redirect_leads_to_another_host(status: int, location: str) -> None:
    away = answer(status, f"Location: {location}")
    async with listening({"/old": away, "/in": answer(200)}) as receiver:
        with pytest.raises(OutsideError, match="another"):
            await channels().send(to(receiver, "/old"))
    assert len(receiver.heard) == 1


@pytest.mark.parametrize(
    "hook",
    [
        "http://169.254.169.254/latest",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://0.0.0.0:8181/",
    ],
)
async def test_s7_a_webhook_never_leads_to_a_metadata_service(hook: str) -> None:
    message = replace(HELLO, subject="", body="1")
    plain = Channels(Ways(poster=Poster(), scripts=Scripts(None, variables)))
    with pytest.raises(InputError, match="may not be connected"):
        await plain.send(delivery("webhook", message, hook=hook))


@pytest.mark.parametrize(
    ("agent", "settings", "name"),
    [
        ("discord", {"hook": "http://169.254.169.254/x"}, "hook"),
        ("gotify", {"host": "http://169.254.169.254", "app_token": "t"}, "host"),
        ("xbmc", {"hosts": "169.254.169.254"}, "hosts"),
        ("mqtt", {"broker": "169.254.169.254", "topic": "t"}, "broker"),
        ("email", {"smtp_server": "169.254.169.254", "from": "a@b.c", "to": ["d@e.f"]},
         "smtp_server"),
    ],
)  # fmt: skip
async def test_s7_the_setting_with_the_address_is_named(
    agent: str, settings: dict[str, Any], name: str
) -> None:
    plain = Channels(Ways(poster=Poster(), scripts=Scripts(None, variables)))
    with pytest.raises(InputError, match="may not be connected") as raised:
        await plain.send(delivery(agent, **settings))
    assert raised.value.field == name


async def test_s7_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked() -> None:
    asked: list[str] = []

    async def changing(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("169.254.169.254",)

    guard = AddressGuard(is_owners=True, resolve=changing)
    async with listening({"/in": answer(200)}) as receiver:
        await channels(guard).send(to(receiver, "/in"))
        with pytest.raises(InputError, match="may not be connected"):
            await channels(guard).send(to(receiver, "/in"))
    assert (len(receiver.heard), asked) == (1, ["hooks.test", "hooks.test"])


async def test_s7_one_forbidden_address_among_several_is_enough() -> None:
    async def several(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1", "169.254.169.254")

    with pytest.raises(InputError):
        await channels(AddressGuard(is_owners=True, resolve=several)).send(
            to(Receiver({}, port=1), "/in")
        )


async def test_a_receiver_is_reached_at_whichever_address_of_its_name_it_listens_on() -> None:
    async def several(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.2", "127.0.0.1")

    async with listening({"/in": answer(200)}) as receiver:
        await channels(AddressGuard(is_owners=True, resolve=several)).send(to(receiver, "/in"))
    assert len(receiver.heard) == 1


async def test_a_receiver_that_answers_is_not_told_again_at_its_other_addresses() -> None:
    async def several(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1", "127.0.0.2", "127.0.0.1")

    async with listening({"/in": answer(500)}) as receiver:
        with pytest.raises(UnreachableError, match="500"):
            await channels(AddressGuard(is_owners=True, resolve=several)).send(to(receiver, "/in"))
    assert len(receiver.heard) == 1


async def test_a_receiver_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchkeeper.integrations.channels.post.ANSWER_SECONDS", 0.05)
    async with listening({}) as receiver:
        with pytest.raises(UnreachableError, match="did not answer in time"):
            await channels().send(to(receiver, "/in"))


VERDICTS: list[tuple[bytes, type[OutsideError], str, int | None]] = [
    (answer(500), UnreachableError, "error .500", None),
    (answer(503, "Retry-After: 120"), UnreachableError, "error .503", 120),
    (answer(429, "Retry-After: 7"), UnreachableError, "asked too often", 7),
    (answer(429), UnreachableError, "asked too often", None),
    (answer(429, content=b'{"retry_after": 1.2}'), UnreachableError, "too often", 2),
    (answer(429, content=b'{"parameters": {"retry_after": 9}}'), UnreachableError, "too often", 9),
    (answer(503, content=b'{"parameters": 3}'), UnreachableError, "503", None),
    (answer(503, content=b"[" * 100_000), UnreachableError, "503", None),
    (answer(408), UnreachableError, "408", None),
    (answer(404), RefusedError, "404. Check Webhook address", None),
    (answer(400, content=b"no such\x00 field"), RefusedError, "400: no such field", None),
    (answer(400, content=b'{"errors": ["too long", "odd"]}'), RefusedError, "too long, odd", None),
    (answer(422, "Content-Type: text/html", content=b"<p>"), RefusedError, "message: 422.", None),
]


@pytest.mark.parametrize(("said", "error", "words", "wait"), VERDICTS)
async def test_an_answer_for_ever_is_told_apart_from_one_for_now(
    said: bytes, error: type[OutsideError], words: str, wait: int | None
) -> None:
    async with listening({"/in": said}) as receiver:
        with pytest.raises(OutsideError, match=words) as raised:
            await channels().send(to(receiver, "/in"))
    assert type(raised.value) is error
    assert getattr(raised.value, "retry_after_seconds", None) == wait
    if "Check" in words:
        assert getattr(raised.value, "field", None) == "hook"


async def test_s15_a_receiver_that_repeats_a_header_gives_nothing_away() -> None:
    web = Web(403, b"Bearer-token own-secret-1 is unknown")
    message = replace(HELLO, subject='{"Authorization": "Bearer own-secret-1"}', body="1")
    with pytest.raises(RefusedError, match=r"Bearer-token \*\*\* is unknown"):
        await web.channels().send(delivery("webhook", message, hook=HOOK))


SECRETS: list[tuple[str, dict[str, Any]]] = [
    ("discord", {"hook": "https://hooks.test/very-secret"}),
    ("telegram", {"bot_token": "very-secret", "chat_id": "7"}),
    ("ifttt", {"key": "very-secret"}),
    ("pushover", {"api_token": "very-secret", "key": "user-secret"}),
    ("gotify", {"host": "http://gotify.test", "app_token": "very-secret"}),
    ("ntfy", {"host": "http://ntfy.test", "topic": "t", "access_token": "very-secret"}),
    ("xbmc", {"hosts": "kodi.test", "username": "u", "password": "very-secret"}),
]


@pytest.mark.parametrize(("agent", "settings"), SECRETS)
@pytest.mark.parametrize("status", [200, 400, 404, 500])
async def test_s15_no_secret_is_told_or_logged(
    agent: str, settings: dict[str, Any], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    web = Web(status, b'{"description": "very-secret and user-secret are wrong"}')
    try:
        await web.channels().send(delivery(agent, **settings))
        told = ""
    except OutsideError as error:
        told = f"{error} {error!r}"
    for text in (told, caplog.text, repr(delivery(agent, **settings))):
        assert "very-secret" not in text
        assert agent != "pushover" or "user-secret" not in text
