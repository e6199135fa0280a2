"""From a filter to the plays it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import numpy as np

from watchkeeper.columns.selection import traits
from watchkeeper.columns.selection.filter import Counting, HistoryFilter
from watchkeeper.columns.store.growing import Array, looked_up
from watchkeeper.columns.store.local_time import DAY, day_number
from watchkeeper.columns.store.plays import NO_STOP, Plays
from watchkeeper.columns.store.texts import Texts
from watchkeeper.values import dataclass

INT64 = np.iinfo(np.int64)
DAY_MARGIN = 2 * DAY
"""No zone is farther from UTC; the exact day is compared afterwards."""

COMPARED = 2
"""So many codes at most are found faster by comparing than by looking up flags."""
SPARSE = 4
"""Of fewer than one in so many plays only those are looked at."""

Test = tuple[str, Array]
"""A column and, for each code in it, whether a play with that code is meant."""


@dataclass(frozen=True)
class Selection:
    """Plays from position `first` up to `last`; of these, where `mask` is given, the marked."""

    first: int
    last: int
    mask: Array | None = None

    @cached_property
    def positions(self) -> Array:
        """Positions, ascending."""
        if self.mask is None:
            return np.arange(self.first, self.last)
        return np.flatnonzero(self.mask) + self.first

    @cached_property
    def where(self) -> Array | slice:
        """What a column is indexed with to get these plays."""
        return slice(self.first, self.last) if self.mask is None else self.positions

    @cached_property
    def _size(self) -> int:
        return self.last - self.first if self.mask is None else int(np.count_nonzero(self.mask))

    def __len__(self) -> int:
        return self._size

    @property
    def is_sparse(self) -> bool:
        """Whether its positions are read faster than all plays from first to last."""
        return self.mask is not None and len(self) * SPARSE < self.last - self.first

    def both(self, marks: Array) -> Array:
        """The mask of those that are marked too; `marks` has one for each from first to last."""
        return _both(self.mask, marks)

    def of(self, positions: Array) -> Array:
        """Those of the positions that are selected, in the order given."""
        return positions[self.has(positions)]

    def has(self, positions: Array) -> Array:
        """For each of the positions, whether it is selected."""
        if self.first == self.last:
            return np.zeros(len(positions), np.bool_)
        within = (positions >= self.first) & (positions < self.last)
        if self.mask is None:
            return within
        if within.all():
            return self.mask.take(positions - self.first)
        return self.mask.take(positions - self.first, mode="clip") & within


def select(plays: Plays, wanted: HistoryFilter) -> Selection:
    """The plays that meet all conditions on single plays (not `text` and `watched`)."""
    first, last = _window(plays, wanted)
    part = slice(first, last)
    mask: Array | None = None
    for column, flags in _by_code(plays, wanted):
        if not flags.any():
            return Selection(first, first)
        if not flags.all():
            mask = _both(mask, _flagged(plays[column][part], flags))
    for condition in DIRECT:
        found = condition(plays, wanted, part)
        mask = mask if found is None else _both(mask, found)
    return Selection(first, last, mask)


def _flagged(column: Array, flags: Array) -> Array:
    """For each code whether it has the flag; a few codes are found fastest by comparing."""
    codes = np.flatnonzero(flags).tolist()
    if len(codes) > COMPARED:
        return looked_up(flags, column)
    found: Array = column == codes[0]
    for code in codes[1:]:
        found |= column == code
    return found


def among(column: Array, numbers: Iterable[int]) -> Array:
    """For each, whether it is one of the numbers."""
    wanted = [number for number in numbers if INT64.min <= number <= INT64.max]
    if len(wanted) == 1:
        return np.asarray(column == wanted[0])
    return np.isin(column, np.array(wanted, np.int64))


def _both(mask: Array | None, other: Array) -> Array:
    return other if mask is None else mask & other


def _window(plays: Plays, wanted: HistoryFilter) -> tuple[int, int]:
    """The slice of plays, by their start, outside of which none can be meant."""
    lows = [wanted.started_from, _days_start(wanted)]
    if wanted.stopped_from is not None:
        lows.append(wanted.stopped_from - plays.longest)
    highs = [wanted.started_to, _days_end(wanted)]
    first = max(_position(plays, low, 0) for low in lows)
    last = min(_position(plays, high, len(plays)) for high in highs)
    return first, max(first, last)


def _position(plays: Plays, instant: int | None, otherwise: int) -> int:
    if instant is None:
        return otherwise
    held = min(max(instant, INT64.min), INT64.max)
    return int(np.searchsorted(plays["started"], np.int64(held), side="left"))


def _days_start(wanted: HistoryFilter) -> int | None:
    days = [min(wanted.on_days)] if wanted.on_days else []
    days += [wanted.after_day] if wanted.after_day else []
    return max(day_number(day) for day in days) * DAY - DAY_MARGIN if days else None


def _days_end(wanted: HistoryFilter) -> int | None:
    days = [max(wanted.on_days)] if wanted.on_days else []
    days += [wanted.before_day] if wanted.before_day else []
    return min(day_number(day) for day in days) * DAY + DAY + DAY_MARGIN if days else None


def _by_code(plays: Plays, wanted: HistoryFilter) -> Iterator[Test]:
    if wanted.server_ids or wanted.user_ids:
        yield "user", plays.people.pairs.flags(wanted.server_ids, wanted.user_ids)
    if wanted.accounts:
        yield "user", plays.people.pairs.among(wanted.accounts)
    if wanted.without_accounts:
        yield "user", ~plays.people.pairs.among(wanted.without_accounts)
    if wanted.section_ids:
        yield "section", plays.sections.flags(numbers=wanted.section_ids)
    yield from _words(plays, wanted)
    item_flags = _items(plays, wanted)
    if item_flags is not None:
        yield "item", item_flags
    yield from traits.by_code(plays, wanted.traits)
    player_flags = _players(plays, wanted)
    if player_flags is not None:
        yield "player", player_flags


def _words(plays: Plays, wanted: HistoryFilter) -> Iterator[Test]:
    conditions = (
        ("username", wanted.usernames),
        ("decision", wanted.transcode_decisions),
        ("location", wanted.locations),
        ("ip_address", wanted.ip_addresses),
        ("source", wanted.sources),
    )
    for column, texts in conditions:
        if texts:
            yield column, plays.words[column].flags(texts)
    if wanted.from_addresses is not None:
        yield "ip_address", plays.words["ip_address"].flags(wanted.from_addresses)


def _items(plays: Plays, wanted: HistoryFilter) -> Array | None:
    items, flags = plays.items, None
    keys = {
        "rating_key": wanted.rating_keys,
        "parent_rating_key": wanted.parent_rating_keys,
        "grandparent_rating_key": wanted.grandparent_rating_keys,
    }
    for column, numbers in keys.items():
        if numbers:
            flags = _both(flags, among(items.numbers[column].view, numbers))
    if wanted.any_rating_keys:
        found = [among(items.numbers[column].view, wanted.any_rating_keys) for column in keys]
        flags = _both(flags, np.logical_or.reduce(found))
    if wanted.media_types:
        flags = _both(flags, items.of_types(wanted.media_types))
    if wanted.guid_prefixes:
        found = [items.guid.like(prefix, is_prefix=True) for prefix in wanted.guid_prefixes]
        flags = _both(flags, np.logical_or.reduce(found))
    return flags


def _players(plays: Plays, wanted: HistoryFilter) -> Array | None:
    players, flags = plays.players, None
    conditions = (
        (players.player, wanted.players),
        (players.platform, wanted.platforms),
        (players.product, wanted.products),
    )
    for texts, names in conditions:
        if names:
            flags = _both(flags, _named(texts, names))
    return flags


def _named(texts: Texts, names: Iterable[str]) -> Array:
    return np.isin(texts.ranks(), [texts.place(name) for name in names])


def _on_days(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    mask: Array | None = None
    days = plays["day"][part]
    if wanted.on_days:
        mask = among(days, [day_number(day) for day in wanted.on_days])
    if wanted.after_day:
        mask = _both(mask, days >= day_number(wanted.after_day))
    if wanted.before_day:
        mask = _both(mask, days <= day_number(wanted.before_day))
    return mask


def _stopped_late(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    """Only plays that started before the instant can have stopped before it."""
    if wanted.stopped_from is None:
        return None
    end = part.stop if plays.shortest < 0 else _position(plays, wanted.stopped_from, part.stop)
    if end <= part.start:
        return None
    found = np.ones(part.stop - part.start, np.bool_)
    head = slice(part.start, min(end, part.stop))
    found[: head.stop - head.start] = _stops_from(plays, wanted.stopped_from, head)
    return found


def _stops_from(plays: Plays, instant: int, part: slice) -> Array:
    span = plays["span"][part]
    found: Array = (plays["started"][part] + span >= instant) & (span != NO_STOP)
    return found


def _stopped_early(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    if wanted.stopped_to is None:
        return None
    span = plays["span"][part]
    found: Array = (plays["started"][part] + span <= wanted.stopped_to) & (span != NO_STOP)
    return found


def _numbered(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    mask: Array | None = None
    if wanted.reference_ids:
        mask = among(plays["reference"][part], wanted.reference_ids)
    if wanted.play_ids:
        mask = _both(mask, among(plays["id"][part], wanted.play_ids))
    return mask


def _counted(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    if wanted.counting is Counting.ALL:
        return None
    if wanted.counting is Counting.UNCOUNTED:
        return np.asarray(plays["counted"][part] == 0)
    return np.asarray(plays["counted"][part] != 0) if plays.has_uncounted else None


def _on_weekdays(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    return traits.on_weekdays(plays, wanted.traits, part)


def _within_bandwidth(plays: Plays, wanted: HistoryFilter, part: slice) -> Array | None:
    return traits.within_bandwidth(plays, wanted.traits, part)


DIRECT: tuple[Callable[[Plays, HistoryFilter, slice], Array | None], ...] = (
    _on_days,
    _stopped_late,
    _stopped_early,
    _numbered,
    _counted,
    _on_weekdays,
    _within_bandwidth,
)
"""Conditions that are judged play by play."""
