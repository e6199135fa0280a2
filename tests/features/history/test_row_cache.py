"""Rows that were shown lately are not read again, until something they show changes."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from tests.factories import STARTED, make_play
from tests.features.history.conftest import Record
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.tables import library
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.features.history import row_cache
from watchkeeper.features.history.edits import PlayEdit
from watchkeeper.features.history.queries.rows import play_rows
from watchkeeper.features.history.row_cache import RowCache, Stamp
from watchkeeper.features.history.rows import HistoryQuery
from watchkeeper.features.libraries.library import LibrariesChanged
from watchkeeper.features.preferences import Recording
from watchkeeper.features.users import UsersChanged

EVERYTHING = HistoryQuery(filter=HistoryFilter())


@pytest.fixture
async def reads(record: Record, monkeypatch: pytest.MonkeyPatch) -> list[list[PlayId]]:
    """Which plays were read, in turn; three are on record."""
    for number in range(3):
        start = STARTED + number * 10_000
        await record.history.record(make_play(started=start, stopped=start + 5000))
    seen: list[list[PlayId]] = []

    def counted(conn: Connection, ids: list[PlayId], rule: object) -> object:
        seen.append(list(ids))
        return play_rows(conn, ids, rule)  # type: ignore[arg-type]  # a rule

    monkeypatch.setattr(row_cache, "play_rows", counted)
    return seen


async def test_a_page_that_is_asked_again_reads_no_rows(
    record: Record, reads: list[list[PlayId]]
) -> None:
    first = await record.history.page(EVERYTHING)
    assert await record.history.page(EVERYTHING) == first
    assert len(reads) == 1


async def test_an_edited_play_is_shown_as_it_is_now(
    record: Record, reads: list[list[PlayId]]
) -> None:
    page = await record.history.page(EVERYTHING)
    entry = page.entries[0]
    assert entry.row is not None
    await record.history.edit(entry.row.id, PlayEdit(paused_seconds=7), "owner")
    shown = (await record.history.page(EVERYTHING)).entries[0]
    assert shown.row is not None
    assert shown.row.paused_seconds == 7
    assert len(reads) == 2


async def test_a_new_play_is_the_only_row_that_is_read_anew(
    record: Record, reads: list[list[PlayId]]
) -> None:
    await record.history.page(EVERYTHING)
    new = await record.history.record(make_play(started=STARTED + 90_000, stopped=STARTED + 95_000))
    await record.history.page(EVERYTHING)
    assert reads[1:] == [[new]]


async def test_a_row_is_not_trusted_before_it_is_told_what_changed(
    record: Record, reads: list[list[PlayId]]
) -> None:
    cache, stamp = RowCache(), Stamp(0, record.history.watched_rule)
    for revision in (0, 0, 1, 1):
        await record.db.read(cache.rows, [PlayId(1)], stamp, revision)
    cache.follow(1, {2})
    await record.db.read(cache.rows, [PlayId(1)], stamp, 1)
    assert len(reads) == 3
    cache.follow(2, {1})
    await record.db.read(cache.rows, [PlayId(1)], stamp, 2)
    cache.follow(3, None)
    await record.db.read(cache.rows, [PlayId(1)], stamp, 3)
    assert len(reads) == 5


async def test_what_counts_as_watched_and_names_of_libraries_count_too(
    record: Record, reads: list[list[PlayId]]
) -> None:
    await record.history.page(EVERYTHING)
    await record.preferences.change(Recording, {"movie_watched_percent": 60}, "owner")
    await record.history.page(EVERYTHING)
    assert len(reads) == 2
    await record.db.write(lambda conn: conn.execute(update(library).values(agent="x")).rowcount)
    record.bus.publish(LibrariesChanged(ServerId(1)))
    await record.history.page(EVERYTHING)
    assert len(reads) == 3


async def test_a_change_of_one_person_leaves_the_rows_of_others(
    record: Record, reads: list[list[PlayId]]
) -> None:
    theirs = make_play(user_id=UserId(2), started=STARTED + 90_000, stopped=STARTED + 95_000)
    other = await record.history.record(theirs)
    page = await record.history.page(EVERYTHING)
    everybodys = {entry.row.id for entry in page.entries if entry.row is not None}
    reads.clear()

    record.bus.publish(UsersChanged(ServerId(1), UserId(2)))
    await record.history.page(EVERYTHING)
    assert reads == [[other]]

    record.bus.publish(UsersChanged(ServerId(1)))
    await record.history.page(EVERYTHING)
    assert set(reads[1]) == everybodys


async def test_rows_read_before_a_person_changed_are_not_kept(
    record: Record, reads: list[list[PlayId]]
) -> None:
    cache, rule = RowCache(), record.history.watched_rule
    await record.db.read(cache.rows, [PlayId(1)], Stamp(0, rule), 0)
    cache.renamed(1, ServerId(1), UserId(2))
    await record.db.read(cache.rows, [PlayId(2)], Stamp(0, rule), 0)  # begun before, ended after
    await record.db.read(cache.rows, [PlayId(2)], Stamp(1, rule), 0)
    assert reads == [[1], [2], [2]]


async def test_only_so_many_rows_are_remembered(record: Record, reads: list[list[PlayId]]) -> None:
    cache, stamp = RowCache(most=2), Stamp(0, record.history.watched_rule)
    ids = [PlayId(1), PlayId(2), PlayId(3)]
    for _ in range(2):
        assert set(await record.db.read(cache.rows, ids, stamp, 0)) == set(ids)
    assert len(reads) == 2
    for play_id in (PlayId(1), PlayId(2), PlayId(2), PlayId(3), PlayId(3)):
        await record.db.read(cache.rows, [play_id], stamp, 0)
    assert reads[2:] == [[1], [2], [3]]
