"""Library items as Plex describes them."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.demo.catalogue import Catalogue
from watchkeeper.demo.items import AudioTrack, Item, MediaFile, SubtitleTrack, VideoTrack
from watchkeeper.demo.plexserver.render import Node, Value
from watchkeeper.values import dataclass

_TAGS = {
    "movie": "Video",
    "episode": "Video",
    "clip": "Video",
    "track": "Track",
    "photo": "Photo",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of an item to tell."""

    with_guids: bool = True
    with_markers: bool = False
    with_streams: bool = False
    with_media: bool = True
    with_people: bool = True


FULL = Detail(with_markers=True, with_streams=True)
LISTED = Detail(with_guids=False)


def item_node(item: Item, catalogue: Catalogue, detail: Detail = FULL) -> Node:
    """An item with what belongs to it, as far as `detail` asks."""
    return Node(
        _TAGS.get(item.type, "Directory"),
        item_attributes(item, catalogue),
        _item_children(item, detail),
        name="Metadata",
    )


def item_attributes(item: Item, catalogue: Catalogue) -> dict[str, Value]:
    """The attributes of an item, those of its parents among them; None means left out."""
    section = catalogue.sections.get(item.section_id) if item.section_id is not None else None
    return {
        "ratingKey": str(item.rating_key),
        "key": item.key,
        "guid": item.guid,
        "type": "photo" if item.type == "photoalbum" else item.type,
        "title": item.title,
        **_above(item, catalogue),
        "librarySectionID": section.id if section else None,
        "librarySectionKey": f"/library/sections/{section.id}" if section else None,
        "librarySectionTitle": section.title if section else None,
        "originalTitle": item.original_title or None,
        "studio": item.studio or None,
        "contentRating": item.content_rating or None,
        "summary": item.summary,
        "tagline": item.tagline or None,
        "index": item.index,
        "parentIndex": item.parent_index,
        "rating": item.rating,
        "audienceRating": item.audience_rating,
        "year": item.year,
        **_pictures(item, catalogue),
        "duration": item.duration,
        "originallyAvailableAt": item.originally_available_at or None,
        **_counts(item, catalogue),
        "addedAt": item.added_at,
        "updatedAt": item.updated_at,
        "extraType": item.extra_type,
        "subtype": item.subtype or None,
    }


def _pictures(item: Item, catalogue: Catalogue) -> dict[str, Value]:
    """Backdrops are those of the show or artist, and tracks wear the cover of their album."""
    parent = catalogue.get(item.parent_key) if item.parent_key is not None else None
    top_key = item.grandparent_key or item.parent_key or item.rating_key
    top = catalogue.get(top_key) or item
    return {
        "thumb": parent.thumb if parent is not None and item.type == "track" else item.thumb,
        "art": None if item.type in {"photo", "photoalbum"} else top.art,
    }


def _above(item: Item, catalogue: Catalogue) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for prefix, key in (("parent", item.parent_key), ("grandparent", item.grandparent_key)):
        above = catalogue.get(key) if key is not None else None
        if above is None:
            continue
        facts |= {
            f"{prefix}RatingKey": str(above.rating_key),
            f"{prefix}Key": f"/library/metadata/{above.rating_key}",
            f"{prefix}Guid": above.guid,
            f"{prefix}Title": above.title,
            f"{prefix}Thumb": above.thumb,
        }
        if prefix == "parent":
            facts |= {"parentYear": above.year, "parentStudio": above.studio or None}
        else:
            facts["grandparentArt"] = above.art
    return facts


def _counts(item: Item, catalogue: Catalogue) -> dict[str, Value]:
    if item.type == "collection":
        return {"childCount": str(len(catalogue.members(item)))}
    if not item.is_container:
        return {}
    leaves = len(catalogue.leaves(item.rating_key))
    return {
        "childCount": len(catalogue.children(item.rating_key)),
        "leafCount": leaves,
        "viewedLeafCount": 0,
    }


def _item_children(item: Item, detail: Detail) -> Iterator[Node]:
    if detail.with_media:
        for media in item.media:
            yield media_node(media, detail)
    if detail.with_people:
        yield from _tags(item)
    if detail.with_guids:
        for guid in item.external_ids:
            yield Node("Guid", {"id": guid})
    if detail.with_markers:
        yield from _markers(item)


def _tags(item: Item) -> Iterator[Node]:
    groups = (
        ("Genre", item.genres),
        ("Country", item.countries),
        ("Director", item.directors),
        ("Writer", item.writers),
        ("Role", item.actors),
        ("Collection", item.collections),
        ("Label", item.labels),
    )
    for tag, names in groups:
        for number, text in enumerate(names, start=1):
            yield Node(tag, {"id": number, "filter": f"{tag.lower()}={number}", "tag": text})


def _markers(item: Item) -> Iterator[Node]:
    for number, marker in enumerate(item.markers, start=1):
        yield Node(
            "Marker",
            {
                "id": item.rating_key * 10 + number,
                "type": marker.type,
                "startTimeOffset": marker.start,
                "endTimeOffset": marker.end,
                "final": True if marker.is_final else None,
            },
        )


def media_node(media: MediaFile, detail: Detail) -> Node:
    """A file as the library describes it."""
    streams = stream_nodes(media) if detail.with_streams else ()
    part: dict[str, Value] = {
        "id": media.part_id,
        "key": f"/library/parts/{media.part_id}/{media.part_id}/file.{media.container}",
        "duration": media.duration or None,
        "file": media.file,
        "size": media.size,
        "container": media.container,
        "indexes": "sd" if media.has_thumbnails else None,
    }
    return Node("Media", media_attributes(media), [Node("Part", part, streams)])


def media_attributes(media: MediaFile) -> dict[str, Value]:
    """The attributes of a file."""
    sound = media.audio[0] if media.audio else None
    picture = media.video
    return {
        "id": media.id,
        "duration": media.duration or None,
        "bitrate": media.bitrate or None,
        "width": media.width,
        "height": media.height,
        "aspectRatio": media.aspect_ratio,
        "audioChannels": sound.channels if sound else None,
        "audioCodec": sound.codec if sound else None,
        "videoCodec": picture.codec if picture else None,
        "videoResolution": media.resolution or None,
        "container": media.container,
        "videoFrameRate": picture.frame_label if picture else None,
        "videoProfile": picture.profile if picture else None,
        "audioProfile": sound.profile or None if sound else None,
    }


def stream_nodes(media: MediaFile) -> list[Node]:
    """The tracks of a file as they lie in it."""
    nodes = [Node("Stream", video_attributes(media.video))] if media.video else []
    nodes += [
        Node("Stream", audio_attributes(track, index=number, is_selected=number == 1))
        for number, track in enumerate(media.audio, start=1)
    ]
    first_subtitle = 1 + len(media.audio)
    nodes += [
        Node("Stream", subtitle_attributes(track, index=number))
        for number, track in enumerate(media.subtitles, start=first_subtitle)
    ]
    return nodes


def video_attributes(track: VideoTrack) -> dict[str, Value]:
    """The picture of a file; the colour words tell its dynamic range."""
    is_hdr = track.dynamic_range != "SDR"
    is_dolby = track.dynamic_range == "Dolby Vision"
    size = "4K" if track.width >= 3840 else f"{track.height}{track.scan_type[0]}"
    title = f"{size} {track.dynamic_range if is_hdr else ''}".strip()
    return {
        "id": track.id,
        "streamType": 1,
        "default": True,
        "codec": track.codec,
        "index": 0,
        "bitrate": track.bitrate,
        "bitDepth": track.bit_depth,
        "chromaSubsampling": "4:2:0",
        "colorPrimaries": "bt2020" if is_hdr else "bt709",
        "colorRange": "tv",
        "colorSpace": "bt2020nc" if is_hdr else "bt709",
        "colorTrc": "smpte2084" if is_hdr else "bt709",
        "DOVIPresent": True if is_dolby else None,
        "DOVIProfile": 8 if is_dolby else None,
        "frameRate": track.frame_rate,
        "height": track.height,
        "width": track.width,
        "level": track.level,
        "profile": track.profile,
        "refFrames": 4,
        "scanType": track.scan_type,
        "displayTitle": f"{title} ({track.codec.upper()})",
        "extendedDisplayTitle": f"{title} ({track.codec.upper()} {track.profile.title()})",
    }


def audio_attributes(track: AudioTrack, *, index: int, is_selected: bool) -> dict[str, Value]:
    """A sound track of a file."""
    return {
        "id": track.id,
        "streamType": 2,
        "selected": True if is_selected else None,
        "default": True if is_selected else None,
        "codec": track.codec,
        "index": index,
        "channels": track.channels,
        "bitrate": track.bitrate,
        "language": track.language or None,
        "languageCode": track.language_code or None,
        "audioChannelLayout": track.layout,
        "profile": track.profile or None,
        "samplingRate": track.sampling_rate,
        "displayTitle": track.title,
        "extendedDisplayTitle": track.title,
    }


def subtitle_attributes(track: SubtitleTrack, *, index: int | None) -> dict[str, Value]:
    """A subtitle of a file, inside it or beside it."""
    return {
        "id": track.id,
        "streamType": 3,
        "codec": track.codec,
        "format": track.codec,
        "index": None if track.external else index,
        "key": f"/library/streams/{track.id}" if track.external else None,
        "forced": True if track.forced else None,
        "language": track.language,
        "languageCode": track.language_code,
        "displayTitle": f"{track.language} ({track.codec.upper()})",
    }
