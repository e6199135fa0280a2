import asyncio
import gzip
import socket
import ssl
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.integrations.certificates import self_signed
from watchkeeper.errors import (
    InputError,
    MalformedError,
    OutsideError,
    SignInExpiredError,
    UnreachableError,
)
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.failure import cause_in_words
from watchkeeper.integrations.http import Call, HttpClient, HttpSettings, path_template

SECRET = "s3cr3t-token"
Reply = Callable[[httpx2.Request], httpx2.Response]


def client(reply: Reply, **fields: Any) -> HttpClient:
    settings = HttpSettings(
        **{
            "base_url": "http://server.test:32400/",
            "label": "The server",
            "headers": {"X-Token": SECRET},
            "secrets": (SECRET,),
            **fields,
        }
    )
    return HttpClient(settings, transport=httpx2.MockTransport(reply))


def status(code: int, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: httpx2.Response(code, headers=named)


def raising(error: Exception) -> Reply:
    def reply(request: httpx2.Request) -> httpx2.Response:
        raise error

    return reply


@pytest.mark.parametrize(
    "url",
    ["", "server:32400", "ftp://server", "http://", "file:///etc", "http://me:pw@server",
     "http://server/?token=x", "http://server/#x"],
)  # fmt: skip
def test_only_plain_http_addresses_are_usable(url: str) -> None:
    with pytest.raises(InputError) as caught:
        HttpClient(HttpSettings(base_url=url, label="The server"))
    assert caught.value.field == "url"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (401, SignInExpiredError),
        (498, SignInExpiredError),
        (403, OutsideError),
        (404, OutsideError),
        (429, UnreachableError),
        (500, UnreachableError),
        (503, UnreachableError),
    ],
)
async def test_f15_statuses_become_errors(code: int, error: type[OutsideError]) -> None:
    with pytest.raises(error) as caught:
        await client(status(code)).get("/x")
    assert type(caught.value) is error


async def test_a_server_that_is_asked_too_often_says_how_long_to_wait() -> None:
    with pytest.raises(UnreachableError, match="wait 30"):
        await client(status(429, retry_after="30")).get("/x")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx2.ConnectTimeout("x"), "did not answer in time"),
        (httpx2.ReadTimeout("x"), "did not answer in time"),
        (httpx2.RemoteProtocolError("x"), "closed the connection"),
        (httpx2.ReadError("x"), "closed the connection"),
        (httpx2.ConnectError("x"), "the connection failed"),
    ],
)
async def test_failures_of_the_network_are_told_in_words(error: Exception, words: str) -> None:
    with pytest.raises(UnreachableError, match=words):
        await client(raising(error)).get("/x")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "x"), "name was not found"),
        (ConnectionRefusedError(111, "x"), "refused"),
        (OSError(113, "x"), "no route"),
        (ssl.SSLCertVerificationError("x"), "certificate is not valid"),
        (ssl.SSLError("x"), "does not speak TLS"),
        (TimeoutError(), "in time"),
        (ValueError("x"), "the connection failed"),
    ],
)
def test_causes_are_found_however_deep(error: Exception, words: str) -> None:
    outer = OSError("All connection attempts failed")
    outer.__cause__ = ExceptionGroup("several", [error])
    assert words in cause_in_words(outer)


async def test_a_refused_connection_and_an_unknown_name_are_told_apart() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        async with HttpClient(HttpSettings(base_url=url, label="The server")) as http:
            with pytest.raises(UnreachableError, match="refused"):
                await http.get("/x")
    settings = HttpSettings(base_url="http://name.invalid", label="The server")
    async with HttpClient(settings) as http:
        with pytest.raises(UnreachableError, match="name was not found"):
            await http.get("/x")


async def test_a_slow_answer_is_given_up() -> None:
    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        settings = HttpSettings(base_url=url, label="The server", total_seconds=0.05)
        async with HttpClient(settings) as http:
            with pytest.raises(UnreachableError, match="in time"):
                await http.get("/x")


async def test_an_answer_that_is_too_large_is_refused() -> None:
    def large(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=b"x" * 2000)

    with pytest.raises(MalformedError):
        await client(large, most_bytes=1000).get("/x")
    call = Call(method="GET", path="/x", most_bytes=5000)
    assert len((await client(large, most_bytes=1000).send(call)).content) == 2000


async def test_s20_a_compressed_answer_is_measured_unpacked() -> None:
    def bomb(request: httpx2.Request) -> httpx2.Response:
        packed = gzip.compress(b"0" * 5_000_000)
        return httpx2.Response(200, content=packed, headers={"content-encoding": "gzip"})

    with pytest.raises(MalformedError):
        await client(bomb, most_bytes=100_000).get("/x")


async def test_an_answer_that_cannot_be_unpacked_is_malformed() -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, stream=Broken(), headers={"content-encoding": "gzip"})

    class Broken(httpx2.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield b"not packed"

    with pytest.raises(MalformedError):
        await client(broken).get("/x")


async def test_a_redirect_on_the_same_host_is_followed() -> None:
    def reply(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/x":
            return httpx2.Response(302, headers={"location": "/y?a=1"})
        return httpx2.Response(200, content=request.url.query)

    assert (await client(reply).get("/x")).content == b"a=1"


@pytest.mark.parametrize(
    "location",
    ["http://evil.test/x", "//evil.test/x", "http://server.test:1/x", "ftp://server.test:32400/x"],
)
async def test_s7_a_redirect_to_another_host_is_not_followed(location: str) -> None:
    asked: list[str] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(302, headers={"location": location})

    with pytest.raises(OutsideError, match="another host"):
        await client(reply).get("/x")
    assert len(asked) == 1


async def test_a_redirect_in_a_circle_ends() -> None:
    with pytest.raises(OutsideError, match="circle"):
        await client(status(302, location="/x")).get("/x")


async def test_a_redirected_post_is_not_sent_again() -> None:
    answer = await client(status(302, location="/y")).send(Call(method="POST", path="/x"))
    assert answer.status == 302


async def test_s7_a_guarded_client_connects_to_the_checked_address_by_the_right_name() -> None:
    seen: list[httpx2.Request] = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200)

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return ("2606:4700:4700::1111",)

    await client(reply, guard=AddressGuard(resolve=resolve)).get("/x")
    assert seen[0].url.host == "2606:4700:4700::1111"
    assert seen[0].headers["host"] == "server.test:32400"
    assert seen[0].extensions["sni_hostname"] == "server.test"


async def test_s7_a_guarded_client_refuses_the_house() -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    with pytest.raises(InputError):
        await client(status(200), guard=AddressGuard(resolve=resolve)).get("/x")


async def test_a_client_that_is_not_used_loads_no_certificates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded: list[object] = []
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *told: loaded.append(told))

    async with HttpClient(HttpSettings(base_url="https://plex.test", label="Plex")):
        pass

    assert loaded == []


async def test_requests_are_counted_by_kind() -> None:
    http = client(status(200))
    for path in ("/library/metadata/1", "/library/metadata/2", "/library/metadata/3,4", "/"):
        await http.get(path)
    assert http.request_counts == {
        "GET /library/metadata/{id}": 2,
        "GET /library/metadata/{ids}": 1,
        "GET /": 1,
    }


def test_a_path_template_blanks_keys() -> None:
    assert path_template("/api/servers/a1b2c3d4e5f60718293a/x") == "/api/servers/{key}/x"


async def test_parameters_leave_out_what_is_none_and_write_flags_as_numbers() -> None:
    def reply(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=request.url.query)

    answer = await client(reply).get("/x", {"a": None, "b": True, "c": 2, "d": "x y"})
    assert answer.content in (b"b=1&c=2&d=x+y", b"b=1&c=2&d=x%20y")


async def test_s15_a_secret_is_in_no_error_and_no_representation() -> None:
    http = client(raising(httpx2.ConnectError(f"to {SECRET} failed")))
    with pytest.raises(UnreachableError) as caught:
        await http.get("/x")
    assert SECRET not in f"{caught.value!r}{caught.value.__cause__!r}"
    assert SECRET not in repr(http)
    settings = HttpSettings(base_url="http://x", label="X", headers={"t": SECRET})
    assert SECRET not in repr(settings)
    assert SECRET not in repr(Call(method="POST", path="/x", form={"apikey": SECRET}))


async def test_f22_a_foreign_certificate_is_trusted_only_when_that_is_allowed() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=self_signed())
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with HttpClient(HttpSettings(base_url=url, label="The server")) as http:
            with pytest.raises(UnreachableError, match="certificate is not valid"):
                await http.get("/x")
        trusting = HttpSettings(base_url=url, label="The server", verify_tls=False)
        async with HttpClient(trusting) as http:
            assert (await http.get("/x")).content == b"hi"


async def test_s7_nothing_is_said_to_a_forbidden_address_that_a_known_name_leads_to_later() -> None:
    heard = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read())
        writer.close()
        done.set()

    done = asyncio.Event()
    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = HttpSettings(
            base_url=f"http://localhost:{port}",
            label="The server",
            headers={"X-Token": SECRET},
            reach=AddressGuard(),
        )
        async with HttpClient(settings) as known:
            with pytest.raises(UnreachableError, match="may not be connected to"):
                await known.get("/x")
        await asyncio.wait_for(done.wait(), 30)

    assert not heard
