"""Plays: the record, page by page, and corrections of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.filtering import PlayFilter, Texts, filter_of, located
from watchkeeper.api.v1.shape import (
    LARGEST,
    MOST_ROWS,
    Changes,
    Done,
    Instant,
    Number,
    Shape,
    Text,
)
from watchkeeper.api.v1.stated import number_of, text_of
from watchkeeper.domain.facts import PlayId, SectionId, UserId
from watchkeeper.domain.play import PlaySource
from watchkeeper.errors import NotFoundError
from watchkeeper.features.history import (
    HistoryEntry,
    HistoryQuery,
    Order,
    OrderField,
    PlayEdit,
    PlayRow,
    StreamFacts,
)


class Play(Shape):
    """One recorded viewing of one item by one person, from start to stop."""

    id: int = Field(description="Number of the play.")
    reference_id: int = Field(description="Number of the play that its group began with.")
    server_id: int = Field(description="Number of the server.")
    started: Instant = Field(description="When it began, UTC seconds.")
    stopped: Instant | None = Field(description="When it ended, UTC seconds.")
    play_seconds: int = Field(description="Watch time: stopped - started - paused, seconds.")
    paused_seconds: int = Field(description="Time paused, seconds.")
    user_id: int = Field(description="The person's plex.tv account number; 0 is Local.")
    username: str | None = Field(description="The person's username at that time.")
    friendly_name: str | None = Field(description="What the person is called today.")
    media_type: str = Field(description="movie, episode or track.")
    live: bool = Field(description="Whether it was Live TV.")
    rating_key: int | None = Field(description="The item's number on the server.")
    parent_rating_key: int | None = Field(description="That of its season or album.")
    grandparent_rating_key: int | None = Field(description="That of its show or artist.")
    section_id: int | None = Field(description="The library's number on the server.")
    library_name: str | None = Field(description="The library's name.")
    title: str | None = Field(description="Title of the item.")
    parent_title: str | None = Field(description="Title of its season or album.")
    grandparent_title: str | None = Field(description="Title of its show or artist.")
    full_title: str = Field(description="Title with that of its show or artist.")
    year: int | None = Field(description="Year of the item.")
    media_index: int | None = Field(description="Number of the episode or track.")
    parent_media_index: int | None = Field(description="Number of the season or disc.")
    guid: str | None = Field(description="Plex's lasting name of the item.")
    thumb: str | None = Field(description="Path of its picture, for `get_image`.")
    duration: int | None = Field(description="Length of the item, milliseconds.")
    view_offset: int | None = Field(description="Position reached, milliseconds.")
    percent_complete: float = Field(description="Position reached, percent of the length.")
    watched_status: float = Field(description="0, 0.25, 0.5, 0.75 or 1 (watched).")
    player: str | None = Field(description="Name of the player.")
    product: str | None = Field(description="Program that played.")
    platform: str | None = Field(description="System that it ran on.")
    machine_id: str | None = Field(description="The player's unique name.")
    ip_address: str | None = Field(description="Address of the player.")
    location: str | None = Field(description="lan, wan or cellular.")
    bandwidth: int | None = Field(description="What the server reserved, kbps.")
    secure: bool | None = Field(description="Whether it was sent over TLS.")
    relayed: bool | None = Field(description="Whether it went through Plex's relay.")
    quality_profile: str | None = Field(description="The quality that the stream answered to.")
    transcode_decision: str | None = Field(description="direct play, copy or transcode.")
    source: PlaySource = Field(description="Where the play comes from.")


class Viewing(Shape):
    """One line of the history: plays that continue each other, or with `grouped=false` one play."""

    play: Play = Field(description="The play of the group that went furthest.")
    play_ids: list[int] = Field(description="Numbers of all plays of the group that are meant.")
    newest_started: Instant = Field(description="Start of the newest of them, UTC seconds.")
    started: Instant = Field(description="Start of the oldest of them, UTC seconds.")
    stopped: Instant | None = Field(description="Stop of the newest of them, UTC seconds.")
    play_seconds: int = Field(description="Watch time of all of them, seconds.")
    paused_seconds: int = Field(description="Time paused in all of them, seconds.")


class PlayList(Shape):
    """Part of the history."""

    viewings: list[Viewing] = Field(description="This part, in the order asked for.")
    offset: int = Field(description="How many were left out before the first.")
    filtered: int = Field(description="Viewings that the filter means, in all.")
    total: int = Field(description="Plays in the record of the servers asked for.")
    shown_seconds: int = Field(description="Watch time of this part, seconds.")
    total_seconds: int = Field(
        description="Watch time of all plays that the filter means, whatever its text, seconds."
    )


class PlaysAsked(PlayFilter):
    """Which plays, in which order, which part."""

    country: Texts = Field(
        [], description="Codes of countries, e.g. NZ; local: own networks, unknown: not found."
    )
    city: Texts = Field(
        [], description="Towns as `list_places` tells their keys, e.g. Cork, Munster, IE."
    )
    grouped: bool = Field(True, description="Show plays that continue each other as one.")
    order: OrderField = Field(OrderField.DATE, description="What to sort by.")
    descending: bool = Field(True, description="Highest or newest first.")
    offset: Number = Field(0, description="How many entries are left out before the first.")
    limit: int = Field(25, ge=1, le=MOST_ROWS, description="How many entries are answered at most.")


class Stream(Shape):
    """How one play was streamed; the words are Plex's (see the glossary)."""

    play_id: int = Field(description="Number of the play.")
    quality_profile: str | None = Field(description="The quality that the stream answered to.")
    transcode_decision: str | None = Field(description="direct play, copy or transcode.")
    container: str | None = Field(description="Form of the file.")
    stream_container: str | None = Field(description="Form as delivered.")
    bitrate: int | None = Field(description="Of the file, kbps.")
    stream_bitrate: int | None = Field(description="As delivered, kbps.")
    video_decision: str | None = Field(description="direct play, copy or transcode.")
    video_codec: str | None = Field(description="Of the file.")
    stream_video_codec: str | None = Field(description="As delivered.")
    video_resolution: str | None = Field(description="Of the file, e.g. 1080 or 4k.")
    stream_video_resolution: str | None = Field(description="As delivered.")
    video_bitrate: int | None = Field(description="Of the file, kbps.")
    stream_video_bitrate: int | None = Field(description="As delivered, kbps.")
    video_dynamic_range: str | None = Field(description="Of the file, e.g. SDR or HDR10.")
    stream_video_dynamic_range: str | None = Field(description="As delivered.")
    audio_decision: str | None = Field(description="direct play, copy or transcode.")
    audio_codec: str | None = Field(description="Of the file.")
    stream_audio_codec: str | None = Field(description="As delivered.")
    audio_channels: int | None = Field(description="Of the file, a number of channels.")
    stream_audio_channels: int | None = Field(description="As delivered, a number of channels.")
    subtitle_decision: str | None = Field(description="What was done with the subtitles.")
    subtitle_codec: str | None = Field(description="Form of the subtitles.")


class PlayCorrection(Changes):
    """What to correct of a play; what is left out, or null, stays as it is."""

    user_id: Number | None = Field(None, description="The person's plex.tv account number.")
    username: Text | None = Field(None, description="The person's username at that time.")
    stopped: Instant | None = Field(None, description="When it ended, UTC seconds.")
    paused_seconds: Number | None = Field(None, description="Time paused, seconds.")
    rating_key: Number | None = Field(None, description="The item's number on the server.")
    parent_rating_key: Number | None = Field(None, description="That of its season or album.")
    grandparent_rating_key: Number | None = Field(None, description="That of its show or artist.")
    section_id: Number | None = Field(None, description="The library's number on the server.")


class Plays(Shape):
    """Plays by number."""

    play_ids: list[Annotated[int, Field(ge=0, le=LARGEST)]] = Field(
        min_length=1, max_length=MOST_ROWS, description="Numbers of plays."
    )


PlayPath = Annotated[Number, Path(description="Number of the play.")]


async def list_plays(asks: Asks, asked: Annotated[PlaysAsked, Query()]) -> PlayList:
    """List the history. Streams that still run are not in it."""
    query = HistoryQuery(
        filter=await located(filter_of(asked, asks), asks, asked.country, asked.city),
        grouped=asked.grouped,
        order=(Order(asked.order, asked.descending),),
        offset=asked.offset,
        limit=asked.limit,
    )
    page = await asks.app.history.page(query)
    return PlayList(
        viewings=[viewing_of(entry, entry.row) for entry in page.entries if entry.row is not None],
        offset=asked.offset,
        filtered=page.filtered,
        total=page.total,
        shown_seconds=page.shown_seconds,
        total_seconds=page.total_seconds,
    )


async def get_play(asks: Asks, play_id: PlayPath) -> Play:
    """Get one play."""
    return play_of(await _play(asks, play_id))


async def get_play_stream(asks: Asks, play_id: PlayPath) -> Stream:
    """Get how one play was streamed."""
    row = await _play(asks, play_id)
    facts = await asks.app.history.stream_facts(row.id)
    if facts is None:
        raise NotFoundError(f"Nothing is known of the stream of play {play_id}.", field="play_id")
    return stream_of(facts)


async def edit_play(asks: Asks, play_id: PlayPath, wanted: PlayCorrection) -> Done:
    """Correct a play."""
    row = await _play(asks, play_id)
    edit = PlayEdit(
        user_id=None if wanted.user_id is None else UserId(wanted.user_id),
        username=wanted.username,
        stopped=wanted.stopped,
        paused_seconds=wanted.paused_seconds,
        rating_key=wanted.rating_key,
        parent_rating_key=wanted.parent_rating_key,
        grandparent_rating_key=wanted.grandparent_rating_key,
        section_id=None if wanted.section_id is None else SectionId(wanted.section_id),
    )
    return Done(change_id=await asks.app.history.edit(row.id, edit, asks.principal.name))


async def delete_play(asks: Asks, play_id: PlayPath) -> Done:
    """Delete a play. It can be undone."""
    row = await _play(asks, play_id)
    return Done(change_id=await asks.app.history.delete([row.id], asks.principal.name))


async def delete_plays(asks: Asks, wanted: Plays) -> Done:
    """Delete plays, as one change that can be undone. Numbers of no play are left out."""
    rows = await asks.app.history.plays([PlayId(number) for number in wanted.play_ids])
    mine = [row.id for row in rows.values() if asks.only in {None, row.server_id}]
    if not mine:
        raise NotFoundError("There is no play of any of these numbers.", field="play_ids")
    return Done(change_id=await asks.app.history.delete(mine, asks.principal.name))


def play_of(row: PlayRow) -> Play:
    """A play in the words of the API."""
    words, player = row.item, row.player
    return Play(
        id=row.id,
        reference_id=row.reference_id,
        server_id=row.server_id,
        started=row.started,
        stopped=row.stopped,
        play_seconds=row.play_seconds,
        paused_seconds=row.paused_seconds,
        user_id=row.user_id,
        username=row.username,
        friendly_name=row.friendly_name,
        media_type=row.media_type,
        live=row.live,
        rating_key=row.rating_key,
        parent_rating_key=row.parent_rating_key,
        grandparent_rating_key=row.grandparent_rating_key,
        section_id=row.section_id,
        library_name=row.library_name,
        full_title=row.full_title,
        duration=row.duration,
        view_offset=row.view_offset,
        percent_complete=row.percent_complete,
        watched_status=row.watched_status,
        player=text_of(player.player),
        product=text_of(player.product),
        platform=text_of(player.platform),
        machine_id=text_of(player.machine_id),
        ip_address=text_of(row.ip_address),
        location=text_of(row.location),
        bandwidth=row.bandwidth,
        secure=row.secure,
        relayed=row.relayed,
        quality_profile=text_of(row.quality_profile),
        transcode_decision=text_of(row.transcode_decision),
        source=row.source,
        title=text_of(words.get("title")),
        parent_title=text_of(words.get("parent_title")),
        grandparent_title=text_of(words.get("grandparent_title")),
        year=number_of(words.get("year")),
        media_index=number_of(words.get("media_index")),
        parent_media_index=number_of(words.get("parent_media_index")),
        guid=text_of(words.get("guid")),
        thumb=text_of(words.get("thumb")),
    )


def viewing_of(entry: HistoryEntry, row: PlayRow) -> Viewing:
    """A line of the history in the words of the API."""
    return Viewing(
        play=play_of(row),
        play_ids=list(entry.group_ids),
        newest_started=entry.date,
        started=entry.started,
        stopped=entry.stopped,
        play_seconds=entry.play_seconds,
        paused_seconds=entry.paused_seconds,
    )


def stream_of(facts: StreamFacts) -> Stream:
    """How a play was streamed in the words of the API."""
    numbers = {"bitrate", "channels"}
    words = {
        name: number_of(facts.stream.get(name))
        if name.rpartition("_")[2] in numbers
        else text_of(facts.stream.get(name))
        for name in Stream.model_fields
        if name not in {"play_id", "quality_profile"}
    }
    quality = text_of(facts.quality_profile)
    return Stream.model_validate({"play_id": facts.play_id, "quality_profile": quality, **words})


async def _play(asks: Caller, play_id: int) -> PlayRow:
    row = await asks.app.history.play(PlayId(play_id))
    if row is None or asks.only not in {None, row.server_id}:
        raise NotFoundError(f"There is no play {play_id}.", field="play_id")
    return row
