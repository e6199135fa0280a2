"""The library that an address names, and the plays that are its own."""

from __future__ import annotations

from starlette.requests import Request

from watchkeeper.application import Application
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.libraries import Library


async def asked_library(app: Application, request: Request) -> Library:
    """The library that the address names by server and section.

    Raises:
        NotFoundError: there is no such library.
    """
    path = request.path_params
    server_id, section_id = ServerId(path["server_id"]), SectionId(path["section_id"])
    library = await app.libraries.get(server_id, section_id)
    if library is None:
        raise NotFoundError("There is no such library on this server.", field="section_id")
    return library


def plays_of(library: Library) -> HistoryFilter:
    """The plays that were recorded in the library."""
    return HistoryFilter(server_ids=(library.server_id,), section_ids=(library.section_id,))


async def own_plays(app: Application, library: Library) -> HistoryFilter:
    """Plays of the library, and of those that its server has no more.

    An item may be known from there. What stands in another library is a copy, with plays of
    its own.
    """
    libraries = await app.libraries.all(library.server_id, with_deleted=True)
    gone = [one.section_id for one in libraries if not one.is_active]
    sections = dict.fromkeys((library.section_id, *gone))
    return HistoryFilter(server_ids=(library.server_id,), section_ids=tuple(sections))
