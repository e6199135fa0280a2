"""A page of the history: which entries, their sums, and the totals around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import numpy as np

from watchkeeper.columns.entries.alphabet import near_in_alphabet
from watchkeeper.columns.entries.outsiders import Outsider, places_of
from watchkeeper.columns.entries.paging import page_of
from watchkeeper.columns.entries.viewings import TEXTS, Viewings
from watchkeeper.columns.selection.counted import sum_of_seconds
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField, WatchedShare
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.runs import Runs
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array, looked_up
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import Texts
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.values import dataclass

TIME_FIELDS: Mapping[OrderField, Callable[[Runs], Array]] = MappingProxyType(
    {OrderField.DATE: lambda runs: runs.newest, OrderField.STARTED: lambda runs: runs.oldest}
)
TIES = (OrderField.REFERENCE, OrderField.ID)
BY_ID = (Order(OrderField.ID, descending=False),)
BLOCK = 1 << 14
MOSTLY = 4
"""A page of more than one in so many entries is found by sorting them all."""
DENSE = 4
"""With more than one entry in so many plays it is faster to look at all plays in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """Which page. `outsiders` are rows from elsewhere that take part in the order."""

    filter: HistoryFilter
    grouped: bool
    order: tuple[Order, ...]
    offset: int
    limit: int | None
    rule: WatchedRule
    outsiders: Sequence[Outsider] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a history; sums are over the plays that the filter meant."""

    play_id: int  # the representative
    play_ids: tuple[int, ...]  # all, ascending
    date: int  # UTC seconds; newest start
    started: int  # UTC seconds; oldest start
    stopped: int | None  # UTC seconds; newest stop
    seconds: int  # play time
    paused: int  # seconds


@dataclass(frozen=True, slots=True)
class Page:
    """A page; a whole number among the entries is the place of an outsider in the query."""

    entries: tuple[Entry | int, ...]
    filtered: int
    total: int
    total_seconds: int


def page(plays: Plays, groups: Groups, query: PageQuery) -> Page:
    """Answer the query."""
    chosen = select(plays, query.filter)
    found = _found(plays, groups, query, chosen)
    outside = places_of(plays, found, query)
    last = None if query.limit is None else query.offset + query.limit
    shown = _merged(plays, found, query, (outside, last))
    return Page(
        entries=tuple(shown),
        filtered=len(found) + len(outside),
        total=_count_of_servers(plays, query.filter),
        total_seconds=sum_of_seconds(plays, chosen),
    )


def play_ids(plays: Plays, groups: Groups, query: PageQuery) -> list[int]:
    """The numbers of the plays of all entries that the query means, whichever page it asks for."""
    found = _found(plays, groups, query, select(plays, query.filter))
    numbers = plays["id"][np.concatenate((found.single.positions, found.runs.members))]
    sorted_numbers: list[int] = np.sort(numbers).tolist()
    return sorted_numbers


def _found(plays: Plays, groups: Groups, query: PageQuery, chosen: Selection) -> Viewings:
    """All entries of the query."""
    found = (
        Viewings.grouped(plays, groups, chosen) if query.grouped else Viewings.each(plays, chosen)
    )
    return _narrowed(plays, found, query)


def _narrowed(plays: Plays, found: Viewings, query: PageQuery) -> Viewings:
    """The entries whose representative also meets the conditions on entries."""
    conditions = [
        condition
        for condition, is_asked in (
            (_with_text, query.filter.text),
            (_as_far, query.filter.watched),
        )
        if is_asked
    ]
    if not conditions:
        return found
    first, last = found.single.first, found.single.last
    is_dense = len(found) * DENSE > last - first
    at = slice(first, last) if is_dense else found.representative
    kept = np.logical_and.reduce([condition(plays, at, query) for condition in conditions])
    return found.only_of(kept) if is_dense else found.only(kept)


def _with_text(plays: Plays, at: Array | slice, query: PageQuery) -> Array:
    wanted = query.filter
    kept = np.zeros(len(plays["user"][at]), np.bool_)
    for column, fields in _texts(plays).items():
        flags = [
            one.like(wanted.text) if wanted.is_text_like else one.containing(wanted.text)
            for field, one in fields.items()
            if field in wanted.text_fields
        ]
        if flags and (found := np.logical_or.reduce(flags)).any():
            kept |= looked_up(found, plays[column][at])
    return kept


def _texts(plays: Plays) -> dict[str, dict[str, Texts]]:
    """The texts that are searched by their field, under the column that points to them."""
    players = plays.players
    return {
        "user": {"friendly_name": plays.people.texts},
        "ip_address": {"ip_address": plays.words["ip_address"].texts},
        "player": {
            "platform": players.platform,
            "product": players.product,
            "player": players.player,
        },
        "item": {"full_title": plays.items.full_title},
    }


def _as_far(plays: Plays, at: Array | slice, query: PageQuery) -> Array:
    wanted = query.filter.watched
    watched = is_watched(plays, at, query.rule)
    if set(wanted) == {WatchedShare.WATCHED}:
        return watched
    partly = ~watched & is_begun(plays, at, query.rule)
    shares = {
        WatchedShare.WATCHED: watched,
        WatchedShare.PARTLY: partly,
        WatchedShare.DROPPED: ~(watched | partly),
    }
    kept: Array = np.logical_or.reduce([shares[share] for share in wanted])
    return kept


def is_watched(plays: Plays, at: Array | slice, rule: WatchedRule) -> Array:
    """For each play, whether it passed the watched limit."""
    offset = np.maximum(plays["view_offset"][at], 0)
    found: Array = offset >= plays.items.least_offsets(rule)[plays["item"][at]]
    return found


def is_begun(plays: Plays, at: Array | slice, rule: WatchedRule) -> Array:
    """For each play, whether it went at least a quarter of the way to that limit."""
    quarter = plays.items.needed_percent(rule)[plays["item"][at]] / 4
    found: Array = plays.percent(at) >= quarter
    return found


def _merged(
    plays: Plays,
    found: Viewings,
    query: PageQuery,
    bounds: tuple[Sequence[tuple[int, int]], int | None],
) -> list[Entry | int]:
    """The page with the outsiders at their places."""
    outside, last = bounds
    count = len(found) + len(outside)
    first, last = query.offset, count if last is None else min(last, count)
    earlier = sum(place < first for place, _ in outside)
    inside = {place: number for place, number in outside if first <= place < last}
    inner = (first - earlier, last - earlier - len(inside))
    own = iter(_entries(plays, found, _ordered(plays, found, query, inner)))
    return [inside[at] if at in inside else next(own) for at in range(first, max(first, last))]


def _ordered(plays: Plays, found: Viewings, query: PageQuery, bounds: tuple[int, int]) -> Array:
    """Positions of plays that stand for the entries of a stretch of the order."""
    order = query.order
    if order and order[0].field in TIME_FIELDS and order[1:] in ((), BY_ID):
        return _by_time(plays, found, order, bounds)
    if order and order[0].field in TEXTS and 0 < bounds[1] - bounds[0] < len(found) // MOSTLY:
        found, before = near_in_alphabet(plays, found, order[0], bounds)
        bounds = bounds[0] - before, bounds[1] - before
    keys = [(partial(found.key, one.field), one.descending) for one in order]
    ties = [(partial(found.key, field), False) for field in TIES]
    return found.representative[page_of([*keys, *ties], len(found), *bounds)]


def _by_time(
    plays: Plays, found: Viewings, orders: tuple[Order, ...], bounds: tuple[int, int]
) -> Array:
    """The same for the commonest orders: plays are sorted by start already."""
    start, stop = bounds
    if start >= stop:
        return np.empty(0, np.int64)
    order, *ties = orders
    marks = found.marks(TIME_FIELDS[order.field](found.runs))
    count, first = len(found), found.single.first
    low, high = (count - stop, count - start) if order.descending else (start, stop)
    edges = plays["started"][first + _marked(marks, [low, high - 1])]
    near_first = int(np.searchsorted(plays["started"], edges[0], "left"))
    near_last = int(np.searchsorted(plays["started"], edges[1], "right"))
    before = int(np.count_nonzero(marks[: max(near_first - first, 0)]))
    near = np.flatnonzero(marks[max(near_first - first, 0) : near_last - first])
    near += max(near_first, first)
    times = plays["started"][near]
    groups = () if ties else (plays["reference"][near],)
    keys = (plays["id"][near], *groups, -times if order.descending else times)
    skipped = start - (count - before - len(near)) if order.descending else start - before
    return near[np.lexsort(keys)][skipped : skipped + stop - start]


def _marked(marks: Array, numbers: Sequence[int]) -> Array:
    """Where the marks of these numbers (from 0, ascending) are."""
    sizes = [np.count_nonzero(marks[at : at + BLOCK]) for at in range(0, len(marks), BLOCK)]
    ends = np.cumsum(sizes)
    found = []
    for number in numbers:
        block = int(np.searchsorted(ends, number, side="right"))
        within = np.flatnonzero(marks[block * BLOCK : (block + 1) * BLOCK])
        found.append(block * BLOCK + within[number - (ends[block] - sizes[block])])
    return np.array(found, np.int64)


def _entries(plays: Plays, found: Viewings, positions: Array) -> list[Entry]:
    """The entries of those representatives; figures of all of them are taken at once."""
    members = [found.plays_at(position) for position in positions.tolist()]
    if not members:
        return []
    at = np.concatenate(members)
    starts = np.cumsum([0, *map(len, members[:-1])])
    ids = np.split(plays["id"][at], starts[1:])
    started, stopped = plays["started"][at], plays.stopped(at)
    figures = zip(
        (part.tolist() for part in ids),
        np.maximum.reduceat(started, starts).tolist(),
        np.minimum.reduceat(started, starts).tolist(),
        np.maximum.reduceat(stopped, starts).tolist(),
        np.add.reduceat(plays.seconds(at), starts).tolist(),
        np.add.reduceat(plays["paused"][at].astype(np.int64), starts).tolist(),
        strict=True,
    )
    return [
        Entry(
            play_id=numbers[0],
            play_ids=tuple(sorted(numbers)),
            date=newest,
            started=oldest,
            stopped=None if stop == UNKNOWN else stop,
            seconds=seconds,
            paused=paused,
        )
        for numbers, newest, oldest, stop, seconds, paused in figures
    ]


def _count_of_servers(plays: Plays, wanted: HistoryFilter) -> int:
    flags = plays.people.pairs.flags(wanted.server_ids)
    if flags.all():
        return len(plays)
    return int(np.count_nonzero(flags[plays["user"]]))
