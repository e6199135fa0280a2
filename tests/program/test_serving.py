"""Starting, answering and ending as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program.program import PASSWORD, Program

MOST_END_SECONDS = 10.0


def test_f40_sigterm_ends_it_within_ten_seconds_with_all_written(data: Path) -> None:
    program = Program(data)
    program.start()
    try:
        assert program.ask("get_history", length=0)["recordsTotal"] == 5000
        status, seconds = program.end()
    finally:
        program.kill()
    assert status == 0
    assert seconds < MOST_END_SECONDS
    assert (
        not (data / "watchkeeper.db-wal").exists()
        or not (data / "watchkeeper.db-wal").stat().st_size
    )


def test_a_killed_server_starts_again_with_the_same_record(data: Path) -> None:
    program = Program(data)
    program.start()
    before = program.ask("get_history", length=3)
    program.kill()
    with program:
        after = program.ask("get_history", length=3)
    assert after["data"] == before["data"]


def test_the_clock_option_makes_the_wall_clock_stand_still(data: Path) -> None:
    with Program(data, ("--clock", "1774401463")) as program:
        recent = program.ask("get_user_watch_time_stats", user_id=46382, query_days=1)
        assert recent[0]["query_days"] == 1
        assert program.get("/health/ready")[0] == 200


def test_everything_lies_under_the_base_path(data: Path) -> None:
    with Program(data, variables={"WATCHKEEPER_BASE_PATH": "/x/y"}) as program:
        assert program.get("/x/y/health/live")[0] == 200
        assert program.get("/health/live")[0] == 404
        assert b'href="/x/y/static/' in program.get("/x/y/sign-in")[1]


def test_s15_no_secret_is_in_the_log(data: Path) -> None:
    with Program(data, variables={"WATCHKEEPER_LOG_LEVEL": "debug"}) as program:
        program.ask("get_activity")
        program.get("/sign-in?password=hunter2hunter2&X-Plex-Token=planted-plex-token")
        text = program.log.read_text()
    for secret in (PASSWORD, "00112233445566778899aabbccddeeff", "planted-plex-token"):
        assert secret not in text


@pytest.mark.parametrize("path", ["/", "/history", "/servers", "/live", "/image?fallback=poster"])
def test_s1_a_stranger_sees_no_page(program: Program, path: str) -> None:
    status, body = program.get(path, {"Accept": "text/html"})
    assert status in {303, 401, 403}
    assert b"Copperfield" not in body


@pytest.fixture(scope="module")
def program(taken_over: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One server for the tests that only read, on a copy that no other test copies meanwhile."""
    folder = tmp_path_factory.mktemp("served") / "data"
    with Program(shutil.copytree(taken_over, folder)) as running:
        yield running


def test_f40_an_open_live_channel_does_not_hold_up_the_end(data: Path) -> None:
    program = Program(data)
    program.start()
    try:
        with program.live() as live:
            assert live.status == 200
            assert live.readline() == b"retry: 2000\n"
            status, seconds = program.end()
    finally:
        program.kill()
    assert status == 0
    assert seconds < MOST_END_SECONDS
    assert "graceful shutdown exceeded" not in program.log.read_text()  # it need not be cut off
    assert "Exception in ASGI application" not in program.log.read_text()
