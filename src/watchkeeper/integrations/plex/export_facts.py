"""Everything a Plex server says of an item, under the names that exports use.

Names and derived facts: `features/exports/data/fields.json`. A list of objects is a list of
mappings, a list of texts stays one, absent is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from hashlib import sha1
from typing import Any

from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.wire import Element

Facts = dict[str, Any]  # Any: facts of several types, lists and mappings

TAGS: Mapping[str, str] = {
    "Collection": "collections",
    "Country": "countries",
    "Director": "directors",
    "Field": "fields",
    "Format": "formats",
    "Genre": "genres",
    "Guid": "guids",
    "Label": "labels",
    "Mood": "moods",
    "Producer": "producers",
    "Role": "roles",
    "Similar": "similar",
    "Style": "styles",
    "Subformat": "subformats",
    "Tag": "tag",
    "Writer": "writers",
}
"""Lists of an item by their names at Plex, which are taken as they are."""
STREAMS = {1: "videoStreams", 2: "audioStreams", 3: "subtitleStreams", 4: "lyricStreams"}
INSTANTS = ("addedAt", "updatedAt", "lastViewedAt", "lastRatedAt")
NUMBERS = frozenset(
    {
        "childCount", "grandparentRatingKey", "id", "index", "leafCount", "librarySectionID",
        "maxYear", "minYear", "parentIndex", "parentRatingKey", "parentYear", "ratingKey",
        "skipCount", "viewCount", "viewedLeafCount", "viewOffset", "year",
    }
)  # fmt: skip
"""Texts of digits that are numbers."""
FLAGS = frozenset(
    {
        "accessible", "anamorphic", "cabac", "canAutoSync", "default", "DOVIBLPresent",
        "DOVIELPresent", "DOVIPresent", "DOVIRPUPresent", "exists", "final", "first", "forced",
        "has64bitOffsets", "hasPreviewThumbnails", "hasScalingMatrix", "hasThumbnail",
        "hasVoiceActivity", "headerCompression", "hearingImpaired", "locked",
        "optimizedForStreaming", "perfectMatch", "selected", "smart", "timed", "transient",
        "visualImpaired",
    }
)  # fmt: skip
USUAL: Mapping[str, int] = {
    "viewCount": 0,
    "viewOffset": 0,
    "albumSort": -1,
    "collectionFilterBasedOnUser": 0,
    "collectionMode": -1,
    "collectionSort": 0,
    "enableCreditsMarkerGeneration": -1,
    "episodeSort": -1,
    "flattenSeasons": -1,
    "subtitleMode": -1,
    "useOriginalTitle": -1,
}
"""What numbers of an item are that servers leave out as long as they are the usual ones."""
USUALLY_NOT = (
    "forced", "hasVoiceActivity", "hearingImpaired", "selected", "timed", "visualImpaired",
)  # fmt: skip
"""Flags of streams that servers leave out where they are not set."""
VOICES = {"hasVoiceActivity": False}
"""The one of them that items and versions have, too."""
BELOW = "/children"
SHORT = 300_000
"""Below so many milliseconds a length is told with its seconds."""
HIGH_RANGE = frozenset({"smpte2084", "arib-std-b67"})
OPTIMIZED = 42
"""`proxyType` of a version that the server made itself."""
FOLDERS = {
    "movie": ("Movies", "guid"),
    "clip": ("Movies", "guid"),
    "show": ("TV Shows", "guid"),
    "season": ("TV Shows", "parentGuid"),
    "episode": ("TV Shows", "grandparentGuid"),
    "artist": ("Artists", "guid"),
    "album": ("Albums", "guid"),
    "track": ("Albums", "parentGuid"),
    "photoalbum": ("Photos", "guid"),
    "photo": ("Photos", "parentGuid"),
    "collection": ("Collections", "guid"),
    "playlist": ("Playlists", "guid"),
}
"""Of each kind of item: the folder of the server's own files, and whose guid names the bundle."""
IMAGES = {"clearLogo": "logo", "backgroundSquare": "squareArt"}


def export_facts(element: Element, zone: tzinfo) -> Facts:
    """The facts of one item; instants are local times in `zone`, without it."""
    facts = {**USUAL, **VOICES, **_scalars(element)}
    facts["type"] = kind_of(element)
    facts["key"] = wire.text(element, "key").removesuffix(BELOW) or None
    facts.setdefault("titleSort", facts.get("title"))
    for name in INSTANTS:
        instant = wire.number(element, name)
        facts[name] = None if instant is None else _local(instant, zone)
    facts |= {ours: _objects(element, theirs) for theirs, ours in TAGS.items()}
    facts |= _moments(element)
    facts |= _files(element)
    facts |= _numbering(facts)
    facts |= _settings(element)
    for image in wire.elements(element, "Image"):
        if ours := IMAGES.get(wire.text(image, "type")):
            facts.setdefault(ours, wire.link(image, "url"))
    facts["metadataDirectory"] = _directory(facts)
    return facts


def kind_of(element: Element) -> str:
    """The kind of item; a folder of photos calls itself a photo, and has children."""
    kind = wire.text(element, "type")
    is_folder = wire.text(element, "key").endswith(BELOW)
    return "photoalbum" if kind == "photo" and is_folder else kind


def _scalars(element: Element) -> Facts:
    return {name: _scalar(element, name) for name, value in element.items() if _is_plain(value)}


def _is_plain(value: object) -> bool:
    return value is not None and not isinstance(value, list | dict)


def _scalar(element: Element, name: str) -> Any:  # Any: text, number or flag
    if name in FLAGS:
        return wire.flag(element, name)
    value = element[name]
    if not isinstance(value, str):
        return value
    return wire.key(element, name) if name in NUMBERS else wire.link(element, name)


def _objects(element: Element, name: str) -> list[Facts]:
    return [_scalars(each) for each in wire.elements(element, name)]


def _moments(element: Element) -> Facts:
    markers = [_moment(each) for each in wire.elements(element, "Marker")]
    kinds = {marker.get("type") for marker in markers}
    return {
        "markers": markers,
        "chapters": [_moment(each) for each in wire.elements(element, "Chapter")],
        "hasIntroMarker": "intro" in kinds,
        "hasCreditsMarker": "credits" in kinds,
        "hasCommercialMarker": "commercial" in kinds,
    }


def _moment(element: Element) -> Facts:
    """A stretch of an item; start and end in milliseconds."""
    facts = _scalars(element)
    return {
        **facts,
        "start": facts.pop("startTimeOffset", None),
        "end": facts.pop("endTimeOffset", None),
    }


def _files(element: Element) -> Facts:
    media = [_media(each) for each in wire.elements(element, "Media")]
    paths = [part["file"] for each in media for part in each["parts"] if part.get("file")]
    places = [wire.text(each, "path") for each in wire.elements(element, "Location")]
    return {
        "media": media,
        "locations": paths or places,
        "hasPreviewThumbnails": any(
            part["hasPreviewThumbnails"] for each in media for part in each["parts"]
        ),
    }


def _media(element: Element) -> Facts:
    parts = [_part(each) for each in wire.elements(element, "Part")]
    return {
        **VOICES,
        **_scalars(element),
        "parts": parts,
        "hdr": any(stream["hdr"] for part in parts for stream in part["videoStreams"]),
        "isOptimizedVersion": wire.number(element, "proxyType") == OPTIMIZED,
    }


def _part(element: Element) -> Facts:
    facts = _scalars(element)
    streams: dict[str, list[Facts]] = {name: [] for name in STREAMS.values()}
    for stream in wire.elements(element, "Stream"):
        if name := STREAMS.get(wire.number(stream, "streamType") or 0):
            streams[name].append(_stream(stream))
    size = wire.number(element, "size")
    return {
        **facts,
        **streams,
        "hasPreviewThumbnails": bool(facts.get("indexes")),
        "sizeHuman": None if size is None else human_size(size),
    }


def _stream(element: Element) -> Facts:
    depth, transfer = wire.number(element, "bitDepth") or 0, wire.text(element, "colorTrc")
    return {
        **dict.fromkeys(USUALLY_NOT, False),
        **_scalars(element),
        "type": wire.number(element, "streamType"),
        "hdr": depth > 8 and transfer in HIGH_RANGE,
    }


def _numbering(facts: Facts) -> Facts:
    """What is told under other names: the numbers of seasons, episodes and tracks."""
    kind, own, parents = facts["type"], facts.get("index"), facts.get("parentIndex")
    found: Facts = {"hdr": any(each["hdr"] for each in facts["media"])}
    found["durationHuman"] = human_length(facts.get("duration"))
    match kind:
        case "show":
            found["seasonCount"] = facts.get("childCount")
        case "season":
            found["seasonNumber"] = own
        case "episode" | "clip":
            found |= {"seasonNumber": parents, "episodeNumber": own}
            if isinstance(own, int) and isinstance(parents, int):
                found["seasonEpisode"] = f"s{parents:02}e{own:02}"
        case "track":
            found["trackNumber"] = own
    if kind in {"album", "track"}:
        found["hasSonicAnalysis"] = str(facts.get("musicAnalysisVersion", "")) == "1"
    return found


def _settings(element: Element) -> Facts:
    """How the item is set up to be shown, where it was asked for."""
    chosen = wire.elements(wire.child(element, "Preferences"), "Setting")
    return {wire.text(each, "id"): each.get("value") for each in chosen if each.get("id")}


def _directory(facts: Facts) -> str | None:
    folder, name = FOLDERS.get(facts["type"], ("", ""))
    guid = facts.get(name)
    if not folder or not isinstance(guid, str):
        return None
    digest = sha1(guid.encode(), usedforsecurity=False).hexdigest()
    return f"Metadata/{folder}/{digest[0]}/{digest[1:]}.bundle"


def _local(instant: int, zone: tzinfo) -> str | None:
    try:
        return (
            datetime.fromtimestamp(instant, UTC).astimezone(zone).replace(tzinfo=None).isoformat()
        )
    except (OverflowError, OSError, ValueError):
        return None


def human_length(milliseconds: object) -> str | None:
    """A length in days, hours and minutes; under five minutes also in seconds.

    Examples:
        >>> human_length(6_195_000), human_length(125_000), human_length(None)
        ('1 hr 43 mins', '2 mins 5 secs', None)
        >>> human_length(9_150_000), human_length(299_999)
        ('2 hrs 32 mins', '5 mins')
    """
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool):
        return None
    step = 1000 if milliseconds < SHORT else 60_000
    seconds = max(0, round(milliseconds / step) * step) // 1000
    words = []
    for unit, length in (("day", 86_400), ("hr", 3_600), ("min", 60), ("sec", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(words) or "0"


def human_size(size: float) -> str:
    """A size in binary units, under the names that people use for them.

    Examples:
        >>> human_size(500), human_size(1_610_612_736)
        ('500 B', '1.50 GB')
    """
    if abs(size) < 1024:
        return f"{size:.0f} B"
    units = ("kB", "MB", "GB", "TB", "PB")
    place = -1
    while abs(size) >= 1024 and place < len(units) - 1:
        size, place = size / 1024, place + 1
    return f"{size:.2f} {units[place]}"
