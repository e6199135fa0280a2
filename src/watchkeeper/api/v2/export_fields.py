"""get_export_fields: the fields of a kind of item with those of all its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from watchkeeper.api.v2.catalogues import export_fields
from watchkeeper.api.v2.tables import Row

PARTS = {
    "seasons": "season",
    "episodes": "episode",
    "albums": "album",
    "tracks": "track",
    "photoalbums": "photoalbum",
    "photos": "photo",
    "clips": "clip",
}
"""From what parts are called to their kind."""
CONTENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "collection": {kind: (kind,) for kind in ("movie", "show", "artist", "album", "photoalbum")},
    "playlist": {
        "video": ("movie", "episode", "clip"),
        "audio": ("track",),
        "photo": ("photo",),
    },
}
"""What can be in a collection or playlist, by its `sub_media_type`."""
ITEMS = "items"


def fields_of(kind: str, contents: str) -> Row:
    """The answer; without any fields where there is no such kind or no such contents."""
    known = export_fields().get(kind)
    is_of_parts = kind in CONTENTS
    if known is None or (is_of_parts and contents not in CONTENTS[kind]):
        return {"metadata_fields": [], "media_info_fields": []}
    inside = CONTENTS[kind][contents] if is_of_parts else ()
    return {
        "metadata_fields": _listed(_fields(kind, "metadata", inside)),
        "media_info_fields": _listed(_fields(kind, "media_info", inside)),
    }


def _fields(kind: str, what: str, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """The kind's own fields, then those of its parts with the name of the parts in front."""
    found = export_fields()[kind]
    yield from (found.metadata if what == "metadata" else found.media_info).items()
    for part in found.children:
        kinds = inside if part == ITEMS else (PARTS[part],)
        for each in kinds:
            if each != kind:  # albums of photos hold such albums
                yield from ((f"{part}.{name}", level) for name, level in _fields(each, what))


def _listed(fields: Iterator[tuple[str, int]]) -> list[Row]:
    levels = dict(fields)  # of kinds that share a name the last one's level counts
    return [{"field": name, "level": level} for name, level in sorted(levels.items()) if level]
