"""All newsletters: kept sealed, and open in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.settings import stored_settings
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.newsletters.letters.newsletter import (
    AGENT,
    Design,
    Newsletter,
    check,
    new_content,
    new_password,
    stored_design,
)
from watchkeeper.features.newsletters.queries import newsletters as queries
from watchkeeper.features.newsletters.queries.newsletters import StoredNewsletter
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer

Key: TypeAlias = tuple[ServerId, int]
Content: TypeAlias = Mapping[str, Any]  # Any: columns of the table


class Newsletters:
    """The newsletters of every server, by their numbers.

    What an import brought is taken over when somebody asks next.
    """

    def __init__(self, db: Database, clock: Clock, sealer: Sealer, zone: tzinfo) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._zone = zone
        self._known: dict[Key, Newsletter] | None = None

    async def all(self, server_id: ServerId | None = None) -> list[Newsletter]:
        """Those of a server, or of all, by number."""
        known = await self._loaded()
        return [each for each in known.values() if server_id in {None, each.server_id}]

    async def find(self, server_id: ServerId, number: int) -> Newsletter | None:
        """One of them; None when there is none of that number."""
        return (await self._loaded()).get((server_id, number))

    async def get(self, server_id: ServerId, number: int) -> Newsletter:
        """One of them.

        Raises:
            NotFoundError: there is none of that number.
        """
        found = await self.find(server_id, number)
        if found is None:
            raise NotFoundError("There is no such newsletter (any more).", field="newsletter_id")
        return found

    async def add(self, server_id: ServerId) -> int:
        """Make a new one with the usual settings, which is not active yet; returns its number.

        Raises:
            InputError: no server is set up.
        """
        _check_server(server_id)
        await self._loaded()
        number = await self._db.write(queries.add, server_id, self._sealed(new_content()))
        self._known = None
        return number

    async def put(self, server_id: ServerId, number: int, content: Content) -> None:
        """Keep these settings in place of those of that number, if there are any.

        Raises:
            InputError: something in them cannot be used, or no server is set up.
        """
        _check_server(server_id)
        await self._loaded()
        check(content)
        stored = StoredNewsletter(server_id, number, self._sealed(content), self._next(content))
        await self._db.write(queries.put, stored)
        self._known = None

    async def delete(self, server_id: ServerId, number: int) -> None:
        """Delete one, if it is there; its issues stay in the log."""
        await self._loaded()
        await self._db.write(queries.mark_deleted, server_id, number, instant(self._clock))
        self._known = None

    def next_after(self, newsletter: Newsletter, at: int) -> int | None:
        """When one is due next after an instant (UTC seconds); None: never by itself."""
        cron = newsletter.cron
        if cron is None or not newsletter.is_due_by_itself:
            return None
        return cron.next_after(at, self._zone)

    def forget(self) -> None:
        """Read all anew when next asked: something was written beside this object."""
        self._known = None

    async def _loaded(self) -> dict[Key, Newsletter]:
        if not self._db.is_read_only and await self._db.read(queries.has_imported):
            await self._db.write(self._take_over)
            self._known = None
        if self._known is None:
            found = await self._db.read(queries.newsletters)
            self._known = {(row.server_id, row.number): self._opened(row) for row in found}
        return self._known

    def _take_over(self, conn: Connection) -> None:
        def made(text: str, is_sealed: bool) -> tuple[str, int | None]:
            content = orjson.loads(self._sealer.open(text) if is_sealed else text)
            content.pop("id", None)
            is_silent = bool(stored_settings(content.pop("options", None)).get("is_silent"))
            design = Design(password=new_password(), is_silent=is_silent)
            content = {**AGENT, "design": stored_design(design), **content}
            return self._sealed(content), self._next(content)

        queries.take_over(conn, made)

    def _next(self, content: Content) -> int | None:
        letter = Newsletter(server_id=ServerId(0), number=0, content=content)
        return self.next_after(letter, instant(self._clock))

    def _opened(self, row: StoredNewsletter) -> Newsletter:
        content = orjson.loads(self._sealer.open(row.content))["content"]
        return Newsletter(
            server_id=row.server_id, number=row.number, content=content, next_at=row.next_at
        )

    def _sealed(self, content: Content) -> str:
        letter = Newsletter(server_id=ServerId(0), number=0, content=content)
        # Logs mask the texts of a sealed object, not those within its parts: secrets stand above.
        sealed = {
            "content": content,
            "smtp_password": letter.email["smtp_password"],
            "password": letter.design.password,
        }
        return self._sealer.seal(orjson.dumps(sealed).decode())


def _check_server(server_id: ServerId) -> None:
    if not server_id:
        raise InputError("Set a media server up first: a newsletter belongs to one.")
