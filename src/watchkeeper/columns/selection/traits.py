"""Which plays are meant by what statistics tell them apart by: genre, hour, reason and the like."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

EPOCH_WEEKDAY = 4
"""1970-01-01 was a Thursday; Sunday is 0."""

UNKNOWN_WORDS = (None, "", "unknown")
UNKNOWN = "unknown"

Work = tuple[str | int | None, ...]
"""A title as `columns.works.work_of` tells it."""

Test = tuple[str, Array]
"""A column and, for each code in it, whether a play with that code is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Each field that is not empty must hold, a tuple names alternatives."""

    weekdays: tuple[int, ...] = ()  # 0 to 6 from Sunday on, in the owner's zone; so the next
    hours: tuple[int, ...] = ()  # 0 to 23
    genres: tuple[str, ...] = ()  # "" for titles without one
    decades: tuple[int, ...] = ()  # their first years; 0: not known
    resolutions: tuple[str, ...] = ()  # of the source; UNKNOWN where it was not stated
    stream_resolutions: tuple[str, ...] = ()  # as delivered
    reasons: int = 0  # domain.reasons.Reason: any of these
    is_relayed: bool | None = None
    bandwidth: tuple[int, int] | None = None  # kbps: from, and below
    works: tuple[Work, ...] = ()


NO_TRAITS = Traits()


def by_code(plays: Plays, traits: Traits) -> Iterator[Test]:
    """The conditions that are judged code by code."""
    if traits.hours:
        yield "hour", np.isin(np.arange(24), traits.hours)
    if traits.resolutions:
        yield "resolution", _word_flags(plays, "resolution", traits.resolutions)
    if traits.stream_resolutions:
        name = "stream_resolution"
        yield name, _word_flags(plays, name, traits.stream_resolutions)
    if traits.reasons:
        yield "reasons", (np.arange(256) & traits.reasons) > 0
    if traits.is_relayed is not None:
        yield "relayed", np.arange(3) == int(traits.is_relayed)
    yield from (("item", flags) for flags in _item_flags(plays, traits))


def _item_flags(plays: Plays, traits: Traits) -> Iterator[Array]:
    items = plays.items
    if traits.genres:
        sets = [genres_of(text) for text in items.genres.all()]
        wanted = {genre for genre in traits.genres if genre}
        with_none = "" in traits.genres
        flags = [bool(wanted & set(one)) or (with_none and not one) for one in sets]
        yield np.array(flags, np.bool_)[items.genre_set.view]
    if traits.decades:
        yield np.isin(items.year.view // 10 * 10, traits.decades)
    if traits.works:
        yield items.works.marks(traits.works)[items.works.codes.view]


def on_weekdays(plays: Plays, traits: Traits, part: slice) -> Array | None:
    """Of a stretch of plays those that started on one of the days of the week."""
    if not traits.weekdays:
        return None
    found: Array = np.isin((plays["day"][part] + EPOCH_WEEKDAY) % 7, traits.weekdays)
    return found


def within_bandwidth(plays: Plays, traits: Traits, part: slice) -> Array | None:
    """Of a stretch of plays those for which so much was reserved."""
    if traits.bandwidth is None:
        return None
    low, high = traits.bandwidth
    bandwidth = plays["bandwidth"][part]
    found: Array = (bandwidth >= low) & (bandwidth < high)
    return found


def genres_of(text: str | None) -> tuple[str, ...]:
    """The genres of an item as it was stated, each once.

    Examples:
        >>> genres_of("Drama; Crime;Drama"), genres_of("")
        (('Drama', 'Crime'), ())
    """
    pieces = (piece.strip() for piece in (text or "").split(";"))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _word_flags(plays: Plays, column: str, wanted: tuple[str, ...]) -> Array:
    words = [word for word in wanted if word != UNKNOWN]
    return plays.words[column].flags([*words, *(UNKNOWN_WORDS if UNKNOWN in wanted else ())])
