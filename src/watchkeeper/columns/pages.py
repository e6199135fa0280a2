"""A page of the history: which entries, their sums, and the totals around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from watchkeeper.columns.dictionaries import UNKNOWN
from watchkeeper.columns.filter import HistoryFilter, Order, OrderField, WatchedShare
from watchkeeper.columns.groups import Groups
from watchkeeper.columns.growing import Array
from watchkeeper.columns.outsiders import Outsider, places_of
from watchkeeper.columns.paging import Key, page_of
from watchkeeper.columns.plays import NO_STOP, Plays
from watchkeeper.columns.select import Selection, select
from watchkeeper.columns.viewings import Viewings
from watchkeeper.domain.watched import WatchedRule

TIME_FIELDS: Mapping[OrderField, str] = {OrderField.DATE: "newest", OrderField.STARTED: "oldest"}


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
    found = Viewings.grouped(plays, groups, chosen) if query.grouped else _each(plays, chosen)
    found = _narrowed(plays, found, query)
    outside = places_of(plays, found, query)
    last = None if query.limit is None else query.offset + query.limit
    shown = _merged(plays, found, query, (outside, last))
    return Page(
        entries=tuple(shown),
        filtered=len(found) + len(outside),
        total=_count_of_servers(plays, query.filter),
        total_seconds=total_seconds(plays, chosen),
    )


def total_seconds(plays: Plays, chosen: Selection) -> int:
    """Play time of all plays of a selection."""
    span = plays["span"][chosen.where]
    whole = int(span.sum(dtype=np.int64)) - int(plays["paused"][chosen.where].sum(dtype=np.int64))
    open_ended = int(np.count_nonzero(span == NO_STOP)) if plays.has_open_ends else 0
    return whole - open_ended * NO_STOP


def _each(plays: Plays, chosen: Selection) -> Viewings:
    return Viewings(plays, chosen.positions)


def _narrowed(plays: Plays, found: Viewings, query: PageQuery) -> Viewings:
    """The entries whose representative also meets the conditions on entries."""
    kept: Array | None = None
    if query.filter.text:
        kept = _with_text(plays, found.representative, query.filter)
    if query.filter.watched:
        going = _as_far(plays, found.representative, query)
        kept = going if kept is None else kept & going
    return found if kept is None else found.only(kept)


def _with_text(plays: Plays, at: Array, wanted: HistoryFilter) -> Array:
    players = plays.players
    searched = (
        ("user", (plays.people.texts,)),
        ("ip_address", (plays.words["ip_address"].texts,)),
        ("player", (players.platform, players.product, players.player)),
        ("item", (plays.items.full_title,)),
    )
    kept = np.zeros(len(at), np.bool_)
    for column, texts in searched:
        flags = np.logical_or.reduce(
            [
                one.like(wanted.text) if wanted.is_text_like else one.containing(wanted.text)
                for one in texts
            ]
        )
        if flags.any():
            kept |= flags[plays[column][at]]
    return kept


def _as_far(plays: Plays, at: Array, query: PageQuery) -> Array:
    item = plays["item"][at]
    offset = np.maximum(plays["view_offset"][at], 0)
    watched = plays.items.is_live.view[item] | (offset >= plays.items.limits(query.rule)[item])
    quarter = plays.items.needed_percent(query.rule)[item] / 4
    partly = ~watched & (plays.percent(at) >= quarter)
    shares = {
        WatchedShare.WATCHED: watched,
        WatchedShare.PARTLY: partly,
        WatchedShare.DROPPED: ~(watched | partly),
    }
    kept: Array = np.logical_or.reduce([shares[share] for share in query.filter.watched])
    return kept


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
    own = iter([_entry(plays, found, int(at)) for at in _ordered(plays, found, query, inner)])
    return [inside[at] if at in inside else next(own) for at in range(first, max(first, last))]


def _ordered(plays: Plays, found: Viewings, query: PageQuery, bounds: tuple[int, int]) -> Array:
    """The entries of a stretch of the order."""
    order = query.order
    if len(order) == 1 and order[0].field in TIME_FIELDS:
        return _by_time(plays, found, order[0], bounds)
    keys = [(partial(found.key, one.field), one.descending) for one in order]
    ties: list[tuple[Key, bool]] = [(lambda: found.reference, False), (lambda: found.number, False)]
    return page_of([*keys, *ties], len(found), *bounds)


def _by_time(plays: Plays, found: Viewings, order: Order, bounds: tuple[int, int]) -> Array:
    """The same for the commonest orders: plays are sorted by start already."""
    start, stop = bounds
    if start >= stop:
        return np.empty(0, np.int64)
    positions = getattr(found, TIME_FIELDS[order.field])
    marks = np.zeros(len(plays), np.bool_)
    marks[positions] = True
    sorted_positions = np.flatnonzero(marks)
    count = len(sorted_positions)
    low, high = (count - stop, count - start) if order.descending else (start, stop)
    started = plays["started"]
    edges = started[sorted_positions[low]], started[sorted_positions[high - 1]]
    low_run = np.searchsorted(sorted_positions, np.searchsorted(started, edges[0], "left"))
    high_run = np.searchsorted(sorted_positions, np.searchsorted(started, edges[1], "right"))
    near = sorted_positions[low_run:high_run]
    times = -started[near] if order.descending else started[near]
    near = near[np.lexsort((plays["id"][near], plays["reference"][near], times))]
    skipped = start - (count - int(high_run)) if order.descending else start - int(low_run)
    return found.entries_at(near[skipped : skipped + stop - start])


def _entry(plays: Plays, found: Viewings, entry: int) -> Entry:
    at = found.plays_of(entry)
    started, stopped = plays["started"][at], plays.stopped(at)
    newest_stop = int(stopped.max())
    best = int(np.argmax(plays.percent(at)))
    ids = plays["id"][at].tolist()
    return Entry(
        play_id=ids[best],
        play_ids=tuple(ids),
        date=int(started.max()),
        started=int(started.min()),
        stopped=None if newest_stop == UNKNOWN else newest_stop,
        seconds=int(plays.seconds(at).sum()),
        paused=int(plays["paused"][at].sum()),
    )


def _count_of_servers(plays: Plays, wanted: HistoryFilter) -> int:
    flags = plays.people.pairs.flags(wanted.server_ids)
    if flags.all():
        return len(plays)
    return int(np.count_nonzero(flags[plays["user"]]))
