"""Items: films, shows, episodes, music: what servers say of them, who watched, and pictures."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field
from starlette.responses import Response

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.shape import Instant, Number, Shape, Text
from watchkeeper.api.v1.stated import number_of, text_of, texts_of
from watchkeeper.api.v1.statistics import UserShares, shares_of
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ImageRequest, MediaItem
from watchkeeper.domain.media import Marker as OurMarker
from watchkeeper.errors import NotFoundError
from watchkeeper.features.libraries import RecentQuery

MOST_FOUND = 100


class Marker(Shape):
    """A marked stretch of an item."""

    type: str = Field(description="intro, credits or commercial.")
    start: int = Field(description="Where it begins, milliseconds.")
    end: int = Field(description="Where it ends, milliseconds.")


class Item(Shape):
    """A film, show, season, episode, artist, album, track or the like."""

    server_id: int = Field(description="Number of the server.")
    rating_key: int | None = Field(description="Number of the item on its server.")
    parent_rating_key: int | None = Field(description="That of its season or album.")
    grandparent_rating_key: int | None = Field(description="That of its show or artist.")
    section_id: int | None = Field(description="Number of the library on its server.")
    media_type: str = Field(description="movie, show, season, episode and so on.")
    title: str = Field(description="Title of the item.")
    parent_title: str | None = Field(description="Title of its season or album.")
    grandparent_title: str | None = Field(description="Title of its show or artist.")
    full_title: str | None = Field(description="Title with that of its show or artist.")
    year: int | None = Field(description="Year of the item.")
    media_index: int | None = Field(description="Number of the season, episode or track.")
    parent_media_index: int | None = Field(description="Number of the season or disc.")
    guid: str | None = Field(description="Plex's lasting name of it.")
    guids: list[str] = Field(description="Its names elsewhere, e.g. imdb://tt0000001.")
    duration: int | None = Field(description="Length, milliseconds.")
    summary: str | None = Field(description="What it is about.")
    tagline: str | None = Field(description="Its tagline.")
    content_rating: str | None = Field(description="For whom it is meant, e.g. PG-13.")
    studio: str | None = Field(description="Who made it.")
    genres: list[str] = Field(description="Its genres.")
    directors: list[str] = Field(description="Who directed it.")
    actors: list[str] = Field(description="Who plays in it.")
    originally_available_at: str | None = Field(description="Day on which it came out.")
    added_at: Instant | None = Field(description="When it came to the library, UTC seconds.")
    children_count: int | None = Field(description="How many items are right below it.")
    thumb: str | None = Field(description="Path of its picture, for `get_image`.")
    art: str | None = Field(description="Path of its background, for `get_image`.")
    markers: list[Marker] = Field(description="Its marked stretches.")


class ItemsFound(Shape):
    """Items."""

    items: list[Item] = Field(description="All of them, or the part asked for.")
    total: int = Field(description="How many are in this answer.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
KeyPath = Annotated[Number, Path(description="Number of the item on its server.")]


async def list_recently_added(
    asks: Asks,
    server_id: ServerPath,
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND, description="How many at most.")] = 25,
    offset: Annotated[Number, Query(description="How many are left out first.")] = 0,
) -> ItemsFound:
    """List new items of a server, the newest first."""
    server = await asks.server(server_id)
    wanted = RecentQuery(count=limit, start=offset)
    return found_of(server.id, await asks.app.metadata.recently_added(server.id, wanted))


async def get_item(asks: Asks, server_id: ServerPath, rating_key: KeyPath) -> Item:
    """Get what the server says of an item."""
    server = await asks.server(server_id)
    return item_of(server.id, await existing_item(asks, server.id, rating_key))


async def list_children(asks: Asks, server_id: ServerPath, rating_key: KeyPath) -> ItemsFound:
    """List seasons of a show, episodes of a season, albums of an artist, tracks of an album."""
    server = await asks.server(server_id)
    await existing_item(asks, server.id, rating_key)
    page = await asks.app.metadata.children(server.id, rating_key)
    return found_of(server.id, page.items)


async def list_viewers(asks: Asks, server_id: ServerPath, rating_key: KeyPath) -> UserShares:
    """List who watched an item, or what is below it. Continued plays count as one."""
    server = await asks.server(server_id)
    wanted = HistoryFilter(server_ids=(server.id,), any_rating_keys=(rating_key,))
    counted = asks.app.people.counted(wanted)
    return shares_of(asks, await asks.app.statistics.users_of(counted, grouped=True))


async def search_server(
    asks: Asks,
    server_id: ServerPath,
    text: Annotated[Text, Query(min_length=1, description="Part of a title.")],
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND, description="Of each kind, at most.")] = 10,
) -> ItemsFound:
    """Search the items of a server by title, also those that nobody played. The server searches."""
    server = await asks.server(server_id)
    return found_of(server.id, await asks.app.metadata.search(server.id, text, limit))


async def get_image(
    asks: Asks,
    server_id: ServerPath,
    path: Annotated[Text, Query(description="Path of the picture, as `thumb` states it.")],
    width: Annotated[int, Query(ge=1, le=4096, description="Most pixels across.")] = 300,
    height: Annotated[int, Query(ge=1, le=4096, description="Most pixels down.")] = 450,
) -> Response:
    """Get a picture of a server as PNG, JPEG, GIF or WebP."""
    server = await asks.server(server_id)
    wanted = ImageRequest(path=path, width=width, height=height)
    image = await asks.app.images.picture(server.id, wanted)
    headers = {"Cache-Control": "private, max-age=86400"}
    return Response(image.content, media_type=image.content_type, headers=headers)


async def existing_item(asks: Caller, server_id: ServerId, rating_key: int) -> MediaItem:
    """An item that the server has.

    Raises:
        NotFoundError: it has none of this number.
        OutsideError: it does not say.
    """
    item = await asks.app.metadata.item(server_id, rating_key)
    if item is None:
        raise NotFoundError(f"The server has no item {rating_key}.", field="rating_key")
    return item


def item_of(server_id: ServerId, item: MediaItem) -> Item:
    """An item in the words of the API."""
    facts = item.facts
    return Item(
        server_id=server_id,
        rating_key=item.rating_key,
        parent_rating_key=number_of(facts.get("parent_rating_key")),
        grandparent_rating_key=number_of(facts.get("grandparent_rating_key")),
        section_id=item.section_id,
        media_type=item.media_type,
        title=item.title,
        parent_title=text_of(facts.get("parent_title")),
        grandparent_title=text_of(facts.get("grandparent_title")),
        full_title=text_of(facts.get("full_title")),
        year=number_of(facts.get("year")),
        media_index=number_of(facts.get("media_index")),
        parent_media_index=number_of(facts.get("parent_media_index")),
        guid=text_of(item.guid),
        guids=texts_of(facts.get("guids")),
        duration=item.duration,
        summary=text_of(facts.get("summary")),
        tagline=text_of(facts.get("tagline")),
        content_rating=text_of(facts.get("content_rating")),
        studio=text_of(facts.get("studio")),
        genres=texts_of(facts.get("genres")),
        directors=texts_of(facts.get("directors")),
        actors=texts_of(facts.get("actors")),
        originally_available_at=text_of(facts.get("originally_available_at")),
        added_at=number_of(facts.get("added_at")),
        children_count=number_of(facts.get("children_count")),
        thumb=text_of(facts.get("thumb")),
        art=text_of(facts.get("art")),
        markers=[marker_of(marker) for marker in item.markers],
    )


def marker_of(marker: OurMarker) -> Marker:
    """A marked stretch in the words of the API."""
    return Marker(type=marker.type, start=marker.start, end=marker.end)


def found_of(server_id: ServerId, items: tuple[MediaItem, ...]) -> ItemsFound:
    """Items in the words of the API."""
    found = [item_of(server_id, item) for item in items]
    return ItemsFound(items=found, total=len(found))
