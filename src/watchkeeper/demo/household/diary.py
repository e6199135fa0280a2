"""Three years of sittings, person by person: what was watched from when to when."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from random import Random

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.delivery import Wish
from watchkeeper.demo.household.choosing import FILM_LIBRARIES, SHOW_LIBRARIES, Shelves, Taste
from watchkeeper.demo.household.habits import HABITS, USUAL
from watchkeeper.demo.items import Channel, Item
from watchkeeper.demo.making import DAY
from watchkeeper.demo.people import Device, Person
from watchkeeper.demo.plexserver import livetv
from watchkeeper.values import dataclass

PLAYS_A_YEAR = 7_050
"""What the household plays in a year at intensity 1 (measured)."""

SPARE = 300
"""Seconds before now in which nothing is recorded: whatever runs then is a live stream."""


PLAYS = 20_000
YEARS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Which past to tell: the same one always gives the same viewings."""

    seed: int
    now: int  # UTC seconds; nothing in the last five minutes before it
    catalogue: Catalogue
    people: Sequence[Person]
    years: float = YEARS
    count: int = PLAYS  # about so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewing:
    """One play before it is put into the words of the record."""

    started: int
    stopped: int
    paused: int  # seconds
    offset: int  # milliseconds, where it was left
    person: Person
    device: Device
    item: Item
    wish: Wish
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is told of, and how much happens in it."""

    start: int
    now: int
    intensity: float


def viewings(past: Past) -> list[Viewing]:
    """The viewings of that past in order of their start."""
    start = past.now - int(past.years * 365 * DAY)
    span = Span(start, past.now, past.count / (past.years * PLAYS_A_YEAR))
    shelves = Shelves(past.catalogue, Random(f"shelves {past.seed}"))  # noqa: S311  # no secrets
    found = [
        viewing
        for person in past.people
        for viewing in _Diary(past.seed, person, shelves, span).entries()
    ]
    found.sort(key=lambda viewing: (viewing.started, viewing.person.user_id))
    return found


class _Diary:
    """The sittings of one person."""

    def __init__(self, seed: int, person: Person, shelves: Shelves, span: Span) -> None:
        self._random = Random(f"diary {seed} {person.username}")  # noqa: S311  # no secrets
        self._person = person
        self._habit = HABITS.get(person.username, USUAL)
        self._taste = Taste(shelves, person, self._random)
        self._channels = shelves.catalogue.channels
        self._span = span
        self._free_from = 0

    def entries(self) -> Iterator[Viewing]:
        joined = self._span.now - int(self._habit.joined_years_ago * 365 * DAY)
        day = max(self._span.start, joined) // DAY * DAY
        while day < self._span.now:
            for start in self._starts(day):
                yield from self._sitting(max(start, self._free_from))
            day += DAY

    def _starts(self, day: int) -> list[int]:
        expected = self._habit.sittings / 7 * self._span.intensity * self._mood(day)
        count = _poisson(self._random, expected)
        is_weekend = datetime.fromtimestamp(day, UTC).weekday() >= 5
        hours = self._habit.weekend_hours if is_weekend else self._habit.hours
        return sorted(
            day + self._random.choice(hours) * 3600 + self._random.randrange(3600)
            for _ in range(count)
        )

    def _mood(self, day: int) -> float:
        """More at weekends, in winter and around the turn of the year; more every year."""
        when = datetime.fromtimestamp(day, UTC)
        weekend = 1.35 if when.weekday() >= 5 else 0.9
        season = 1 + 0.18 * math.cos((when.timetuple().tm_yday - 15) / 365 * 2 * math.pi)
        turn_of_year = (when.month, when.day) >= (12, 22) or (when.month, when.day) <= (1, 3)
        summer_away = 0.55 if when.month == 7 and 8 <= when.day <= 24 else 1.0
        growth = 0.8 + 0.4 * (day - self._span.start) / max(1, self._span.now - self._span.start)
        return (
            weekend * season * (self._habit.holiday if turn_of_year else 1.0) * summer_away * growth
        )

    def _sitting(self, start: int) -> Iterator[Viewing]:
        kinds = self._habit.kinds
        kind = self._random.choices(list(kinds), list(kinds.values()))[0]
        if kind == "live":
            yield from self._live(start)
        elif kind == "music":
            yield from self._in_a_row(
                self._taste.tracks(start, self._random.randint(4, 11)), start, kind
            )
        elif kind in SHOW_LIBRARIES:
            count = self._random.randint(*self._habit.binge)
            yield from self._in_a_row(self._taste.episodes(kind, start, count), start, kind)
        elif kind in FILM_LIBRARIES:
            yield from self._film(self._taste.film(kind, start), start, kind)

    def _in_a_row(self, items: Sequence[Item], start: int, kind: str) -> Iterator[Viewing]:
        device, wish = self._device(kind), self._wish(kind)
        for number, item in enumerate(items):
            is_last = number == len(items) - 1
            until = (
                self._random.uniform(0.15, 0.8) if is_last and self._random.random() < 0.12 else 1.0
            )
            viewing = self._watch(item, start, device, wish, until=until)
            if viewing is None:
                return
            yield viewing
            start = viewing.stopped + self._random.randint(1, 12)

    def _film(self, film: Item | None, start: int, kind: str) -> Iterator[Viewing]:
        if film is None:
            return
        device, wish = self._device(kind), self._wish(kind)
        fate = self._random.random()
        if fate < self._habit.abandons:
            parts: tuple[float, ...] = (self._random.uniform(0.05, 0.5),)
        elif fate < self._habit.abandons + 0.15:
            parts = (self._random.uniform(0.3, 0.7), 1.0)
        else:
            parts = (1.0,)
        since = 0.0
        for until in parts:
            viewing = self._watch(film, start, device, wish, since=since, until=until)
            if viewing is None:
                return
            yield viewing
            since = until
            start = viewing.stopped + self._random.choice((1200, 5400, DAY - 7200))

    def _watch(  # noqa: PLR0913  # the facts of one viewing
        self,
        item: Item,
        start: int,
        device: Device,
        wish: Wish,
        *,
        since: float = 0.0,
        until: float = 1.0,
    ) -> Viewing | None:
        duration = item.duration or 0
        if until >= 1.0:
            until = self._ending(item)
        paused = self._pauses(item)
        seconds = int((until - since) * duration / 1000) + paused
        if start + seconds > self._span.now - SPARE:
            return None
        self._free_from = start + seconds + 1
        return Viewing(
            started=start,
            stopped=start + seconds,
            paused=paused,
            offset=int(until * duration),
            person=self._person,
            device=device,
            item=item,
            wish=wish,
        )

    def _ending(self, item: Item) -> float:
        """People leave during the credits; tracks play to their end."""
        if item.type == "track" or self._random.random() < 0.45:
            return 1.0
        return self._random.uniform(0.945, 0.995)

    def _pauses(self, item: Item) -> int:
        likelihood = {"movie": 0.45, "episode": 0.18}.get(item.type, 0.02)
        if self._random.random() > likelihood:
            return 0
        return int(min(5400, self._random.lognormvariate(4.9, 1.0)))

    def _live(self, start: int) -> Iterator[Viewing]:
        channel = self._random.choice(self._channels)
        end = start + self._random.randint(900, 6000)
        while start < end:
            stop = min(end, livetv.slot_start(start) + livetv.SLOT)
            if stop - start > 120 and stop < self._span.now - SPARE:
                yield Viewing(
                    started=start,
                    stopped=stop,
                    paused=0,
                    offset=(stop - start) * 1000,
                    person=self._person,
                    device=self._device("live"),
                    item=livetv.programme(channel, start),
                    wish=livetv.WISH,
                    channel=channel,
                )
            start = stop
        self._free_from = max(self._free_from, end)

    def _device(self, kind: str) -> Device:
        place = self._random.choice(self._habit.devices)
        if kind == "music" and self._habit.music_device is not None:
            place = self._habit.music_device
        return self._person.devices[place]

    def _wish(self, kind: str) -> Wish:
        return Wish(
            with_subtitle=kind != "music" and self._random.random() < self._habit.subtitles,
            uses_hardware=self._random.random() < 0.9,
        )


def _poisson(random: Random, expected: float) -> int:
    """How often something happens that happens `expected` times on average."""
    limit, product, count = math.exp(-expected), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
