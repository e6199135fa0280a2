"""The libraries on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia, make_section
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId, ServerId
from watchkeeper.errors import (
    ConflictError,
    InputError,
    MalformedError,
    NotFoundError,
    UnreachableError,
)
from watchkeeper.features.libraries import Libraries, LibrariesChanged
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.queries import insert_server
from watchkeeper.runtime.bus import Bus

SERVER = ServerId(1)
FILMS, SHOWS = SectionId(1), SectionId(2)


@pytest.fixture
def media() -> FakeMedia:
    shows = make_section(2, "Shows", "show", count=5, parent_count=9, child_count=80)
    return FakeMedia(section_list=(make_section(1, "Films", count=10), shows))


@pytest.fixture
def libraries(
    db: Database, clock: FakeClock, bus: Bus, media: FakeMedia, tmp_path: Path
) -> Libraries:
    for name in ("Den", "Attic"):
        values = {"name": name, "url": "", "verify_tls": True, "is_watched": True, "added_at": 1}
        db.write_now(insert_server, values)
    sources = {SERVER: media}
    return Libraries(db, clock, bus, sources.get, tmp_path / "listings")


async def test_a_refresh_keeps_libraries_with_their_counts(libraries: Libraries, bus: Bus) -> None:
    changes: list[LibrariesChanged] = []
    bus.listen(LibrariesChanged, changes.append)
    await libraries.refresh(SERVER)
    films, shows = await libraries.all(SERVER)
    assert (films.section_name, films.section_type, films.count) == ("Films", "movie", 10)
    assert (shows.count, shows.parent_count, shows.child_count) == (5, 9, 80)
    assert changes == [LibrariesChanged(SERVER, (FILMS, SHOWS))]
    await libraries.refresh(SERVER)
    assert len(changes) == 1


async def test_what_could_not_be_counted_keeps_its_count(
    libraries: Libraries, media: FakeMedia
) -> None:
    await libraries.refresh(SERVER)
    media.section_list = (make_section(1, "Movies", count=None), media.section_list[1])  # type: ignore[arg-type]
    await libraries.refresh(SERVER)
    films = await libraries.get(SERVER, FILMS)
    assert films is not None
    assert (films.section_name, films.count) == ("Movies", 10)


async def test_a_missing_library_becomes_inactive_and_comes_back(
    libraries: Libraries, media: FakeMedia
) -> None:
    whole = media.section_list
    await libraries.refresh(SERVER)
    media.section_list = whole[:1]
    await libraries.refresh(SERVER)
    assert [library.is_active for library in await libraries.all(SERVER)] == [True, False]
    media.section_list = whole
    await libraries.refresh(SERVER)
    assert [library.is_active for library in await libraries.all(SERVER)] == [True, True]


async def test_f16_an_empty_list_changes_nothing_and_is_reported(
    libraries: Libraries, media: FakeMedia
) -> None:
    await libraries.refresh(SERVER)
    before = await libraries.all(SERVER)
    media.section_list = ()
    with pytest.raises(MalformedError, match="although 2 are known"):
        await libraries.refresh(SERVER)
    assert await libraries.all(SERVER) == before


async def test_f16_a_list_that_fails_changes_nothing(
    libraries: Libraries, media: FakeMedia
) -> None:
    await libraries.refresh(SERVER)
    before = await libraries.all(SERVER)
    media.failure = MalformedError("1 of 3 pages failed")
    with pytest.raises(MalformedError):
        await libraries.refresh(SERVER)
    assert await libraries.all(SERVER) == before


async def test_a_new_server_may_have_no_library_yet(libraries: Libraries, media: FakeMedia) -> None:
    media.section_list = ()
    await libraries.refresh(SERVER)
    assert await libraries.all(SERVER) == ()


async def test_live_tv_is_made_once_and_stays_active(
    libraries: Libraries, media: FakeMedia
) -> None:
    await libraries.refresh(SERVER)
    made = await libraries.ensure_live_tv(SERVER)
    assert (made.section_id, made.section_name, made.section_type) == (
        LIVE_TV_SECTION,
        "Live TV",
        "live",
    )
    assert await libraries.ensure_live_tv(SERVER) == made
    await libraries.refresh(SERVER)
    assert await libraries.get(SERVER, LIVE_TV_SECTION) == made


async def test_live_tv_alone_is_no_known_library(libraries: Libraries, media: FakeMedia) -> None:
    await libraries.ensure_live_tv(SERVER)
    media.section_list = ()
    await libraries.refresh(SERVER)
    assert len(await libraries.all(SERVER)) == 1


async def test_an_edit_survives_a_refresh_and_can_be_taken_back(
    libraries: Libraries, db: Database
) -> None:
    await libraries.refresh(SERVER)
    before = await libraries.get(SERVER, FILMS)
    changes = {"custom_thumb_url": "https://a.test/p.png", "keep_history": False}
    edited = await libraries.edit(SERVER, FILMS, changes, "Ola")
    assert (edited.poster, edited.backdrop) == ("https://a.test/p.png", None)
    assert not edited.keep_history
    await libraries.refresh(SERVER)
    assert await libraries.get(SERVER, FILMS) == edited
    (entry,) = (await AuditTrail(db).page()).entries
    assert (entry.note.action, entry.note.subject) == ("library_edited", "library:1/1")
    assert await libraries.undo(entry.id, "Ola") == before
    with pytest.raises(ConflictError):
        await libraries.undo(entry.id, "Ola")


@pytest.mark.parametrize(
    ("field", "value"),
    [("section_name", "x"), ("keep_history", "x"), ("custom_art_url", "data:text/html,x")],
)
async def test_what_cannot_be_changed_is_named(
    libraries: Libraries, field: str, value: object
) -> None:
    await libraries.refresh(SERVER)
    with pytest.raises(InputError) as refused:
        await libraries.edit(SERVER, FILMS, {field: value}, "owner")
    assert refused.value.field == field


async def test_a_deleted_library_is_hidden_and_can_come_back(libraries: Libraries) -> None:
    await libraries.refresh(SERVER)
    deleted = await libraries.delete(SERVER, FILMS, "owner")
    assert (deleted.is_deleted, deleted.keep_history) == (True, False)
    assert [library.section_id for library in await libraries.all(SERVER)] == [SHOWS]
    await libraries.refresh(SERVER)
    assert len(await libraries.all(SERVER, with_deleted=True)) == 2
    back = await libraries.undelete(SERVER, FILMS, "owner")
    assert (back.is_deleted, back.keep_history) == (False, True)


async def test_libraries_are_there_after_a_restart(
    libraries: Libraries, db: Database, clock: FakeClock, bus: Bus, tmp_path: Path
) -> None:
    await libraries.refresh(SERVER)
    again = Libraries(db, clock, bus, lambda _server_id: None, tmp_path / "listings")
    assert again.named(SERVER) == {}
    await again.load()
    assert again.named(SERVER) == libraries.named(SERVER)


async def test_unknown_ones_are_not_found(libraries: Libraries) -> None:
    assert await libraries.get(SERVER, SectionId(77)) is None
    with pytest.raises(NotFoundError):
        await libraries.delete(SERVER, SectionId(77), "owner")
    with pytest.raises(UnreachableError, match="no address"):
        await libraries.refresh(ServerId(2))
