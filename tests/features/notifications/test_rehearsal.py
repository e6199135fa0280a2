"""Previews and dry runs: what notifiers would have said of what is on record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.factories import STARTED
from tests.web.conftest import HOUR, Desk, opened
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import agent_named
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS, trigger_of
from watchkeeper.features.notifications import Notifier
from watchkeeper.features.notifications.edit import NotifierEdit

SERVER = ServerId(1)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(tmp_path, owner="olga", password=SecretStr("a sentence")) as found:
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
