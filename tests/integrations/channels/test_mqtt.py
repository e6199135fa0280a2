"""Messages published to a real MQTT broker, Debian's mosquitto."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.abc import Process, SocketAttribute, SocketStream

from tests.integrations.certificates import certified
from tests.integrations.channels.deliveries import HELLO, delivery
from watchkeeper.demo.process import free_port
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import InputError, RefusedError, UnreachableError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.mqtt import Mqtt, publication_of

MOSQUITTO = shutil.which("mosquitto", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
WITH_BROKER = pytest.mark.skipif(
    MOSQUITTO is None, reason="no mosquitto here: `make broker` installs Debian's as root"
)
PROTOCOLS = ("MQTTv31", "MQTTv311", "MQTTv5")
READY_SECONDS = 30


def configuration(folder: Path, port: int, *more: str) -> Path:
    """A broker that knows one name, and lets it publish to all but one topic."""
    passwords, rules = folder / "passwords", folder / "rules"
    command = [shutil.which("mosquitto_passwd") or "", "-b", "-c", str(passwords)]
    subprocess.run([*command, "keeper", "right"], check=True, capture_output=True)
    rules.write_text("topic readwrite open/#\nuser keeper\ntopic readwrite plex/#\n")
    path = folder / "mosquitto.conf"
    path.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\n"
        f"password_file {passwords}\nacl_file {rules}\n"
    )
    return path


async def is_ready(port: int) -> bool:
    try:
        async with await anyio.connect_tcp("127.0.0.1", port):
            return True
    except OSError:
        return False  # it is still starting


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[int]:
    port = free_port()
    async with running(configuration(tmp_path, port), port):
        yield port


@pytest.fixture
async def encrypting(tmp_path: Path) -> AsyncIterator[tuple[int, int, str]]:
    """A broker's plain port, its encrypted one, and the certificate to trust for broker.test."""
    plain, encrypted = free_port(), free_port()
    path = configuration(tmp_path, plain)
    certificate, private = certified("broker.test")
    (tmp_path / "cert.pem").write_bytes(certificate)
    (tmp_path / "key.pem").write_bytes(private)
    path.write_text(
        f"{path.read_text()}listener {encrypted} 127.0.0.1\n"
        f"certfile {tmp_path / 'cert.pem'}\nkeyfile {tmp_path / 'key.pem'}\n"
    )
    async with running(path, encrypted):
        yield plain, encrypted, certificate.decode()


@asynccontextmanager
async def running(configured: Path, port: int) -> AsyncIterator[None]:
    assert MOSQUITTO is not None
    command = [MOSQUITTO, "-c", str(configured)]
    process = await anyio.open_process(command, stdout=subprocess.DEVNULL, stderr=None)
    try:
        with anyio.fail_after(READY_SECONDS):
            while not await is_ready(port):  # noqa: ASYNC110  # another program tells no event
                await anyio.sleep(0.02)
        yield
    finally:
        await ended(process)


async def ended(process: Process) -> None:
    process.terminate()
    await process.wait()
    await process.aclose()


async def kept(port: int, topic: str) -> bytes:
    """What the broker keeps under a topic, as the broker's own program reads it."""
    command = ["mosquitto_sub", "-p", str(port), "-u", "keeper", "-P", "right"]
    with anyio.fail_after(READY_SECONDS):
        done = await anyio.run_process([*command, "-t", topic, "-C", "1", "-W", "20"])
    return done.stdout


async def home(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


def channel() -> Mqtt:
    return Mqtt(AddressGuard(is_owners=True, resolve=home), ssl.create_default_context)


def to(port: int, message: Message = HELLO, /, **settings: Any) -> Delivery:
    place = {"broker": "broker.test", "port": port, "topic": "plex/tv", "retain": 1}
    known = {"username": "keeper", "password": "right"}
    return delivery("mqtt", message, **place | known | settings)


@WITH_BROKER
@pytest.mark.parametrize("qos", [0, 1, 2])
@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_message_reaches_the_broker(broker: int, protocol: str, qos: int) -> None:
    await channel().send(to(broker, protocol=protocol, qos=qos))
    found = json.loads(await kept(broker, "plex/tv"))
    assert found == {"subject": "Attic", "body": HELLO.body, "topic": "plex/tv"}


@WITH_BROKER
async def test_a_broker_is_reached_at_whichever_address_of_its_name_it_listens_on(
    broker: int,
) -> None:
    async def several(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.2", "127.0.0.1")

    guard = AddressGuard(is_owners=True, resolve=several)
    await Mqtt(guard, ssl.create_default_context).send(to(broker))
    assert json.loads(await kept(broker, "plex/tv"))["subject"] == "Attic"


@WITH_BROKER
async def test_texts_that_are_json_are_published_as_json(broker: int) -> None:
    message = replace(HELLO, subject='{"a": 1}', body="[true, null]")
    await channel().send(to(broker, message, as_json=1))
    found = json.loads(await kept(broker, "plex/tv"))
    assert found == {"subject": {"a": 1}, "body": [True, None], "topic": "plex/tv"}


@WITH_BROKER
async def test_a_topic_takes_the_values_of_the_event(broker: int) -> None:
    message = replace(HELLO, extras={"mqtt_topic": "plex/play/AC_DC"})
    await channel().send(to(broker, message, topic="plex/{action}/{title}"))
    assert json.loads(await kept(broker, "plex/play/AC_DC"))["topic"] == "plex/play/AC_DC"


@WITH_BROKER
@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_wrong_password_is_told(broker: int, protocol: str) -> None:
    with pytest.raises(RefusedError, match="user name and password") as raised:
        await channel().send(to(broker, protocol=protocol, password="wrong-password"))
    assert "wrong-password" not in str(raised.value)


@WITH_BROKER
async def test_a_topic_that_is_not_allowed_is_told_where_the_protocol_can_tell(
    broker: int,
) -> None:
    with pytest.raises(RefusedError, match="or this topic"):
        await channel().send(to(broker, protocol="MQTTv5", qos=1, topic="secret/tv"))


@WITH_BROKER
async def test_s7_an_encrypted_broker_must_have_the_certificate_of_its_name(
    encrypting: tuple[int, int, str],
) -> None:
    plain, encrypted, certificate = encrypting
    guard = AddressGuard(is_owners=True, resolve=home)
    trusting = Mqtt(guard, lambda: ssl.create_default_context(cadata=certificate))
    await trusting.send(to(encrypted, broker="mqtts://broker.test", topic="plex/sealed"))
    assert b"Attic" in await kept(plain, "plex/sealed")
    for mqtt, host in ((trusting, "other.test"), (channel(), "broker.test")):
        with pytest.raises(UnreachableError, match="certificate is not valid"):
            await mqtt.send(to(encrypted, broker=f"mqtts://{host}"))


@WITH_BROKER
async def test_messages_under_one_client_id_do_not_throw_each_other_out(broker: int) -> None:
    mqtt = channel()
    async with anyio.create_task_group() as group:
        for number in range(6):
            group.start_soon(mqtt.send, to(broker, topic=f"plex/{number}", qos=2))
    for number in range(6):
        assert await kept(broker, f"plex/{number}")


async def test_a_broker_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match="connection was refused"):
        await channel().send(to(1))


async def test_something_else_than_a_broker_is_unreachable() -> None:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(SocketAttribute.local_port)

    async def answer(stream: SocketStream) -> None:
        async with stream:
            await stream.receive()
            await stream.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with listener, anyio.create_task_group() as group:
        group.start_soon(listener.serve, answer)
        with pytest.raises(UnreachableError, match="closed the connection"):
            await channel().send(to(port))
        group.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"broker": ""}, "broker"),
        ({"topic": ""}, "topic"),
        ({"topic": "plex/#"}, "topic"),
        ({"topic": "plex/+/x"}, "topic"),
        ({"port": 0}, "port"),
        ({"as_json": 1}, "subject"),
    ],
)
def test_settings_that_cannot_be_are_named(settings: dict[str, Any], name: str) -> None:
    with pytest.raises(InputError) as raised:
        publication_of(to(1883, **settings))
    assert raised.value.field == name


async def test_s7_a_broker_at_a_metadata_service_is_refused() -> None:
    with pytest.raises(InputError, match="may not be connected"):
        await Mqtt(AddressGuard(is_owners=True), ssl.create_default_context).send(
            to(1883, broker="169.254.169.254")
        )
