"""What of each kind of item can be exported, and from which level on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import orjson

from watchkeeper.values import dataclass

FILE = files("watchkeeper.features.exports") / "data" / "fields.json"
PARTS: Mapping[str, str] = {
    "seasons": "season",
    "episodes": "episode",
    "albums": "album",
    "tracks": "track",
    "photoalbums": "photoalbum",
    "photos": "photo",
    "clips": "clip",
}
"""From what parts are called to their kind."""
ITEMS = "items"
CONTENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "collection": {kind: (kind,) for kind in ("movie", "show", "artist", "album", "photoalbum")},
    "playlist": {
        "video": ("movie", "episode", "clip"),
        "audio": ("track",),
        "photo": ("photo",),
    },
}
"""What can be in a collection or playlist, by its `sub_media_type`."""

Fields = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ExportFields:
    """The fields of a kind of item, each with its level."""

    metadata: Fields
    media_info: Fields
    children: Fields  # its parts, e.g. the episodes of a season


@cache
def export_fields() -> Mapping[str, ExportFields]:
    """The fields of each kind of item."""
    return {
        kind: ExportFields(
            metadata=_levels(found["metadata"]),
            media_info=_levels(found["media_info"]),
            children=found["children"],
        )
        for kind, found in orjson.loads(FILE.read_bytes()).items()
    }


def parts_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The parts of a kind of item by their name, each with the kinds that can be in it."""
    every = {part for kinds in CONTENTS.get(kind, {}).values() for part in kinds}
    return {
        part: tuple(sorted(every)) if part == ITEMS else (PARTS[part],)
        for part in export_fields()[kind].children
    }


def fields_of(kind: str, contents: str) -> tuple[Fields, Fields]:
    """All fields of a kind and of its parts, metadata and media info, by dotted name.

    `contents` says what is in a collection or playlist; several, joined by commas, all count.
    There are no fields where there is no such kind or no such contents.
    """
    known = CONTENTS.get(kind, {})
    named = [each.strip().lower() for each in contents.split(",")] if known else []
    if kind not in export_fields() or not all(each in known for each in named):
        return {}, {}
    inside = tuple(part for each in named for part in known[each])
    return (
        dict(_fields(kind, "metadata", inside)),  # of kinds that share a name the last one counts
        dict(_fields(kind, "media_info", inside)),
    )


def _fields(kind: str, what: str, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """The kind's own fields, then those of its parts with the name of the parts in front."""
    found = export_fields()[kind]
    yield from (found.metadata if what == "metadata" else found.media_info).items()
    for part in found.children:
        kinds = inside if part == ITEMS else (PARTS[part],)
        for each in kinds:
            if each != kind:  # albums of photos hold such albums
                yield from ((f"{part}.{name}", level) for name, level in _fields(each, what))


def _levels(by_level: Mapping[str, list[str]]) -> Fields:
    return {name: int(level) for level, names in by_level.items() for name in names}
