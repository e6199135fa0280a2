"""From events to messages: written before anything is done, told once, whatever happens between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import make_play
from tests.fakes.clock import FakeClock
from tests.features.notifications.telling_house import (
    HERE,
    WEBHOOK,
    House,
    house_in,
    started,
    stopped,
    stream,
    watched,
)
from watchkeeper.db.tables import last_stop, occasion
from watchkeeper.domain.media import ServerView
from watchkeeper.domain.place import NOWHERE, Place
from watchkeeper.errors import UnreachableError
from watchkeeper.features.history import record_many_now
from watchkeeper.features.notifications import NotifierChange, Options
from watchkeeper.features.notifications.notifiers.options import (
    Digest,
    Once,
    QuietThen,
    WatchedWhen,
)
from watchkeeper.features.notifications.queries import outgoing
from watchkeeper.features.notifications.telling.wanted import is_new_place


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(tmp_path: Path, clock: FakeClock) -> AsyncIterator[House]:
    async with house_in(tmp_path, clock) as found:
        yield found


async def test_an_event_is_written_with_its_cause_and_goes_when_its_messages_are_written(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_play")
    house.write(started(stream(clock)))
    assert house.waiting == 1
    await house.telling.catch_up()
    assert (house.waiting, house.states) == (0, ["waiting"])


async def test_what_nobody_tells_is_not_written(house: House, clock: FakeClock) -> None:
    await house.add("on_stop")
    house.write(started(stream(clock)))
    assert house.waiting == 0


async def test_messages_come_in_the_order_of_events(house: House, clock: FakeClock) -> None:
    await house.add("on_play", "on_watched", "on_stop")
    session = stream(clock)
    at = clock.now()
    house.write(started(session), watched(session, at), stopped(session, at))
    await house.settle()
    assert [text.split()[0] for text in house.channels.arrived] == [
        "on_play",
        "on_watched",
        "on_stop",
    ]


@pytest.mark.parametrize("killed_when", ["written", "told", "claimed", "sent"])
async def test_f1_a_killed_process_loses_no_message_and_doubles_only_one_being_sent(
    tmp_path: Path, clock: FakeClock, killed_when: str
) -> None:
    async with house_in(tmp_path, clock) as house:
        await house.add("on_play")
        house.write(started(stream(clock)))
        if killed_when != "written":
            await house.telling.catch_up()
        if killed_when == "claimed":
            await house.db.write(outgoing.claim, [1])
        if killed_when == "sent":
            await house.outbox.drain()
        before = len(house.channels.arrived)
    async with house_in(tmp_path, clock) as again:
        await again.db.write(outgoing.take_up)
        await again.settle()
        await again.settle()
        assert before + len(again.channels.arrived) == 1
        assert (again.waiting, again.states) == (0, ["sent"])


async def test_a_message_carries_the_same_mark_at_every_try(house: House, clock: FakeClock) -> None:
    await house.add("on_play")
    house.write(started(stream(clock)))
    await house.settle()
    await house.db.write(lambda conn: conn.exec_driver_sql("update notice set state = 'waiting'"))
    await house.settle()
    assert len(house.channels.marks) == 2
    assert len(set(house.channels.marks)) == 1


async def test_an_event_whose_facts_cannot_be_had_waits_and_then_is_told(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_upgraded")
    house.db.write_now(
        lambda conn: conn.execute(
            occasion.insert().values(
                server_id=1, trigger="on_upgraded", not_before=0, attempts=0,
                content='{"at": 1.0, "rating_key": 40}',
            )
        )
    )  # fmt: skip
    house.items.is_down = True
    await house.settle()
    assert (house.waiting, house.channels.arrived) == (1, [])
    house.items.is_down = False
    clock.advance(60)
    await house.settle()
    assert house.waiting == 0
    assert len(house.channels.arrived) == 1


async def test_an_event_that_cannot_be_read_stops_no_other(house: House, clock: FakeClock) -> None:
    await house.add("on_play")
    house.db.write_now(
        lambda conn: conn.execute(
            occasion.insert().values(
                server_id=1, trigger="on_play", not_before=0, attempts=0, content="{}"
            )
        )
    )
    house.write(started(stream(clock)))
    await house.settle()
    assert (house.waiting, len(house.channels.arrived)) == (0, 1)


async def test_a_silent_notifier_is_not_asked(house: House, clock: FakeClock) -> None:
    await house.add("on_play", options=Options(is_silent=True))
    house.write(started(stream(clock)))
    await house.settle()
    assert house.states == []


PLEX = Options(watched_when=WatchedWhen.PLEX, watched_wait_seconds=600)


def view(clock: FakeClock, rating_key: int = 40) -> ServerView:
    return ServerView(
        history_key="1",
        account_id=7,
        rating_key=rating_key,
        media_type="movie",
        title="",
        grandparent_title="",
        parent_title="",
        section_id=None,
        viewed_at=int(clock.now()),
    )


async def test_one_notifier_waits_until_plex_shows_it_as_watched_and_the_other_does_not(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_watched")
    await house.add("on_watched", agent_id=WEBHOOK, options=PLEX)
    session = stream(clock)
    house.streams.running = [session]
    house.write(watched(session, clock.now()))
    await house.settle()
    assert [text.split()[0] for text in house.channels.arrived] == ["on_watched"]
    clock.advance(10)
    house.plex.views = [view(clock, rating_key=41)]
    await house.settle()
    assert len(house.channels.arrived) == 1
    house.plex.views = [view(clock)]
    clock.advance(10)
    await house.settle()
    assert house.channels.arrived[1:] == ['"watched 40"']
    assert house.waiting == 0


async def test_it_is_told_at_the_latest_when_time_is_up(house: House, clock: FakeClock) -> None:
    await house.add("on_watched", agent_id=WEBHOOK, options=PLEX)
    session = stream(clock)
    house.streams.running = [session]
    house.plex.is_down = True
    house.write(watched(session, clock.now()))
    for _look in range(59):
        await house.settle()
        clock.advance(10)
    assert house.channels.arrived == []
    clock.advance(11)
    await house.settle()
    assert house.channels.arrived == ['"watched 40"']


@pytest.mark.parametrize(("down_seconds", "is_late"), [(0, False), (7200, True)])
async def test_waiting_for_plex_makes_no_message_late_but_what_comes_after_it_does(
    house: House, clock: FakeClock, down_seconds: int, is_late: bool
) -> None:
    await house.add("on_watched", options=PLEX)
    session = stream(clock)
    house.streams.running = [session]
    house.write(watched(session, clock.now()))
    for _look in range(30):  # five minutes of ten
        await house.settle()
        clock.advance(10)
    clock.advance(down_seconds)
    house.plex.views = [view(clock)]
    await house.settle()
    (text,) = house.channels.arrived
    assert ("late: this happened on" in text) is is_late


async def test_it_is_told_soon_after_the_stream_has_ended(house: House, clock: FakeClock) -> None:
    await house.add("on_watched", agent_id=WEBHOOK, options=PLEX)
    house.write(watched(stream(clock), clock.now()))
    for _look in range(12):
        await house.settle()
        clock.advance(1)
    assert house.channels.arrived == ['"watched 40"']


async def test_waiting_for_plex_goes_on_after_a_restart(tmp_path: Path, clock: FakeClock) -> None:
    async with house_in(tmp_path, clock) as house:
        await house.add("on_watched", agent_id=WEBHOOK, options=PLEX)
        session = stream(clock)
        house.streams.running = [session]
        house.write(watched(session, clock.now()))
        await house.settle()
    async with house_in(tmp_path, clock) as again:
        again.streams.running = [session]
        clock.advance(10)
        again.plex.views = [view(clock)]
        await again.settle()
        assert again.channels.arrived == ['"watched 40"']


async def test_a_title_is_told_once_and_again_to_another_person_if_so_chosen(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_play", options=Options(once=Once.ITEM))
    for number, rating_key in enumerate((40, 40, 41), start=1):
        guid = f"plex://movie/{rating_key}"
        house.write(started(stream(clock, number, rating_key=rating_key, guid=guid)))
    await house.settle()
    assert len(house.channels.arrived) == 2


async def test_quiet_hours_hold_messages_until_their_end_and_mark_them_late(
    house: House, clock: FakeClock
) -> None:
    start = int(clock.now()) % 86_400 // 60
    options = Options(quiet_from=start, quiet_until=(start + 60) % 1440)
    await house.add("on_play", options=options)
    house.write(started(stream(clock)))
    await house.settle()
    assert (house.states, house.channels.arrived) == (["waiting"], [])
    clock.advance(3600)
    await house.settle()
    assert "late: this happened on" in house.channels.arrived[0]


async def test_quiet_hours_may_drop_messages_which_somebody_can_still_send(
    house: House, clock: FakeClock
) -> None:
    start = int(clock.now()) % 86_400 // 60
    options = Options(quiet_from=start, quiet_until=(start + 60) % 1440, quiet_then=QuietThen.DROP)
    await house.add("on_play", options=options)
    house.write(started(stream(clock)))
    await house.settle()
    (entry,) = await house.outbox.log(HERE)
    assert (entry.state, entry.last_error) == ("dropped", "quiet hours")
    await house.outbox.try_again(entry.id)
    await house.outbox.drain()
    assert len(house.channels.arrived) == 1


async def test_what_quiet_hours_dropped_does_not_count_as_told_once(
    house: House, clock: FakeClock
) -> None:
    start = int(clock.now()) % 86_400 // 60
    quiet = Options(quiet_from=start, quiet_until=(start + 60) % 1440, quiet_then=QuietThen.DROP)
    await house.add("on_play", options=replace(quiet, once=Once.ITEM))
    for number in (1, 2, 3):  # the first in the quiet hours
        house.write(started(stream(clock, number, guid="plex://movie/40")))
        await house.settle()
        clock.advance(3600)
    assert house.states == ["dropped", "sent"]


async def test_what_was_held_goes_out_when_the_options_say_otherwise(
    house: House, clock: FakeClock
) -> None:
    daily = Options(digest=Digest.DAILY, digest_at=0)
    number = await house.add("on_play", options=daily)
    house.write(started(stream(clock)))
    await house.settle()
    assert house.channels.arrived == []
    notifier = await house.notifiers.get(HERE, number)
    assert notifier is not None
    assert notifier.agent is not None
    change = NotifierChange(agent=notifier.agent, options=Options())
    await house.notifiers.change(HERE, number, change)
    await house.settle()
    assert len(house.channels.arrived) == 1


async def test_no_more_messages_go_out_than_the_rate_allows(house: House, clock: FakeClock) -> None:
    await house.add("on_play", options=Options(rate_count=2, rate_seconds=60))
    for number in range(1, 6):
        house.write(started(stream(clock, number)))
    await house.settle()
    assert len(house.channels.arrived) == 2
    clock.advance(60)
    await house.settle()
    assert len(house.channels.arrived) == 4


async def test_f38_many_events_are_one_message_where_they_are_collected(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_play", options=Options(digest=Digest.GROUPED, digest_minutes=5))
    for number in range(1, 31):
        house.write(started(stream(clock, number)))
    await house.settle()
    assert house.channels.arrived == []
    clock.advance(300)
    await house.settle()
    assert [text.count("on_play") for text in house.channels.arrived] == [30]
    assert house.states == ["sent"] * 30


async def test_a_digest_that_fails_is_tried_again_as_one(house: House, clock: FakeClock) -> None:
    await house.add("on_play", options=Options(digest=Digest.GROUPED, digest_minutes=5))
    house.write(started(stream(clock)), started(stream(clock, 2)))
    await house.settle()
    clock.advance(300)
    house.channels.failure = UnreachableError("Down.", retry_after_seconds=30)
    await house.settle()
    house.channels.failure = None
    clock.advance(29)
    await house.settle()
    assert house.channels.arrived == []
    clock.advance(1)
    await house.settle()
    assert [text.count("on_play") for text in house.channels.arrived] == [2]


async def test_a_device_is_new_until_a_stream_on_it_has_ended(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_newdevice")
    session = stream(clock)
    house.write(started(session))
    await house.settle()
    house.db.write_now(
        lambda conn: conn.execute(
            last_stop.insert().values(
                server_id=1, user_id=session.person.user_id, machine_id="tv", media_type="movie",
                stopped=int(clock.now()) + 5,
            )
        )
    )  # fmt: skip
    clock.advance(10)
    house.write(started(stream(clock, 2)))
    await house.settle()
    assert len(house.channels.arrived) == 1


async def test_a_new_device_is_told_even_if_its_stream_ended_meanwhile(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_newdevice")
    session = stream(clock)
    house.write(started(session))
    house.db.write_now(
        lambda conn: conn.execute(
            last_stop.insert().values(
                server_id=1, user_id=session.person.user_id, machine_id="tv", media_type="movie",
                stopped=int(clock.now()) + 5,
            )
        )
    )  # fmt: skip
    await house.settle()
    assert len(house.channels.arrived) == 1


@pytest.mark.parametrize(
    ("address", "known", "is_new"),
    [
        ("198.51.100.7", {"203.0.113.1"}, True),
        ("203.0.99.7", {"203.0.113.1"}, False),
        ("192.168.1.7", {"203.0.113.1"}, False),
        ("198.51.100.7", set(), False),
        ("198.51.100.7", {"192.168.1.1"}, False),
        ("2001:db8:1::1", {"2001:db8:ffff::1"}, False),
        ("2001:db9::1", {"2001:db8::1"}, True),
        ("nowhere", {"203.0.113.1"}, False),
    ],
)
def test_a_place_is_new_by_its_network(address: str, known: set[str], is_new: bool) -> None:
    assert is_new_place(address, known) is is_new


@pytest.mark.parametrize(
    ("here", "before", "is_told"),
    [
        (Place(city="Lyon", code="FR"), Place(city="Galway", code="IE"), True),
        (Place(city="Galway", code="IE"), Place(city="Galway", code="IE"), False),
        (Place(city="Cork", code="IE"), Place(city="Galway", code="IE"), True),  # network is new
        (Place(city="Cork", code="IE"), NOWHERE, False),  # nothing to compare with
        (NOWHERE, Place(city="Galway", code="IE"), True),  # told by its network
    ],
)
async def test_a_place_is_new_by_country_and_town_where_they_are_looked_up(
    house: House, clock: FakeClock, here: Place, before: Place, is_told: bool
) -> None:
    await house.add("on_newplace")
    session = stream(clock, ip_address="198.51.100.7")
    person = session.person.user_id
    past = make_play(user_id=person, ip_address="203.0.113.9", started=int(clock.now()) - 9000)
    house.db.write_now(record_many_now, [past])
    house.places.told = {"198.51.100.7": here, "203.0.113.9": before}
    house.write(started(session))
    await house.settle()
    assert len(house.channels.arrived) == is_told
