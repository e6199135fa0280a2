"""The exports page: what was exported, and the form for a new export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from starlette.datastructures import FormData

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.errors import InputError
from watchkeeper.features.exports import (
    RESOURCES,
    ExportOrder,
    StoredExport,
    export_fields,
)
from watchkeeper.features.libraries import Library
from watchkeeper.features.statistics import LibraryFigures
from watchkeeper.features.system.servers.server import Server
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.words import Moment, file_size, moment, percent

FORMATS = (
    ("csv", N_("CSV: a table for spreadsheets")),
    ("json", N_("JSON: everything in its structure, for programs")),
    ("xml", N_("XML: the same for programs that want it")),
    ("m3u", N_("M3U: a list of the files, for players")),
)
METADATA_LEVELS = (
    (0, N_("Nothing but custom fields")),
    (1, N_("Basic: title, year, ratings, summary")),
    (2, N_("And genres, people, ids, markers")),
    (3, N_("And pictures' addresses, chapters, dates of views")),
    (9, N_("Everything")),
)
MEDIA_LEVELS = (
    (0, N_("Nothing but custom fields")),
    (1, N_("Basic: paths, resolution, codecs, bitrate")),
    (2, N_("And the files: size, container")),
    (3, N_("And every stream")),
    (9, N_("Everything; the server checks each file, which takes long")),
)
RESOURCE_LEVELS = (
    (0, N_("None")),
    (1, N_("Those uploaded by hand")),
    (2, N_("Those that are locked")),
    (9, N_("All")),
)
RESOURCE_WORDS = {
    "thumb": N_("Posters and covers"),
    "art": N_("Backgrounds"),
    "logo": N_("Logos"),
    "squareArt": N_("Square art"),
    "theme": N_("Theme music"),
}
TYPES = (
    ("all", N_("All items")),
    ("collection", N_("The collections")),
    ("playlist", N_("Playlists with items of it")),
)
STATES = {1: "done", 0: "running", -1: "failed"}
PARTS: Mapping[str, Sequence[str]] = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "artist": ("artist", "album", "track"),
    "photo": ("photoalbum", "photo", "clip"),
    "season": ("season", "episode"),
    "album": ("album", "track"),
}
"""Of which kinds of items an export of a kind tells, from the top down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLine:
    """One export of the list."""

    server_id: int
    id: int
    title: str
    state: str  # done, running, failed, missing
    at: Moment
    form: str
    items: str
    size: str
    percent: int
    is_running: bool
    has_file: bool


@dataclass(frozen=True, slots=True)
class FieldLevel:
    """The fields that a level adds."""

    level: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldKind:
    """The fields of one kind of item, by level."""

    kind: str
    metadata: tuple[FieldLevel, ...]
    media_info: tuple[FieldLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportForm:
    """The form for a new export, as it was last filled in."""

    values: Mapping[str, str]
    libraries: Mapping[str, str]  # from "server/section" to its name
    item: str  # the title of the item that is chosen, "" for none
    kind: str  # of what is chosen
    fields: tuple[FieldKind, ...]
    problem: str = ""


USUAL: Mapping[str, str] = {
    "library": "",
    "server_id": "",
    "rating_key": "",
    "export_type": "all",
    "file_format": "csv",
    "metadata_level": "1",
    "media_info_level": "1",
    "custom_fields": "",
    "individual_files": "",
    **{f"{name}_level": "0" for name in RESOURCES},
}


def export_line(server_id: ServerId, stored: StoredExport, zone: tzinfo) -> ExportLine:
    """How an export is listed."""
    told = stored.content
    done, total = _number(told, "exported_items"), _number(told, "total_items")
    state = STATES.get(_number(told, "complete"), "failed")
    if state == "running" and not stored.is_running:
        state = "failed"
    if state == "done" and stored.file is None:
        state = "missing"
    return ExportLine(
        server_id=server_id,
        id=stored.id,
        title=str(told.get("title") or ""),
        state=state,
        at=moment(_number(told, "timestamp"), zone),
        form=str(told.get("file_format") or "").upper(),
        items=_("%(done)s of %(all)s", done=number(done), all=number(total))
        if state == "running"
        else number(done),
        size=file_size(_number(told, "file_size")),
        percent=percent(done, total or None),
        is_running=state == "running",
        has_file=stored.file is not None,
    )


def library_choices(
    servers: Mapping[ServerId, str], libraries: Sequence[Library]
) -> dict[str, str]:
    """The libraries that can be exported, with their server where there are several."""
    known = [
        library
        for library in libraries
        if library.server_id in servers and library.section_type in PARTS and library.is_active
    ]
    return {
        f"{library.server_id}/{library.section_id}": _library_name(library, servers)
        for library in known
    }


def exported_library(
    library: Library, server: Server, figures: LibraryFigures | None
) -> dict[str, object]:
    """A library for other programs; instants are UTC seconds, spans seconds."""
    return {
        "server_id": server.id,
        "server": server.name,
        "section_id": library.section_id,
        "section_name": library.section_name,
        "section_type": library.section_type,
        "count": library.count,
        "parent_count": library.parent_count,
        "child_count": library.child_count,
        "plays": figures.plays if figures else 0,
        "watch_seconds": figures.seconds if figures else 0,
        "last_played": figures.last_accessed if figures else None,
        "last_title": figures.last.full_title if figures else None,
        "is_active": library.is_active,
        "keep_history": library.keep_history,
        "is_deleted": library.is_deleted,
    }


def field_kinds(kind: str) -> tuple[FieldKind, ...]:
    """What each level tells of a kind of item and of its parts."""
    kinds = PARTS.get(kind) or ((kind,) if kind in export_fields() else ())
    return tuple(
        FieldKind(
            each,
            _levels(export_fields()[each].metadata),
            _levels(export_fields()[each].media_info),
        )
        for each in kinds
    )


def order_of(sent: Mapping[str, str]) -> tuple[ServerId, ExportOrder]:
    """The server and the order that a form states.

    Raises:
        InputError: neither library nor item is chosen, or a level is none.
    """
    server, _slash, section = sent["library"].partition("/")
    rating_key = _whole(sent["rating_key"], "rating_key") if sent["rating_key"] else None
    if rating_key is None and not section:
        raise InputError("Choose a library, or enter the number of an item.", field="library")
    server_id = _whole(sent["server_id"] or server or "0", "server_id")
    order = ExportOrder(
        section_id=_whole(section, "library") if section else None,
        rating_key=rating_key,
        file_format=sent["file_format"],
        metadata_level=_whole(sent["metadata_level"], "metadata_level"),
        media_info_level=_whole(sent["media_info_level"], "media_info_level"),
        resource_levels={
            name: _whole(sent[f"{name}_level"], f"{name}_level") for name in RESOURCES
        },
        custom_fields=sent["custom_fields"],
        export_type=sent["export_type"],
        individual_files=bool(sent["individual_files"]) and rating_key is None,
        safe_cells=True,
    )
    return ServerId(server_id), order


def values_of(sent: Mapping[str, object] | FormData) -> dict[str, str]:
    """What an address or a form states, with the usual values for the rest."""
    found = {name: sent.get(name) for name in USUAL}
    return {
        name: value.strip() if isinstance(value, str) else USUAL[name]
        for name, value in found.items()
    }


def _levels(fields: Mapping[str, int]) -> tuple[FieldLevel, ...]:
    return tuple(
        FieldLevel(level, tuple(sorted(name for name, own in fields.items() if own == level)))
        for level in sorted(set(fields.values()))
    )


def _library_name(library: Library, servers: Mapping[ServerId, str]) -> str:
    name = library.section_name or str(library.section_id)
    return name if len(servers) < 2 else f"{name} · {servers[library.server_id]}"


def _whole(text: str, name: str) -> int:
    found = whole_number(text)
    if found is None or not 0 <= found < 2**53:
        raise InputError("“%(text)s” is no number that can be used here.", text=text, field=name)
    return found


def _number(told: Mapping[str, object], name: str) -> int:
    return whole_number(told.get(name)) or 0
