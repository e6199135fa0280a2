"""How far each person came in a few items, and where people stop."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.figures.tallies import tally, told_in_order
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.plays import Plays
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.values import dataclass

STEPS = 20
"""Into so many equal parts the length of an item is cut to see where people stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One person and one description of an item."""

    server_id: int
    user_id: int
    username: str | None  # as stored with the newest play
    item: int  # number of the description
    rating_key: int | None
    digest: int  # of the guid, see `domain.identity`
    plays: int  # those that continue each other count as one
    last_started: int  # UTC seconds
    percent: float  # how far they came at most, 0 to 100
    view_offset: int | None  # milliseconds, at most
    is_watched: bool


def reached(
    plays: Plays, groups: Groups, wanted: HistoryFilter, rule: WatchedRule
) -> list[Reached]:
    """For each person and description that the filter's plays have."""
    chosen = select(plays, wanted)
    if not len(chosen):
        return []
    where, size = chosen.where, len(plays.items)
    pairs = plays["user"][where].astype(np.int64) * size + plays["item"][where]
    values, codes = np.unique(pairs, return_inverse=True)
    numbers = tally(plays, groups, chosen, told_in_order(chosen, codes), grouped=True)
    furthest = np.full(len(values), UNKNOWN, np.int64)
    np.maximum.at(furthest, codes, plays["view_offset"][where])
    percents = np.zeros(len(values))
    np.maximum.at(percents, codes, np.clip(plays.percent(where), 0, 100))
    users, items = np.divmod(values, size)
    done = furthest >= plays.items.least_offsets(rule)[items]
    people, keys = plays.people.pairs.all(), plays.items.numbers["rating_key"].view
    digests, names = plays.items.guid_digests(), plays.words["username"].all()
    called = np.zeros(len(values), np.int64)
    called[codes] = plays["username"][where]
    return [
        Reached(
            server_id=people[user][0],
            user_id=people[user][1] or 0,
            username=names[called[at]],
            item=item,
            rating_key=None if keys[item] == UNKNOWN else int(keys[item]),
            digest=int(digests[item]),
            plays=numbers[at].plays,
            last_started=numbers[at].last_started,
            percent=float(percents[at]),
            view_offset=None if furthest[at] == UNKNOWN else int(furthest[at]),
            is_watched=bool(done[at]),
        )
        for at, (user, item) in enumerate(zip(users.tolist(), items.tolist(), strict=True))
    ]


def stops(plays: Plays, wanted: HistoryFilter) -> list[int]:
    """How many of the plays ended in each of `STEPS` parts of the length of their item.

    Plays that continue each other count once, where they came farthest; Live TV does not count.
    """
    chosen = select(plays, wanted)
    positions = chosen.positions
    positions = positions[~plays.items.is_live.view[plays["item"][positions]]]
    if not len(positions):
        return [0] * STEPS
    percents = np.clip(plays.percent(positions), 0, 100)
    _, codes = np.unique(plays["reference"][positions], return_inverse=True)
    furthest = np.zeros(int(codes.max()) + 1)
    np.maximum.at(furthest, codes, percents)
    steps = np.minimum((furthest * STEPS / 100).astype(np.int64), STEPS - 1)
    counts: list[int] = np.bincount(steps, minlength=STEPS).tolist()
    return counts


def people_by_section(plays: Plays, wanted: HistoryFilter) -> dict[tuple[int, int | None], int]:
    """How many different people have plays in each library, by (server id, section id)."""
    where = select(plays, wanted).where
    people, sections = plays.people.persons, plays.sections.all()
    size = len(people)
    if not size:
        return {}
    pairs = plays["section"][where].astype(np.int64) * size + people[plays["user"][where]]
    present = np.bincount(pairs, minlength=len(sections) * size).reshape(-1, size) > 0
    counts: list[int] = np.count_nonzero(present, axis=1).tolist()
    return dict(zip(sections, counts, strict=True))
