"""The household lives."""

from __future__ import annotations

import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.demo.household.life import FEWEST, MOST, OPENING, Life
from watchkeeper.demo.plexserver.state import SimulatedPlex, simulated_plex


@pytest.fixture
def plex(clock: FakeClock) -> SimulatedPlex:
    return simulated_plex(clock, seed=5, scale=0.3)


def live(plex: SimulatedPlex, clock: FakeClock, life: Life, seconds: int) -> list[int]:
    counts = []
    for _ in range(seconds):
        life.tick()
        plex.world.tick()
        counts.append(len(plex.world.streams))
        clock.advance(1)
    return counts


def test_the_curtain_rises_on_every_way_of_streaming(plex: SimulatedPlex) -> None:
    Life(plex.world, seed=5).tick()
    streams = plex.world.streams.values()
    assert len(streams) == len(OPENING)
    assert {s.delivery.overall_decision for s in streams} == {"direct play", "copy", "transcode"}
    assert {s.item.type for s in streams} == {"movie", "episode", "track"}
    assert any(s.is_live for s in streams)
    assert any(s.device.is_relayed for s in streams)
    assert any(s.delivery.media.resolution == "4k" for s in streams)


def test_there_are_always_three_to_seven_streams(plex: SimulatedPlex, clock: FakeClock) -> None:
    counts = live(plex, clock, Life(plex.world, seed=5), 4 * 3600)
    assert min(counts) >= FEWEST
    assert max(counts) <= MOST


def test_people_pause_and_new_items_come(plex: SimulatedPlex, clock: FakeClock) -> None:
    before = len(plex.catalogue)
    seen: set[str] = set()
    plex.world.subscribe(
        lambda frame: seen.update(
            entry["state"]
            for entry in frame["NotificationContainer"].get("PlaySessionStateNotification", ())
        )
    )
    live(plex, clock, Life(plex.world, seed=5), 4 * 3600)
    assert seen == {"playing", "paused", "buffering", "stopped"}
    assert len(plex.catalogue) > before


def test_the_same_seed_lives_the_same_day() -> None:
    titles = []
    for _ in range(2):
        clock = FakeClock()
        plex = simulated_plex(clock, seed=5, scale=0.1)
        live(plex, clock, Life(plex.world, seed=5), 600)
        titles.append([(s.session_key, s.item.title, s.state) for s in plex.world.streams.values()])
    assert titles[0] == titles[1]
