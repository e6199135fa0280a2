"""Live TV: which programme a channel shows at a given time."""

from __future__ import annotations

import zlib

from watchkeeper.demo.delivery import Mode, Wish
from watchkeeper.demo.items import AudioTrack, Channel, Item, MediaFile, VideoTrack

SLOT = 1800
"""Seconds of one programme."""

WISH = Wish(mode=Mode.TRANSCODE, limit=4000)
"""The broadcast picture is always converted."""

EPG_IDENTIFIER = "tv.plex.providers.epg.cloud:demo"


def slot_start(now: float) -> int:
    """When the running programme began, UTC seconds."""
    return int(now) // SLOT * SLOT


def rating_key(channel: Channel, now: float) -> int:
    """The number that frames give a running programme; it belongs to no library."""
    return 90_000_000 + zlib.crc32(f"{channel.identifier} {slot_start(now)}".encode()) % 1_000_000


def guid(channel: Channel, now: float) -> str:
    """The programme's guid: another one for every airing."""
    number = zlib.crc32(f"{channel.call_sign} {slot_start(now)}".encode())
    return f"plex://episode/{number:024x}"


def programme(channel: Channel, now: float) -> Item:
    """What the channel shows at `now`, as an item outside every library."""
    start = slot_start(now)
    title = channel.programmes[start // SLOT % len(channel.programmes)]
    return Item(
        rating_key=0,
        type="episode",
        section_id=None,
        title=title,
        guid=guid(channel, now),
        added_at=start,
        updated_at=start,
        duration=SLOT * 1000,
        summary=f"{title}, live on {channel.title}.",
        media=(_broadcast(channel),),
    )


def _broadcast(channel: Channel) -> MediaFile:
    number = zlib.crc32(channel.identifier.encode()) % 100_000
    return MediaFile(
        id=number,
        part_id=number + 1,
        container="mpegts",
        duration=SLOT * 1000,
        bitrate=9500,
        file="",
        size=0,
        resolution="1080",
        width=1920,
        height=1080,
        aspect_ratio=1.78,
        video=VideoTrack(
            id=number + 2,
            codec="mpeg2video",
            bitrate=9100,
            width=1920,
            height=1080,
            frame_label="NTSC",
            frame_rate=29.97,
            scan_type="interlaced",
        ),
        audio=(
            AudioTrack(
                id=number + 3,
                codec="ac3",
                channels=6,
                bitrate=384,
                language="English",
                language_code="eng",
            ),
        ),
    )
