"""Logs: complete, bounded (F41), and without secrets (S15)."""

from __future__ import annotations

import json
import logging
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import orjson
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.runtime import logs
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.redaction import MASK, Redactor
from watchkeeper.runtime.sealing import Sealer


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def folder(tmp_path: Path, redactor: Redactor) -> Iterator[Path]:
    root = logging.getLogger()
    handlers = root.handlers[:]
    root.handlers = []
    configure_logging(LogOptions("debug", "json", tmp_path / "logs"), redactor)
    yield tmp_path / "logs"
    for handler in root.handlers:
        handler.close()
    root.handlers = handlers


def lines(folder: Path) -> list[dict[str, str]]:
    return [orjson.loads(line) for line in (folder / logs.LOG_FILE).read_text().splitlines()]


PLANTED = [
    "GET /api/v2?apikey=PLANTED&cmd=x",
    "GET /api/v2?cmd=x&apikey=PLANTED",
    "http://plex:32400/library?X-Plex-Token=PLANTED",
    "http://plex:32400/library?x-plex-token=PLANTED&a=b",
    "redirect?next=%2Fapi%3Fapikey%3DPLANTED",
    '{"password": "PLANTED", "name": "Olga"}',
    '{"password": "PLANTED with blanks"}',
    "{'accessToken': 'PLANTED'}",
    "Authorization: Bearer PLANTED-0123",
    "authorization=Basic PLANTED0123==",
    "X-Api-Key: PLANTED",
    "cookie: watchkeeper_session_1=PLANTED",
    "postgresql://user:PLANTED@db/watchkeeper",
    "client_secret=PLANTED",
    "key=PLANTED&page=2",
    "/newsletter/id/weekly?key=PLANTED",
    "csrf_token=PLANTED",
]


@pytest.mark.parametrize("text", PLANTED)
def test_s15_secrets_are_known_by_their_form(redactor: Redactor, text: str) -> None:
    assert "PLANTED" not in redactor.text(text)
    assert MASK in redactor.text(text)


@pytest.mark.parametrize("name", ["password", "api_key", "plex_token", "tokens", "X-Plex-Token"])
def test_s15_secrets_are_known_by_their_name(redactor: Redactor, name: str) -> None:
    assert redactor.named(name, "PLANTED") == MASK
    assert redactor.named("facts", {"inner": [{name: "PLANTED"}]}) == {"inner": [{name: MASK}]}
    assert redactor.named(name, None) is None


@pytest.mark.parametrize("secret", ["planted1", "planted with blanks", "plan.ted/1+2=="])
def test_s15_what_was_sealed_or_opened_is_masked_anywhere(
    redactor: Redactor, tmp_path: Path, secret: str
) -> None:
    sealed = Sealer.of_folder(tmp_path).seal(secret)
    Sealer.of_folder(tmp_path, redactor.learn).open(sealed)

    assert secret not in redactor.text(f"the server said <{secret}> twice: {secret}")


def test_s15_tokens_in_a_sealed_object_are_masked_one_by_one(redactor: Redactor) -> None:
    redactor.learn('{"user_token": "planted1", "server_token": "planted2", "n": 5}')
    redactor.learn("{not json")

    assert redactor.text("planted1 planted2 {not json") == f"{MASK} {MASK} {MASK}"


def test_s15_of_a_notifier_what_opens_something_is_masked_and_its_kind_is_not() -> None:
    redactor = Redactor()
    config = '{"hook": "https://hooks.test/planted1", "username": "Keeper", "key": "planted2"}'
    headers = '{"Authorization": "planted3", "Accept": "application/json"}'
    content = {"agent_name": "discord", "notifier_config": config, "on_play_subject": headers}
    redactor.learn(json.dumps(content))
    said = "discord Keeper application/json https://hooks.test/planted1 planted2 planted3"
    assert redactor.text(said) == "discord Keeper application/json *** *** ***"


def test_short_texts_are_not_taken_for_secrets(redactor: Redactor) -> None:
    redactor.learn("the")

    assert redactor.text("the play") == "the play"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("from 203.0.113.9", "from 203.0.113.9"),
        ("from 8.8.8.8 port 5", f"from {MASK} port 5"),
        ("from 2a00:1450:4001:81b::200e", f"from {MASK}"),
        ("from 192.168.1.4", "from 192.168.1.4"),
        ("at 12:34:56", "at 12:34:56"),
        ("Plex 1.32.5.7349", "Plex 1.32.5.7349"),
        ("to joe.doe@example.com.", f"to {MASK}."),
    ],
)
def test_public_addresses_are_masked_unless_wanted(
    redactor: Redactor, text: str, shown: str
) -> None:
    assert redactor.text(text) == shown

    redactor.masks_addresses = False
    assert redactor.text(text) == text


@given(st.text(), st.text(min_size=6))
def test_s15_a_known_secret_never_comes_through(text: str, secret: str) -> None:
    redactor = Redactor()
    redactor.masks_addresses = False
    redactor.learn(secret)
    if secret not in MASK:
        assert f" {secret} " not in redactor.text(f"{text} {secret} {text}").replace(MASK, "")


def test_s15_lines_of_ours_and_of_libraries_pass_the_redactor(
    folder: Path, redactor: Redactor
) -> None:
    redactor.learn("planted1")
    log = structlog.get_logger("watchkeeper.test")

    log.info("asked", url="http://plex?X-Plex-Token=planted2", password="planted3")
    logging.getLogger("uvicorn.error").warning("bad header %s", "planted1")
    log.error("failed", exc_info=ValueError("token=planted4"))

    written = (folder / logs.LOG_FILE).read_text()
    assert "planted" not in written
    assert [line["event"] for line in lines(folder)] == ["asked", f"bad header {MASK}", "failed"]
    assert "ValueError" in lines(folder)[2]["exception"]


def test_s10_no_caller_can_forge_a_line_or_colour_the_screen(
    folder: Path, capsys: pytest.CaptureFixture[str], redactor: Redactor
) -> None:
    configure_logging(LogOptions("info", "pretty"), redactor)

    structlog.get_logger("watchkeeper.test").info("asked", path="/a\n2026 ready\x1b[31m\u2028é")

    (line,) = capsys.readouterr().err.splitlines()
    assert "/a\u240a2026 ready\u241b[31m\ufffdé" in line


def test_s10_no_words_of_an_error_colour_the_screen(
    folder: Path, capsys: pytest.CaptureFixture[str], redactor: Redactor
) -> None:
    configure_logging(LogOptions("info", "pretty"), redactor)

    error = ValueError("a title\x1b[2J\x9b31m\rready")
    structlog.get_logger("watchkeeper.test").error("failed", exc_info=error)

    shown = capsys.readouterr().err
    assert "ValueError: a title\u241b[2J\ufffd31m\u240dready\n" in shown


def test_f41_no_caller_can_fill_the_log_with_a_long_address(folder: Path) -> None:
    structlog.get_logger("watchkeeper.test").info("asked", path="/" + "a" * 60_000)

    assert len(lines(folder)[0]["path"]) == logs.MOST_CHARACTERS


HOSTILE_SIZE = 30_000
PROCESSOR_SECONDS = 3.0  # it takes some hundredths; growing with the square it would be minutes


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "token",
        "token-",
        "token ",
        'token="',
        "a.",
        "+",
        "a@",
        "1.",
        "0:",
        "basic ",
        "://a:",
    ],
)
@pytest.mark.parametrize("end", ["", "@", "!"])
def test_s15_no_text_makes_the_redactor_take_long(redactor: Redactor, piece: str, end: str) -> None:
    redactor.learn("planted-secret")
    text = piece * (HOSTILE_SIZE // len(piece)) + end

    before = time.process_time()
    redactor.text(text)

    assert time.process_time() - before < PROCESSOR_SECONDS


@pytest.mark.parametrize("form", ["pretty", "json"])
def test_s15_a_traceback_shows_no_local_variables(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    redactor: Redactor,
    form: Literal["pretty", "json"],
) -> None:
    configure_logging(LogOptions("info", form), redactor)

    try:
        fail_with("plan" + "ted1")
    except RuntimeError:
        structlog.get_logger("watchkeeper.test").exception("failed")

    shown = capsys.readouterr().err
    assert "RuntimeError: that did not work" in shown
    assert "planted" not in shown


def fail_with(session: str) -> None:
    raise RuntimeError("that did not work")


def test_a_line_carries_the_id_of_its_request(folder: Path) -> None:
    with structlog.contextvars.bound_contextvars(request="abc"):
        structlog.get_logger("watchkeeper.test").info("asked")

    assert lines(folder)[0]["request"] == "abc"


def test_f41_log_files_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = next(h for h in logging.getLogger().handlers if isinstance(h, logs.BoundedFile))
    monkeypatch.setattr(file, "maxBytes", 2000)
    log = structlog.get_logger("watchkeeper.test")

    for number in range(500):
        log.info("line", number=number)

    written = sorted(folder.iterdir())
    assert len(written) == 1 + logs.OLD_FILES
    assert all(path.stat().st_size <= 2000 for path in written)


def test_s3_nobody_else_on_the_machine_reads_the_set_up_code(folder: Path) -> None:
    log_folder = folder.parent / "data" / "logs"
    configure_logging(LogOptions(folder=log_folder), Redactor())

    for made in (log_folder, log_folder.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_f4_a_folder_that_cannot_be_written_does_not_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way")
    root = logging.getLogger()
    before = root.handlers[:]
    root.handlers = []

    configure_logging(LogOptions(folder=tmp_path / "logs"), Redactor())

    assert not any(isinstance(handler, logs.BoundedFile) for handler in root.handlers)
    root.handlers = before
