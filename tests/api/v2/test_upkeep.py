"""Upkeep through the API: backups, caches, logs, settings, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from tests.api.v2.house import House, open_house
from tests.api.v2.test_notifiers import house, message
from tests.fakes.clock import FakeClock
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import ReadOnlyError
from watchkeeper.features.accounts.sign_in.sign_ins import SignInQuery
from watchkeeper.features.preferences.groups import Recording
from watchkeeper.features.system.jobs.job import JobState
from watchkeeper.runtime.logs import LOG_FILE

__all__ = ["house"]
LINES = (
    '{"event": "started", "level": "info", "logger": "main", "timestamp": "2026-03-24T20:00:00Z"}',
    '{"event": "<b>", "level": "warning", "logger": "edge", "timestamp": "2026-03-24T20:00:01Z",'
    ' "path": "/x"}',
    "no JSON at all",
)
PLEX_LINES = (
    "Nov 21, 2026 13:00:02.001 [141:web] DEBUG - GET /identity?X-Plex-Token=planted-token-0001",
    "Nov 21, 2026 13:00:03.001 [141:web] WARN - slow",
    "  went on",
)


@pytest.fixture
def log_file(house: House) -> None:
    folder = house.app.data_folder / "logs"
    folder.mkdir(exist_ok=True)
    (folder / LOG_FILE).write_text("\n".join(LINES))


async def test_backups_are_made_beside_the_database(house: House) -> None:
    folder = house.app.data_folder / "backups"
    for number, cmd in enumerate(("backup_db", "backup_config")):
        house.app.clock.advance(5 * number)  # type: ignore[attr-defined]  # a test clock
        assert await house.data(cmd) is True
        assert (await house.call(cmd, path="/elsewhere")).status_code == 500
    assert len(list(folder.glob("*by_api*"))) == 2


async def test_a_backup_that_fails_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_told: object) -> None:
        raise ReadOnlyError("the disk is full")

    monkeypatch.setattr("watchkeeper.db.backup.Backups.make", full)
    assert await house.data("backup_db") is False


@pytest.mark.usefixtures("log_file")
async def test_the_log_is_listed_newest_first_in_local_time(house: House) -> None:
    found = await house.data("get_logs")
    assert found[1] == {
        "time": "2026-03-24 16:00:01 ",
        "loglevel": "WARNING",
        "msg": "&lt;b&gt; path=/x",
        "thread": "edge",
    }
    assert [each["msg"] for each in found] == ["no JSON at all", "&lt;b&gt; path=/x", "started"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"order": "asc"}, "started &lt;b&gt; no"),
        ({"start": 1, "end": 2}, "&lt;b&gt;"),
        ({"start": 2}, "started"),
        ({"sort": "loglevel"}, "no started &lt;b&gt;"),
        ({"search": "WARN"}, "&lt;b&gt;"),
        ({"regex": "main"}, "started"),
        ({"search": "nothing like it"}, "no &lt;b&gt; started"),
        ({"regex": "(a+)+$"}, "no &lt;b&gt; started"),
    ],
)
@pytest.mark.usefixtures("log_file")
async def test_the_log_is_cut_sorted_and_searched(
    house: House, sent: dict[str, object], shown: str
) -> None:
    found = await house.data("get_logs", **sent)
    assert " ".join(each["msg"].split()[0] for each in found) == shown


@pytest.mark.usefixtures("log_file")
async def test_the_log_is_handed_out_and_no_other_file(house: House) -> None:
    response = await house.call("download_log")
    assert response.text == "\n".join(LINES)
    assert response.headers["content-disposition"] == 'attachment; filename="watchkeeper.log"'
    for name in ("tautulli_api", "../secret.key", "/etc/passwd", "tautulli/../../secret.key"):
        response = await house.call("download_log", logfile=name)
        assert (response.status_code, response.content) == (400, b"")
        assert await house.data("get_plex_log", logfile=name) == {"data": []}
        assert b"not set" in (await house.call("download_plex_log", logfile=name)).content


@pytest.fixture
async def with_plex_logs(tmp_path: Path) -> AsyncIterator[House]:
    folder = tmp_path / "Logs"
    folder.mkdir()
    (tmp_path / "secret.log").write_text("outside")
    (folder / "Plex Media Server.log").write_text("\n".join(PLEX_LINES) + "\n")
    (folder / "Plex Media Scanner.log").write_text("no line of a log\n")
    async with open_house(tmp_path / "data", FakeClock(), plex_logs=folder) as found:
        yield found


async def test_the_end_of_a_media_server_log_is_told_oldest_first_without_secrets(
    with_plex_logs: House,
) -> None:
    found = await with_plex_logs.data("get_plex_log")
    assert [line[:2] for line in found["data"]] == [
        ["Nov 21, 2026 13:00:02.001", "DEBUG"],
        ["Nov 21, 2026 13:00:03.001", "WARN"],
        ["", ""],
    ]
    assert "planted" not in str(found)
    assert (await with_plex_logs.data("get_plex_log", window=1))["data"] == [["", "", "  went on"]]
    for sent in ({"logfile": "Plex Media Scanner"}, {"log_type": "scanner"}):
        assert (await with_plex_logs.data("get_plex_log", **sent))["data"] == [
            ["", "", "no line of a log"]
        ]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "<b>none</b>"])
async def test_s5_no_log_outside_the_folder_of_the_media_server_is_read(
    with_plex_logs: House, name: str
) -> None:
    assert (await with_plex_logs.data("get_plex_log", logfile=name)) == {"data": []}
    answer = await with_plex_logs.call("download_plex_log", logfile=name)
    assert answer.text.endswith("not found.")
    assert "<b>" not in answer.text


async def test_a_media_server_log_is_handed_out_without_secrets(with_plex_logs: House) -> None:
    answer = await with_plex_logs.call("download_plex_log")
    assert 'filename="Plex Media Server.log"' in answer.headers["content-disposition"]
    assert len(answer.text.splitlines()) == len(PLEX_LINES)
    assert "planted" not in answer.text


async def test_without_a_log_file_there_is_an_empty_log(house: House) -> None:
    assert await house.data("get_logs") == []
    assert (await house.call("download_log")).status_code == 400


async def test_settings_are_told_whole_and_without_secrets(house: House) -> None:
    await house.app.preferences.change(Recording, {"tv_watched_percent": 70}, "owner")
    found = await house.data("get_settings")
    assert found["Monitoring"]["tv_watched_percent"] == 70
    assert found["PMS"]["pms_name"] == "Attic"
    assert (found["General"]["api_key"], found["PMS"]["pms_token"]) == ("", None)
    assert await house.data("get_settings", key="Monitoring") == found["Monitoring"]
    assert (await house.call("get_settings", key="monitoring")).status_code == 400
    response = await house.call("download_config")
    assert "[Monitoring]" in response.text
    assert "tv_watched_percent = 70" in response.text
    assert house.key not in response.text


async def test_history_is_grouped_anew_by_a_job(house: House) -> None:
    told = "Regrouping play history started. Check the logs to monitor any problems."
    assert await message(house, "regroup_history") == (200, told)
    with anyio.fail_after(60):
        job = await house.app.jobs.wait((await house.app.jobs.all())[0].id)
    assert (job.kind, job.state) == ("regroup_history", JobState.DONE)
    assert list((house.app.data_folder / "backups").glob("*by_api*"))


async def test_caches_and_logs_are_emptied(house: House) -> None:
    await house.app.kept.add(ServerId(1), "recently_added", {"rating_key": 5})
    for cmd, told in {
        "delete_cache": "Cleared the cache.",
        "delete_image_cache": "Cleared the images cache.",
        "delete_login_log": "Cleared login logs.",
        "delete_recently_added": "Recently added flushed.",
        "delete_temp_sessions": "Temporary sessions flushed.",
    }.items():
        assert await message(house, cmd) == (200, told)
    assert await message(house, "delete_cache", images=1) == (200, "Cleared the images cache.")
    assert await house.app.kept.rows(ServerId(1), "recently_added") == []
    assert house.monitoring.looked_at == [ServerId(1)]
    assert (await house.app.accounts.sign_ins(SignInQuery())).total == 0


@pytest.mark.parametrize(
    ("cmd", "sent", "why"),
    [
        ("sql", {"query": "SELECT 1"}, "SQL not enabled for the API."),
        ("import_database", {}, "No app specified for import"),
        ("import_config", {}, "No config specified for import"),
        ("import_config", {"config_path": "/x"}, "Settings are taken over with the import"),
        ("download_database", {}, "The database is not handed out"),
        ("restart", {}, "Watchkeeper is started, stopped and updated by"),
        ("update", {}, "Watchkeeper is started, stopped and updated by"),
        ("update_check", {}, "You are running an unknown version of Tautulli."),
    ],
)
async def test_what_is_not_done_here_is_refused_in_words(
    house: House, cmd: str, sent: dict[str, object], why: str
) -> None:
    status, told = await message(house, cmd, **sent)
    assert status == 400
    assert told.startswith(why)
