"""What a kill leaves behind: an image of the database at that moment, taken up by a new house."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from tests.features.monitoring.conftest import server_row
from tests.features.monitoring.fake_server import FakeServer
from tests.features.monitoring.house import CountedDatabase, House, living
from tests.features.monitoring.making import MINUTE, PAUSED, PLAYING, make_item
from tests.features.monitoring.virtual_time import VirtualTime
from watchkeeper.db.tables import server as servers

Act = tuple[float, Callable[[FakeServer], None]]


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def server(time: VirtualTime) -> FakeServer:
    return FakeServer(time, items={40: make_item(40), 41: make_item(41)})


def killed(house: House, folder: Path) -> CountedDatabase:
    """A database as a kill at this moment leaves it."""
    folder.mkdir()
    path = house.db.path
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(folder / "watchkeeper.db")) as image,
    ):
        source.backup(image)
    return CountedDatabase.open(folder)


async def lives(house: House, acts: list[Act], until: float) -> None:
    """Let things happen at their times, and end the house at `until`."""
    for at, act in sorted(acts, key=lambda one: one[0]):
        if at >= until:
            break
        await house.pass_time(at - house.time.monotonic())
        act(house.server)
    await house.pass_time(until - house.time.monotonic())


async def test_a_running_stream_goes_on_as_one_play(
    db: CountedDatabase, time: VirtualTime, server: FakeServer, tmp_path: Path
) -> None:
    first = House(db, time, [server])
    async with living(first):
        await first.pass_time(10)
        began = time.now()
        server.play()
        await first.pass_time(100)
        image = killed(first, tmp_path / "image")
    await time.advance(60, first.settle)
    second = House(image, time, [server])
    async with living(second):
        await second.pass_time(100)
        server.stop()
        await second.pass_time(2)
        (row,) = second.plays()
        assert second.rows() == []
    image.close()
    assert row.started == pytest.approx(began, abs=1)
    assert (row.stopped - row.started, row.paused_seconds) == (pytest.approx(260, abs=1), 0)


async def test_a_stream_that_ends_meanwhile_is_recorded_up_to_the_kill(
    db: CountedDatabase, time: VirtualTime, server: FakeServer, tmp_path: Path
) -> None:
    first = House(db, time, [server])
    async with living(first):
        await first.pass_time(10)
        began = time.now()
        server.play()
        await first.pass_time(155.7)
        image = killed(first, tmp_path / "image")
    server.streams.clear()
    await time.advance(3600, first.settle)
    second = House(image, time, [server])
    async with living(second):
        await second.pass_time(5)
        (row,) = second.plays()
    image.close()
    assert row.stopped - began == pytest.approx(155.7, abs=3)
    assert row.view_offset == pytest.approx(155_700, abs=3000)


async def test_a_title_that_ended_by_itself_meanwhile_is_recorded_to_its_end(
    db: CountedDatabase, time: VirtualTime, server: FakeServer, tmp_path: Path
) -> None:
    first = House(db, time, [server])
    async with living(first):
        await first.pass_time(10)
        began = time.now()
        server.play(duration=5 * MINUTE)
        await first.pass_time(200)
        image = killed(first, tmp_path / "image")
    server.streams.clear()
    await time.advance(100, first.settle)
    server.play(rating_key=41, session_id="next")
    await time.advance(50, first.settle)
    second = House(image, time, [server])
    async with living(second):
        await second.pass_time(3)
        (row,) = second.plays()
        (running,) = second.monitoring.sessions()
    image.close()
    assert row.stopped - began == pytest.approx(300, abs=2)
    assert row.view_offset == 5 * MINUTE
    assert running.started - began == pytest.approx(300, abs=2)


async def test_a_pause_goes_on_through_a_kill(
    db: CountedDatabase, time: VirtualTime, server: FakeServer, tmp_path: Path
) -> None:
    first = House(db, time, [server])
    async with living(first):
        await first.pass_time(10)
        server.play()
        await first.pass_time(150)
        server.turn("5", PAUSED)
        await first.pass_time(2)
        image = killed(first, tmp_path / "image")
    await time.advance(600, first.settle)
    second = House(image, time, [server])
    async with living(second):
        await second.pass_time(48)
        server.turn("5", PLAYING)
        await second.pass_time(100)
        server.stop()
        await second.pass_time(2)
        (row,) = second.plays()
    image.close()
    assert row.paused_seconds == pytest.approx(650, abs=1)
    assert row.stopped - row.started == pytest.approx(900, abs=1)


@given(kill_at=st.floats(1001, 1400))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_f1_a_kill_at_any_moment_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory, kill_at: float
) -> None:
    anyio.run(_killed_once, tmp_path_factory.mktemp("killed"), kill_at)


async def _killed_once(folder: Path, kill_at: float) -> None:
    time = VirtualTime()
    server = FakeServer(time, items={40: make_item(40), 41: make_item(41)})
    acts: list[Act] = [
        (1010, lambda one: one.play("5")),
        (1020, lambda one: one.play("6", rating_key=41, machine_id="phone")),
        (1060, lambda one: one.turn("5", PAUSED)),
        (1090, lambda one: one.turn("5", PLAYING)),
        (1200, lambda one: one.stop("6")),
        (1250, lambda one: one.stop("5")),
        (1255, lambda one: one.play("5", rating_key=41, session_id="again")),
        (1390, lambda one: one.stop("5")),
    ]
    db = CountedDatabase.open(folder / "first")
    db.write_now(lambda conn: conn.execute(insert(servers), [server_row(1)]))
    first = House(db, time, [server])
    async with living(first):
        await lives(first, acts, until=kill_at)
        image = killed(first, folder / "image")
    second = House(image, time, [server])
    async with living(second):
        await lives(second, [one for one in acts if one[0] >= kill_at], until=1410)
        plays = sorted(second.plays(), key=lambda row: (row.started, row.rating_key))
        assert second.rows() == []
    image.close()
    db.close()
    base = time.now() - time.monotonic()
    expected = [(40, 1010, 1250, 30), (41, 1020, 1200, 0), (41, 1255, 1390, 0)]
    for row, (rating_key, started, stopped, paused) in zip(plays, expected, strict=True):
        assert row.rating_key == rating_key
        assert row.started - base == pytest.approx(started, abs=2)
        assert row.stopped - base == pytest.approx(stopped, abs=3)
        assert row.paused_seconds == pytest.approx(paused, abs=2)
