"""The address of a poster: known once people outside can reach us."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.fakes.clock import FakeClock
from tests.features.monitoring.making import make_item
from tests.features.notifications.telling_house import HERE, House, house_in
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import MediaItem
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.telling.gathering import Gathering, PosterAddress, Sources
from watchkeeper.features.notifications.telling.gathering import no_address as nowhere
from watchkeeper.features.notifications.values import values_of
from watchkeeper.features.users import Users

THUMB = "/library/metadata/40/thumb/1"


async def outside(server_id: ServerId, path: str) -> str:
    return f"https://keeper.test/{server_id}{path}"


async def poster_url(house: House, clock: FakeClock, posters: PosterAddress) -> object:
    async def pictured(server_id: ServerId, rating_key: int) -> MediaItem:
        item = make_item(rating_key)
        return replace(item, facts={**item.facts, "thumb": THUMB})

    house.items.item = pictured  # type: ignore[method-assign]  # items with pictures
    gathering = Gathering(
        Sources(
            servers=house.servers,
            users=Users(house.db, clock, house.bus, lambda _server_id: None),
            items=house.items,
            preferences=house.preferences,
            streams=house.streams,
            describe=lambda observed, _item: observed,
            zone=ZoneInfo("UTC"),
            version="1",
            posters=posters,
        )
    )
    occasion = Occasion(trigger="on_created", server_id=HERE, at=clock.now(), rating_key=40)
    return values_of(await gathering.facts(occasion))["poster_url"]


async def test_a_poster_has_an_address_once_we_can_be_reached_from_outside(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with house_in(tmp_path, clock) as house:
        assert await poster_url(house, clock, nowhere) == ""
        assert await poster_url(house, clock, outside) == f"https://keeper.test/1{THUMB}"
