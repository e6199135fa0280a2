"""The libraries: reading them, and what an owner may change of them."""

from __future__ import annotations

from watchkeeper.api.v2.params import Flag, Key, Text
from watchkeeper.api.v2.pictures import DEFAULT_COVER, given_picture, library_art, library_thumb
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId
from watchkeeper.errors import InputError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.libraries.library import Library
from watchkeeper.features.system.servers.server import Server
from watchkeeper.values import dataclass

COUNTED_IN_PARTS = frozenset({"show", "artist", "photo"})
NAMELESS = "Local"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryParams:
    """One library."""

    section_id: Key
    include_last_accessed: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLibraryParams:
    """What is not given is reset: callers send all of it."""

    section_id: Key
    custom_thumb: Text = ""
    custom_art: Text = ""
    do_notify: Flag = False
    do_notify_created: Flag = False
    keep_history: Flag = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library and the identifier of its server ("" while that is not known)."""

    library: Library
    identifier: str


@command("get_libraries", params=NoParams)
async def get_libraries(call: Call, _params: NoParams) -> object:
    """The libraries of the media server with what is in them, as they were read last.

    They are read again and again in the background; nothing is listed while the server is away.
    """
    if not call.app.monitoring.state(call.server_id).is_connected:
        return []
    libraries = await call.app.libraries.all(call.server_id, with_deleted=True)
    return [section_row(each) for each in libraries if _is_listed(each)]


@command("get_library_names", params=NoParams)
async def get_library_names(call: Call, _params: NoParams) -> object:
    """The libraries on record, but for those that were deleted."""
    return [
        {
            "section_id": shelf.library.section_id,
            "section_name": shelf.library.section_name,
            "section_type": shelf.library.section_type,
            "agent": shelf.library.agent,
        }
        for shelf in await known_libraries(call)
        if not shelf.library.is_deleted
    ]


@command("get_library", params=LibraryParams)
async def get_library(call: Call, params: LibraryParams) -> object:
    """One library; an unknown one is answered as a stand-in."""
    library = await call.app.libraries.get(call.server_id, SectionId(params.section_id))
    if library is None:
        is_number = params.section_id >= 0
        return nothing() if params.include_last_accessed and is_number else stand_in()
    server = call.app.servers.known(call.server_id)
    row = library_row(Shelf(library, (server.identifier if server else None) or ""))
    if params.include_last_accessed:
        row["last_accessed"] = await _last_accessed(call, library.section_id)
    return row


@command("edit_library", params=EditLibraryParams, scope=Scope.WRITE)
async def edit_library(call: Call, params: EditLibraryParams) -> object:
    """Change a library's pictures and what is kept of it."""
    changes = {
        "custom_thumb_url": given_picture(params.custom_thumb),
        "custom_art_url": params.custom_art,
        "do_notify": params.do_notify,
        "do_notify_created": params.do_notify_created,
        "keep_history": params.keep_history,
    }
    section_id = SectionId(params.section_id)
    try:
        await call.app.libraries.edit(call.server_id, section_id, changes, call.who)
    except InputError:
        return "Failed to update library."
    return "Successfully updated library."


def section_row(library: Library) -> Row:
    """A library as get_libraries lists it; what is counted depends on its type."""
    row: Row = {
        "section_id": str(library.section_id),
        "section_name": library.section_name or "",
        "section_type": library.section_type or "",
        "agent": library.agent or "",
        "thumb": library.thumb or "",
        "art": library.art or "",
        "count": str(library.count),
        "is_active": 1,
    }
    if library.section_type in COUNTED_IN_PARTS:
        row["parent_count"] = str(library.parent_count or 0)
        row["child_count"] = str(library.child_count or 0)
    return row


def _is_listed(library: Library) -> bool:
    is_real = library.section_id != LIVE_TV_SECTION
    return library.is_active and library.count is not None and is_real


def library_row(shelf: Shelf) -> Row:
    """A library as get_library describes it."""
    library = shelf.library
    return {
        "row_id": library.id,
        "server_id": shelf.identifier,
        "section_id": library.section_id,
        "section_name": library.section_name,
        "section_type": library.section_type,
        "library_thumb": library_thumb(library),
        "library_art": library_art(library),
        "count": library.count,
        "parent_count": library.parent_count,
        "child_count": library.child_count,
        "is_active": int(library.is_active),
        "do_notify": int(library.do_notify),
        "do_notify_created": int(library.do_notify_created),
        "keep_history": int(library.keep_history),
        "deleted_section": int(library.is_deleted),
        "last_accessed": None,
    }


def stand_in() -> Row:
    """What is answered for an id that no library has."""
    return {
        "row_id": 0,
        "server_id": "",
        "section_id": 0,
        "section_name": NAMELESS,
        "section_type": "",
        "library_thumb": DEFAULT_COVER,
        "library_art": "",
        "count": 0,
        "parent_count": 0,
        "child_count": 0,
        "is_active": 1,
        "do_notify": 0,
        "do_notify_created": 0,
        "keep_history": 1,
        "deleted_section": 0,
        "last_accessed": None,
    }


def nothing() -> Row:
    """What is answered for an id that no library has when the last play is asked for too."""
    return {**dict.fromkeys(stand_in()), "library_thumb": DEFAULT_COVER}


async def known_libraries(call: Call) -> list[Shelf]:
    """The server's libraries, deleted ones too, and those of servers its owner had before.

    An imported record names libraries of former servers, but their plays are told by the number
    of the library alone and are on record under the server of the import.
    """
    shelves = []
    for server in await call.app.servers.all():
        if server.id == call.server_id or await _is_former(call, server):
            libraries = await call.app.libraries.all(server.id, with_deleted=True)
            shelves += [Shelf(library, server.identifier or "") for library in libraries]
    return sorted(shelves, key=lambda shelf: shelf.library.id)


async def _is_former(call: Call, server: Server) -> bool:
    """Whether a server is only a name in an import: never met, and nothing recorded of it."""
    if server.url or server.last_seen_at is not None:
        return False
    wanted = HistoryFilter(server_ids=(server.id,))
    return await call.app.statistics.last_seen(wanted) is None


async def _last_accessed(call: Call, section_id: SectionId) -> int | None:
    wanted = HistoryFilter(server_ids=(call.server_id,), section_ids=(section_id,))
    return await call.app.statistics.last_seen(wanted)


COMMANDS = (
    get_libraries,
    get_library_names,
    get_library,
    edit_library,
)
