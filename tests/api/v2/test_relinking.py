"""update_metadata_details: plays follow their item to its new rating keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.v2.house import House, open_house
from tests.factories import STARTED, make_play
from tests.fakes.plex import FakePlex
from watchkeeper.demo.plexserver.faults import Outage
from watchkeeper.features.system import queries as system_queries
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.integrations.plex import PlexSettings, ProductFacts, open_plex_server

URL = "http://plex.test:32400"
OLD_FILM, OLD_EPISODE, OLD_SEASON, OLD_SHOW = 900_001, 900_013, 900_012, 900_011
DONE = "Updated metadata in database."
NOTHING_DONE = "Unable to update metadata in database. No changes were made."


class Moved:
    """A house whose server numbered a film and a show anew after they were played."""

    def __init__(self, house: House, fake: FakePlex) -> None:
        self.house = house
        self.fake = fake
        self.film = fake.film()
        self.episode = fake.episode()

    async def update(self, old: int, new: int, media_type: str) -> str:
        response = await self.house.call(
            "update_metadata_details",
            old_rating_key=old,
            new_rating_key=new,
            media_type=media_type,
        )
        assert response.status_code == 200
        return str(response.json()["response"]["message"])

    async def rows(self, **sent: object) -> list[dict[str, object]]:
        found: list[dict[str, object]] = (await self.house.data("get_history", **sent))["data"]
        return found


@pytest.fixture
async def moved(tmp_path: Path) -> AsyncIterator[Moved]:
    fake = FakePlex()
    async with open_house(tmp_path / "data", fake.clock) as house:
        server = await house.app.servers.know(fake.plex.machine_identifier, "Attic")
        await house.app.db.write(system_queries.update_server, server.id, {"url": URL})
        await house.app.servers.load()
        product = ProductFacts(client_identifier="watchkeeper-test", version="1.0")
        settings = PlexSettings(
            server_id=server.id, url=URL, product=product, token=fake.plex.token
        )
        house.media.only = open_plex_server(settings, transport=fake.transport())
        found = Moved(house, fake)
        keys = {"server_id": server.id, "section_id": 77}
        await house.app.history.record(make_play(rating_key=OLD_FILM, started=STARTED, **keys))
        await house.app.history.record(
            make_play(
                **keys,
                media_type="episode",
                rating_key=OLD_EPISODE,
                parent_rating_key=OLD_SEASON,
                grandparent_rating_key=OLD_SHOW,
                media_index=found.episode.index,
                parent_media_index=found.episode.parent_index,
                started=STARTED + 9000,
                stopped=STARTED + 12_000,
            )
        )
        yield found
        await house.media.only.aclose()


async def test_a_film_takes_its_plays_along(moved: Moved) -> None:
    new = moved.film.rating_key
    assert await moved.update(OLD_FILM, new, "movie") == DONE
    assert await moved.rows(rating_key=OLD_FILM) == []
    (row,) = await moved.rows(rating_key=new)
    assert row["title"] == moved.film.title
    assert row["guid"] == moved.film.guid


async def test_a_show_takes_its_episodes_along(moved: Moved) -> None:
    found = await moved.house.data("get_metadata", rating_key=moved.episode.rating_key)
    new = int(found["grandparent_rating_key"])
    assert await moved.update(OLD_SHOW, new, "show") == DONE
    (row,) = await moved.rows(grandparent_rating_key=new)
    assert row["rating_key"] == moved.episode.rating_key
    assert row["parent_rating_key"] == int(found["parent_rating_key"])
    assert row["grandparent_title"] == found["grandparent_title"]


async def test_the_owner_can_take_it_back(moved: Moved) -> None:
    await moved.update(OLD_FILM, moved.film.rating_key, "movie")
    app = moved.house.app
    (entry,) = (await AuditTrail(app.db).page()).entries
    assert entry.undo_hook == "history"
    await app.history.undo(entry.id, "owner")
    (row,) = await moved.rows(rating_key=OLD_FILM)
    assert row["title"] != moved.film.title


async def test_what_nobody_played_changes_nothing(moved: Moved) -> None:
    assert await moved.update(123_456, moved.film.rating_key, "movie") == NOTHING_DONE
    assert await moved.update(123_456, moved.film.rating_key, "show") == NOTHING_DONE


async def test_nothing_changes_while_the_server_is_away(moved: Moved) -> None:
    moved.fake.faults.outage = Outage.REFUSE
    assert await moved.update(OLD_FILM, moved.film.rating_key, "movie") == NOTHING_DONE
    assert len(await moved.rows(rating_key=OLD_FILM)) == 1


async def test_all_three_parameters_are_needed(moved: Moved) -> None:
    response = await moved.house.call("update_metadata_details", old_rating_key=OLD_FILM)
    assert response.status_code == 400
