"""Gaps in collection: noticed, told, filled from the server's own history, never doubled."""

from __future__ import annotations

from typing import Any

import pytest

from tests.features.monitoring.fake_server import FakeServer
from tests.features.monitoring.house import CountedDatabase, House, living
from tests.features.monitoring.making import MINUTE, make_item
from tests.features.monitoring.virtual_time import VirtualTime
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.media import ServerView
from watchkeeper.domain.play import PlaySource
from watchkeeper.errors import UnreachableError
from watchkeeper.features.monitoring.events import GapClosed, GapOpened


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def server(time: VirtualTime) -> FakeServer:
    items = {number: make_item(number, duration=20 * MINUTE) for number in (40, 41, 42)}
    return FakeServer(time, items=items)


@pytest.fixture
def house(db: CountedDatabase, time: VirtualTime, server: FakeServer) -> House:
    return House(db, time, [server])


def make_view(rating_key: int | None, viewed_at: float, **fields: Any) -> ServerView:
    values: dict[str, Any] = {
        "history_key": f"/status/sessions/history/{rating_key}",
        "account_id": 7,
        "rating_key": rating_key,
        "media_type": "movie",
        "title": f"Title {rating_key}",
        "grandparent_title": "",
        "parent_title": "",
        "section_id": None,
        "viewed_at": int(viewed_at),
    }
    return ServerView(**(values | fields))


async def outage(house: House, seconds: float) -> tuple[float, float]:
    """The server goes away and comes back; returns when."""
    from_at = house.time.now()
    house.server.trouble, house.server.is_deaf = UnreachableError("refused"), True
    await house.pass_time(seconds)
    house.server.trouble, house.server.is_deaf = None, False
    to_at = house.time.now()
    await house.pass_time(60)
    return from_at, to_at


async def test_a_gap_is_noticed_recorded_and_told(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        from_at, to_at = await outage(house, 600)
        (gap,) = await house.monitoring.gaps(ServerId(1))
    assert gap.from_at == pytest.approx(from_at, abs=31)
    assert gap.to_at == pytest.approx(to_at, abs=31)
    assert (gap.cause, gap.is_checked, gap.backfilled) == ("unreachable", True, 0)
    assert (len(house.told(GapOpened)), len(house.told(GapClosed))) == (1, 1)


async def test_a_hiccup_is_no_gap(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        house.server.play()
        await house.pass_time(30)
        await outage(house, 10)
        assert await house.monitoring.gaps(ServerId(1)) == []


async def test_f12_views_in_a_gap_are_filled_in(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        middle = house.time.now() + 3000
        house.server.views.append(make_view(41, middle))
        await outage(house, 7200)
        (row,) = house.plays()
        (gap,) = await house.monitoring.gaps(ServerId(1))
    assert (row.rating_key, row.stopped, row.source) == (41, int(middle), PlaySource.BACKFILLED)
    assert row.started == row.stopped - 20 * 60
    assert (row.view_offset, row.user_id, gap.backfilled) == (20 * MINUTE, 7, 1)
    assert house.told(GapClosed)[0].backfilled == 1


@pytest.mark.parametrize("whose", ["people", "libraries"])
async def test_what_is_not_kept_is_not_filled_in_either(house: House, whose: str) -> None:
    getattr(house, whose).keep_history = False
    async with living(house):
        await house.pass_time(100)
        house.server.views.append(make_view(41, house.time.now() + 3000, section_id=SectionId(1)))
        await outage(house, 7200)
        (gap,) = await house.monitoring.gaps(ServerId(1))
    assert house.plays() == []
    assert (gap.is_checked, gap.backfilled) == (True, 0)


async def test_a_filled_play_never_begins_in_covered_time(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        house.server.views.append(make_view(41, house.time.now() + 300))
        await outage(house, 7200)
        (row,) = house.plays()
        (gap,) = await house.monitoring.gaps(ServerId(1))
    assert row.started == gap.from_at


async def test_a_view_of_what_still_runs_or_was_recorded_is_not_doubled(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        house.server.play()
        await house.pass_time(1000)
        house.server.views.append(make_view(40, house.time.now() + 100))
        await outage(house, 180)
        assert house.plays() == []
        house.server.stop()
        await house.pass_time(5)
        assert len(house.plays()) == 1


async def test_views_outside_the_gap_and_of_no_plays_are_left_alone(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        now = house.time.now()
        house.server.views += [
            make_view(40, now - 500),
            make_view(41, now + 100, media_type="clip"),
        ]
        await outage(house, 3600)
        assert house.plays() == []


async def test_a_view_of_a_deleted_item_is_kept_by_its_words(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        house.server.views.append(
            make_view(
                None,
                house.time.now() + 900,
                title="Harbour",
                media_type="episode",
                grandparent_title="North Coast",
            )
        )
        await outage(house, 3600)
        (row,) = house.plays()
    assert (row.rating_key, row.started, row.view_offset) == (None, row.stopped, None)


async def test_history_that_cannot_be_read_is_read_later(house: House) -> None:
    async with living(house):
        await house.pass_time(100)
        house.server.views.append(make_view(41, house.time.now() + 900))
        history, house.server.history = house.server.history, _refuse  # type: ignore[method-assign]
        await outage(house, 3600)
        assert house.plays() == []
        house.server.history = history  # type: ignore[method-assign]
        await house.pass_time(60)
        assert len(house.plays()) == 1


async def test_the_time_in_which_we_did_not_run_is_a_gap_too(
    db: CountedDatabase, time: VirtualTime, server: FakeServer
) -> None:
    first = House(db, time, [server])
    async with living(first):
        await first.pass_time(100)
    await time.advance(7200, first.settle)
    server.views.append(make_view(41, time.now() - 3600))
    second = House(db, time, [server])
    async with living(second):
        await second.pass_time(30)
        (gap,) = await second.monitoring.gaps(ServerId(1))
        assert (gap.cause, gap.backfilled) == ("not running", 1)
    third = House(db, time, [server])
    async with living(third):
        await third.pass_time(60)
        assert len(third.plays()) == 1


async def _refuse(since: int) -> list[ServerView]:
    raise UnreachableError("busy")
