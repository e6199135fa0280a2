"""Cards: who and what was played most, and last."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.filtering import counted_of
from watchkeeper.api.v1.plays import Play, play_of
from watchkeeper.api.v1.shape import Instant, Number, Shape
from watchkeeper.api.v1.statistics import LONGEST_DAYS, Figures
from watchkeeper.features.statistics import (
    Card,
    CardRows,
    Concurrent,
    HomeQuery,
    Measure,
    Ranked,
    Window,
)


class CardsAsked(Figures):
    """Which cards, of which plays."""

    card: list[Card] = Field([], description="Names of cards; without any all of them.")
    days: int = Field(30, ge=1, le=LONGEST_DAYS, description="Days of 24 hours back from now.")
    measure: Measure = Field(Measure.PLAYS, description="What rankings go by.")
    offset: Number = Field(0, description="How many lines of each card are left out first.")
    limit: int = Field(10, ge=1, le=100, description="Lines a card at most.")


class Line(Shape):
    """One line of a ranking."""

    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    people: int | None = Field(description="Different people, where the card goes by them.")
    last_started: Instant = Field(description="Start of the newest play, UTC seconds.")
    play: Play = Field(description="That newest play: it tells who or what is ranked.")


class Peak(Shape):
    """The latest time at which most streams ran."""

    decision: str | None = Field(description="How they were delivered; null: all streams.")
    count: int = Field(description="How many ran at once.")
    started: Instant = Field(description="From when on, UTC seconds.")
    stopped: Instant = Field(description="When the first of them ended, UTC seconds.")


class CardLines(Shape):
    """One card; it has lines, plays or peaks, by its kind."""

    card: Card = Field(description="Name of the card.")
    lines: list[Line] = Field(description="Of rankings, highest first.")
    plays: list[Play] = Field(description="Of last_watched, newest first.")
    peaks: list[Peak] = Field(description="Of most_concurrent.")


class Cards(Shape):
    """Cards in the order asked for."""

    cards: list[CardLines] = Field(description="Each card asked for, once.")


async def list_cards(asks: Asks, asked: Annotated[CardsAsked, Query()]) -> Cards:
    """List who and what was played most, and last."""
    query = HomeQuery(
        filter=counted_of(asked, asks),
        window=Window(days=asked.days, before=asked.before, after=asked.after),
        measure=asked.measure,
        grouped=asked.grouped,
        offset=asked.offset,
        limit=asked.limit,
    )
    found = await asks.app.statistics.home.cards(query, asked.card or Card)
    return Cards(cards=[card_of(card, rows) for card, rows in found.items()])


def card_of(card: Card, rows: CardRows) -> CardLines:
    """A card in the words of the API."""
    lines = [line_of(row) for row in rows if isinstance(row, Ranked)]
    peaks = [peak_of(row) for row in rows if isinstance(row, Concurrent)]
    plays = [play_of(row) for row in rows if not isinstance(row, Ranked | Concurrent)]
    return CardLines(card=card, lines=lines, plays=plays, peaks=peaks)


def line_of(ranked: Ranked) -> Line:
    """A line of a ranking in the words of the API."""
    standing = ranked.standing
    return Line(
        plays=standing.plays,
        seconds=standing.seconds,
        people=standing.people,
        last_started=standing.last_started,
        play=play_of(ranked.row),
    )


def peak_of(one: Concurrent) -> Peak:
    """A peak in the words of the API."""
    peak = one.peak
    return Peak(
        decision=one.decision or None,
        count=peak.count,
        started=peak.started,
        stopped=peak.stopped,
    )
