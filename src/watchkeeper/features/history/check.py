"""Whether the columns say what the database says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.figures.tallies import TallyBy, TallyKey
from watchkeeper.columns.selection.filter import Counting, HistoryFilter
from watchkeeper.columns.store.local_time import day_number
from watchkeeper.features.history.queries import recount
from watchkeeper.values import dataclass

EVERYTHING = HistoryFilter(counting=Counting.ALL)
SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two sides say differently; it tells of a fault in Watchkeeper."""

    what: str  # e.g. "plays and seconds of user (1, 7001)"
    in_database: object
    in_columns: object


def differences(conn: Connection, columns: Columns, seed: int = 1) -> list[Difference]:
    """Everything in which columns that have caught up differ from a recount in plain SQL.

    `seed` chooses the plays that are compared fact by fact.
    """
    return [
        *_groups(conn, columns),
        *_sums("user", columns, TallyBy.USER, recount.by_user(conn)),
        *_sums("library", columns, TallyBy.SECTION, recount.by_section(conn)),
        *_days(conn, columns),
        *_sample(conn, columns, random.Random(seed)),  # noqa: S311 - no secret is drawn
    ]


def _groups(conn: Connection, columns: Columns) -> Iterator[Difference]:
    wanted, (found, _) = recount.groups(conn), columns.total(EVERYTHING, grouped=True)
    if wanted != found:
        yield Difference("groups of plays", wanted, found)


def _sums(
    what: str,
    columns: Columns,
    by: TallyBy,
    wanted: Mapping[tuple[int, int | None], recount.Count],
) -> Iterator[Difference]:
    tallies = columns.tally(EVERYTHING, by, grouped=False)
    found = {key: (one.plays, one.seconds) for key, one in tallies.items()}
    yield from _compared(f"plays and seconds of {what}", dict(wanted), found)


def _days(conn: Connection, columns: Columns) -> Iterator[Difference]:
    wanted: Counter[TallyKey] = Counter()
    for at, count in recount.by_quarter(conn).items():
        wanted[_local_day(at, columns.zone)] += count
    tallies = columns.tally(EVERYTHING, TallyBy.DAY, grouped=False)
    found = {key: one.plays for key, one in tallies.items()}
    yield from _compared("plays of day", dict(wanted), found)


def _sample(conn: Connection, columns: Columns, chance: random.Random) -> Iterator[Difference]:
    highest = recount.highest_id(conn)
    ids = chance.sample(range(1, highest + 1), min(SAMPLE, highest))
    wanted: dict[TallyKey, object] = {one.id: one for one in recount.facts(conn, ids)}
    found: dict[TallyKey, object] = {one.id: one for one in columns.facts(ids)}
    yield from _compared("play", wanted, found)


def _compared(
    what: str, wanted: Mapping[TallyKey, object], found: Mapping[TallyKey, object]
) -> Iterator[Difference]:
    for key in wanted.keys() | found.keys():
        if wanted.get(key) != found.get(key):
            yield Difference(f"{what} {key}", wanted.get(key), found.get(key))


def _local_day(at: int, zone: tzinfo) -> int:
    return day_number(datetime.fromtimestamp(at, zone).date())
