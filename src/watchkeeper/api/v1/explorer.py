"""Statistics by our own definitions: any figure by anything that tells plays apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated, cast

from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.cards import Peak
from watchkeeper.api.v1.filtering import counted_of
from watchkeeper.api.v1.plays import Play, play_of
from watchkeeper.api.v1.shape import MOST_ROWS, Shape
from watchkeeper.api.v1.statistics import Figures as FiguresAsked
from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.domain.reasons import Reason
from watchkeeper.errors import InputError
from watchkeeper.features.history import PlayRow
from watchkeeper.features.statistics import By, Most, Scope, Table, Wanted
from watchkeeper.features.statistics import Figures as OurFigures
from watchkeeper.features.statistics.graphs import DECISIONS

MOST_PERIODS = 366
MANY = frozenset({By.TITLE, By.ADDRESS, By.PLAYER})
"""What there may be too many of to tell each apart by something else."""
WORDED = frozenset({By.PERIOD, By.MONTH, By.REASON})
"""Whose keys are numbers that say nothing by themselves."""
NOT_KNOWN = {By.GENRE: "", By.DECADE: 0, By.RESOLUTION: "unknown", By.DELIVERED: "unknown"}
"""The key of plays of which it is not known, where it is not None."""


class TitleKind(StrEnum):
    """Kinds of titles: films, series, music."""

    MOVIE = "movie"
    EPISODE = "episode"
    TRACK = "track"


class Sums(Shape):
    """Three numbers of the same plays."""

    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    people: int | None = Field(description="Different people; null: not asked for.")


class Line(Sums):
    """The numbers of one thing."""

    key: str | int | bool | None = Field(
        description="What it is: server/user of a person, server/section of a library, first day "
        "of a period, 2026-01 of a month, weekday (0 is Sunday) times 24 plus hour, first kbps of "
        "a band, first year of a decade; null: not known, another one, or everything."
    )
    split: str | int | bool | None = Field(description="The same of the split; null: see key.")
    play: Play | None = Field(description="Of titles: the newest play, which tells which it is.")


class FigureTable(Shape):
    """Figures of plays that something tells apart."""

    lines: list[Line] = Field(description="Highest first, as many as were asked for.")
    total: Sums = Field(description="Everything that the filter means, each play once.")


class TableAsked(FiguresAsked):
    """Which plays, and what tells them apart."""

    by: By = Field(description="What plays are told apart by.")
    split: By | None = Field(None, description="A second thing that tells them apart.")
    most: Most = Field(Most.PLAYS, description="What the order goes by.")
    kind: TitleKind | None = Field(None, description="Of titles: only of this kind.")
    start: list[date] = Field(
        [], max_length=MOST_PERIODS, description="First days of periods, in their order."
    )
    with_people: bool = Field(False, description="Count people too, which takes longer.")
    limit: int = Field(25, ge=1, le=MOST_ROWS, description="How many lines are answered at most.")


class CardName(StrEnum):
    """Cards of Home that rank something."""

    MOVIES = "movies"
    SHOWS = "shows"
    MUSIC = "music"
    PEOPLE = "people"
    PLATFORMS = "platforms"
    LIBRARIES = "libraries"


CARDS: Mapping[CardName, tuple[By, TitleKind | None]] = {
    CardName.MOVIES: (By.TITLE, TitleKind.MOVIE),
    CardName.SHOWS: (By.TITLE, TitleKind.EPISODE),
    CardName.MUSIC: (By.TITLE, TitleKind.TRACK),
    CardName.PEOPLE: (By.PERSON, None),
    CardName.PLATFORMS: (By.PLATFORM, None),
    CardName.LIBRARIES: (By.LIBRARY, None),
}


class HomeCard(Shape):
    """One card."""

    card: CardName = Field(description="Name of the card.")
    lines: list[Line] = Field(description="Highest first.")


class HomeCards(Shape):
    """The cards of Home. For the last watched list plays with `watched=watched`."""

    cards: list[HomeCard] = Field(description="In the order of Home.")
    peaks: list[Peak] = Field(description="Most streams at once: of all, then by delivery.")


class HomeAsked(FiguresAsked):
    """Which plays, and how long the cards are."""

    most: Most = Field(Most.PLAYS, description="What the order goes by.")
    limit: int = Field(5, ge=1, le=100, description="Lines a card at most.")


async def get_figures(asks: Asks, asked: Annotated[TableAsked, Query()]) -> FigureTable:
    """Get any figure by anything: plays, watch time and people by title, person, hour and so on.

    The numbers are those of the statistics page.
    """
    scope = _scope(asks, asked)
    wanted = Wanted(
        by=asked.by,
        split=asked.split,
        limit=asked.limit,
        most=asked.most,
        kind=asked.kind or "",
    )
    with_people = asked.with_people or asked.most is Most.PEOPLE
    table, everything = await asks.app.explorer.tables(
        scope, [wanted, Wanted(by=By.ALL)], asked.start, with_people=with_people
    )
    told = _Told(asked.start, with_people, await _newest(asks, scope, wanted, table))
    whole = everything.get(None, OurFigures())
    people = whole.people if with_people else None
    return FigureTable(
        lines=told.lines(table, wanted),
        total=Sums(plays=whole.plays, seconds=whole.seconds, people=people),
    )


async def get_home_cards(asks: Asks, asked: Annotated[HomeAsked, Query()]) -> HomeCards:
    """Get the cards of Home, by our own definitions."""
    scope = Scope(filter=counted_of(asked, asks), grouped=asked.grouped)
    wanted = [
        Wanted(by=by, kind=kind or "", limit=asked.limit, most=asked.most)
        for by, kind in CARDS.values()
    ]
    with_people = asked.most is Most.PEOPLE
    tables = await asks.app.explorer.tables(scope, wanted, with_people=with_people)
    cards = []
    for name, one, table in zip(CARDS, wanted, tables, strict=True):
        told = _Told((), with_people, await _newest(asks, scope, one, table))
        cards.append(HomeCard(card=name, lines=told.lines(table, one)))
    peaks = zip((None, *DECISIONS), await asks.app.explorer.peak(scope), strict=True)
    return HomeCards(
        cards=cards,
        peaks=[
            Peak(decision=word, count=one.count, started=one.started, stopped=one.stopped)
            for word, one in peaks
            if one is not None
        ],
    )


class _Told:
    """Turns keys of the columns into those of the API."""

    def __init__(
        self, starts: Sequence[date], with_people: bool, newest: Mapping[object, PlayRow]
    ) -> None:
        self._starts = starts
        self._with_people = with_people
        self._newest = newest

    def lines(self, table: Table, wanted: Wanted) -> list[Line]:
        """The lines of a table."""
        lines = []
        for key, figures in table.items():
            one, other = cast("tuple[object, object]", key) if wanted.split else (key, None)
            row = self._newest.get(one) if wanted.by is By.TITLE else None
            lines.append(
                Line(
                    key=self._key(wanted.by, one),
                    split=self._key(wanted.split, other) if wanted.split else None,
                    play=None if row is None else play_of(row),
                    plays=figures.plays,
                    seconds=figures.seconds,
                    people=figures.people if self._with_people else None,
                )
            )
        return lines

    def _key(self, by: By, key: object) -> str | int | bool | None:
        if by in NOT_KNOWN and key == NOT_KNOWN[by]:
            return None
        if isinstance(key, tuple):
            return str(key[1]) if by is By.TITLE else "/".join(str(part) for part in key)
        if isinstance(key, int) and by in WORDED:
            return self._word(by, key)
        return key if isinstance(key, str | int) else None

    def _word(self, by: By, number: int) -> str:
        if by is By.PERIOD:
            return self._starts[number].isoformat()
        if by is By.MONTH:
            return f"{EPOCH.year + number // 12}-{number % 12 + 1:02}"
        return str(Reason(number).name).lower()


def _scope(asks: Caller, asked: TableAsked) -> Scope:
    """The plays that are meant.

    Raises:
        InputError: what tells them apart does not go together; `field` names it.
    """
    pair = {asked.by, asked.split}
    if asked.split is not None and (asked.split is asked.by or pair & MANY):
        raise InputError("Split by something else, of which there are fewer.", field="split")
    if asked.kind is not None and asked.by is not By.TITLE:
        raise InputError("Only titles are of a kind: use media_type.", field="kind")
    wanted = counted_of(asked, asks)
    if By.PERIOD in pair:
        if not asked.start or sorted(set(asked.start)) != asked.start:
            raise InputError("Give the first days of the periods in their order.", field="start")
        wanted = replace(
            wanted,
            after_day=max(asked.start[0], wanted.after_day or asked.start[0]),
            before_day=wanted.before_day or asks.app.explorer.today,
        )
    return Scope(filter=wanted, grouped=asked.grouped)


async def _newest(
    asks: Caller, scope: Scope, wanted: Wanted, table: Table
) -> dict[object, PlayRow]:
    """Of titles, the newest play of each."""
    if wanted.by is not By.TITLE:
        return {}
    numbers = await asks.app.explorer.newest(scope, list(table))
    rows = await asks.app.history.plays(list(numbers.values()))
    return {title: rows[number] for title, number in numbers.items() if number in rows}
