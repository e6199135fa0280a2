"""The logs: every tab, filters, hostile lines, a bounded read, undo, debugging for a while."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.web.conftest import OWNER, PASSWORD, Desk, opened
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.preferences import Recording
from watchkeeper.features.preferences.queries import CHANGED
from watchkeeper.features.system.audit.audit_entry import AuditNote
from watchkeeper.features.system.queries import write_audit
from watchkeeper.runtime import log_reading
from watchkeeper.runtime.log_reading import Position, lines_back
from watchkeeper.runtime.logs import LOG_FILE
from watchkeeper.settings import Secret

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)> \u202e'
LEVELS = ((1, "INFO"), (2, "DEBUG"), (3, "WARN"))
TABS = ("program", "errors", "api", "sign-ins", "audit", "jobs", "notices", "events")


def write(desk: Desk, *entries: dict[str, object] | str) -> None:
    folder = desk.app.data_folder / "logs"
    folder.mkdir(exist_ok=True)
    lines = [one if isinstance(one, str) else orjson.dumps(one).decode() for one in entries]
    (folder / LOG_FILE).write_text("".join(f"{line}\n" for line in lines))


def entry(event: str, level: str = "info", **more: object) -> dict[str, object]:
    at = more.pop("at", "2026-03-01T10:00:00Z")
    logger = more.pop("logger", "watchkeeper.features.history")
    return {"event": event, "level": level, "timestamp": at, "logger": logger, **more}


@pytest.mark.parametrize("tab", TABS)
async def test_every_tab_is_a_page_also_with_nothing_in_it(reader: Desk, tab: str) -> None:
    page = await reader.text(f"/logs?tab={tab}")
    assert "<h1>Logs</h1>" in page
    assert " style=" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("level=loud", "A level is one of"),
        ("since=yesterday", "A time looks like"),
        ("until=x", "A time looks like"),
    ],
)
async def test_a_filter_that_does_not_fit_is_refused_in_words(
    reader: Desk, query: str, words: str
) -> None:
    answer = await reader.get(f"/logs?{query}")
    assert answer.status_code == 400
    assert words in answer.text


async def test_an_unknown_tab_is_not_there(reader: Desk) -> None:
    assert (await reader.get("/logs?tab=../../secret.key")).status_code == 404


async def test_what_a_server_says_by_itself_can_be_followed(desk: Desk) -> None:
    assert "No server has said anything yet" in await desk.text("/logs?tab=events")
    for state in ("playing", "paused"):
        container = {"type": "playing", "Entry": [{"sessionKey": "7", "state": state}]}
        frame = orjson.dumps({"NotificationContainer": container})
        desk.app.heard_frames.take(ServerId(1), frame)
    page = await desk.text("/logs?tab=events&follow=1")
    assert page.index("<b>paused</b>") < page.index("<b>playing</b>")
    assert 'hx-trigger="every 3s"' in page
    assert "Record debugging" not in page
    assert "/logs/file" not in page
    assert "No entry fits" in await desk.text("/logs?tab=events&area=timeline")
    part = await desk.get("/logs?tab=events&follow=1&text=paused", **{"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="log-entries"')
    assert "<b>playing</b>" not in part.text


async def test_entries_are_shown_newest_first_and_filtered(desk: Desk) -> None:
    write(
        desk,
        entry("first thing", "debug"),
        entry("second thing", "warning", request="0123456789abcdef", play=7),
        entry("third thing", "error", logger="watchkeeper.db", at="2026-03-02T10:00:00Z"),
        entry("request", "debug", path="/api/v2", at="2026-03-02T11:00:00Z"),
    )
    page = await desk.text("/logs")
    assert page.index("third thing") < page.index("second thing") < page.index("first thing")
    assert "0123456789abcdef" in page
    assert "<dt>play</dt><dd>7</dd>" in page
    for query, shown, hidden in (
        ("level=warning", "second thing", "first thing"),
        ("area=db", "third thing", "second thing"),
        ("text=SECOND", "second thing", "third thing"),
        ("since=2026-03-02T00:00", "third thing", "second thing"),
        ("until=2026-03-02T00:00", "second thing", "third thing"),
        ("tab=errors", "third thing", "second thing"),
        ("tab=api", "request", "third thing"),
    ):
        entries = (await desk.text(f"/logs?{query}")).split('id="log-entries"')[1]
        assert shown in entries, query
        assert hidden not in entries, query


async def test_a_tab_without_entries_says_what_belongs_there(desk: Desk) -> None:
    write(desk, entry("all is well"))
    for query, words in (
        ("tab=errors", "No error is in the log"),
        ("tab=api&wrap=1", "No call is in the log"),
        ("tab=errors&text=gone", "No entry fits"),
    ):
        page = await desk.text(f"/logs?{query}")
        assert words in page, query
        assert ("Clear the filters" in page) == ("text=" in query), query


async def test_s10_lines_are_text_and_never_markup(desk: Desk) -> None:
    write(desk, entry(HOSTILE, name=HOSTILE, exception=HOSTILE, logger=HOSTILE), HOSTILE, "", "{")
    for path in ("/logs", "/logs?wrap=1&mask=1"):
        answer = await desk.get(path)
        assert answer.status_code == 200
        assert "<script>" not in answer.text
        assert "<img src=x" not in answer.text
        assert "&lt;script&gt;" in answer.text


async def test_names_and_addresses_are_masked_by_choice(desk: Desk) -> None:
    await desk.furnish()
    write(desk, entry("bo watched Night Train", address="8.8.8.8"))
    assert "Night Train" in await desk.text("/logs")
    page = await desk.text("/logs?mask=1")
    assert "Night Train" not in page
    assert "8.8.8.8" not in page


async def test_a_page_that_follows_asks_for_the_entries_alone(desk: Desk) -> None:
    write(desk, entry("one"))
    assert 'hx-trigger="every 3s"' in await desk.text("/logs?follow=1")
    part = (await desk.get("/logs?follow=1", **{"HX-Request": "true"})).text
    assert part.strip().startswith('<div id="log-entries"')


async def test_older_entries_are_reached_page_by_page(desk: Desk) -> None:
    write(desk, *(entry(f"thing {number:04}") for number in range(450)))
    seen, path = [], "/logs"
    while path:
        page = await desk.text(path)
        seen += [word for word in page.split("<b>") if word.startswith("thing ")]
        after = page.split('data-older href="')
        path = after[1].split('"')[0].removeprefix("/x/y") if len(after) > 1 else ""
    assert [one[6:10] for one in seen] == [f"{number:04}" for number in range(449, -1, -1)]


async def test_a_change_in_the_trail_is_shown_and_taken_back(desk: Desk) -> None:
    await desk.app.preferences.change(Recording, {"tv_watched_percent": 70}, "olga")
    page = await desk.text("/logs?tab=audit")
    assert "Episodes are watched at:</span> <del>85 %</del> → <ins>70 %</ins>" in page
    path = page.split('action="/x/y/logs/audit/')[1].split('"')[0]
    await desk.post(f"/logs/audit/{path}")
    assert desk.app.preferences.group(Recording).tv_watched_percent == 85
    assert (await desk.post(f"/logs/audit/{path}")).status_code == 409
    assert (await desk.post("/logs/audit/99999/undo")).status_code == 404


@pytest.fixture
def level() -> Iterator[None]:
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


async def test_debugging_switches_itself_off(desk: Desk, level: None) -> None:
    usual = logging.getLogger().level
    await desk.post("/logs/debug", {"do": "start"})
    assert logging.getLogger().level == logging.DEBUG
    assert "Debugging until" in await desk.text("/logs")
    desk.clock.advance(15 * 60)
    desk.app.debugging.look()
    assert logging.getLogger().level == usual
    assert "Record debugging for 15 minutes" in await desk.text("/logs")


async def test_the_log_is_handed_out_as_a_file(desk: Desk) -> None:
    assert (await desk.get("/logs/file")).status_code == 404
    write(desk, entry("one"))
    answer = await desk.get("/logs/file")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_lines_are_read_from_the_end_over_files_that_were_put_aside(tmp_path: Path) -> None:
    (tmp_path / LOG_FILE).write_bytes(b"c\nd\n")
    (tmp_path / f"{LOG_FILE}.1").write_bytes(b"a\nb\n")
    lines = list(lines_back(tmp_path))
    assert [line.content for line in lines] == [b"d", b"c", b"b", b"a"]
    assert [line.content for line in lines_back(tmp_path, lines[1].at)] == [b"b", b"a"]


def test_a_long_log_is_never_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reading, "MOST_BYTES", 200_000)
    (tmp_path / LOG_FILE).write_bytes(b"x" * 99 + b"\n" + (b"y" * 99 + b"\n") * 20_000)
    lines = list(lines_back(tmp_path))
    assert 1_900 < len(lines) < 2_700
    assert {line.content for line in lines} == {b"y" * 99}


@pytest.mark.parametrize("text", ["", "0-", "9-5", "a-b", "-1-2", "0-99999999999999999999"])
def test_any_place_in_an_address_is_a_place(tmp_path: Path, text: str) -> None:
    (tmp_path / LOG_FILE).write_bytes(b"a\n")
    assert [line.content for line in lines_back(tmp_path, Position.of(text))] in ([b"a"], [])


async def test_the_log_of_the_media_server_is_a_tab_where_its_folder_is_named(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "plex"
    folder.mkdir()
    lines = [f"Nov 21, 2026 13:00:0{n}.000 [1] {level} - {HOSTILE}" for n, level in LEVELS]
    (folder / "Plex Media Server.log").write_text("\n".join([*lines, ""]))
    data = {"owner": OWNER, "password": Secret(PASSWORD)}
    async with opened(tmp_path / "data", plex_logs=folder, **data) as desk:
        await desk.sign_in()
        answer = await desk.get("/logs?tab=plex")
        assert "<script>alert" not in answer.text
        assert answer.text.count("log-entry is-") == 3
        warned = await desk.text("/logs?tab=plex&level=WARN&file=Plex+Media+Server")
        assert warned.count("log-entry is-") == 1
        assert "No entry fits" in await desk.text("/logs?tab=plex&text=zzz")
        assert (await desk.get("/logs?tab=plex&level=LOUD")).status_code == 400
        for name in ("../data/watchkeeper", "nothing"):
            assert (await desk.get(f"/logs?tab=plex&file={name}")).status_code == 404
        (folder / "Plex Media Server.log").unlink()
        assert "There is no log in the folder" in await desk.text("/logs?tab=plex")


async def test_without_a_folder_there_is_no_such_tab(reader: Desk) -> None:
    assert "tab=plex" not in await reader.text("/logs")
    assert (await reader.get("/logs?tab=plex")).status_code == 404


async def test_a_change_of_many_plays_is_told_by_their_count(desk: Desk) -> None:
    await desk.furnish()
    await desk.post("/history/count", {"play": ["1", "2", "3"], "counted": "0"})
    await desk.post("/history/delete", {"play": ["1", "2"]})
    page = await desk.text("/logs?tab=audit")
    assert "3 plays, is_counted:" in page
    assert "<del>true</del> → <ins>false</ins>" in page
    assert "<del>2 plays</del> → <ins>–</ins>" in page
    assert "&#34;ids&#34;" not in page


async def test_a_preference_that_there_is_no_more_is_told_as_it_was_kept(desk: Desk) -> None:
    note = AuditNote(
        at=100, who="olga", action=CHANGED, subject="preference:display.gone", before="", after="x"
    )
    await desk.app.db.write(write_audit, note)
    page = await desk.text("/logs?tab=audit")
    assert "<del></del> → <ins>x</ins>" in page
