"""What each channel sends, and what it refuses to send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import anyio
import httpx2
import pytest
from anyio.abc import SocketAttribute, SocketStream

from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, REFUSALS, Setting
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import InputError, OutsideError, RefusedError, UnreachableError
from watchkeeper.integrations.channels import SUPPORTED, Channels, Poster, Scripts, Ways
from watchkeeper.integrations.channels.letter import written

HELLO = Message(
    action="play",
    subject="Attic",
    body="Ada <started> playing",
    at=1_700_000_000,
    extras={"media_type": "movie", "imdb_url": "https://imdb.test/tt1", "user": "Ada"},
)
HOOK = "https://hooks.test/in?key=1"


def delivery(agent: str, message: Message = HELLO, /, **settings: Any) -> Delivery:
    usual = next(each.usual for each in AGENTS if each.name == agent)
    return Delivery(server_id=1, agent=agent, settings={**usual, **settings}, message=message)


class Web:
    """All receivers of the web; writes down what comes."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.heard: list[httpx2.Request] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.heard.append(request)
        return httpx2.Response(self.status)

    def channels(self, scripts: Path | None = None) -> Channels:
        poster = Poster(httpx2.MockTransport(self.answer))
        return Channels(Ways(poster=poster, scripts=Scripts(scripts, _variables)))


async def _variables(_server_id: int) -> Mapping[str, str]:
    return {"PLEX_URL": "http://plex.test"}


JSONS: list[tuple[str, dict[str, Setting], str, dict[str, object]]] = [
    (
        "discord",
        {"hook": HOOK, "username": "Keeper"},
        "https://hooks.test/in?key=1&wait=True",
        {"content": "Attic\r\nAda <started> playing", "username": "Keeper"},
    ),
    (
        "slack",
        {"hook": HOOK, "channel": "#tv", "icon_emoji": ":tv:"},
        HOOK,
        {"text": "Attic\r\nAda <started> playing", "channel": "#tv", "icon_emoji": ":tv:"},
    ),
    (
        "pushbullet",
        {"api_key": "k", "device_id": "d"},
        "https://api.pushbullet.com/v2/pushes",
        {"type": "note", "title": "Attic", "body": HELLO.body, "device_iden": "d"},
    ),
    (
        "gotify",
        {"host": "http://gotify.test/", "app_token": "t", "priority": 5},
        "http://gotify.test/message",
        {
            "message": HELLO.body,
            "priority": 5,
            "title": "Attic",
            "extras": {"client::display": {"contentType": "text/markdown"}},
        },
    ),
    (
        "ifttt",
        {"key": "k", "event": "on_{action}", "value3": "user"},
        "https://maker.ifttt.com/trigger/on_play/with/key/k",
        {"value1": "Attic", "value2": HELLO.body, "value3": "Ada"},
    ),
    (
        "zapier",
        {"hook": HOOK, "movie_provider": "imdb"},
        HOOK,
        {
            "subject": "Attic",
            "body": HELLO.body,
            "action": "play",
            "poster_url": "",
            "provider_name": "IMDB",
            "provider_link": "https://imdb.test/tt1",
            "plex_url": "",
        },
    ),
    (
        "groupme",
        {"bot_id": "b"},
        "https://api.groupme.com/v3/bots/post",
        {"bot_id": "b", "text": "Attic\r\nAda <started> playing"},
    ),
]


@pytest.mark.parametrize(("agent", "settings", "url", "value"), JSONS)
async def test_json_channels_send_what_tautulli_sends(
    agent: str, settings: dict[str, Setting], url: str, value: dict[str, object]
) -> None:
    web = Web()
    await web.channels().send(delivery(agent, **settings))
    (request,) = web.heard
    assert (request.method, str(request.url)) == ("POST", url)
    assert json.loads(request.content) == value


FORMS: list[tuple[str, dict[str, Setting], dict[str, str]]] = [
    ("telegram", {"bot_token": "1:a", "chat_id": "7/3"}, {"message_thread_id": "3"}),
    ("pushover", {"api_token": "a", "key": "u", "priority": 2, "retry": 1}, {"retry": "30"}),
    ("join", {"api_key": "k", "device_names": ["a", "b"]}, {"deviceNames": "a,b"}),
    ("prowl", {"key": "k"}, {"event": "Attic"}),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "settings", "part"), FORMS)
async def test_form_channels_send_what_tautulli_sends(
    agent: str, settings: dict[str, Setting], part: dict[str, str]
) -> None:
    web = Web()
    await web.channels().send(delivery(agent, **settings))
    (request,) = web.heard
    form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
    assert part.items() <= form.items()
    assert HELLO.body in " ".join(form.values())


@pytest.mark.parametrize(
    ("subject", "body", "kind", "content"),
    [
        ("", '"{}"', "application/json", b'"{}"'),
        ("", '{"a": "quote \\" here", "n": 1}', "application/json", None),
        ('{"Content-Type": "text/plain"}', '"plain"', "text/plain", b"plain"),
        ('{"Content-Type": "application/x-www-form-urlencoded"}', '{"a": 1}', None, b"a=1"),
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


@pytest.mark.parametrize(
    "settings",
    [
        {"hook": ""},
        {"hook": "ftp://hooks.test"},
        {"hook": "http://a b"},
        {"hook": "file:///etc/passwd"},
        {"hook": HOOK, "method": "TRACE"},
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(settings: dict[str, Setting]) -> None:
    web = Web()
    with pytest.raises(InputError):
        await web.channels().send(delivery("webhook", **settings))
    assert web.heard == []


@pytest.mark.parametrize("subject", ['{"X": "a\\nSet-Cookie: b"}', '{"A b": "c"}', "[1]", "{"])
async def test_headers_cannot_be_split(subject: str) -> None:
    web, message = Web(), replace(HELLO, subject=subject, body="1")
    with pytest.raises(InputError):
        await web.channels().send(delivery("webhook", message, hook=HOOK))
    assert web.heard == []


async def test_s7_a_webhook_never_leads_to_a_metadata_service() -> None:
    channels = Channels(Ways(poster=Poster(), scripts=Scripts(None, _variables)))
    message = replace(HELLO, subject="", body="1")
    with pytest.raises(InputError, match="may not be connected"):
        await channels.send(delivery("webhook", message, hook="http://169.254.169.254/latest"))


@pytest.mark.parametrize(
    ("status", "error"), [(500, UnreachableError), (429, UnreachableError), (404, RefusedError)]
)
async def test_a_receiver_that_fails_is_told_apart_from_one_that_refuses(
    status: int, error: type[OutsideError]
) -> None:
    with pytest.raises(OutsideError) as raised:
        await Web(status).channels().send(delivery("discord", hook=HOOK))
    assert type(raised.value) is error
    assert "key=1" not in str(raised.value)


async def test_every_agent_is_sent_or_says_why_it_is_not() -> None:
    names = {agent.name for agent in (*AGENTS, *OUR_AGENTS)}
    assert names == SUPPORTED | set(REFUSALS)
    assert not SUPPORTED & set(REFUSALS)
    for name, words in REFUSALS.items():
        with pytest.raises(InputError) as raised:
            await Web().channels().send(delivery(name))
        assert (str(raised.value), raised.value.field) == (words, "agent_id")


@pytest.mark.parametrize("message", [replace(HELLO, subject=" "), replace(HELLO, body=" ")])
async def test_blank_texts_are_refused_where_tautulli_refuses_them(message: Message) -> None:
    with pytest.raises(InputError):
        await Web().channels().send(delivery("discord", message, hook=HOOK))


def test_a_mail_has_text_and_html_and_no_injected_header() -> None:
    message = replace(HELLO, subject="Hi\r\nBcc: eve@example.test", body="<b>Bold</b>\nline")
    mail = written(
        delivery("email", message, **{"from": "wk@example.test", "to": ["a@example.test;b@x.test"]})
    )
    read = BytesParser(policy=policy.default).parsebytes(bytes(mail))
    assert (read["Bcc"], read["To"]) == (None, "a@example.test, b@x.test")
    assert read["Subject"] == "Hi Bcc: eve@example.test"
    text, page = (part.get_content() for part in read.iter_parts())
    assert (text.strip(), page.strip()) == ("Bold\nline", "<b>Bold</b><br>\nline")


@pytest.mark.parametrize("to", [[], ["nobody"], ["a@b.test\r\nBcc: x@y.test"]])
def test_a_mail_without_a_usable_recipient_is_refused(to: list[str]) -> None:
    with pytest.raises(InputError):
        written(delivery("email", **{"from": "wk@example.test", "to": to}))


async def test_scripts_are_off_unless_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Scripts are off"):
        await Web().channels().send(delivery("scripts", script="/bin/sh"))
    for name in ("/bin/sh", "../x.sh", "missing.sh", "x.txt"):
        with pytest.raises(InputError, match="no such script"):
            await Web().channels(tmp_path).send(delivery("scripts", script=name))


async def test_a_script_gets_its_arguments_as_they_are(tmp_path: Path) -> None:
    out, script = tmp_path / "out", tmp_path / "told.py"
    script.write_text(
        f"import json, os, sys; open({str(out)!r}, 'w').write("
        "json.dumps([sys.argv[1:], os.environ['PLEX_URL']]))"
    )
    message = replace(HELLO, subject=json.dumps(["; rm -rf /", "$(id)", "a b"]))
    await Web().channels(tmp_path).send(delivery("scripts", message, script="told.py"))
    assert json.loads(out.read_text()) == [["; rm -rf /", "$(id)", "a b"], "http://plex.test"]


async def test_a_script_that_fails_or_never_ends_is_told(tmp_path: Path) -> None:
    (tmp_path / "fails.py").write_text("raise SystemExit(3)")
    (tmp_path / "hangs.py").write_text("import time; time.sleep(60)")
    channels, message = Web().channels(tmp_path), replace(HELLO, subject="")
    with pytest.raises(OutsideError, match="code 3"):
        await channels.send(delivery("scripts", message, script="fails.py"))
    with pytest.raises(OutsideError, match="within 1 seconds"):
        await channels.send(delivery("scripts", message, script="hangs.py", timeout=1))


class Broker:
    """Answers one client as MQTT wants it, and keeps its packets."""

    ANSWERS: tuple[list[bytes], ...] = (
        [],
        [b"\x40\x02\x00\x01"],
        [b"\x50\x02\x00\x01", b"\x70\x02\x00\x01"],
    )

    def __init__(self, qos: int) -> None:
        self._answers = self.ANSWERS[qos]
        self.packets: list[bytes] = []
        self.has_ended = anyio.Event()

    async def serve(self, stream: SocketStream) -> None:
        async with stream:
            for answer in (b"\x20\x02\x00\x00", *self._answers, b""):
                self.packets.append(await stream.receive())
                if answer:
                    await stream.send(answer)
        self.has_ended.set()


@pytest.mark.parametrize("qos", [0, 1, 2])
async def test_a_message_is_published_to_a_broker(qos: int) -> None:
    broker = Broker(qos)
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(SocketAttribute.local_port)
    place = {"broker": "127.0.0.1", "port": port, "topic": "tv", "username": "u"}
    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, broker.serve)
        await Web().channels().send(delivery("mqtt", qos=qos, **place))
        with anyio.fail_after(5):
            await broker.has_ended.wait()
        group.cancel_scope.cancel()
    connect, publish = broker.packets[0], broker.packets[1]
    assert connect[0] == 0x10
    assert b"MQTT\x04\x82" in connect
    assert publish[0] == 0x30 | (qos << 1)
    content = json.loads(publish[publish.index(b"{") : publish.rindex(b"}") + 1])
    assert content == {"subject": "Attic", "body": HELLO.body, "topic": "tv"}


async def test_a_broker_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(UnreachableError):
        await Web().channels().send(delivery("mqtt", broker="127.0.0.1", port=1, topic="tv"))
