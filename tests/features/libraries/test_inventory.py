"""What the libraries hold, read from the simulated Plex server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.plex import FakePlex
from watchkeeper.db.database import Database
from watchkeeper.demo.items import Item
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import OutsideError
from watchkeeper.features.libraries import (
    Arrival,
    ArrivalQuery,
    Inventory,
    ItemsArrived,
    Libraries,
    Library,
    Readings,
    Stocktaking,
)
from watchkeeper.features.libraries.inventory.items import is_believable, media_words
from watchkeeper.features.libraries.inventory.queries import SURE_AFTER_SECONDS
from watchkeeper.features.libraries.inventory.stocktaking import (
    AGAIN_SECONDS,
    LOOK_SECONDS,
    WHOLE_SECONDS,
)
from watchkeeper.features.system.jobs.job import JobState
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.queries import insert_server
from watchkeeper.integrations.plex.client import PlexServer, open_plex_server
from watchkeeper.integrations.plex.connection import ProductFacts
from watchkeeper.integrations.plex.settings import PlexSettings
from watchkeeper.runtime.bus import Bus

SERVER = ServerId(1)
MOVIES, SHOWS = SectionId(1), SectionId(3)


class House:
    """A simulated server, its libraries and the inventory."""

    def __init__(self, db: Database, plex: FakePlex, server: PlexServer, folder: Path) -> None:
        self.db, self.plex, self.bus = db, plex, Bus()
        sources = {SERVER: server}.get
        self.libraries = Libraries(db, plex.clock, self.bus, sources, folder)
        self.inventory = Inventory(db, plex.clock, self.bus, sources)
        self.jobs = Jobs(db, plex.clock, self.bus)
        self.readings = Readings(self.inventory, self.libraries, self.jobs)
        self.stocktaking = Stocktaking(self.readings, plex.clock, self.bus, self._watched)
        self.arrived: list[ItemsArrived] = []
        self.bus.listen(ItemsArrived, self.arrived.append)

    async def _watched(self) -> list[ServerId]:
        return [SERVER]

    async def library(self, section_id: SectionId = MOVIES) -> Library:
        found = await self.libraries.get(SERVER, section_id)
        assert found is not None
        return found

    async def look(self) -> None:
        """Look at what is due, and wait for the jobs that were begun."""
        await self.stocktaking.look()
        for job in await self.jobs.all():
            await self.jobs.wait(job.id)

    async def read(self, section_id: SectionId = MOVIES) -> int | None:
        return await self.inventory.take_stock(await self.library(section_id))

    async def present(self) -> set[int]:
        return {int(key) for key in (await self.inventory.shelf(SERVER)).rating_keys}


@pytest.fixture
async def house(db: Database, clock: FakeClock, tmp_path: Path) -> AsyncIterator[House]:
    plex = FakePlex(clock)
    values = {"name": "Den", "url": "x", "verify_tls": True, "is_watched": True, "added_at": 1}
    db.write_now(insert_server, values)
    settings = PlexSettings(
        server_id=SERVER,
        url="http://plex.test:32400",
        product=ProductFacts("client", "1"),
        token=plex.plex.token,
    )
    adapter = open_plex_server(settings, transport=plex.transport())
    found = House(db, plex, adapter, tmp_path / "listings")
    await found.libraries.refresh(SERVER)
    async with anyio.create_task_group() as group:
        group.start_soon(found.jobs.run)
        yield found
        group.cancel_scope.cancel()
    await adapter.aclose()


async def test_what_is_there_at_the_first_look_is_not_new(house: House) -> None:
    assert await house.read() == 0
    films = house.plex.plex.catalogue.of_type(MOVIES, "movie")
    found = await house.inventory.added(ArrivalQuery(server_id=SERVER, section_id=MOVIES))
    assert found.total == len(films)
    assert {item.arrival for item in found.items} == {Arrival.KNOWN}
    assert found.items[0].added_at == max(film.added_at for film in films)
    assert house.arrived == []


async def test_an_item_that_the_server_tells_of_is_new_and_announced(house: House) -> None:
    await house.look()
    house.plex.clock.advance(60)
    added = house.plex.world.add_like(house.plex.film().rating_key, "A new one")
    house.stocktaking.told(SERVER, added.rating_key)
    await house.look()
    [event] = house.arrived
    assert [(item.title, item.arrival) for item in event.items] == [("A new one", Arrival.NEW)]
    newest = await house.inventory.added(ArrivalQuery(section_id=MOVIES, limit=1))
    assert newest.items[0].title == "A new one"


async def test_what_came_unheard_is_found_among_the_recently_added(house: House) -> None:
    await house.look()
    house.plex.world.add_like(house.plex.episode().rating_key, "Missed")
    house.stocktaking.wake(SERVER)
    await house.look()
    assert [item.title for event in house.arrived for item in event.items] == ["Missed"]


async def test_what_came_while_the_server_was_not_heard_is_found_once_it_is(house: House) -> None:
    await house.look()
    house.plex.world.add_like(house.plex.episode().rating_key, "Missed")
    house.plex.clock.advance(LOOK_SECONDS)
    await house.look()
    assert house.arrived == []
    house.stocktaking.heard(SERVER)
    await house.look()
    assert [item.title for event in house.arrived for item in event.items] == ["Missed"]


async def test_a_socket_that_comes_and_goes_has_the_server_asked_once_a_minute(
    house: House,
) -> None:
    await house.look()
    house.plex.clock.advance(LOOK_SECONDS)
    house.stocktaking.heard(SERVER)
    await house.look()
    house.plex.plex.requests.clear()
    for _ in range(5):
        house.plex.clock.advance(LOOK_SECONDS / 6)
        house.stocktaking.heard(SERVER)
        await house.look()
    assert house.plex.plex.requests == {}
    house.plex.clock.advance(LOOK_SECONDS / 6)
    await house.look()
    assert house.plex.plex.requests != {}


async def test_f37_a_better_file_is_an_upgrade_and_no_arrival(house: House) -> None:
    film = house.plex.film()
    await house.read()
    [version, *others] = film.media
    bigger = replace(version, size=version.size + 1)
    house.plex.plex.catalogue.change(film.rating_key, media=(bigger, *others))
    await house.read()
    found = await house.inventory.item(SERVER, film.rating_key)
    assert found is not None
    assert found.upgraded_at == int(house.plex.clock.now())
    assert found.arrival is Arrival.KNOWN
    assert house.arrived == []


async def test_f37_the_same_title_under_another_number_replaces_the_old_one(house: House) -> None:
    await house.read()
    old = await house.present()
    keys = house.plex.world.rebuild(MOVIES)
    assert await house.read() == len(old)
    items = [item for event in house.arrived for item in event.items]
    assert {item.arrival for item in items} == {Arrival.REPLACEMENT}
    assert {item.rating_key for item in items} == {keys[key] for key in old}
    gone = await house.inventory.item(SERVER, min(old))
    assert gone is not None
    assert gone.gone_at == int(house.plex.clock.now())


async def arrival_of(house: House, item: Item) -> Arrival:
    """How an item came that the server tells of now."""
    added = house.plex.world.add(item)
    house.plex.clock.advance(60)
    house.stocktaking.told(SERVER, added.rating_key)
    await house.look()
    found = await house.inventory.item(SERVER, added.rating_key)
    assert found is not None
    return found.arrival


@pytest.mark.parametrize(
    ("changes", "arrival"),
    [
        ({"external_ids": ("tmdb://90001",)}, Arrival.REPLACEMENT),
        ({"external_ids": ("imdb://tt90009", "tmdb://90001")}, Arrival.REPLACEMENT),
        ({"external_ids": ("tmdb://90002",)}, Arrival.NEW),
        ({"external_ids": ()}, Arrival.NEW),
    ],
)
async def test_f37_a_film_is_the_same_by_its_ids_elsewhere(
    house: House, changes: dict[str, object], arrival: Arrival
) -> None:
    old = house.plex.film()
    ids = ("imdb://tt90001", "tmdb://90001")
    house.plex.plex.catalogue.change(old.rating_key, external_ids=ids)
    await house.look()
    key = house.plex.plex.catalogue.next_rating_key()
    other = replace(old, rating_key=key, guid="plex://movie/other", **changes)  # type: ignore[arg-type]  # by name
    assert await arrival_of(house, other) is arrival


async def test_f37_an_episode_is_the_same_by_its_numbers_in_its_show(house: House) -> None:
    old = house.plex.episode()
    await house.look()
    house.plex.world.delete(old.rating_key)
    house.stocktaking.told(SERVER, old.rating_key)
    await house.look()
    key = house.plex.plex.catalogue.next_rating_key()
    again = replace(old, rating_key=key, guid="local://8", external_ids=())
    assert await arrival_of(house, again) is Arrival.REPLACEMENT
    further = replace(again, rating_key=key + 1, guid="local://9", index=990)
    assert await arrival_of(house, further) is Arrival.NEW


async def test_f37_an_episode_is_the_same_when_its_whole_show_came_anew(house: House) -> None:
    await house.read(SHOWS)
    for item in house.plex.plex.catalogue.of_type(SHOWS, "episode"):
        house.plex.plex.catalogue.change(item.rating_key, guid=f"local://{item.rating_key}")
    house.plex.world.rebuild(SHOWS)
    for item in house.plex.plex.catalogue.of_type(SHOWS, "episode"):
        house.plex.plex.catalogue.change(item.rating_key, guid=f"local://{item.rating_key}")
    await house.read(SHOWS)
    items = [item for event in house.arrived for item in event.items]
    assert {item.arrival for item in items} == {Arrival.REPLACEMENT}


async def test_f37_what_is_there_again_is_neither_new_nor_upgraded(house: House) -> None:
    await house.read()
    film = house.plex.film()
    house.plex.plex.catalogue.delete(film.rating_key)
    await house.read()
    house.plex.plex.catalogue.add(film)
    await house.read()
    [event] = house.arrived
    assert [(item.rating_key, item.arrival) for item in event.items] == [
        (film.rating_key, Arrival.KNOWN)
    ]


async def test_what_was_deleted_is_gone_since_then(house: House) -> None:
    await house.look()
    episode = house.plex.episode()
    assert episode.grandparent_key is not None
    house.plex.world.delete(episode.grandparent_key)
    house.stocktaking.told(SERVER, episode.grandparent_key)
    await house.look()
    for key in (episode.rating_key, episode.grandparent_key):
        found = await house.inventory.item(SERVER, key)
        assert found is not None
        assert not found.is_there
    gone = await house.inventory.gone(ArrivalQuery(server_id=SERVER, section_id=SHOWS))
    assert gone.total > 1


async def test_f16_an_empty_answer_is_not_believed_until_it_is_so_again(house: House) -> None:
    await house.read()
    before = await house.present()
    house.plex.faults.has_empty_library = True
    assert await house.read() is None
    house.plex.clock.advance(SURE_AFTER_SECONDS - 1)
    assert await house.read() is None
    assert await house.present() == before
    house.plex.clock.advance(1)
    assert await house.read() == len(before)


async def test_f16_a_page_that_fails_makes_nothing_gone(house: House) -> None:
    await house.read()
    before = await house.present()
    house.plex.faults.failing_page = 1
    with pytest.raises(OutsideError):
        await house.read()
    assert await house.present() == before


async def test_a_library_is_read_again_after_a_day(house: House) -> None:
    await house.look()
    house.plex.plex.requests.clear()
    await house.look()
    assert not house.plex.plex.requests
    house.plex.clock.advance(WHOLE_SECONDS)
    await house.look()
    assert house.plex.plex.requests


def whole_lists(house: House) -> list[str]:
    """Of which sections and kinds the server was asked for the first page of the whole list."""
    return [one for one in map(str, house.plex.plex.requests) if "/all" in one]


async def test_one_reading_feeds_the_inventory_and_the_lists(house: House) -> None:
    await house.look()
    pages = len(whole_lists(house))
    for library in await house.libraries.all(SERVER):
        indexes = await house.libraries.indexes.of(library)
        readings = await house.inventory.readings(SERVER)
        if indexes.top is not None and indexes.leaves is not None:
            levels = {id(index): len(index) for index in (indexes.top, indexes.leaves)}
            assert sum(levels.values()) == readings[library.section_id].item_count
            summary = await house.libraries.indexes.summary(library, 0)
            assert summary is not None
    assert pages == len(whole_lists(house))
    [job] = await house.jobs.all()
    assert job.state is JobState.DONE
    assert job.progress == job.total


async def test_a_list_that_was_lost_is_read_again(house: House) -> None:
    await house.look()
    await house.libraries.forget_listings(SERVER, MOVIES)
    house.plex.clock.advance(AGAIN_SECONDS)
    await house.look()
    assert [job.name for job in await house.jobs.all(limit=1)] == ["Read Movies"]
    assert (await house.libraries.indexes.of(await house.library())).top is not None


async def test_f16_a_reading_that_breaks_off_leaves_the_lists_as_they_were(house: House) -> None:
    await house.look()
    before = await house.libraries.indexes.of(await house.library())
    house.plex.faults.failing_page = 1
    job_id = await house.readings.start([await house.library()])
    assert job_id is not None
    assert (await house.jobs.wait(job_id)).state is JobState.FAILED
    assert await house.libraries.indexes.of(await house.library()) == before
    assert not house.readings.is_being_read(await house.library())


async def test_f16_lists_stay_while_a_reading_is_doubted(house: House) -> None:
    await house.look()
    before = await house.libraries.indexes.of(await house.library())
    house.plex.faults.has_empty_library = True
    job_id = await house.readings.start([await house.library()])
    assert job_id is not None
    job = await house.jobs.wait(job_id)
    assert job.state is JobState.DONE
    assert "less than half" in job.message
    assert await house.libraries.indexes.of(await house.library()) == before


async def test_a_library_is_read_by_one_job_at_a_time(house: House) -> None:
    library = await house.library()
    first = await house.readings.start([library])
    assert first is not None
    assert await house.readings.start([library]) is None
    job = await house.readings.job_of(library)
    assert job is not None
    assert job.id == first
    await house.jobs.wait(first)
    assert await house.readings.job_of(library) is None


async def test_who_wants_a_library_read_now_waits_for_the_job_that_is_at_it(house: House) -> None:
    library = await house.library()
    first = await house.readings.start([library])
    job = await house.readings.read_now(library)
    assert job is not None
    assert (job.id, job.state) == (first, JobState.DONE)
    again = await house.readings.read_now(library)
    assert again is not None
    assert again.id != first


async def test_a_reading_that_its_owner_stopped_waits_for_the_next_day(house: House) -> None:
    await house.stocktaking.look()
    [job] = await house.jobs.all()
    await house.jobs.stop(job.id)
    await house.jobs.wait(job.id)
    house.plex.clock.advance(AGAIN_SECONDS)
    await house.look()
    assert len(await house.jobs.all()) == 1
    assert not await house.inventory.readings(SERVER)
    house.plex.clock.advance(WHOLE_SECONDS)
    await house.look()
    assert await house.inventory.is_whole(SERVER)


async def test_no_job_is_begun_while_the_server_is_silent(house: House) -> None:
    house.plex.faults.status = 503
    with pytest.raises(OutsideError):
        await house.stocktaking.look()
    assert await house.jobs.all() == []


async def test_refreshing_reads_what_changed_alone(house: House) -> None:
    await house.look()
    house.plex.world.add_like(house.plex.film().rating_key, "Brand new")
    await house.jobs.wait(await house.readings.refresh([SERVER]))
    names = [job.name for job in await house.jobs.all()]
    assert names[:2] == ["Read Movies", "Refresh the libraries"]


@pytest.mark.parametrize(
    ("seen", "before", "expected"), [(0, 0, True), (0, 1, False), (50, 100, True), (49, 100, False)]
)
def test_f16_a_library_that_lost_more_than_half_is_doubted(
    seen: int, before: int, expected: bool
) -> None:
    assert is_believable(seen, before) is expected


def test_files_in_short_tell_resolution_codec_and_size() -> None:
    part = {"file_size": 5}
    one = {"video_resolution": "4k", "video_codec": "hevc", "container": "mkv", "parts": [part]}
    assert media_words({"media_info": [one, {}]}) == "4k hevc mkv 5 + - - - 0"
