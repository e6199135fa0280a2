"""Stopping a stream: looked at before, looked at after, and the truth told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.features.monitoring.fake_server import FakeServer
from tests.features.monitoring.keeping.test_recording import make_live
from tests.features.monitoring.making import make_observed
from tests.features.monitoring.virtual_time import VirtualTime
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import Termination
from watchkeeper.errors import ConflictError, InputError, OutsideError, UnreachableError
from watchkeeper.features.monitoring import StopStream, stop_change
from watchkeeper.plans.plan import Change


@pytest.fixture
def server() -> FakeServer:
    server = FakeServer(VirtualTime())
    server.play("5")
    return server


@pytest.fixture
def change() -> Change:
    return stop_change(make_live(), "Bed time.")


class Stopper:
    def __init__(self, server: FakeServer | None) -> None:
        self.slept: list[float] = []
        self.looked: list[int] = []
        self.stop = StopStream(lambda _server_id: server, self.looked.append, self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def test_the_change_says_whose_stream_of_what(change: Change) -> None:
    assert change.what == "Stop the stream of Anna: Title 40"
    assert change.place == "server:1/session:5"
    assert change.after == {"state": "stopped", "message": "Bed time."}


def test_a_stream_without_an_id_cannot_be_stopped() -> None:
    with pytest.raises(InputError, match="states no id"):
        stop_change(make_live(observed=make_observed(session_id="")), "")


async def test_a_stream_is_stopped_and_seen_to_be(server: FakeServer, change: Change) -> None:
    stopper = Stopper(server)
    assert (await stopper.stop.recheck(change)).holds
    await stopper.stop.apply(change)
    finding = await stopper.stop.verify(change)
    assert (finding.holds, finding.words) == (True, "The stream has stopped.")
    assert server.requests[1] == "terminate id-5: Bed time."
    assert (stopper.slept, stopper.looked) == ([5.0], [ServerId(1)])


async def test_a_player_that_does_not_obey_is_told_of(server: FakeServer, change: Change) -> None:
    server.ignores_stops = True
    stopper = Stopper(server)
    await stopper.stop.apply(change)
    finding = await stopper.stop.verify(change)
    assert not finding.holds
    assert "still runs" in finding.words


async def test_a_stream_that_is_over_is_left_alone(server: FakeServer, change: Change) -> None:
    server.streams.clear()
    assert not (await Stopper(server).stop.recheck(change)).holds
    with pytest.raises(ConflictError):
        await Stopper(server).stop.apply(change)


async def test_a_stream_that_shows_something_else_is_left_alone(
    server: FakeServer, change: Change
) -> None:
    playing = server.streams["5"]
    playing.observed = replace(playing.observed, rating_key=41)
    finding = await Stopper(server).stop.recheck(change)
    assert (finding.holds, finding.words) == (False, "The player shows something else by now.")


async def test_a_server_without_plex_pass_refuses(server: FakeServer, change: Change) -> None:
    server.obeys = Termination.NOT_ALLOWED
    with pytest.raises(OutsideError, match="Plex Pass"):
        await Stopper(server).stop.apply(change)


async def test_a_server_without_address_cannot_be_asked(change: Change) -> None:
    with pytest.raises(UnreachableError):
        await Stopper(None).stop.recheck(change)
