"""Messages through Apprise, in a program of its own behind our address checks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import anyio
import pytest

from tests.integrations.channels.deliveries import HELLO, Web, delivery
from tests.integrations.channels.test_webhook import answer, listening
from watchkeeper.errors import InputError, OutsideError, RefusedError, UnreachableError
from watchkeeper.integrations.channels import apprise_program, through_apprise
from watchkeeper.integrations.channels.apprise_program import Guarded

OK = answer(200)


async def send(urls: str, **settings: int) -> None:
    await Web().channels().send(delivery("apprise", urls=urls, **settings))


async def test_every_address_of_the_list_is_told() -> None:
    async with listening({"/a": OK, "/b": OK}) as receiver:
        place = f"json://127.0.0.1:{receiver.port}"
        await send(f"{place}/a\n{place}/b")
    sent = [json.loads(each.partition(b"\r\n\r\n")[2]) for each in receiver.heard]
    assert [(each["title"], each["message"]) for each in sent] == [("Attic", HELLO.body)] * 2


async def test_the_subject_can_be_left_out() -> None:
    async with listening({"/a": OK}) as receiver:
        await send(f"json://127.0.0.1:{receiver.port}/a", incl_subject=0)
    assert json.loads(receiver.heard[0].partition(b"\r\n\r\n")[2])["title"] == ""


async def test_a_refusal_is_told_apart_from_silence_and_tells_no_secret() -> None:
    async with listening({"/very-secret": answer(403), "/busy-secret": answer(503)}) as receiver:
        place = f"json://user:pass-secret@127.0.0.1:{receiver.port}"
        with pytest.raises(RefusedError, match="403") as refused:
            await send(f"{place}/very-secret")
        with pytest.raises(UnreachableError, match="503") as busy:
            await send(f"{place}/busy-secret")
    assert "secret" not in f"{refused.value} {busy.value}"
    assert refused.value.field == "urls"


async def test_what_some_got_is_not_sent_again_to_all() -> None:
    async with listening({"/a": OK, "/b": answer(500)}) as receiver:
        place = f"json://127.0.0.1:{receiver.port}"
        with pytest.raises(RefusedError, match="Not all services"):
            await send(f"{place}/a {place}/b")


@pytest.mark.parametrize(
    "urls", ["nope://secret", "https//x", "x" * 40, " ".join(f"json://a{n}" for n in range(21))]
)
async def test_an_address_that_is_none_is_refused(urls: str) -> None:
    with pytest.raises(InputError) as raised:
        await send(urls)
    assert raised.value.field == "urls"
    assert "secret" not in str(raised.value)


async def test_s7_apprise_connects_to_no_metadata_service() -> None:
    with pytest.raises(RefusedError, match="may not be connected"):
        await send("json://169.254.169.254/latest")


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("169.254.169.254", 80))),
        ("socket.connect", (None, ("unresolved.test", 80))),
        ("socket.connect", (None, "/run/docker.sock")),
        ("socket.sendto", (None, ("::ffff:169.254.169.254", 80))),
        ("subprocess.Popen", ("sh",)),
        ("os.system", ("id",)),
    ],
)
def test_s7_what_no_message_needs_is_refused_where_python_does_it(
    event: str, arguments: tuple[object, ...]
) -> None:
    with pytest.raises(InputError):
        Guarded()(event, arguments)


def test_what_a_message_needs_is_allowed() -> None:
    guarded = Guarded()
    guarded("socket.connect", (None, ("127.0.0.1", 80)))
    guarded("socket.sendmsg", (None, None))
    guarded("open", ("/etc/ssl/cert.pem", "r", 0))


async def test_a_program_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("print('no document')")
    monkeypatch.setattr(through_apprise, "PROGRAM", broken)
    with pytest.raises(OutsideError, match="cannot be run"):
        await send("json://127.0.0.1")
    broken.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(through_apprise, "SECONDS", 0.2)
    with pytest.raises(UnreachableError, match="did not answer"):
        await send("json://127.0.0.1")


async def test_apprise_is_no_part_of_the_server_itself() -> None:
    code = (
        "import watchkeeper.main.build, sys; print('apprise' in sys.modules, 'paho' in sys.modules)"
    )
    done = await anyio.run_process([sys.executable, "-c", code])
    assert done.stdout.split() == [b"False", b"False"]
    assert apprise_program.__doc__ is not None
