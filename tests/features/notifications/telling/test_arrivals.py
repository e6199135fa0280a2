"""New items: written with the row of the item, told once nothing more comes, silent on upgrades."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.features.notifications.telling_house import HERE, WEBHOOK, House, house_in
from watchkeeper.db.tables import untold_arrival
from watchkeeper.domain.facts import SectionId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import NotFoundError
from watchkeeper.features.libraries.inventory.items import Arrival, ItemsArrived, LibraryItem
from watchkeeper.features.notifications import Options
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.notifiers.options import Digest, Once
from watchkeeper.features.notifications.telling.arrivals import Arrivals, ArrivalsParts
from watchkeeper.features.preferences import Notifying

DELAY_SECONDS = 300


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(tmp_path: Path, clock: FakeClock) -> AsyncIterator[House]:
    async with house_in(tmp_path, clock) as found:
        yield found


@pytest.fixture
def arrivals(house: House) -> Arrivals:
    return arrivals_of(house)


def arrivals_of(house: House) -> Arrivals:
    made = Arrivals(
        ArrivalsParts(
            db=house.db,
            clock=house.clock,
            telling=house.telling,
            outbox=house.outbox,
            notifiers=house.notifiers,
            preferences=house.preferences,
        )
    )
    made.listen(house.consequences)
    return made


def item(key: int, arrival: Arrival = Arrival.NEW, top: int | None = None) -> LibraryItem:
    return LibraryItem(
        server_id=HERE,
        rating_key=key,
        section_id=SectionId(1),
        media_type="episode" if top else "movie",
        parent_rating_key=top and top + 1,
        grandparent_rating_key=top,
        title=f"Title {key}",
        parent_title="",
        grandparent_title="",
        full_title="",
        year=None,
        media_index=None,
        parent_media_index=None,
        guid=f"plex://movie/{key}",
        external_ids="",
        thumb="",
        parent_thumb="",
        grandparent_thumb="",
        media="",
        added_at=None,
        first_seen_at=1,
        arrival=arrival,
    )


def made_item(key: int | None, media_type: str, index: int | None = None) -> MediaItem:
    return MediaItem(
        rating_key=key,
        media_type=media_type,
        title=media_type,
        guid="",
        duration=None,
        section_id=SectionId(1),
        facts={"title": media_type, "media_index": index},
    )


def arrive(house: House, items: Sequence[LibraryItem]) -> None:
    event = ItemsArrived(HERE, tuple(items))
    house.db.write_now(lambda conn: house.consequences.write(conn, [event]))


async def test_an_item_that_came_before_a_kill_is_told_after_it(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with house_in(tmp_path, clock) as house:
        await house.add("on_created", agent_id=WEBHOOK)
        arrivals_of(house)
        arrive(house, [item(40)])
    async with house_in(tmp_path, clock) as again:
        clock.advance(DELAY_SECONDS)
        await arrivals_of(again).catch_up()
        await again.settle()
        assert again.channels.arrived == ['"created 40"']


async def test_f37_a_better_copy_of_a_known_title_is_silent(
    house: House, arrivals: Arrivals, clock: FakeClock
) -> None:
    await house.add("on_created")
    arrive(house, [item(41, Arrival.REPLACEMENT), item(42, Arrival.KNOWN)])
    clock.advance(DELAY_SECONDS)
    await arrivals.catch_up()
    await house.settle()
    assert house.channels.arrived == []


async def test_a_better_copy_is_told_to_whom_wants_to_know(
    house: House, arrivals: Arrivals
) -> None:
    await house.add("on_upgraded", agent_id=WEBHOOK)
    arrive(house, [item(41, Arrival.REPLACEMENT), item(42)])
    await house.settle()
    assert house.channels.arrived == ['"upgraded 41"']


async def test_by_hand_a_show_tells_all_of_its_seasons(house: House, arrivals: Arrivals) -> None:
    number = await house.add("on_created")
    texts = {"on_created_body": "{season_count} seasons: {season_num}"}
    await house.notifiers.edit(HERE, number, NotifierEdit(texts=texts))
    house.items.known[7] = made_item(7, "show")
    seasons = (made_item(8, "season", 1), made_item(9, "season", 2), made_item(None, "season", 0))
    house.items.below[7] = seasons
    await arrivals.tell_by_hand(HERE, 7, await house.notifiers.get(HERE, number))
    await house.settle()
    assert house.channels.arrived == ["2 seasons: 1-2"]


async def test_by_hand_an_item_is_told_whatever_the_conditions_and_as_often_as_asked(
    house: House, arrivals: Arrivals
) -> None:
    wants_episodes = [{"parameter": "media_type", "operator": "is", "value": ["episode"]}]
    for _notifier in range(2):
        number = await house.add("on_created", agent_id=WEBHOOK, options=Options(once=Once.ITEM))
        await house.notifiers.edit(HERE, number, NotifierEdit(conditions=wants_episodes))
    await house.add("on_play", agent_id=WEBHOOK)
    for _time in range(2):
        await arrivals.tell_by_hand(HERE, 40, None)
    await house.settle()
    assert house.channels.arrived == ['"created 40"'] * 4


async def test_by_hand_an_item_that_the_server_does_not_have_is_refused(
    house: House, arrivals: Arrivals
) -> None:
    await house.add("on_created")
    house.items.known[7] = None
    with pytest.raises(NotFoundError):
        await arrivals.tell_by_hand(HERE, 7, None)


async def test_what_is_told_once_are_episodes_and_not_the_season_that_they_came_to(
    house: House, arrivals: Arrivals, clock: FakeClock
) -> None:
    wanted = {"notify_recently_added_upgrade": True}
    await house.preferences.change(Notifying, wanted, "olga")
    await house.add("on_created", agent_id=WEBHOOK, options=Options(once=Once.ITEM))
    house.items.known[11] = made_item(11, "season", 1)
    house.items.below[11] = tuple(made_item(key, "episode", key) for key in range(21, 25))
    for came in ([item(21, top=10), item(22, top=10)],
                 [item(23, top=10), item(24, top=10)],
                 [item(one, Arrival.REPLACEMENT, top=10) for one in (23, 24)]):  # fmt: skip
        arrive(house, came)
        clock.advance(DELAY_SECONDS)
        await arrivals.catch_up()
        await house.settle()
    assert house.channels.arrived == ['"created 11"'] * 2


async def test_what_nobody_tells_does_not_wait(house: House, arrivals: Arrivals) -> None:
    await house.add("on_play")
    arrive(house, [item(40)])
    assert house.rows(untold_arrival) == []
    assert arrivals is not None


async def test_f38_hundreds_of_items_at_once_are_few_messages(
    house: House, arrivals: Arrivals, clock: FakeClock
) -> None:
    collected = Options(digest=Digest.GROUPED, digest_minutes=1)
    await house.add("on_created", options=collected)
    arrive(house, [item(1000 + number) for number in range(200)])
    clock.advance(DELAY_SECONDS)
    await arrivals.catch_up()
    await house.settle()
    clock.advance(60)
    await house.settle()
    assert len(house.channels.arrived) < 10
    assert sum(text.count("on_created") for text in house.channels.arrived) == 200
