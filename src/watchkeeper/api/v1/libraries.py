"""Libraries: the sections of the servers, and their items with files and plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.items import existing_item
from watchkeeper.api.v1.jobs import Job, job_of
from watchkeeper.api.v1.shape import Changes, Instant, Number, Paging, Shape, Text
from watchkeeper.api.v1.stated import number_of, text_of
from watchkeeper.api.v1.users import Refreshed
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import ConflictError, NotFoundError
from watchkeeper.features.libraries import Library as OurLibrary
from watchkeeper.features.libraries import MediaInfoQuery, MediaInfoRow, PlayTotal
from watchkeeper.features.preferences import HistoryTables
from watchkeeper.features.statistics import TallyBy

ItemOrder = Literal[
    "sort_title", "added_at", "container", "bitrate", "video_codec", "video_resolution",
    "video_framerate", "audio_codec", "audio_channels", "file_size", "last_played", "play_count",
]  # fmt: skip
ItemKind = Literal[
    "movie", "show", "season", "episode", "artist", "album", "track", "photo_album", "picture",
    "clip",
]  # fmt: skip


class Library(Shape):
    """A library (section) of one server."""

    server_id: int = Field(description="Number of the server.")
    section_id: int = Field(description="Number of the library on its server.")
    name: str | None = Field(description="What it is called.")
    section_type: str | None = Field(description="movie, show, artist, photo or live.")
    count: int | None = Field(description="Films, shows, artists or photo albums in it.")
    parent_count: int | None = Field(description="Seasons, albums or pictures in it.")
    child_count: int | None = Field(description="Episodes, tracks or clips in it.")
    poster: str | None = Field(description="Address or path of its picture.")
    backdrop: str | None = Field(description="Address or path of its background.")
    is_active: bool = Field(description="Whether the server still has it.")
    keep_history: bool = Field(description="Whether plays of it are recorded.")
    do_notify: bool = Field(description="Whether plays of it are told.")
    do_notify_created: bool = Field(description="Whether new items of it are told.")
    is_hidden: bool = Field(description="Whether it was hidden from lists.")


class LibraryList(Shape):
    """Libraries in the order they were added."""

    libraries: list[Library] = Field(description="All of the servers asked for.")
    total: int = Field(description="How many there are.")


class ListedItem(Shape):
    """An item of a library; facts of a file are those of its first version."""

    rating_key: int = Field(description="Number of the item on its server.")
    parent_rating_key: int | None = Field(description="That of its season or album.")
    grandparent_rating_key: int | None = Field(description="That of its show or artist.")
    media_type: str = Field(description="movie, show, season, episode and so on.")
    title: str = Field(description="Title of the item.")
    year: int | None = Field(description="Year of the item.")
    media_index: int | None = Field(description="Number of the season, episode or track.")
    added_at: Instant | None = Field(description="When it came to the library, UTC seconds.")
    thumb: str | None = Field(description="Path of its picture, for `get_image`.")
    container: str | None = Field(description="Form of the file.")
    bitrate: int | None = Field(description="Of the file, kbps.")
    video_codec: str | None = Field(description="Of the file.")
    video_resolution: str | None = Field(description="Of the file, e.g. 1080 or 4k.")
    video_framerate: str | None = Field(description="Of the file, as the server words it.")
    audio_codec: str | None = Field(description="Of the file.")
    audio_channels: int | None = Field(description="Of the file, a number of channels.")
    file_size: int | None = Field(description="Of all files of the item, bytes.")
    play_count: int = Field(description="How often it, or what is below it, was played.")
    last_played: Instant | None = Field(description="Start of the newest play, UTC seconds.")


class ItemList(Shape):
    """Part of the items of a library."""

    items: list[ListedItem] = Field(description="This part of them.")
    offset: int = Field(description="How many were left out before the first.")
    filtered: int = Field(description="Items that fit the text.")
    total: int = Field(description="Items that there are in all.")
    file_size: int = Field(description="Of all items that fit, bytes.")
    read_at: Instant = Field(description="When the list was read from the server, UTC seconds.")


class ItemsAsked(Paging):
    """Which items."""

    media_type: ItemKind | None = Field(None, description="Kind; without it that of the library.")
    rating_key: Number | None = Field(None, description="Children of this item instead of all.")
    order: ItemOrder = Field("sort_title", description="What to sort by.")
    descending: bool = Field(False, description="Highest or newest first.")
    text: Text = Field("", description="In the title or the facts of the file.")


class ChangedLibrary(Changes):
    """What to change of a library; what is left out stays as it is."""

    custom_thumb_url: Text = Field("", description="Address of a picture; empty: the server's.")
    custom_art_url: Text = Field("", description="Address of a background; empty: the server's.")
    keep_history: bool = Field(True, description="Whether plays of it are recorded.")
    do_notify: bool = Field(True, description="Whether plays of it are told.")
    do_notify_created: bool = Field(True, description="Whether new items of it are told.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
SectionPath = Annotated[Number, Path(description="Number of the library on its server.")]
ServerQuery = Annotated[
    Number | None, Query(description="Number of a server; without it all that may be seen.")
]


async def list_libraries(
    asks: Asks,
    server_id: ServerQuery = None,
    with_hidden: Annotated[bool, Query(description="Also hidden libraries.")] = False,
) -> LibraryList:
    """List the libraries of the servers."""
    libraries = [
        library_of(library)
        for server in await asks.servers(server_id)
        for library in await asks.app.libraries.all(server.id, with_deleted=with_hidden)
    ]
    return LibraryList(libraries=libraries, total=len(libraries))


async def refresh_libraries(asks: Asks, server_id: ServerPath) -> Refreshed:
    """Read the libraries of a server anew, with their counts."""
    server = await asks.server(server_id)
    await asks.app.libraries.refresh(server.id)
    return Refreshed(total=len(await asks.app.libraries.all(server.id)))


async def get_library(asks: Asks, server_id: ServerPath, section_id: SectionPath) -> Library:
    """Get one library."""
    return library_of(await _library(asks, server_id, section_id))


async def list_library_items(
    asks: Asks,
    server_id: ServerPath,
    section_id: SectionPath,
    asked: Annotated[ItemsAsked, Query()],
) -> ItemList:
    """List the items of a library with their files and plays. Read from the server when needed."""
    library = await _library(asks, server_id, section_id)
    if asked.rating_key is not None:
        await existing_item(asks, library.server_id, asked.rating_key)
    query = MediaInfoQuery(
        section_id=library.section_id,
        rating_key=asked.rating_key,
        media_type=asked.media_type or "",
        order=((asked.order, asked.descending),),
        offset=asked.offset,
        limit=asked.limit,
        text=asked.text,
    )
    page = await asks.app.libraries.media_info(library.server_id, query, _Plays(asks))
    return ItemList(
        items=[item_of(row) for row in page.rows],
        offset=asked.offset,
        filtered=page.filtered,
        total=page.total,
        file_size=page.filtered_file_size,
        read_at=page.read_at,
    )


async def read_library(asks: Asks, server_id: ServerPath, section_id: SectionPath) -> Job:
    """Begin to read a library in full. Where that is under way already, it is that job."""
    library = await _library(asks, server_id, section_id)
    number = await asks.app.readings.start([library])
    job = await asks.app.readings.job_of(library) if number is None else None
    if number is not None:
        job = await asks.app.jobs.get(number)
    if job is None:
        raise ConflictError(f"Library {section_id} cannot be read: its server has it no more.")
    return job_of(job)


async def forget_library_items(
    asks: Asks, server_id: ServerPath, section_id: SectionPath
) -> Refreshed:
    """Forget the kept list of items, so that it is read from the server when next asked for."""
    library = await _library(asks, server_id, section_id)
    await asks.app.libraries.forget_listings(library.server_id, library.section_id)
    return Refreshed(total=0)


async def edit_library(
    asks: Asks, server_id: ServerPath, section_id: SectionPath, wanted: ChangedLibrary
) -> Library:
    """Change a library. The audit trail has the number by which it is undone."""
    library = await _library(asks, server_id, section_id)
    changes = wanted.model_dump(exclude_unset=True)
    who = asks.principal.name
    return library_of(
        await asks.app.libraries.edit(library.server_id, library.section_id, changes, who)
    )


async def hide_library(asks: Asks, server_id: ServerPath, section_id: SectionPath) -> Library:
    """Hide a library and stop recording from it. The history stays."""
    library = await _library(asks, server_id, section_id)
    who = asks.principal.name
    return library_of(await asks.app.libraries.delete(library.server_id, library.section_id, who))


async def restore_library(asks: Asks, server_id: ServerPath, section_id: SectionPath) -> Library:
    """Show a hidden library again and record from it."""
    library = await _library(asks, server_id, section_id)
    who = asks.principal.name
    return library_of(await asks.app.libraries.undelete(library.server_id, library.section_id, who))


def library_of(library: OurLibrary) -> Library:
    """A library in the words of the API."""
    return Library(
        server_id=library.server_id,
        section_id=library.section_id,
        name=library.section_name,
        section_type=library.section_type,
        count=library.count,
        parent_count=library.parent_count,
        child_count=library.child_count,
        poster=library.poster,
        backdrop=library.backdrop,
        is_active=library.is_active,
        keep_history=library.keep_history,
        do_notify=library.do_notify,
        do_notify_created=library.do_notify_created,
        is_hidden=library.is_deleted,
    )


def item_of(row: MediaInfoRow) -> ListedItem:
    """An item of a library in the words of the API."""
    item = row.item
    return ListedItem(
        rating_key=item.rating_key,
        parent_rating_key=item.parent_rating_key,
        grandparent_rating_key=item.grandparent_rating_key,
        media_type=item.media_type,
        title=item.title,
        year=number_of(item.year),
        media_index=number_of(item.media_index),
        added_at=number_of(item.added_at),
        thumb=text_of(item.thumb),
        container=text_of(item.container),
        bitrate=number_of(item.bitrate),
        video_codec=text_of(item.video_codec),
        video_resolution=text_of(item.video_resolution),
        video_framerate=text_of(item.video_framerate),
        audio_codec=text_of(item.audio_codec),
        audio_channels=number_of(item.audio_channels),
        file_size=number_of(item.file_size),
        play_count=row.play_count or 0,
        last_played=row.last_played,
    )


class _Plays:
    """Counts the plays of a library as the owner chose to count them."""

    def __init__(self, asks: Caller) -> None:
        self._app = asks.app

    async def __call__(
        self, server_id: ServerId, section_id: SectionId, level: str
    ) -> Mapping[int, PlayTotal]:
        wanted = HistoryFilter(server_ids=(server_id,), section_ids=(section_id,))
        grouped = self._app.preferences.group(HistoryTables).group_history_tables
        found = await self._app.statistics.play_counts(wanted, TallyBy(level), grouped=grouped)
        return {key: PlayTotal(one.play_count, one.last_played) for key, one in found.items()}


async def _library(asks: Caller, server_id: int, section_id: int) -> OurLibrary:
    server = await asks.server(server_id)
    library = await asks.app.libraries.get(server.id, SectionId(section_id))
    if library is None:
        raise NotFoundError(f"There is no library {section_id} on this server.", field="section_id")
    return library
