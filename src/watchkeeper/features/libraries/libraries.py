"""The libraries of the servers: refreshed, edited by the owner, and what is known of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import anyio
import anyio.to_thread
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId, ServerId
from watchkeeper.errors import ConflictError, NotFoundError, UnreachableError
from watchkeeper.features.libraries import queries
from watchkeeper.features.libraries.edits import checked_changes
from watchkeeper.features.libraries.index.indexes import Indexes
from watchkeeper.features.libraries.library import LibrariesChanged, Library
from watchkeeper.features.libraries.listing.listing import listed_type
from watchkeeper.features.libraries.listing.listings import Listings
from watchkeeper.features.libraries.listing.media_info import MediaInfoPage, MediaInfoQuery, page_of
from watchkeeper.features.libraries.ports import LibrarySources, PlayCounts
from watchkeeper.features.libraries.rules import live_tv, refreshed
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.audit_entry import AuditFilter, AuditNote
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

Sections = dict[SectionId, Library]
Values = dict[str, Any]  # Any: values of any column


class Libraries:
    """Keeps the libraries of each server, in memory too: reading costs nothing.

    Request budget: one list, and one count for each level of each library (one level for films,
    three for the others), at start and every 12 hours.
    """

    def __init__(
        self, db: Database, clock: Clock, bus: Bus, sources: LibrarySources, folder: Path
    ) -> None:
        """`folder` is where listings may be kept; it can be thrown away at any time."""
        self._db = db
        self._clock = clock
        self._bus = bus
        self._sources = sources
        self._trail = AuditTrail(db)
        self._listings = Listings(sources, folder, clock)
        self.indexes = Indexes(self._listings)
        self._known: dict[ServerId, Sections] = {}
        self._lock = anyio.Lock()

    async def load(self) -> None:
        """Read all libraries on record, so that `named` answers."""
        for server_id in await self._db.read(queries.servers_with_libraries):
            await self._loaded(server_id)

    async def reload(self, server_id: ServerId, *, added: tuple[SectionId, ...] = ()) -> None:
        """Read a server's libraries anew: for whoever wrote library rows himself (an import)."""
        self._known.pop(server_id, None)
        await self._loaded(server_id)
        self._bus.publish(LibrariesChanged(server_id, added))

    async def all(self, server_id: ServerId, *, with_deleted: bool = False) -> tuple[Library, ...]:
        """All libraries of a server in the order they were added, also those it lost."""
        libraries = (await self._loaded(server_id)).values()
        return tuple(library for library in libraries if with_deleted or not library.is_deleted)

    async def get(self, server_id: ServerId, section_id: SectionId) -> Library | None:
        """One library, also a deleted one; None when unknown."""
        return (await self._loaded(server_id)).get(section_id)

    def named(self, server_id: ServerId) -> Mapping[SectionId, Library]:
        """All libraries of a server by number, without waiting; empty until loaded."""
        return MappingProxyType(self._known.get(server_id, {}))

    async def refresh(self, server_id: ServerId) -> None:
        """Read the list and keep what changed; a failed, partial or empty list changes nothing.

        Raises:
            UnreachableError: the server has no address, or does not answer.
            MalformedError: the answer cannot be believed.
        """
        source = self._sources(server_id)
        if source is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        sections = await source.library_sections()
        async with self._lock:
            known = await self._loaded(server_id)
            news = refreshed(known, sections, server_id=server_id)
            if not news.added and not news.changed:
                return
            await self._db.write(queries.store_libraries, news.added, news.changed)
            added = tuple(library.section_id for library in news.added)
            await self.reload(server_id, added=added)
        log.info("libraries refreshed", server=server_id, added=len(added))

    async def ensure_live_tv(self, server_id: ServerId) -> Library:
        """The stand-in library of live television, made when there is none yet."""
        found = await self.get(server_id, LIVE_TV_SECTION)
        if found is None:
            await self._db.write(queries.insert_library, live_tv(server_id))
            await self.reload(server_id, added=(LIVE_TV_SECTION,))
        return await self._existing(server_id, LIVE_TV_SECTION)

    async def edit(
        self, server_id: ServerId, section_id: SectionId, changes: Mapping[str, object], who: str
    ) -> Library:
        """Change what an owner may change: see `edits`.

        Raises:
            NotFoundError: there is no such library.
            InputError: a field is unknown, or its value cannot be used.
        """
        library = await self._existing(server_id, section_id)
        return await self._change(library, "library_edited", checked_changes(changes), who)

    async def delete(self, server_id: ServerId, section_id: SectionId, who: str) -> Library:
        """Hide a library and stop recording from it; the row stays, and so does its history.

        Raises:
            NotFoundError: there is no such library.
        """
        library = await self._existing(server_id, section_id)
        return await self._change(library, "library_deleted", _flags(is_deleted=True), who)

    async def undelete(self, server_id: ServerId, section_id: SectionId, who: str) -> Library:
        """Show a hidden library again and record from it.

        Raises:
            NotFoundError: there is no such library.
        """
        library = await self._existing(server_id, section_id)
        return await self._change(library, "library_undeleted", _flags(is_deleted=False), who)

    async def last_change(self, library: Library) -> int | None:
        """The number of the newest change of a library that can be taken back."""
        wanted = AuditFilter(subject=f"library:{library.server_id}/{library.section_id}")
        entries = (await self._trail.page(wanted, limit=1)).entries
        return entries[0].id if entries and entries[0].undo_hook else None

    async def undo(self, audit_id: int, who: str) -> Library:
        """Take back one edit, as the audit trail names it.

        Raises:
            NotFoundError: there is no such entry, or its library is gone.
            ConflictError: it cannot be taken back here, or was already.
        """
        entry = await self._trail.undoable(audit_id, "libraries")
        server_id, _, section_id = entry.note.subject.removeprefix("library:").partition("/")
        library = await self._existing(ServerId(int(server_id)), SectionId(int(section_id)))
        note = self._note(library, "library_change_undone", dict(entry.note.values_before), who)
        if not await self._db.write(queries.undo_change, library.id, audit_id, note):
            raise ConflictError("Change %(audit_id)s was taken back already.", audit_id=audit_id)
        await self.reload(library.server_id)
        return await self._existing(library.server_id, library.section_id)

    async def media_info(
        self, server_id: ServerId, query: MediaInfoQuery, plays: PlayCounts
    ) -> MediaInfoPage:
        """Part of the listing of a library, or of the children of an item.

        It is read from the server when it never was, or when the query says so.

        Raises:
            NotFoundError: there is no such library.
            InputError: there is no such column to sort by, or no such kind of item.
            OutsideError: it must be read, and the server did not give all of it.
        """
        library = await self._existing(server_id, query.section_id)
        media_type = listed_type(query.media_type or library.section_type or "")
        key = (server_id, query.section_id, media_type, query.rating_key or 0)
        kept = None if query.is_refresh else await self._listings.kept(key)
        listing = kept or await self._listings.read(key)
        totals = await plays(server_id, query.section_id, listing.play_level)
        return await anyio.to_thread.run_sync(
            functools.partial(page_of, listing, query, totals, is_new=kept is None)
        )

    async def forget_listings(self, server_id: ServerId, section_id: SectionId) -> int:
        """Forget what was read for `media_info` of a library; how many listings there were."""
        return await self._listings.forget(server_id, section_id)

    async def _change(self, library: Library, action: str, values: Values, who: str) -> Library:
        async with self._lock:
            note = self._note(library, action, values, who)
            await self._db.write(queries.change_library, library.id, note)
            await self.reload(library.server_id)
        return await self._existing(library.server_id, library.section_id)

    def _note(self, library: Library, action: str, values: Values, who: str) -> AuditNote:
        return AuditNote(
            at=instant(self._clock),
            who=who,
            action=action,
            subject=f"library:{library.server_id}/{library.section_id}",
            before={name: getattr(library, name) for name in values},
            after=values,
        )

    async def _existing(self, server_id: ServerId, section_id: SectionId) -> Library:
        library = await self.get(server_id, section_id)
        if library is None:
            raise NotFoundError(
                "There is no library %(section_id)s on this server.",
                section_id=section_id,
                field="section_id",
            )
        return library

    async def _loaded(self, server_id: ServerId) -> Sections:
        if server_id not in self._known:
            rows = await self._db.read(queries.libraries_of, server_id)
            self._known[server_id] = {library.section_id: library for library in rows}
        return self._known[server_id]


def _flags(*, is_deleted: bool) -> Values:
    is_kept = not is_deleted
    kept = dict.fromkeys(("keep_history", "do_notify", "do_notify_created"), is_kept)
    return {"is_deleted": is_deleted, **kept}
