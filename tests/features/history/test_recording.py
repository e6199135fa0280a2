"""Plays come into the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from tests.factories import STARTED, make_play, make_player
from tests.features.history.conftest import Record
from watchkeeper.db.database import Database
from watchkeeper.db.tables import item, player, stream
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.domain.play import NewPlay
from watchkeeper.features.history import HistoryQuery, PlayRecorded, record_many_now, write_play
from watchkeeper.features.history.queries.record import LAST_OF_ITEM

HALF = 3_600_000


async def test_a_recorded_play_is_there_at_once_with_all_that_was_known(record: Record) -> None:
    new = make_play(last_viewed_at=1_780_000_000, secure=True, relayed=None, raw={"user": ""})
    play_id = await record.history.record(new)
    row = await record.history.play(play_id)
    assert row is not None
    assert row.item == new.item
    assert row.player == new.player
    assert (row.secure, row.relayed, row.raw) == (True, None, {"user": ""})
    assert (row.friendly_name, row.user_thumb) == ("Ada L.", "/ada.png")
    page = await record.history.page(HistoryQuery())
    assert [entry.row for entry in page.entries] == [row]
    assert (page.filtered, page.total, page.shown_seconds) == (1, 1, 7200)
    facts = await record.history.stream_facts(play_id)
    assert facts is not None
    assert facts.stream == new.stream
    assert facts.item == new.item


async def test_who_listens_hears_of_a_recorded_play_when_it_can_be_found(record: Record) -> None:
    heard: list[tuple[PlayRecorded, int]] = []
    record.bus.listen(PlayRecorded, lambda event: heard.append((event, len(record.columns))))
    play_id = await record.history.record(make_play())
    assert heard == [(PlayRecorded(play_id, ServerId(1)), 1)]


async def test_a_play_that_goes_on_joins_the_group(record: Record) -> None:
    for offset in (HALF // 2, HALF, 2 * HALF, HALF // 4):
        await record.history.record(make_play(view_offset=offset))
    page = await record.history.page(HistoryQuery())
    assert sorted(entry.group_ids for entry in page.entries) == [(1, 2, 3), (4,)]


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": UserId(102)},
        {"server_id": ServerId(2)},
        {"rating_key": 501},
        {"guid": "plex://movie/x", "full_title": "Else"},
    ],
)
async def test_plays_of_others_or_other_items_start_a_group(
    record: Record, change: dict[str, Any]
) -> None:
    await record.history.record(make_play(view_offset=HALF))
    await record.history.record(make_play(**({"view_offset": HALF} | change)))
    assert (await record.history.page(HistoryQuery())).filtered == 2


async def test_live_tv_goes_on_by_what_was_last_seen(record: Record) -> None:
    news = make_play(live=1, guid="plex://episode/news", media_type="episode", rating_key=1)
    again = replace(news, rating_key=2, started=STARTED + 9000, stopped=STARTED + 9600)
    for play in (news, again, make_play(started=STARTED + 9700), again):
        await record.history.record(play)
    page = await record.history.page(HistoryQuery())
    assert sorted(entry.group_ids for entry in page.entries) == [(1, 2), (3,), (4,)]


async def test_a_play_stands_or_falls_with_the_transaction_it_is_written_in(record: Record) -> None:
    def fail(conn: Connection) -> None:
        write_play(conn, make_play(), record.history.watched_rule)
        raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        await record.db.write(fail)
    await record.history.catch_up()
    assert (await record.history.page(HistoryQuery())).filtered == 0


def rows_of(db: Database) -> dict[str, int]:
    tables = {"item": item, "player": player, "stream": stream}

    def count(conn: Connection) -> dict[str, int]:
        return {
            name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.items()
        }

    return db.read_now(count)


def imported(number: int, **overrides: Any) -> NewPlay:  # Any: values of any field
    values = {"id": PlayId(number), "reference_id": PlayId(number), "started": STARTED + number}
    return make_play(**(values | overrides))


def test_descriptions_are_shared_even_when_the_last_view_differs(db: Database) -> None:
    plays = [imported(number, last_viewed_at=number) for number in range(1, 6)]
    db.write_now(record_many_now, plays)
    db.write_now(
        record_many_now, [imported(6, last_viewed_at=6, player=make_player(platform="Roku"))]
    )
    assert rows_of(db) == {"item": 1, "player": 2, "stream": 1}


async def test_an_import_keeps_numbers_and_groups(record: Record) -> None:
    plays = [imported(70), imported(30, reference_id=PlayId(70)), make_play(reference_id=PlayId(5))]
    assert await record.db.write(record_many_now, plays) == [70, 30, 71]
    await record.history.changed()
    page = await record.history.page(HistoryQuery())
    assert sorted(entry.group_ids for entry in page.entries) == [(30, 70), (71,)]


async def test_an_import_without_groups_is_grouped_by_the_rules(record: Record) -> None:
    plays = [make_play(view_offset=offset) for offset in (HALF // 2, HALF, HALF // 4)]
    assert await record.db.write(record_many_now, plays) == [1, 2, 3]
    await record.history.changed()
    page = await record.history.page(HistoryQuery())
    assert sorted(entry.group_ids for entry in page.entries) == [(1, 2), (3,)]


def test_an_import_of_nothing_writes_nothing(db: Database) -> None:
    assert db.write_now(record_many_now, []) == []


async def test_the_last_play_of_an_item_is_not_sought_among_all_of_its_viewer(
    record: Record,
) -> None:
    def plan(conn: Connection) -> str:
        asked = LAST_OF_ITEM.compile(dialect=conn.dialect)
        values = asked.construct_params({"server": 1, "user": 2, "rating_key": 3})
        steps = conn.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked}", tuple(values[name] for name in asked.positiontup or ())
        )
        return " ".join(step.detail for step in steps)

    assert "ix_play_server_id_rating_key" in await record.db.read(plan)
