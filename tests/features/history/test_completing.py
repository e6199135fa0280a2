"""Rows that an older version wrote are filled while everything runs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import anyio
import pytest
from sqlalchemy import Connection, select, update

from tests.factories import item_words, make_play
from tests.features.history.conftest import Record
from watchkeeper.db.tables import item, stream
from watchkeeper.features.history.completing import complete_in_background
from watchkeeper.features.history.queries import fill
from watchkeeper.features.system.jobs.job import JobState
from watchkeeper.features.system.jobs.jobs import Jobs


def forget(conn: Connection) -> None:
    """Leave the columns as an older version does."""
    conn.execute(update(item).values(genres=None))
    conn.execute(update(stream).values(reasons=None))


def kept(conn: Connection) -> tuple[list[str], list[int]]:
    genres = conn.execute(select(item.c.genres).order_by(item.c.id)).scalars()
    reasons = conn.execute(select(stream.c.reasons).order_by(stream.c.id)).scalars()
    return [*genres], [*reasons]


async def recorded(record: Record) -> None:
    for number, genres in enumerate(("Drama;Crime", "Comedy", "")):
        await record.history.record(
            make_play(rating_key=500 + number, item=item_words(genres=genres))
        )


async def test_older_rows_are_filled_and_the_columns_follow(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill, "CHUNK", 2)
    await recorded(record)
    before = await record.db.read(kept)
    await record.db.write(forget)
    await record.history.rebuild()
    await record.history.start(tmp_path / "none")
    assert not record.history.is_complete
    jobs = Jobs(record.db, record.clock, record.bus)
    async with anyio.create_task_group() as group:
        ready = anyio.Event()
        group.start_soon(partial(jobs.run, started=ready))
        await ready.wait()
        number = await complete_in_background(record.history, record.db, jobs)
        assert number is not None
        job = await jobs.wait(number)
        group.cancel_scope.cancel()
    assert job.state is JobState.DONE
    assert await record.db.read(kept) == before
    assert record.history.is_complete
    assert "Drama;Crime" in record.columns.ask(lambda plays, _: plays.items.genres.all())


async def test_no_cache_is_left_while_rows_are_missing(record: Record, tmp_path: Path) -> None:
    await recorded(record)
    await record.db.write(forget)
    cache = tmp_path / "columns"
    await record.history.start(cache)
    await record.history.stop(cache)
    assert not cache.exists()
    await record.history.completed()
    await record.history.stop(cache)
    assert cache.exists()


async def test_a_complete_record_needs_no_job(record: Record, tmp_path: Path) -> None:
    await recorded(record)
    await record.history.start(tmp_path / "none")
    jobs = Jobs(record.db, record.clock, record.bus)
    assert await complete_in_background(record.history, record.db, jobs) is None
