"""Arrivals: what came to the libraries, and what is gone, as the record knows it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import Instant, Number, Paging, Part, Shape
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.features.libraries import Arrival, ArrivalQuery, LibraryItem
from watchkeeper.features.libraries import Arrivals as OurArrivals


class ArrivedItem(Shape):
    """A film, show, episode, artist or track that a library has, or had."""

    server_id: int = Field(description="Number of the server.")
    rating_key: int = Field(description="Number of the item on its server.")
    parent_rating_key: int | None = Field(description="That of its season or album.")
    grandparent_rating_key: int | None = Field(description="That of its show or artist.")
    section_id: int = Field(description="Number of the library on its server.")
    media_type: str = Field(description="movie, show, episode, artist or track.")
    title: str = Field(description="Title of the item.")
    full_title: str = Field(description="Title with that of its show or artist.")
    year: int | None = Field(description="Year of the item.")
    guid: str | None = Field(description="Plex's lasting name of the item.")
    external_ids: list[str] = Field(description="Ids elsewhere, e.g. imdb://tt1.")
    thumb: str | None = Field(description="Path of its picture, for `get_image`.")
    arrival: Arrival = Field(description="How it came; known: it was there from the beginning.")
    added_at: Instant | None = Field(description="When, by its server, UTC seconds.")
    first_seen_at: Instant = Field(description="When it was first seen, UTC seconds.")
    upgraded_at: Instant | None = Field(description="When its files were replaced, UTC seconds.")
    gone_at: Instant | None = Field(description="When it was missed, UTC seconds; null: there.")


class ArrivalList(Part):
    """Items, newest first."""

    items: list[ArrivedItem] = Field(description="This part of them.")


class ArrivalsAsked(Paging):
    """Which items."""

    server_id: Number | None = Field(None, description="Only of this server.")
    section_id: Number | None = Field(None, description="Only of this library.")
    media_type: list[Literal["movie", "show", "episode", "artist", "track"]] = Field(
        [], description="Only of these kinds."
    )
    since: Instant | None = Field(None, description="Only then or later, UTC seconds.")


async def list_arrivals(asks: Asks, asked: Annotated[ArrivalsAsked, Query()]) -> ArrivalList:
    """List what the libraries got, also what replaces an older copy."""
    return arrivals_of(await asks.app.inventory.added(_query(asks, asked)), asked)


async def list_gone_items(asks: Asks, asked: Annotated[ArrivalsAsked, Query()]) -> ArrivalList:
    """List what is no longer in the libraries, the last ones first."""
    return arrivals_of(await asks.app.inventory.gone(_query(asks, asked)), asked)


def arrivals_of(found: OurArrivals, asked: Paging) -> ArrivalList:
    """Items in the words of the API."""
    items = [item_of(item) for item in found.items]
    return ArrivalList(items=items, total=found.total, offset=asked.offset)


def item_of(item: LibraryItem) -> ArrivedItem:
    """An item in the words of the API."""
    return ArrivedItem(
        server_id=item.server_id,
        rating_key=item.rating_key,
        parent_rating_key=item.parent_rating_key,
        grandparent_rating_key=item.grandparent_rating_key,
        section_id=item.section_id,
        media_type=item.media_type,
        title=item.title,
        full_title=item.full_title,
        year=item.year,
        guid=item.guid or None,
        external_ids=item.external_ids.split(),
        thumb=item.thumb or None,
        arrival=item.arrival,
        added_at=item.added_at,
        first_seen_at=item.first_seen_at,
        upgraded_at=item.upgraded_at,
        gone_at=item.gone_at,
    )


def _query(asks: Caller, asked: ArrivalsAsked) -> ArrivalQuery:
    servers = asks.server_ids(() if asked.server_id is None else (asked.server_id,))
    return ArrivalQuery(
        server_id=ServerId(servers[0]) if servers else None,
        section_id=None if asked.section_id is None else SectionId(asked.section_id),
        media_types=tuple(asked.media_type),
        since=asked.since,
        offset=asked.offset,
        limit=asked.limit,
    )
