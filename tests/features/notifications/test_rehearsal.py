"""Previews and dry runs: what notifiers would have said of what is on record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import STARTED
from tests.web.conftest import HOUR, Desk, opened
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.notices.agents import agent_named
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS, trigger_of
from watchkeeper.features.libraries import Arrival, LibraryItem
from watchkeeper.features.notifications import Notifier, Options
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit
from watchkeeper.features.notifications.notifiers.options import Digest, Once, QuietThen
from watchkeeper.features.notifications.rehearsal.from_inventory import Shelf, told_together
from watchkeeper.features.notifications.telling.arriving import Announcement, announcements
from watchkeeper.settings import Secret

SERVER = ServerId(1)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path, owner="olga", password=Secret("a sentence")) as found:
        await found.app.servers.know("machine-1", "Harbour House")
        await found.furnish()
        found.clock.advance(STARTED + 48 * HOUR - found.clock.now())
        yield found


async def made(desk: Desk, agent: str, **edit: Any) -> Notifier:
    kind = agent_named(agent)
    assert kind is not None
    number = await desk.app.notifiers.add(SERVER, kind)
    return await desk.app.notifiers.edit(SERVER, number, NotifierEdit(**edit))


async def preview(desk: Desk, notifier: Notifier, trigger: str, event: str = "") -> Any:
    known = trigger_of(trigger)
    assert known is not None
    offered = await desk.app.previews.events(notifier, known)
    return await desk.app.previews.of(notifier, known, event, offered)


async def test_a_preview_speaks_of_the_newest_play_that_fits(desk: Desk) -> None:
    notifier = await made(desk, "discord", texts={"on_play_body": "{user} began {title}"})

    shown = await preview(desk, notifier, "on_play")

    assert shown.event.title == "Undertow - The Keys"
    assert shown.wording.body == "ada began Undertow - The Keys"
    assert shown.is_told


async def test_every_trigger_has_an_event_to_be_tried_with(desk: Desk) -> None:
    notifier = await made(desk, "discord")
    for trigger in ALL_TRIGGERS:
        offered = await desk.app.previews.events(notifier, trigger)
        for event in offered:
            shown = await desk.app.previews.of(notifier, trigger, event.reference, offered)
            assert shown.wording.body, (trigger.name, event)
            assert shown.flaws == ()
            assert "{" not in shown.wording.body, (trigger.name, shown.wording.body)


async def test_a_dry_run_lists_what_would_have_been_sent(desk: Desk) -> None:
    notifier = await made(
        desk,
        "discord",
        triggers={"on_play": True, "on_watched": True, "on_pause": True},
        conditions=[{"parameter": "username", "operator": "is", "value": ["ada"]}],
    )

    found = await desk.app.dry_runs.run(notifier, 7)

    assert found.by_trigger == {"on_play": 2, "on_watched": 1}
    assert found.count == 3
    assert found.held == {"conditions": 1}
    assert found.not_replayed == ("on_pause",)
    assert found.shown[0].title == "Undertow - The Keys"
    assert [one.at for one in found.shown] == sorted((one.at for one in found.shown), reverse=True)


async def test_a_person_is_told_once_of_a_title(desk: Desk) -> None:
    await desk.record(title="The Tide", started=STARTED + 30 * HOUR, stopped=STARTED + 32 * HOUR)
    await desk.record(user_id=102, username="bo", started=STARTED + 34 * HOUR)
    triggers = {"on_play": True}
    conditions = [{"parameter": "media_type", "operator": "is", "value": ["movie"]}]

    async def counted(**options: Any) -> tuple[int, dict[str, int]]:
        notifier = await made(
            desk,
            "discord",
            triggers=triggers,
            conditions=conditions,
            options=Options(**options),
        )
        found = await desk.app.dry_runs.run(notifier, 7)
        return found.count, dict(found.held)

    assert (await counted())[0] == 4
    assert (await counted(once=Once.PERSON))[1]["told already"] == 2  # all have one guid
    assert (await counted(once=Once.ITEM))[1]["told already"] == 3


async def test_quiet_hours_a_limit_and_digests_move_messages(desk: Desk) -> None:
    triggers = {"on_play": True}

    async def run(agent: str = "discord", **options: Any) -> Any:
        notifier = await made(desk, agent, triggers=triggers, options=Options(**options))
        return await desk.app.dry_runs.run(notifier, 7)

    dropped = await run(quiet_from=0, quiet_until=1439, quiet_then=QuietThen.DROP)
    assert (dropped.count, dropped.held) == (0, {"quiet hours": 3})
    held = await run(quiet_from=0, quiet_until=1439)
    assert all(one.sent_at > one.at for one in held.shown)
    limited = await run(rate_count=1, rate_seconds=86_400)
    assert [one.sent_at - one.at for one in limited.shown][-1] == 0
    assert limited.shown[0].sent_at - limited.shown[1].sent_at == 86_400
    daily = await run(digest=Digest.DAILY)
    assert daily.deliveries < daily.count == 3
    assert (await run("webhook", digest=Digest.DAILY)).deliveries == 3


async def test_arrivals_are_told_together_as_living_ones_are(desk: Desk) -> None:
    now = round(desk.clock.now())
    episodes = [episode(number, now - HOUR + number) for number in (1, 2, 3)]
    late = [episode(4, now - 60)]
    found = told_together([*episodes, *late], delay_seconds=300)
    assert [len(family.members) for family in found] == [3, 1]
    shelf = Shelf({one.rating_key: one for one in episodes}, {SectionId(1): "Shows"})
    (announced,) = announcements(found[0].members, by_top=True, by_parent=True)
    told = shelf.told(announced)
    assert told is not None
    assert (told.item.media_type, told.item.title) == ("season", "Season 1")
    assert told.children is not None
    assert [child.facts["media_index"] for child in told.children] == [1, 2, 3]
    assert shelf.told(Announcement(999)) is None


def episode(number: int, seen_at: int) -> LibraryItem:
    return LibraryItem(
        server_id=SERVER,
        rating_key=1000 + number,
        section_id=SectionId(1),
        media_type="episode",
        parent_rating_key=900,
        grandparent_rating_key=800,
        title=f"Part {number}",
        parent_title="Season 1",
        grandparent_title="The Lamp Room",
        full_title=f"The Lamp Room - Part {number}",
        year=2024,
        media_index=number,
        parent_media_index=1,
        guid=f"plex://episode/{number}",
        external_ids="tvdb://1",
        thumb="",
        parent_thumb="",
        grandparent_thumb="",
        media="",
        added_at=seen_at,
        first_seen_at=seen_at,
        arrival=Arrival.NEW,
    )
