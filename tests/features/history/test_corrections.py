"""Splitting, merging, leaving out and linking plays; taking each back to the last bit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from tests.factories import STARTED, make_play
from tests.features.history.conftest import Record
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.tables import audit, library_item, play
from watchkeeper.domain.facts import PlayId, SectionId, ServerId, UserId
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history import Corrections, Counting, HistoryQuery
from watchkeeper.features.libraries import Arrival, Inventory, LibraryItem

Change = Callable[[Corrections], Awaitable[int | None]]
Rows = list[tuple[Any, ...]]
REFERENCE = [column.name for column in play.c].index("reference_id")


@pytest.fixture
def corrections(record: Record) -> Corrections:
    inventory = Inventory(record.db, record.clock, record.bus, lambda _server: None)
    return Corrections(record.db, record.clock, record.history, inventory)


def make_item(**overrides: Any) -> LibraryItem:
    """A film of a library."""
    values: dict[str, Any] = {
        "server_id": ServerId(1),
        "rating_key": 900,
        "section_id": SectionId(7),
        "media_type": "movie",
        "parent_rating_key": None,
        "grandparent_rating_key": None,
        "title": "Ebb",
        "parent_title": "",
        "grandparent_title": "",
        "full_title": "Ebb",
        "year": 2020,
        "media_index": None,
        "parent_media_index": None,
        "guid": "plex://movie/ebb",
        "external_ids": "imdb://tt9",
        "thumb": "/library/metadata/900/thumb/1",
        "parent_thumb": "",
        "grandparent_thumb": "",
        "media": "1080 h264 mkv 1",
        "added_at": STARTED,
        "first_seen_at": STARTED,
        "arrival": Arrival.KNOWN,
    }
    return LibraryItem(**(values | overrides))


async def keep_items(record: Record, *items: LibraryItem) -> None:
    def write(conn: Connection) -> None:
        for item in items:
            values = {column.name: getattr(item, column.name) for column in library_item.c}
            conn.execute(insert(library_item).values(**values))

    await record.db.write(write)


async def whole_rows(record: Record) -> Rows:
    """Every play as it is stored, but for its revision."""

    def read(conn: Connection) -> Rows:
        columns = [column for column in play.c if column.name != "revision"]
        return [tuple(row) for row in conn.execute(select(*columns).order_by(play.c.id))]

    return await record.db.read(read)


async def three_sittings(record: Record) -> None:
    """One film in three sittings of one viewing, and a play of another person."""
    for number, offset in enumerate((1_000_000, 2_000_000, 3_000_000)):
        await record.history.record(
            make_play(
                started=STARTED + number * 10_000,
                stopped=STARTED + number * 10_000 + 1000,
                view_offset=offset,
            )
        )
    await record.history.record(make_play(user_id=UserId(102), started=STARTED + 50_000))


async def groups(record: Record) -> list[int]:
    return [row[REFERENCE] for row in await whole_rows(record)]


CHANGES: dict[str, Change] = {
    "split": lambda one: one.split([PlayId(1), PlayId(3)], "ada"),
    "left out": lambda one: one.count([PlayId(1), PlayId(4)], "ada", is_counted=False),
    "linked": lambda one: one.link([PlayId(2)], ServerId(1), 900, "ada"),
    "sorted out": lambda one: one.split([PlayId(1), PlayId(2), PlayId(3)], "ada"),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_each_change_is_taken_back_to_the_last_bit(
    record: Record, corrections: Corrections, name: str
) -> None:
    await three_sittings(record)
    await keep_items(record, make_item())
    before = await whole_rows(record)
    audit_id = await CHANGES[name](corrections)
    assert audit_id is not None
    assert await whole_rows(record) != before
    assert await record.history.check() == []
    await record.history.undo(audit_id, "ada")
    assert await whole_rows(record) == before
    assert await record.history.check() == []


async def test_what_remains_of_a_split_group_stays_together(
    record: Record, corrections: Corrections
) -> None:
    await three_sittings(record)
    assert await groups(record) == [1, 1, 1, 4]
    await corrections.split([PlayId(1)], "ada")
    assert await groups(record) == [1, 2, 2, 4]


async def test_merging_takes_whole_groups_along(record: Record, corrections: Corrections) -> None:
    await three_sittings(record)
    await corrections.split([PlayId(1), PlayId(2), PlayId(3)], "ada")
    await corrections.merge([PlayId(2), PlayId(3)], "ada")
    assert await groups(record) == [1, 2, 2, 4]
    audit_id = await corrections.merge([PlayId(1), PlayId(3)], "ada")
    assert await groups(record) == [1, 1, 1, 4]
    assert audit_id is not None
    await record.history.undo(audit_id, "ada")
    assert await groups(record) == [1, 2, 2, 4]


async def test_plays_of_several_people_or_titles_are_not_merged(
    record: Record, corrections: Corrections
) -> None:
    await three_sittings(record)
    await record.history.record(
        make_play(title="Ebb", full_title="Ebb", rating_key=501, guid="plex://movie/ebb")
    )
    for other in (4, 5):
        with pytest.raises(InputError):
            await corrections.merge([PlayId(1), PlayId(other)], "ada")
    with pytest.raises(InputError):
        await corrections.merge([PlayId(1)], "ada")


async def test_a_play_left_out_is_in_no_figure_but_in_the_list_of_all(
    record: Record, corrections: Corrections
) -> None:
    await three_sittings(record)
    await corrections.count([PlayId(4)], "ada", is_counted=False)
    counted = record.columns.total(HistoryFilter(), grouped=False)
    everything = HistoryFilter(counting=Counting.ALL)
    assert counted[0] == 3
    assert record.columns.total(everything, grouped=False)[0] == 4
    page = await record.history.page(HistoryQuery(filter=everything))
    assert [entry.row.is_counted for entry in page.entries if entry.row] == [False, True]
    only = HistoryFilter(counting=Counting.UNCOUNTED)
    assert record.columns.ids(only) == [4]


async def test_a_linked_play_stands_for_the_item_of_today_and_keeps_its_facts(
    record: Record, corrections: Corrections
) -> None:
    await record.history.record(make_play(summary="kept"))
    await keep_items(record, make_item())
    await corrections.link([PlayId(1)], ServerId(1), 900, "ada")
    row = await record.history.play(PlayId(1))
    assert row is not None
    assert (row.rating_key, row.section_id, row.full_title) == (900, 7, "Ebb")
    assert (row.item["guid"], row.item["summary"]) == ("plex://movie/ebb", "kept")


async def test_a_play_is_linked_to_what_a_library_has_and_to_what_can_be_played(
    record: Record, corrections: Corrections
) -> None:
    await record.history.record(make_play())
    await keep_items(record, make_item(media_type="show"))
    with pytest.raises(NotFoundError):
        await corrections.link([PlayId(1)], ServerId(1), 901, "ada")
    with pytest.raises(InputError):
        await corrections.link([PlayId(1)], ServerId(1), 900, "ada")


async def test_what_changed_again_since_is_not_taken_back(
    record: Record, corrections: Corrections
) -> None:
    await three_sittings(record)
    first = await corrections.count([PlayId(1)], "ada", is_counted=False)
    await corrections.count([PlayId(1)], "ada", is_counted=True)
    assert first is not None
    with pytest.raises(ConflictError):
        await record.history.undo(first, "ada")


async def test_a_change_that_changes_nothing_leaves_no_trace(
    record: Record, corrections: Corrections
) -> None:
    await three_sittings(record)
    assert await corrections.count([PlayId(1)], "ada", is_counted=True) is None
    assert await corrections.split([PlayId(4), PlayId(99)], "ada") is None

    def entries(conn: Connection) -> int:
        return len(conn.execute(select(audit.c.id)).all())

    assert await record.db.read(entries) == 0
