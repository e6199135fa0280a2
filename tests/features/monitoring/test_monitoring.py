"""Monitoring of several servers, and of what is around them: storage, people, libraries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.monitoring.fake_server import FakeServer
from tests.features.monitoring.house import CountedDatabase, House, living
from tests.features.monitoring.making import make_item, make_marker
from tests.features.monitoring.virtual_time import VirtualTime
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import (
    ConnectionNotice,
    ReachabilityNotice,
    TimelineNotice,
)
from watchkeeper.errors import ReadOnlyError, UnreachableError
from watchkeeper.features.monitoring.advancing.steady import SteadyTime
from watchkeeper.features.monitoring.events import (
    Change,
    LibraryItemsAdded,
    NotRecorded,
    RemoteAccessChanged,
    ServerHeard,
    ServerStateChanged,
    SessionChanged,
    SessionStopped,
)
from watchkeeper.features.system.events import ServerAdded, ServerChanged, ServerRemoved
from watchkeeper.runtime.clock import FixedClock

FIRST, SECOND = ServerId(1), ServerId(2)


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def house(db: CountedDatabase, time: VirtualTime) -> House:
    items = {40: make_item(40, markers=(make_marker("intro", 20_000, 40_000),))}
    servers = [FakeServer(time, server_id, items=items) for server_id in (FIRST, SECOND)]
    return House(db, time, servers)


async def test_servers_with_the_same_keys_do_not_mix(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play()
        await house.pass_time(60)
        house.servers[SECOND].play()
        await house.pass_time(140)
        house.servers[FIRST].stop()
        await house.pass_time(1)
        (row,) = house.plays()
        (running,) = house.monitoring.sessions()
        assert house.monitoring.sessions(FIRST) == ()
    assert (row.server_id, row.stopped - row.started) == (1, 200)
    assert running.server_id == SECOND


async def test_one_server_that_is_down_does_not_touch_the_other(house: House) -> None:
    house.servers[FIRST].trouble = UnreachableError("refused")
    async with living(house):
        await house.pass_time(10)
        house.servers[SECOND].play()
        await house.pass_time(2)
        assert house.monitoring.state(FIRST).is_connected is False
        assert house.monitoring.state(SECOND).is_connected is True
        assert len(house.monitoring.running()) == 1


async def test_a_server_is_watched_from_when_it_is_added(house: House) -> None:
    house.directory.ids = [1]
    async with living(house):
        house.servers[SECOND].play()
        await house.pass_time(10)
        assert house.monitoring.sessions(SECOND) == ()
        assert house.monitoring.state(SECOND).is_connected is None
        house.directory.ids = [1, 2]
        house.bus.publish(ServerAdded(SECOND))
        await house.pass_time(2)
        assert len(house.monitoring.sessions(SECOND)) == 1


async def test_a_server_that_is_removed_leaves_its_plays(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[SECOND].play()
        await house.pass_time(200)
        house.directory.ids = [1]
        house.bus.publish(ServerRemoved(SECOND))
        await house.pass_time(2)
        assert house.monitoring.sessions(SECOND) == ()
        (row,) = house.plays()
    assert row.stopped - row.started == pytest.approx(200, abs=5)


async def test_a_server_that_moved_is_listened_to_anew(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.bus.publish(ServerChanged(FIRST, is_moved=True))
        await house.pass_time(5)
        house.servers[FIRST].play()
        await house.pass_time(1)
        assert len(house.monitoring.sessions(FIRST)) == 1


async def test_a_full_disk_loses_no_play(house: House, db: CountedDatabase) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play()
        await house.pass_time(200)
        write = db.write_now

        def refuse(*args: object, **kwargs: object) -> None:
            raise ReadOnlyError("The disk is full.")

        db.write_now = refuse  # type: ignore[method-assign,assignment]  # the disk is full
        house.servers[FIRST].stop()
        await house.pass_time(30)
        assert house.told(SessionStopped) == []
        db.write_now = write  # type: ignore[method-assign]
        await house.pass_time(10)
        (row,) = house.plays()
    assert row.stopped - row.started == 200


@pytest.mark.parametrize("whose", ["people", "libraries"])
async def test_what_is_not_kept_is_watched_but_not_recorded(house: House, whose: str) -> None:
    getattr(house, whose).keep_history = False
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play()
        await house.pass_time(200)
        house.servers[FIRST].stop()
        await house.pass_time(1)
        (event,) = house.told(SessionStopped)
        assert (event.not_recorded, event.play_id) == (NotRecorded.NOT_KEPT, None)
        assert (house.plays(), house.rows()) == ([], [])


async def test_live_tv_makes_its_library(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play(is_live=True, rating_key=None, live_uuid="u1")
        await house.pass_time(2)
        assert house.libraries.has_live_tv


async def test_live_tv_asks_the_guide_once_a_programme(house: House) -> None:
    server = house.servers[FIRST]
    server.programmes = {"tide": make_item(0, title="Tide"), "dune": make_item(0, title="Dune")}
    live: dict[str, Any] = {"is_live": True, "rating_key": None, "live_uuid": "u1"}
    async with living(house):
        await house.pass_time(10)
        server.play(guid="tide", **live)
        await house.pass_time(100)
        assert server.requests.count("programme") == 1
        assert house.monitoring.sessions()[0].observed.facts["title"] == "Tide"
        server.play(guid="dune", **live)
        await house.pass_time(100)
        assert server.requests.count("programme") == 2
        assert [one.observed.facts["title"] for one in house.monitoring.sessions()] == ["Dune"]
        (stopped,) = house.told(SessionStopped)
        assert stopped.session.observed.facts["title"] == "Tide"


async def test_live_tv_that_no_guide_knows_stays_as_it_was_observed(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play(is_live=True, rating_key=None, live_uuid="u1", guid="tide")
        await house.pass_time(100)
        assert house.servers[FIRST].requests.count("programme") == 1
        assert house.monitoring.sessions()[0].item is None


async def test_markers_come_from_metadata_that_is_read_once(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play()
        await house.pass_time(60)
        changes = [event.what for event in house.told(SessionChanged)]
        assert changes == [Change.DESCRIBED, Change.INTRO_REACHED]
        assert house.servers[FIRST].requests.count("metadata") == 1


async def test_a_title_deleted_meanwhile_is_recorded_from_what_is_known(house: House) -> None:
    async with living(house):
        await house.pass_time(10)
        house.servers[FIRST].play(rating_key=99)
        await house.pass_time(200)
        house.servers[FIRST].stop()
        await house.pass_time(1)
        (row,) = house.plays()
    assert row.rating_key == 99


async def test_other_words_of_the_server_are_passed_on(house: House) -> None:
    timeline = TimelineNotice(FIRST, 4, None, None, None, 4, 0, "created", "Tide")
    async with living(house):
        await house.pass_time(1)
        house.servers[FIRST].send(timeline)
        house.servers[FIRST].send(ReachabilityNotice(FIRST, is_reachable=False))
        house.servers[FIRST].send(ConnectionNotice(FIRST, is_connected=False, cause="closed"))
        await house.pass_time(1)
        assert house.told(LibraryItemsAdded)[0].notice == timeline
        assert house.told(RemoteAccessChanged)[0].is_reachable is False
        socket = house.monitoring.state(FIRST).socket
        assert (socket.is_open, socket.cause) == (False, "closed")
        assert house.told(ServerStateChanged)


async def test_it_is_told_whenever_the_server_begins_to_tell_by_itself(house: House) -> None:
    def heard() -> int:
        return house.told(ServerHeard).count(ServerHeard(FIRST))

    async with living(house):
        await house.pass_time(1)
        assert heard() == 1
        house.servers[FIRST].send(ConnectionNotice(FIRST, is_connected=False, cause="closed"))
        await house.pass_time(1)
        assert heard() == 1
        house.servers[FIRST].send(ConnectionNotice(FIRST, is_connected=True))
        await house.pass_time(1)
        assert heard() == 2


async def test_settle_looks_and_writes_at_once(house: House) -> None:
    async with living(house):
        house.servers[FIRST].play()
        await house.monitoring.settle()
        assert len(house.rows()) == 1
        session = house.monitoring.session(FIRST, "5")
        assert session is not None
        assert session.item is not None


def test_a_clock_that_stands_still_on_purpose_stays_so() -> None:
    time = SteadyTime(FixedClock(1_795_250_000.0))
    assert (time.now(), time.jump()) == (1_795_250_000.0, 0.0)
