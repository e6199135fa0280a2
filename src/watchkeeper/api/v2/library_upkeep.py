"""Libraries: deleting them or their history, bringing them back, reading them anew."""

from __future__ import annotations

from watchkeeper.api.v2.answers import Refused, Said
from watchkeeper.api.v2.params import Key, Keys, Text
from watchkeeper.api.v2.registry import Call, NoParams, command
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.errors import OutsideError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.libraries.library import Library
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrariesParams:
    """One library of a server, or several by the numbers of their rows, which count first."""

    server_id: Text = ""
    section_id: Key | None = None
    row_ids: Keys = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndeleteLibraryParams:
    """One library, by id or else by name."""

    section_id: Key | None = None
    section_name: Text = ""


@command("delete_library", params=LibrariesParams, scope=Scope.WRITE)
async def delete_library(call: Call, params: LibrariesParams) -> object:
    """Hide libraries, record from them no more and delete their history."""
    if not _names_something(params):
        return Refused("No server id and section id or row ids received.")
    libraries = await _named(call, params)
    if not libraries:
        return Refused("Failed to delete library(s).")
    for library in libraries:
        await call.app.libraries.delete(call.server_id, library.section_id, call.who)
    await _delete_history(call, libraries)
    return Said("Deleted library.")


@command("delete_all_library_history", params=LibrariesParams, scope=Scope.WRITE)
async def delete_all_library_history(call: Call, params: LibrariesParams) -> object:
    """Delete the history of libraries."""
    if not _names_something(params):
        return Refused("No server id and section id or row ids received.")
    await _delete_history(call, await _named(call, params))
    return Said("Deleted library history.")


@command("undelete_library", params=UndeleteLibraryParams, scope=Scope.WRITE)
async def undelete_library(call: Call, params: UndeleteLibraryParams) -> object:
    """Show a deleted library again and record from it; its deleted history stays deleted."""
    by_id = params.section_id is not None
    for each in await call.app.libraries.all(call.server_id, with_deleted=True):
        name = params.section_name
        if each.section_id == params.section_id if by_id else each.section_name == name != "":
            await call.app.libraries.undelete(call.server_id, each.section_id, call.who)
            what = f"section_id {each.section_id}" if by_id else f"section_name {name}"
            return Said(f"Re-added library with {what}.")
    return Refused("Unable to re-add library. Invalid section_id or section_name.")


@command("refresh_libraries_list", params=NoParams, scope=Scope.WRITE)
async def refresh_libraries_list(call: Call, _params: NoParams) -> object:
    """Read the libraries of the server anew; false when they cannot be read."""
    try:
        await call.app.libraries.refresh(call.server_id)
    except OutsideError:
        return False
    return True


def _names_something(params: LibrariesParams) -> bool:
    return bool(params.row_ids or (params.server_id and params.section_id is not None))


async def _named(call: Call, params: LibrariesParams) -> list[Library]:
    """The libraries meant; none when another server is named."""
    libraries = await call.app.libraries.all(call.server_id, with_deleted=True)
    if params.row_ids:
        return [library for library in libraries if library.id in params.row_ids]
    server = call.app.servers.known(call.server_id)
    if server is None or server.identifier != params.server_id:
        return []
    return [library for library in libraries if library.section_id == params.section_id]


async def _delete_history(call: Call, libraries: list[Library]) -> None:
    if not libraries:
        return
    section_ids = tuple(library.section_id for library in libraries)
    wanted = HistoryFilter(server_ids=(call.server_id,), section_ids=section_ids)
    changes = call.app.large_changes
    await changes.finish(await changes.delete_all(wanted, call.who))


COMMANDS = (
    delete_library,
    delete_all_library_history,
    undelete_library,
    refresh_libraries_list,
)
