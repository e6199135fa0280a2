"""What statistics tell plays apart by: the keys, and how a play finds its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import StrEnum
from math import gcd
from types import MappingProxyType

import numpy as np

from watchkeeper.columns.figures.cells import Sorting
from watchkeeper.columns.selection.select import Selection
from watchkeeper.columns.selection.traits import EPOCH_WEEKDAY, UNKNOWN_WORDS, genres_of
from watchkeeper.columns.selection.traits import UNKNOWN as UNKNOWN_WORD
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import Texts
from watchkeeper.domain.reasons import Reason
from watchkeeper.domain.watched import LIVE
from watchkeeper.values import dataclass

KINDS = ("movie", "episode", "track", LIVE)
BANDS = (0, 2_000, 4_000, 8_000, 12_000, 20_000, 40_000)
"""Where each band of bandwidth begins, in kbps."""


class By(StrEnum):
    """What plays are told apart by, and what its keys are."""

    ALL = "all"  # None: everything is one
    PERIOD = "period"  # the place of the period in those asked for
    MONTH = "month"  # months since January 1970, in the owner's zone; so the next
    WEEKDAY_HOUR = "weekday_hour"  # weekday (0 to 6 from Sunday on) times 24 plus hour
    KIND = "kind"  # one of KINDS, None for another
    MODE = "mode"  # direct play, copy, transcode; None for another
    REASON = "reason"  # a bit of domain.reasons.Reason
    GENRE = "genre"  # "" for titles without one
    DECADE = "decade"  # its first year, 0 for not known
    RESOLUTION = "resolution"  # of the source; "unknown" where it was not stated
    DELIVERED = "delivered"  # resolution as delivered
    PLATFORM = "platform"  # as the player calls it, None for not known
    PLAYER = "player"  # the name of the device, None for not known
    PERSON = "person"  # (server id, user id) of the account that names the person
    LIBRARY = "library"  # (server id, section id)
    ADDRESS = "address"  # text, None for not known
    LOCATION = "location"  # lan, wan, cellular, None for not known
    RELAYED = "relayed"  # True, False, None for not known
    BAND = "band"  # the first of BANDS that is not above, None for not known
    TITLE = "title"  # columns.works.work_of


Key = Hashable
Made = tuple[Sequence[Key], Sorting]


@dataclass(frozen=True, slots=True)
class Periods:
    """Stretches of local days that follow each other: where each begins, and the last day."""

    starts: tuple[int, ...]  # day numbers
    last: int


def sorting_of(plays: Plays, chosen: Selection, by: By, periods: Periods) -> Made:
    """The keys, and the sorting that finds their places."""
    match by:
        case By.PERIOD:
            return _periods(plays, periods)
        case By.MONTH:
            return _months(plays, chosen)
        case _:
            return MAKERS[by](plays)


def _all(_plays: Plays) -> Made:
    return [None], Sorting.plain(1, lambda at: np.zeros(_size(at), np.int64))


def _size(at: Array | slice) -> int:
    return at.stop - at.start if isinstance(at, slice) else len(at)


def _periods(plays: Plays, periods: Periods) -> Made:
    first = periods.starts[0]
    days = np.arange(first, periods.last + 1)
    table = np.searchsorted(np.array(periods.starts), days, side="right") - 1
    keys = range(len(periods.starts))
    return keys, Sorting.plain(len(keys), lambda at: table.take(plays["day"][at] - first))


def _months(plays: Plays, chosen: Selection) -> Made:
    days = plays["day"][chosen.first : chosen.last]
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    numbers = np.arange(first, last + 1)
    months = numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    keys = range(int(months[0]), int(months[-1]) + 1)
    months -= months[0]
    return keys, Sorting.plain(len(keys), lambda at: months.take(plays["day"][at] - first))


def _weekday_hours(plays: Plays) -> Made:
    def codes(at: Array | slice) -> Array:
        weekday = (plays["day"][at].astype(np.int64) + EPOCH_WEEKDAY) % 7
        found: Array = weekday * 24 + plays["hour"][at]
        return found

    return range(7 * 24), Sorting.plain(7 * 24, codes)


def _kinds(plays: Plays) -> Made:
    of_item = kinds_of_items(plays)
    return [*KINDS, None], Sorting.plain(len(KINDS) + 1, lambda at: of_item.take(plays["item"][at]))


def kinds_of_items(plays: Plays) -> Array:
    """For each item the place of its kind in KINDS, or the place after the last."""
    items = plays.items
    places = [
        KINDS.index(text) if text in KINDS else len(KINDS) for text in items.media_types.all()
    ]
    by_type = np.array(places or [0], np.int64)
    return np.where(items.is_live.view, KINDS.index(LIVE), by_type[items.media_type.view])


def _modes(plays: Plays) -> Made:
    known = ("direct play", "copy", "transcode")
    words = plays.words["decision"].all()
    places = [known.index(word) if word in known else len(known) for word in words]
    table = np.array(places or [0], np.int64)
    return [*known, None], Sorting.plain(
        len(known) + 1, lambda at: table.take(plays["decision"][at])
    )


def _reasons(plays: Plays) -> Made:
    bits = list(Reason)
    members = tuple(
        tuple(place for place, bit in enumerate(bits) if code & bit) for code in range(256)
    )
    sorting = Sorting(len(bits), lambda at: plays["reasons"][at], 256, members)
    return [int(bit) for bit in bits], sorting


def _genres(plays: Plays) -> Made:
    items = plays.items
    places: dict[str, int] = {}
    members = tuple(
        tuple(places.setdefault(genre, len(places)) for genre in genres_of(text) or ("",))
        for text in items.genres.all()
    )
    sorting = Sorting(
        len(places),
        lambda at: items.genre_set.view.take(plays["item"][at]),
        len(members),
        members,
    )
    return list(places), sorting


def _decades(plays: Plays) -> Made:
    years = plays.items.year.view
    decades, of_item = np.unique(years // 10, return_inverse=True)
    keys = [int(decade) * 10 for decade in decades.tolist()]
    return keys, Sorting.plain(len(keys), lambda at: of_item.take(plays["item"][at]))


def _words(column: str) -> Callable[[Plays], Made]:
    def made(plays: Plays) -> Made:
        places: dict[str, int] = {}
        words = plays.words[column].all()
        table = np.array(
            [
                places.setdefault(UNKNOWN_WORD if word in UNKNOWN_WORDS else str(word), len(places))
                for word in words
            ]
            or [0],
            np.int64,
        )
        return list(places), Sorting.plain(len(places), lambda at: table.take(plays[column][at]))

    return made


def _players(name: str) -> Callable[[Plays], Made]:
    """Names that differ in case alone are one, as in the filter of the history."""

    def made(plays: Plays) -> Made:
        texts: Texts = getattr(plays.players, name)
        _, firsts, of_player = np.unique(texts.ranks(), return_index=True, return_inverse=True)
        names = [getattr(one, name) for one in plays.players.names]
        keys = [names[first] for first in firsts.tolist()]
        return keys, Sorting.plain(len(keys), lambda at: of_player.take(plays["player"][at]))

    return made


def _people(plays: Plays) -> Made:
    persons, keys = plays.people.persons, plays.people.pairs.all()
    return keys, Sorting.plain(len(keys), lambda at: persons.take(plays["user"][at]))


def _libraries(plays: Plays) -> Made:
    keys = plays.sections.all()
    return keys, Sorting.plain(len(keys), lambda at: plays["section"][at])


def _texts(column: str) -> Callable[[Plays], Made]:
    def made(plays: Plays) -> Made:
        keys = plays.words[column].all()
        return keys, Sorting.plain(len(keys), lambda at: plays[column][at])

    return made


def addresses_sorted(plays: Plays, names: Mapping[str | None, str], otherwise: str) -> Made:
    """By what addresses have in common: `names` tells it, `otherwise` is that of all others."""
    places: dict[str, int] = {}
    table = np.array(
        [
            places.setdefault(names.get(address, otherwise), len(places))
            for address in plays.words["ip_address"].all()
        ]
        or [0],
        np.int64,
    )
    return list(places), Sorting.plain(len(places), lambda at: table.take(plays["ip_address"][at]))


def _relayed(plays: Plays) -> Made:
    return [False, True, None], Sorting.plain(3, lambda at: plays["relayed"][at])


def _bands(plays: Plays) -> Made:
    unit = gcd(*BANDS)
    last = BANDS[-1] // unit
    table = np.searchsorted(np.array(BANDS), np.arange(last + 1) * unit, side="right") - 1

    def codes(at: Array | slice) -> Array:
        bandwidth = plays["bandwidth"][at]
        band = table.take(np.minimum(bandwidth // unit, last))
        return np.where(bandwidth == UNKNOWN, len(BANDS), band)

    return [*BANDS, None], Sorting.plain(len(BANDS) + 1, codes)


def _titles(plays: Plays) -> Made:
    works = plays.items.works
    size = len(works)
    return works.keys(), Sorting.plain(size, lambda at: works.codes.view.take(plays["item"][at]))


MAKERS: Mapping[By, Callable[[Plays], Made]] = MappingProxyType(
    {
        By.ALL: _all,
        By.WEEKDAY_HOUR: _weekday_hours,
        By.KIND: _kinds,
        By.MODE: _modes,
        By.REASON: _reasons,
        By.GENRE: _genres,
        By.DECADE: _decades,
        By.RESOLUTION: _words("resolution"),
        By.DELIVERED: _words("stream_resolution"),
        By.PLATFORM: _players("platform"),
        By.PLAYER: _players("player"),
        By.PERSON: _people,
        By.LIBRARY: _libraries,
        By.ADDRESS: _texts("ip_address"),
        By.LOCATION: _texts("location"),
        By.RELAYED: _relayed,
        By.BAND: _bands,
        By.TITLE: _titles,
    }
)
