"""F19: the library was rebuilt or moved, and the history finds its items again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from tests.factories import STARTED, make_play
from tests.fakes.plex import FakePlex
from tests.features.history.conftest import Record
from tests.features.history.test_corrections import keep_items, make_item, whole_rows
from watchkeeper.db.tables import library_item, play
from watchkeeper.demo.items import Item
from watchkeeper.domain.facts import PlayId, SectionId, ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.history import (
    Corrections,
    LargeChanges,
    LinkPreviews,
    Preview,
    RecordChanged,
    RelinkOrder,
    Relinks,
    Scope,
    SmallChanges,
)
from watchkeeper.features.history.large import changes
from watchkeeper.features.history.relinking import previews as kept_previews
from watchkeeper.features.history.relinking import service
from watchkeeper.features.history.relinking.matching import Confidence, Old, Present, Reason, ids_in
from watchkeeper.features.libraries import Inventory, Libraries
from watchkeeper.features.system.jobs.job import Job, JobState
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.integrations.plex.client import open_plex_server
from watchkeeper.integrations.plex.connection import ProductFacts
from watchkeeper.integrations.plex.settings import PlexSettings

SERVER = ServerId(1)
SECTIONS = (1, 3, 6)


class House:
    """A record of plays of a simulated server, and what finds their items again."""

    def __init__(self, record: Record, plex: FakePlex, libraries: Libraries, sources: Any) -> None:
        self.record, self.plex, self.libraries = record, plex, libraries
        self.inventory = Inventory(record.db, record.clock, record.bus, sources)
        self.corrections = Corrections(record.db, record.clock, record.history, self.inventory)
        self.relinks = Relinks(
            record.columns, record.history, self.inventory, self.corrections, record.bus
        )

    async def take_stock(self) -> None:
        await self.libraries.refresh(SERVER)
        for library in await self.libraries.all(SERVER):
            await self.inventory.take_stock(library)

    async def play(self, item: Item, **overrides: Any) -> PlayId:
        catalogue = self.plex.plex.catalogue
        parent = catalogue.get(item.parent_key or 0)
        top = catalogue.get(item.grandparent_key or 0)
        names = [one.title for one in (top, item) if one]
        values = {
            "media_type": item.type,
            "rating_key": item.rating_key,
            "parent_rating_key": item.parent_key,
            "grandparent_rating_key": item.grandparent_key,
            "section_id": SectionId(item.section_id or 0),
            "title": item.title,
            "parent_title": parent.title if parent else "",
            "grandparent_title": top.title if top else "",
            "full_title": " - ".join(names),
            "media_index": item.index,
            "parent_media_index": item.parent_index,
            "year": item.year,
            "guid": item.guid,
        }
        return await self.record.history.record(make_play(**(values | overrides)))

    async def preview(self, **scope: Any) -> Preview:
        return await self.relinks.preview(Scope(server_id=SERVER, **scope))


@pytest.fixture
async def house(record: Record, tmp_path: Path) -> AsyncIterator[House]:
    plex = FakePlex(record.clock)
    settings = PlexSettings(
        server_id=SERVER,
        url="http://plex.test:32400",
        product=ProductFacts("client", "1"),
        token=plex.plex.token,
    )
    adapter = open_plex_server(settings, transport=plex.transport())
    sources = {SERVER: adapter}.get
    libraries = Libraries(record.db, record.clock, record.bus, sources, tmp_path / "listings")
    found = House(record, plex, libraries, sources)
    for number, item in enumerate((plex.film(), plex.film(1), plex.episode(), plex.track())):
        await found.play(item, started=STARTED + number * 10_000)
    yield found
    await adapter.aclose()


async def test_nothing_is_said_before_the_libraries_were_read(house: House) -> None:
    preview = await house.preview()
    assert not preview.is_read
    assert preview.candidates == ()


async def test_a_library_in_order_has_nothing_to_link(house: House) -> None:
    await house.take_stock()
    preview = await house.preview()
    assert preview.is_read
    assert preview.candidates == ()


async def test_f19_all_plays_follow_a_library_whose_numbers_are_all_new(house: House) -> None:
    await house.take_stock()
    before = await whole_rows(house.record)
    keys = {old: new for one in SECTIONS for old, new in house.plex.world.rebuild(one).items()}
    await house.take_stock()
    preview = await house.preview()
    assert [one.match.reason for one in preview.candidates] == [Reason.GUID] * 4
    assert preview.plays == {"sure": 4}
    linked, audit_id = await house.relinks.link(Scope(server_id=SERVER), None, "ada")
    assert linked == 4
    rows = await house.record.history.plays([PlayId(number) for number in range(1, 5)])
    column = [name.name for name in play.c].index("rating_key")
    assert [rows[PlayId(row[0])].rating_key for row in before] == [
        keys[row[column]] for row in before
    ]
    assert (await house.preview()).candidates == ()
    assert await house.record.history.check() == []
    assert audit_id is not None
    await house.record.history.undo(audit_id, "ada")
    assert await whole_rows(house.record) == before
    assert await house.record.history.check() == []


async def test_f19_an_item_of_an_old_agent_is_found_by_the_id_in_its_guid(house: House) -> None:
    film = house.plex.film()
    imdb = next(one for one in film.external_ids if one.startswith("imdb://"))
    guid = f"com.plexapp.agents.{imdb}?lang=en"
    await house.play(film, rating_key=77_777, guid=guid, title="Another name", year=None)
    await house.take_stock()
    [found] = (await house.preview()).candidates
    assert found.match.reason is Reason.EXTERNAL_ID
    assert found.match.target is not None
    assert found.match.target.rating_key == film.rating_key


async def test_f19_a_film_and_an_episode_are_found_by_their_names(house: House) -> None:
    await house.play(house.plex.film(), rating_key=77_777, guid="")
    await house.play(house.plex.episode(), rating_key=77_778, guid="local://1")
    await house.take_stock()
    preview = await house.preview()
    assert {one.match.reason for one in preview.candidates} == {Reason.TITLE_YEAR, Reason.EPISODE}
    assert {one.match.confidence for one in preview.candidates} == {Confidence.LIKELY}


async def test_what_fits_several_items_is_left_out_unless_one_is_chosen(house: House) -> None:
    film = house.plex.film()
    await house.play(film, rating_key=77_777)
    await house.take_stock()
    await keep_items(
        house.record, make_item(rating_key=900, section_id=SectionId(1), guid=film.guid)
    )
    scope = Scope(server_id=SERVER, rating_key=77_777)
    [found] = (await house.relinks.preview(scope)).candidates
    assert found.match.confidence is Confidence.DOUBTFUL
    assert len(found.match.options) == 2
    assert await house.relinks.link(scope, None, "ada") == (0, None)
    with pytest.raises(InputError):
        await house.relinks.link(scope, [(77_777, (1, 5))], "ada")
    linked, _ = await house.relinks.link(scope, [(77_777, (1, 900))], "ada")
    assert linked == 1


async def test_a_library_can_be_merged_into_another_and_taken_apart_again(house: House) -> None:
    film = house.plex.film()
    await house.take_stock()
    await house.play(film, rating_key=88_888, section_id=SectionId(99))
    await house.play(film, rating_key=88_889, section_id=SectionId(99), guid="", title="Unknown")
    before = await whole_rows(house.record)
    scope = Scope(server_id=SERVER, section_id=SectionId(99), into=(SERVER, SectionId(1)))
    preview = await house.relinks.preview(scope)
    assert preview.plays == {"sure": 1, "unmatched": 1}
    moved, audit_id = await house.relinks.merge(scope, "ada", with_rest=True)
    assert moved == 2
    rows = await house.record.history.plays([PlayId(5), PlayId(6)])
    assert [rows[PlayId(n)].section_id for n in (5, 6)] == [1, 1]
    assert [rows[PlayId(n)].rating_key for n in (5, 6)] == [film.rating_key, 88_889]
    assert audit_id is not None
    await house.record.history.undo(audit_id, "ada")
    assert await whole_rows(house.record) == before
    with pytest.raises(InputError):
        await house.relinks.merge(
            Scope(server_id=SERVER, section_id=SectionId(1), into=(SERVER, SectionId(1))),
            "ada",
            with_rest=True,
        )


async def test_f19_a_rebuilt_library_is_suggested_by_itself(house: House) -> None:
    for number in range(2, 6):
        await house.play(house.plex.film(number), started=STARTED + number * 100_000)
    await house.take_stock()
    await house.relinks.tend()
    assert not list(house.relinks.suggestions)
    house.plex.world.rebuild(1)
    await house.take_stock()
    await house.relinks.tend()
    [suggestion] = house.relinks.suggestions
    assert (suggestion.server_id, suggestion.items, suggestion.plays) == (SERVER, 6, 6)
    await house.relinks.link(Scope(server_id=SERVER), None, "ada")
    await house.relinks.tend()
    assert not list(house.relinks.suggestions)


async def test_f19_plays_follow_a_library_to_another_server(house: House) -> None:
    await house.take_stock()

    def move(conn: Connection) -> None:
        conn.execute(update(library_item).values(server_id=2))

    await house.record.db.write(move)
    scope = Scope(server_id=SERVER, section_id=SectionId(1), into=(ServerId(2), SectionId(1)))
    moved, _ = await house.relinks.merge(scope, "ada", with_rest=False)
    assert moved == 2
    rows = await house.record.history.plays([PlayId(1), PlayId(2), PlayId(3)])
    assert [rows[PlayId(number)].server_id for number in (1, 2, 3)] == [2, 2, 1]
    assert await house.record.history.check() == []


async def renumber(house: House, keys: dict[int, int]) -> None:
    """The server began anew and gave other items these numbers."""

    def write(conn: Connection) -> None:
        column = library_item.c.rating_key
        for old, new in keys.items():
            conn.execute(update(library_item).where(column == old).values(rating_key=-new))
        conn.execute(update(library_item).where(column < 0).values(rating_key=-column))

    await house.record.db.write(write)


async def test_f19_a_play_whose_number_was_given_to_another_item_finds_its_own(
    house: House,
) -> None:
    one, other = house.plex.film(), house.plex.film(1)
    await house.take_stock()
    await renumber(house, {one.rating_key: other.rating_key, other.rating_key: one.rating_key})
    before = await whole_rows(house.record)
    preview = await house.preview()
    assert preview.plays == {"sure": 2}
    linked, audit_id = await house.relinks.link(Scope(server_id=SERVER), None, "ada")
    assert linked == 2
    rows = await house.record.history.plays([PlayId(1), PlayId(2)])
    assert [rows[PlayId(n)].rating_key for n in (1, 2)] == [other.rating_key, one.rating_key]
    assert (await house.preview()).candidates == ()
    assert await house.record.history.check() == []
    assert audit_id is not None
    await house.record.history.undo(audit_id, "ada")
    assert await whole_rows(house.record) == before


async def test_f19_items_that_had_one_number_are_linked_each_to_its_own(house: House) -> None:
    films = [house.plex.film(number) for number in range(2)]
    for film in films:
        await house.play(film, rating_key=77_777)
    await house.take_stock()
    preview = await house.preview()
    assert [one.lost.rating_key for one in preview.candidates] == [77_777, 77_777]
    chosen = [(77_777, (SERVER, film.rating_key)) for film in films]
    assert (await house.relinks.link(Scope(server_id=SERVER), chosen[:1], "ada"))[0] == 1
    assert (await house.relinks.link(Scope(server_id=SERVER), chosen[1:], "ada"))[0] == 1
    rows = await house.record.history.plays([PlayId(5), PlayId(6)])
    assert [rows[PlayId(n)].rating_key for n in (5, 6)] == [one.rating_key for one in films]


async def test_nothing_is_said_of_a_gone_item_whose_number_another_has(house: House) -> None:
    await house.play(house.plex.film(), guid="plex://movie/gone", title="Gone", full_title="Gone")
    await house.take_stock()
    assert (await house.preview()).candidates == ()


async def test_plays_follow_a_library_that_kept_the_numbers_of_its_items(house: House) -> None:
    film = house.plex.film()
    await house.play(film, section_id=SectionId(99))
    await house.take_stock()
    scope = Scope(server_id=SERVER, section_id=SectionId(99), into=(SERVER, SectionId(1)))
    moved, _ = await house.relinks.merge(scope, "ada", with_rest=False)
    assert moved == 1
    rows = await house.record.history.plays([PlayId(5)])
    assert rows[PlayId(5)].section_id == 1


@pytest.mark.parametrize(
    ("guid", "ids", "show"),
    [
        ("com.plexapp.agents.themoviedb://603?lang=en", ("tmdb://603",), ""),
        ("com.plexapp.agents.thetvdb://121361/1/2?lang=en", (), "tvdb://121361"),
        ("plex://movie/5d7768244de0ee001fcc7fed", (), ""),
        ("com.plexapp.agents.none://1", (), ""),
        ("", (), ""),
    ],
)
def test_ids_are_read_from_guids_of_older_agents(
    guid: str, ids: tuple[str, ...], show: str
) -> None:
    found = ids_in(guid)
    assert (found.ids, found.show_id) == (ids, show)


@given(st.text(max_size=60))
def test_no_guid_is_too_strange_to_be_looked_at(guid: str) -> None:
    old = Old(1, 1, "movie", guid, "", "", None, None, None, guid)
    assert Present().match(old).target is None


async def rebuilt(house: House) -> None:
    """The numbers of all items are new."""
    await house.take_stock()
    for section in SECTIONS:
        house.plex.world.rebuild(section)
    await house.take_stock()


async def test_what_items_are_today_does_not_hang_on_how_many_are_looked_for_together(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rebuilt(house)
    whole = await house.preview()
    assert len(whole.candidates) > 2
    told: list[tuple[int, int]] = []

    async def tell(done: int, total: int) -> None:
        told.append((done, total))

    monkeypatch.setattr(service, "PART", 1)
    scope = Scope(server_id=SERVER)
    assert await house.relinks.preview(scope, tell=tell) == whole
    assert told == [(done, len(whole.candidates)) for done in range(len(whole.candidates))]
    one = whole.candidates[0].lost.rating_key
    assert (await house.relinks.preview(scope, only=[one])).candidates == whole.candidates[:1]
    extent = await house.relinks.extent(scope)
    assert (extent.items, extent.plays) == (len(whole.candidates), whole.plays.total())


async def test_a_preview_of_many_items_is_made_once_by_a_job(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rebuilt(house)
    scope, record = Scope(server_id=SERVER), house.record
    jobs = Jobs(record.db, record.clock, record.bus)
    previews = LinkPreviews(house.relinks, jobs, record.clock, record.bus)
    assert await previews.of(scope) == await house.preview()
    monkeypatch.setattr(kept_previews, "MOST_AT_ONCE", 1)
    async with anyio.create_task_group() as group:
        group.start_soon(jobs.run)
        first, second = await previews.of(scope), await previews.of(scope)
        assert isinstance(first, Job)
        assert isinstance(second, Job)
        assert first.id == second.id
        await jobs.wait(first.id)
        assert await previews.of(scope) == await house.preview()
        record.bus.publish(RecordChanged(1))
        again = await previews.of(scope)
        assert isinstance(again, Job)
        await jobs.wait(again.id)
        record.clock.advance(kept_previews.KEEP_SECONDS)
        assert isinstance(await previews.of(scope), Job)
        group.cancel_scope.cancel()


async def test_very_many_items_are_linked_by_a_job_that_finds_them_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rebuilt(house)
    record = house.record
    jobs = Jobs(record.db, record.clock, record.bus)
    small = SmallChanges(record.columns, record.history, house.corrections, house.relinks)
    large = LargeChanges(record.db, record.clock, small, jobs)
    monkeypatch.setattr(changes, "MOST_AT_ONCE", 1)
    plays = (await house.preview()).plays.total()
    begun = await large.link(RelinkOrder(scope=Scope(server_id=SERVER)), "ada")
    assert (begun.plays, begun.audit_id) == (plays, None)
    assert begun.job_id is not None
    async with anyio.create_task_group() as group:
        group.start_soon(jobs.run)
        assert (await jobs.wait(begun.job_id)).state is JobState.DONE
        group.cancel_scope.cancel()
    assert all(not one.is_certain for one in (await house.preview()).candidates)
