"""The loop around one server, in virtual time."""

from __future__ import annotations

import anyio
import pytest

from tests.features.monitoring.fake_server import FakeServer
from tests.features.monitoring.house import CountedDatabase, House, living
from tests.features.monitoring.making import PAUSED, PLAYING, make_item
from tests.features.monitoring.virtual_time import VirtualTime
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import MalformedError, SignInExpiredError, UnreachableError
from watchkeeper.features.monitoring.events import (
    Change,
    ServerCameBack,
    ServerWentDown,
    SessionChanged,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.features.monitoring.rules import Rules
from watchkeeper.features.monitoring.state import Trouble


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def server(time: VirtualTime) -> FakeServer:
    return FakeServer(time, items={40: make_item(40), 41: make_item(41)})


@pytest.fixture
def house(db: CountedDatabase, time: VirtualTime, server: FakeServer) -> House:
    return House(db, time, [server])


async def test_a_play_is_recorded_from_start_to_stop(house: House, server: FakeServer) -> None:
    async with living(house):
        await house.pass_time(10)
        began = house.time.now()
        server.play()
        await house.pass_time(60)
        server.turn("5", PAUSED)
        await house.pass_time(30)
        server.turn("5", PLAYING)
        await house.pass_time(210)
        server.stop()
        await house.pass_time(1)
        (row,) = house.plays()
    assert (row.started, row.stopped, row.paused_seconds) == (began, began + 300, 30)
    assert row.view_offset == 270_000
    assert house.rows() == []
    assert len(house.record.announced) == 1


async def test_events_are_told_within_a_second_of_their_notice(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.play()
        await house.pass_time(0.5)
        assert len(house.told(SessionStarted)) == 1
        await house.pass_time(30)
        server.turn("5", PAUSED)
        await house.settle()
        assert [event.what for event in house.told(SessionChanged)][-1] is Change.PAUSED
        server.stop()
        await house.pass_time(1)
        assert len(house.told(SessionStopped)) == 1


async def test_f21_a_hundred_streams_at_once_are_noticed_at_once_with_few_requests(
    house: House, server: FakeServer
) -> None:
    server.items = {number: make_item(number) for number in range(1000, 1100)}
    async with living(house):
        await house.pass_time(10)
        server.requests.clear()
        for number in range(100):
            server.play(str(number), rating_key=1000 + number, machine_id=f"tv-{number}")
        await house.pass_time(1)
        assert len(house.told(SessionStarted)) == 100
        assert server.requests.count("sessions") <= 2
        assert server.requests.count("metadata") == 1
        assert len(house.rows()) == 100
        await house.pass_time(59)
        assert server.requests.count("sessions") <= 18
        assert server.requests.count("metadata") == 1


async def test_an_idle_server_is_asked_twice_a_minute(house: House, server: FakeServer) -> None:
    async with living(house):
        await house.pass_time(10)
        server.requests.clear()
        await house.pass_time(120)
        assert server.requests == ["sessions"] * 4


async def test_f11_a_server_that_is_down_at_start_is_watched_once_it_is_up(
    house: House, server: FakeServer
) -> None:
    server.trouble = UnreachableError("refused")
    server.is_deaf = True
    async with living(house):
        await house.pass_time(300)
        state = house.monitoring.state(ServerId(1))
        assert (state.is_connected, state.trouble, state.cause) == (
            False,
            Trouble.UNREACHABLE,
            "refused",
        )
        server.trouble, server.is_deaf = None, False
        server.play()
        await house.pass_time(35)
        assert house.monitoring.state(ServerId(1)).is_connected
        assert len(house.monitoring.sessions()) == 1
    assert house.told(ServerWentDown) == []


async def test_f12_a_server_away_for_a_day_ends_nothing_early_and_doubles_nothing(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        began = house.time.now()
        server.play()
        await house.pass_time(400)
        server.trouble, server.is_deaf = UnreachableError("refused"), True
        await house.pass_time(3600)
        assert house.plays() == []
        assert not house.monitoring.sessions()[0].is_confirmed
        assert len(house.told(ServerWentDown)) == 1
        await house.pass_time(82_800)
        server.streams.clear()
        server.trouble, server.is_deaf = None, False
        await house.pass_time(40)
        (row,) = house.plays()
        assert len(house.told(ServerCameBack)) == 1
    assert row.started == pytest.approx(began, abs=1)
    assert row.stopped == pytest.approx(began + 400, abs=4)


async def test_f12_a_short_outage_does_not_lengthen_a_play(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.play(session_id="before")
        await house.pass_time(26)
        began = house.time.now() - 26
        server.trouble, server.is_deaf = UnreachableError("restarting"), True
        server.streams.clear()
        await house.pass_time(80)
        server.trouble, server.is_deaf = None, False
        server.play(session_id="after", offset=26_000)
        await house.pass_time(40)
        stopped = house.told(SessionStopped)
        assert [round(event.at - event.session.started) for event in stopped] == [
            pytest.approx(26, abs=2)
        ]
        assert stopped[0].session.started == pytest.approx(began, abs=1)
        assert house.monitoring.sessions()[0].observed.session_id == "after"


async def test_f13_a_server_that_takes_30_seconds_piles_up_no_looks(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.gate = anyio.Event()
        server.play()
        await house.pass_time(30)
        server.requests.clear()
        for number in range(20):
            server.play(str(number + 10), machine_id=f"tv-{number}")
        await house.pass_time(30)
        assert server.requests == []
        server.gate.set()
        server.gate = None
        await house.pass_time(2)
        assert len(house.monitoring.sessions()) == 21


async def test_f14_a_silent_socket_loses_nothing(house: House, server: FakeServer) -> None:
    server.is_deaf = True
    async with living(house):
        await house.pass_time(31)
        began = house.time.now()
        server.play()
        await house.pass_time(200)
        server.stop()
        await house.pass_time(10)
        (row,) = house.plays()
    assert row.started == pytest.approx(began, abs=2)
    assert row.stopped == pytest.approx(began + 200, abs=2)


async def test_f15_an_expired_sign_in_is_said_within_five_minutes(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.trouble = SignInExpiredError("The token is not valid.")
        await house.pass_time(60)
        state = house.monitoring.state(ServerId(1))
        assert state.trouble is Trouble.SIGN_IN
        server.trouble = None
        await house.pass_time(31)
        assert house.monitoring.state(ServerId(1)).trouble is None


async def test_f15_a_token_that_only_plex_tv_refuses_is_said_within_five_minutes(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.is_token_valid = False
        await house.pass_time(300)
        state = house.monitoring.state(ServerId(1))
        assert (state.is_connected, state.trouble) == (True, Trouble.SIGN_IN)
        assert "sign in" in state.cause
        server.is_token_valid = True
        await house.pass_time(300)
        assert house.monitoring.state(ServerId(1)).trouble is None


async def test_the_owner_decides_how_long_a_server_is_away_before_it_is_told(
    house: House, server: FakeServer
) -> None:
    house.rules = Rules(server_connection_threshold=300)
    async with living(house):
        await house.pass_time(10)
        server.trouble = UnreachableError("refused")
        await house.pass_time(290)
        assert house.told(ServerWentDown) == []
        await house.pass_time(30)
        assert len(house.told(ServerWentDown)) == 1


async def test_f16_an_empty_answer_ends_a_stream_only_when_it_comes_twice(
    house: House, server: FakeServer
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.play()
        await house.pass_time(100)
        kept = dict(server.streams)
        server.streams.clear()
        await house.watch.look()
        assert len(house.monitoring.sessions()) == 1
        server.streams.update(kept)
        await house.pass_time(10)
        assert len(house.monitoring.sessions()) == 1
        assert house.told(SessionStopped) == []


async def test_f17_a_malformed_answer_changes_nothing(house: House, server: FakeServer) -> None:
    async with living(house):
        await house.pass_time(10)
        server.play()
        await house.pass_time(100)
        server.trouble = MalformedError("unreadable")
        await house.pass_time(100)
        assert len(house.monitoring.sessions()) == 1
        assert house.monitoring.state(ServerId(1)).trouble is Trouble.MALFORMED
        server.trouble = None
        await house.pass_time(31)
        server.stop()
        await house.pass_time(2)
        (row,) = house.plays()
    assert row.stopped - row.started == pytest.approx(231, abs=2)
    assert row.paused_seconds == 0


@pytest.mark.parametrize("seconds", [3600, -3600, 86_400, -20, 31_536_000])
async def test_f18_a_clock_that_is_set_lengthens_no_play(
    house: House, server: FakeServer, seconds: int
) -> None:
    async with living(house):
        await house.pass_time(10)
        server.play()
        await house.pass_time(100)
        server.turn("5", PAUSED)
        await house.pass_time(20)
        house.time.set_wall(seconds)
        server.streams["5"].anchored_at += seconds
        await house.pass_time(20)
        server.turn("5", PLAYING)
        await house.pass_time(100)
        server.stop()
        await house.pass_time(2)
        (row,) = house.plays()
    assert (row.stopped - row.started, row.paused_seconds) == (240, 40)


@pytest.mark.parametrize(
    "instant",
    [
        1_835_395_190,  # 2028-02-28 23:59:50 UTC: a leap day begins
        1_835_481_590,  # 2028-02-29 23:59:50 UTC: it ends
        1_806_195_590,  # 2027-03-28 00:59:50 UTC: summer time begins in Europe
        1_824_943_190,  # 2027-10-31 00:59:50 UTC: it ends
        1_830_297_590,  # 2027-12-31 23:59:50 UTC: the year ends
    ],
)
async def test_f18_the_calendar_changes_no_play(db: CountedDatabase, instant: int) -> None:
    time = VirtualTime(instant)
    house = House(db, time, [FakeServer(time, items={40: make_item(40)})])
    async with living(house):
        await house.pass_time(5)
        house.server.play()
        await house.pass_time(200)
        house.server.stop()
        await house.pass_time(2)
        (row,) = house.plays()
    assert (row.started, row.stopped, row.paused_seconds) == (instant + 5, instant + 205, 0)
