"""What stands out in a year of plays."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.selection.counted import counted, play_seconds
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.works import EPISODE, MOVIE
from watchkeeper.values import dataclass

BINGE_PAUSE = 30 * 60
"""Films and episodes with a shorter pause between them are one sitting, in seconds."""

MONTHS = 12


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day by the owner's calendar."""

    day: int  # days since 1970
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with plays, first and last (days since 1970)."""

    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Binge:
    """The sitting with the most watch time: films and episodes of one person in a row."""

    first_id: int  # number of its first play
    main_id: int  # number of a play of the title that took most of it
    started: int  # UTC seconds
    stopped: int  # UTC seconds
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """What was played again most often."""

    newest_id: int  # number of its newest play
    plays: int


@dataclass(frozen=True, slots=True)
class GenreFacts:
    """What was played of a genre; a title counts for each of its genres."""

    name: str
    plays: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """What stands out. Each is None or empty where there is nothing that could."""

    titles: int  # different films, shows and artists
    people: int
    month_plays: tuple[int, ...]  # January first
    month_seconds: tuple[int, ...]
    hour_seconds: tuple[int, ...]  # of the day, from midnight
    busiest_day: DayFacts
    streak: Streak
    first_id: int
    last_id: int
    repeat: Repeat | None
    genres: tuple[GenreFacts, ...]  # most watch time first


def years_of(plays: Plays, wanted: HistoryFilter) -> list[int]:
    """The years in which something was played, newest first."""
    days = np.unique(plays["day"][select(plays, wanted).where])
    years: list[int] = np.unique(_years(days))[::-1].tolist()
    return years


def year_facts(
    plays: Plays, groups: Groups, wanted: HistoryFilter, *, most_genres: int = 6
) -> YearFacts | None:
    """What stands out among the plays of one year; None when there are none.

    Counts are of viewings: plays that continue each other are one, told by the first.
    """
    chosen = select(plays, wanted)
    if not len(chosen):
        return None
    found = counted(plays, groups, chosen, grouped=True)
    at, seconds = found.positions, found.seconds
    items = plays["item"][at]
    months = _months(plays["day"][at])
    positions = chosen.positions
    return YearFacts(
        titles=len(np.unique(plays.items.works.codes.view[items])),
        people=len(np.unique(plays.people.persons[plays["user"][positions]])),
        month_plays=_sums(months, None, MONTHS),
        month_seconds=_sums(months, seconds, MONTHS),
        hour_seconds=_sums(plays["hour"][at], seconds, 24),
        busiest_day=_busiest_day(plays, chosen),
        streak=_streak(plays["day"][positions]),
        first_id=int(plays["id"][positions[0]]),
        last_id=int(plays["id"][positions[-1]]),
        repeat=_repeat(plays, at, items),
        genres=_genres(plays, items, seconds)[:most_genres],
    )


def longest_binge(plays: Plays, chosen: Selection) -> Binge | None:
    """The longest sitting of one person; music does not count, and one title alone is none."""
    types = plays.items.media_types.flags((MOVIE, EPISODE))[plays.items.media_type.view]
    is_video = types & ~plays.items.is_live.view
    positions = chosen.positions[is_video[plays["item"][chosen.where]]]
    if not len(positions):
        return None
    people = plays.people.persons[plays["user"][positions]]
    positions = positions[np.argsort(people, kind="stable")]
    people = np.sort(people, kind="stable")
    started = plays["started"][positions]
    stopped = started + play_seconds(plays, positions) + plays["paused"][positions]
    is_new = (people[1:] != people[:-1]) | (started[1:] - stopped[:-1] > BINGE_PAUSE)
    starts = np.flatnonzero(np.append(True, is_new))
    sums = np.add.reduceat(play_seconds(plays, positions), starts)
    ends = np.append(starts, len(positions))[1:]
    return _binge(plays, positions, starts, ends, sums)


def _binge(plays: Plays, positions: Array, starts: Array, ends: Array, sums: Array) -> Binge | None:
    """The longest of the sittings in which more than one thing was played."""
    references = plays["reference"][positions]
    for run in np.argsort(-sums, kind="stable")[:50].tolist():
        members = positions[starts[run] : ends[run]]
        viewings = len(np.unique(references[starts[run] : ends[run]]))
        if viewings < 2:
            continue
        works = plays.items.works.codes.view[plays["item"][members]]
        weights = np.bincount(works, play_seconds(plays, members))
        main = members[works == np.argmax(weights)][0]
        last = members[-1]
        return Binge(
            first_id=int(plays["id"][members[0]]),
            main_id=int(plays["id"][main]),
            started=int(plays["started"][members[0]]),
            stopped=int(max(plays.stopped(members).max(), plays["started"][last])),
            plays=viewings,
            seconds=int(sums[run]),
        )
    return None


def _sums(codes: Array, weights: Array | None, size: int) -> tuple[int, ...]:
    return tuple(np.bincount(codes, weights, minlength=size).astype(np.int64).tolist())


def _busiest_day(plays: Plays, chosen: Selection) -> DayFacts:
    """The day with most watch time; its viewings are those with a play on that day."""
    days = plays["day"][chosen.where]
    first = int(days.min())
    seconds = np.bincount(days - first, play_seconds(plays, chosen.positions))
    best = int(np.argmax(seconds))
    references = plays["reference"][chosen.where][days == first + best]
    return DayFacts(first + best, len(np.unique(references)), int(seconds[best]))


def _streak(days: Array) -> Streak:
    different = np.unique(days)
    starts = np.flatnonzero(np.append(True, np.diff(different) != 1))
    lengths = np.diff(np.append(starts, len(different)))
    best = int(np.argmax(lengths))
    first = int(different[starts[best]])
    return Streak(first, first + int(lengths[best]) - 1)


def _repeat(plays: Plays, at: Array, items: Array) -> Repeat | None:
    """The film or episode with the most viewings; a film by its title, an episode by its key."""
    types = plays.items.media_type.view[items]
    known = plays.items.media_types.flags
    is_movie, is_episode = known((MOVIE,))[types], known((EPISODE,))[types]
    works = plays.items.works.codes.view[items].astype(np.int64)
    keys = plays.items.numbers["rating_key"].view[items]
    codes = np.where(is_movie, works, -2 - np.maximum(keys, -1))
    kept = is_movie | (is_episode & (keys >= 0))
    values, counts = np.unique(codes[kept], return_counts=True)
    if not len(values) or counts.max() < 2:
        return None
    best = values[np.argmax(counts)]
    newest = at[kept][np.flatnonzero(codes[kept] == best)[-1]]
    return Repeat(int(plays["id"][newest]), int(counts.max()))


def _genres(plays: Plays, items: Array, seconds: Array) -> tuple[GenreFacts, ...]:
    sets = plays.items.genre_set.view[items]
    texts = plays.items.genres.all()
    counts = np.bincount(sets, minlength=len(texts)).tolist()
    sums = np.bincount(sets, seconds, minlength=len(texts)).tolist()
    found: dict[str, tuple[int, float]] = {}
    for text, count, total in zip(texts, counts, sums, strict=True):
        for name in {part.strip() for part in (text or "").split(";")} - {""}:
            before = found.get(name, (0, 0.0))
            found[name] = (before[0] + count, before[1] + total)
    ranked = sorted(found.items(), key=lambda one: (-one[1][1], -one[1][0], one[0]))
    return tuple(GenreFacts(name, plays_, int(total)) for name, (plays_, total) in ranked if plays_)


def _months(days: Array) -> Array:
    """January is 0."""
    months: Array = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % MONTHS
    return months


def _years(days: Array) -> Array:
    years: Array = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years
