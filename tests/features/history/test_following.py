"""The columns follow the database, whatever happens to it and to them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from tests.factories import STARTED, make_play, make_player
from tests.features.history.conftest import ZONE, Record
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.tables import user
from watchkeeper.domain.facts import PlayId, SectionId, UserId
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.history import History, HistoryQuery, PlayEdit, record_many_now

Step = Callable[["Life"], Awaitable[None]]


class Life:
    """A record to which things happen by chance."""

    def __init__(self, record: Record, seed: int) -> None:
        self.record = record
        self.chance = random.Random(seed)
        self.audits: list[int] = []

    def play(self) -> NewPlay:
        chance = self.chance
        started = STARTED + chance.randrange(10**7)
        return make_play(
            started=started,
            stopped=chance.choice([None, started + chance.randrange(9000)]),
            user_id=UserId(chance.choice([101, 102, 999])),
            rating_key=chance.randrange(5),
            section_id=chance.choice([None, SectionId(1), SectionId(2)]),
            view_offset=chance.randrange(7_200_000),
            player=make_player(player=chance.choice(["TV", "Phone", None])),
            full_title=chance.choice(["The Tide", "Ebb"]),
        )

    def some(self) -> list[PlayId]:
        return [PlayId(self.chance.randrange(1, 40)) for _ in range(3)]

    async def record_one(self) -> None:
        await self.record.history.record(self.play())

    async def import_some(self) -> None:
        await self.record.db.write(record_many_now, [self.play() for _ in range(5)])
        await self.record.history.changed()

    async def edit(self) -> None:
        for play_id in self.some():
            if await self.record.history.play(play_id):
                edit = PlayEdit(user_id=UserId(102), rating_key=self.chance.randrange(5))
                self.audits.append(await self.record.history.edit(play_id, edit, "ada"))
                return

    async def delete(self) -> None:
        audit_id = await self.record.history.delete(self.some(), "ada")
        if audit_id is not None:
            self.audits.append(audit_id)

    async def undo(self) -> None:
        if self.audits:
            await self.record.history.undo(self.audits.pop(), "ada")

    async def regroup(self) -> None:
        await self.record.history.regroup()

    async def live(self, steps: int) -> None:
        happenings = (self.record_one, self.import_some, self.edit, self.delete, self.undo)
        for _ in range(steps):
            await self.chance.choice((*happenings, self.record_one, self.regroup))()


@pytest.mark.parametrize("seed", range(6))
async def test_f1_whatever_happens_the_columns_equal_a_recount(record: Record, seed: int) -> None:
    life = Life(record, seed)
    for _ in range(3):
        await life.live(8)
        assert await record.history.check() == []


def reopened(record: Record) -> History:
    """The history of a next run of the program over the same database."""
    columns = Columns(ZONE)
    return History(record.db, columns, record.clock, record.bus, record.preferences)


async def pages(history: History) -> list[object]:
    queries = (HistoryQuery(), HistoryQuery(grouped=False, offset=3, limit=4))
    return [await history.page(query) for query in queries]


async def test_f1_a_run_that_was_killed_leaves_an_old_cache_and_loses_nothing(
    record: Record, tmp_path: Path
) -> None:
    life = Life(record, 1)
    await life.live(10)
    await record.history.stop(tmp_path / "cache")
    await life.live(10)
    again = reopened(record)
    await again.start(tmp_path / "cache")
    assert await pages(again) == await pages(record.history)
    assert await again.check() == []


async def test_columns_equal_the_database_where_numbers_cannot_be(record: Record) -> None:
    for odd in ({"started": -5, "stopped": 600}, {"bandwidth": -1}, {"view_offset": -1}):
        await record.history.record(make_play(**odd))
    assert await record.history.check() == []


async def test_f43_a_start_without_changes_reads_no_play_from_the_database(
    record: Record, tmp_path: Path
) -> None:
    await Life(record, 2).live(10)
    await record.history.stop(tmp_path / "cache")
    columns = Columns(ZONE)
    assert columns.load(tmp_path / "cache", "1=None;2=None")
    assert len(columns) == len(record.columns)
    assert columns.revision == record.columns.revision


async def test_a_cache_of_a_later_state_than_the_database_is_not_used(
    record: Record, tmp_path: Path
) -> None:
    """A backup was restored: the record is older than the cache."""
    await record.history.record(make_play())
    await record.history.record(make_play())
    await record.history.stop(tmp_path / "cache")
    run(record, "delete from play where id = 2", "update record_state set revision = 1")
    again = reopened(record)
    await again.start(tmp_path / "cache")
    assert await again.check() == []


async def test_columns_that_do_not_fit_are_built_anew(record: Record, tmp_path: Path) -> None:
    await record.history.record(make_play())
    await record.history.record(make_play())
    await record.history.stop(tmp_path / "cache")
    run(record, "delete from play where id = 2")
    again = reopened(record)
    await again.start(tmp_path / "cache")
    assert await again.check() == []


async def test_the_first_start_leaves_a_cache_at_once(record: Record, tmp_path: Path) -> None:
    await record.history.record(make_play())
    await reopened(record).start(tmp_path / "cache")
    assert Columns(ZONE).load(tmp_path / "cache", "1=None;2=None")


async def test_a_cache_that_cannot_be_written_does_no_harm(record: Record, tmp_path: Path) -> None:
    await record.history.stop(tmp_path / "missing" / "cache")


async def test_the_check_tells_what_differs(record: Record) -> None:
    await record.history.record(make_play())
    run(record, "update play set paused_seconds = 7")
    differences = await record.history.check()
    assert {found.what for found in differences} == {
        "plays and seconds of user (1, 101)",
        "plays and seconds of library (1, 1)",
        "play 1",
    }


def run(record: Record, *statements: str) -> None:
    """Change the database behind the back of the program."""

    def change(conn: Connection) -> None:
        for statement in statements:
            conn.execute(text(statement))

    record.db.write_now(change)


async def test_a_name_that_comes_with_a_new_play_is_known_without_an_event(record: Record) -> None:
    def join(conn: Connection) -> None:
        names = ("is_active", "is_admin", "do_notify", "keep_history", "is_deleted", "allow_guest")
        values = {"id": 9, "server_id": 1, "user_id": 999, "username": "dee"}
        conn.execute(insert(user).values(**values, **dict.fromkeys(names, False)))

    await record.history.record(make_play(user_id=UserId(101)))
    await record.db.write(join)
    await record.history.record(make_play(user_id=UserId(999)))
    wanted = HistoryFilter(text="dee")
    assert (await record.history.page(HistoryQuery(filter=wanted))).filtered == 1
