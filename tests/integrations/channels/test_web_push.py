"""Messages to browsers: readable by the browser alone, signed by us, kept for the right ones."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any

import http_ece  # type: ignore[import-untyped]  # it has no types
import httpx2
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.fakes.clock import FakeClock
from tests.integrations.channels.deliveries import HELLO, Web, delivery
from watchkeeper.domain.notices.message import Message
from watchkeeper.errors import InputError, MalformedError, OutsideError, RefusedError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels import Poster, PushKey, WebPush

KEY = PushKey(b"\x07" * 32)
AUTH = b"0123456789abcdef"


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class FakeBrowser:
    """A browser with keys of its own; what it is given, it can read."""

    id: int
    name: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: str = encoded(AUTH)
    point: str = ""  # another than that of its key

    @property
    def subscription(self) -> FakeBrowser:
        return self

    @property
    def endpoint(self) -> str:
        return f"https://push.test/to/{self.name}"

    @property
    def p256dh(self) -> str:
        return self.point or encoded(
            self.private.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
        )

    def read(self, request: httpx2.Request) -> dict[str, Any]:  # Any: JSON
        plain = http_ece.decrypt(
            request.content, private_key=self.private, auth_secret=AUTH, version="aes128gcm"
        )
        return dict(json.loads(plain))


@dataclass
class Known:
    """The browsers on record."""

    browsers: list[FakeBrowser]

    async def all(self) -> list[FakeBrowser]:
        return list(self.browsers)

    async def forget(self, browser_id: int) -> None:
        self.browsers = [one for one in self.browsers if one.id != browser_id]


class PushService:
    """A push service, with what it says to each browser's address."""

    def __init__(self, **says: int) -> None:
        self.says = says
        self.heard: list[httpx2.Request] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.heard.append(request)
        return httpx2.Response(self.says.get(request.url.path.rpartition("/")[2], 201))


async def send(service: PushService, known: Known, message: Message = HELLO) -> None:
    poster = Poster(httpx2.MockTransport(service.answer))
    push = WebPush(poster, KEY, FakeClock(1_700_000_000), known)
    await Web().channels(browsers=push.send).send(delivery("browser", message))


async def test_each_browser_reads_its_own_message() -> None:
    known = Known([FakeBrowser(1, "ada"), FakeBrowser(2, "ben")])
    service = PushService()
    await send(service, known, replace(HELLO, mark="once"))
    for browser, request in zip(known.browsers, service.heard, strict=True):
        assert browser.read(request) == {
            "title": "Attic", "body": HELLO.body, "tag": "once", "action": "play",
            "server": 1, "item": None,
        }  # fmt: skip
        assert HELLO.body.encode() not in request.content
    (first, second) = (each.headers["topic"] for each in service.heard)
    assert first == second
    assert len(first) == 32
    assert service.heard[0].headers["content-encoding"] == "aes128gcm"
    assert service.heard[0].headers["ttl"] == "14400"


async def test_a_browser_is_told_which_item_it_is_about() -> None:
    known, service = Known([FakeBrowser(1, "ada")]), PushService()
    await send(service, known, replace(HELLO, action="created", extras={"rating_key": "301"}))
    read = known.browsers[0].read(service.heard[0])
    assert (read["action"], read["server"], read["item"]) == ("created", 1, 301)


async def test_a_push_service_can_tell_who_sends() -> None:
    service = PushService()
    await send(service, Known([FakeBrowser(1, "ada")]))
    said = service.heard[0].headers["authorization"]
    token, key = (part.partition("=")[2] for part in said.removeprefix("vapid ").split(", "))
    assert key == KEY.public
    head, claims, signature = token.split(".")
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    stated = json.loads(decoded(claims))
    assert (stated["aud"], stated["exp"]) == ("https://push.test", 1_700_043_200)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    pair = decoded(signature)
    numbers = (int.from_bytes(pair[:32], "big"), int.from_bytes(pair[32:], "big"))
    signed = f"{head}.{claims}".encode()
    point.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))


def test_the_key_stays_the_same_as_long_as_its_secret_does() -> None:
    assert PushKey(b"\x07" * 32).public == KEY.public != PushKey(b"\x08" * 32).public
    for secret in (b"\x00" * 32, b"\xff" * 32):
        assert len(decoded(PushKey(secret).public)) == 65


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(status: int) -> None:
    known = Known([FakeBrowser(1, "ada"), FakeBrowser(2, "ben")])
    await send(PushService(ada=status), known)
    assert [one.name for one in known.browsers] == ["ben"]
    with pytest.raises(InputError, match="No browser has asked"):
        await send(PushService(ben=status), known)


async def test_a_browser_that_is_not_reached_does_not_have_the_others_told_twice() -> None:
    known = Known([FakeBrowser(1, "ada"), FakeBrowser(2, "ben")])
    await send(PushService(ada=503), known)
    assert len(known.browsers) == 2


@pytest.mark.parametrize(
    ("says", "code"), [({"ada": 503}, "outside_unreachable"), ({"ada": 403}, "outside_refused")]
)
async def test_nobody_reached_is_told(says: dict[str, int], code: str) -> None:
    with pytest.raises(OutsideError) as raised:
        await send(PushService(**says), Known([FakeBrowser(1, "ada")]))
    assert raised.value.code == code
    assert "to/ada" not in str(raised.value)


async def test_without_browsers_it_says_where_to_switch_them_on() -> None:
    with pytest.raises(InputError, match="Your account"):
        await send(PushService(), Known([]))


async def test_a_long_message_fits_into_what_push_services_take() -> None:
    known, service = Known([FakeBrowser(1, "ada")]), PushService()
    await send(
        service, known, replace(HELLO, subject="😀" * 5000, body="鬼" * 20_000, mark="m" * 36)
    )
    assert len(service.heard[0].content) <= 4096
    assert known.browsers[0].read(service.heard[0])["body"].endswith("鬼…")


async def test_keys_that_are_none_are_told() -> None:
    with pytest.raises(MalformedError, match="subscribe it anew"):
        await send(
            PushService(), Known([FakeBrowser(1, "ada", point=encoded(b"\x04" + b"p" * 64))])
        )


async def test_s7_a_push_service_is_on_the_public_net() -> None:
    async def inside(host: str, port: int) -> tuple[str, ...]:
        return ("192.168.1.5",)

    push = WebPush(
        Poster(guard=AddressGuard(resolve=inside)),
        KEY,
        FakeClock(0),
        Known([FakeBrowser(1, "ada")]),
    )
    with pytest.raises((InputError, RefusedError), match="may not be connected"):
        await push.send(delivery("browser"))
