"""What is known of an event when somebody is told of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.features.monitoring.making import make_item
from tests.features.notifications.telling_house import HERE, House, house_in, stream
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.telling.facts import ToldSession


@pytest.fixture
async def house(tmp_path: Path, clock: FakeClock) -> AsyncIterator[House]:
    async with house_in(tmp_path, clock) as found:
        yield found


async def told(house: House, session: LiveSession) -> ToldSession:
    occasion = Occasion(trigger="on_play", server_id=HERE, at=house.clock.now(), session=session)
    found = (await house.gathering.facts(occasion)).session
    assert found is not None
    return found


async def test_a_stream_whose_item_was_not_known_is_described_once_it_is_read(house: House) -> None:
    found = await told(house, replace(stream(house.clock), item=None))
    item = make_item(found.session.rating_key or 0)
    assert found.session.item == item
    assert found.session.observed.guid == f"of {item.title}"


async def test_a_stream_whose_item_is_known_stays_as_it_was_seen(house: House) -> None:
    session = stream(house.clock)
    assert (await told(house, session)).session == session


async def test_a_stream_is_told_without_its_item_while_the_server_is_away(house: House) -> None:
    house.items.is_down = True
    session = replace(stream(house.clock), item=None)
    assert (await told(house, session)).session == session
