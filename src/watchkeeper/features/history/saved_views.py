"""Saved views: filters of the history that got a name, to be reached again."""

from __future__ import annotations

from watchkeeper.db.database import Database
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.history.queries import saved_views as queries
from watchkeeper.features.history.queries.saved_views import SavedView
from watchkeeper.runtime.clock import Clock, instant

LONGEST_NAME = 60
LONGEST_QUERY = 2000
MOST = 50


class SavedViews:
    """Keeps them; what a query means is known to whoever made it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def all(self) -> list[SavedView]:
        """All views, by name."""
        return await self._db.read(queries.saved_views)

    async def save(self, name: str, query: str) -> SavedView:
        """Keep a query under a name.

        Raises:
            InputError: there is no name or no query, or one is too long.
            ConflictError: the name is taken, or there are too many views.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise InputError(
                "Give a name of 1 to %(most)s characters.", most=LONGEST_NAME, field="name"
            )
        if not query or len(query) > LONGEST_QUERY:
            raise InputError("Filter the history first: a view keeps its filters.", field="query")
        known = await self.all()
        if any(view.name.casefold() == name.casefold() for view in known):
            raise ConflictError("There is a view %(name)s already.", name=name, field="name")
        if len(known) >= MOST:
            raise ConflictError(
                "There are %(most)s views: delete one first.", most=MOST, field="name"
            )
        number = await self._db.write(queries.add_view, name, query, instant(self._clock))
        return SavedView(number, name, query)

    async def delete(self, view_id: int) -> None:
        """Delete a view; `restore` brings it back until another one is saved.

        Raises:
            NotFoundError: there is no such view.
        """
        await self._mark(view_id, instant(self._clock))

    async def restore(self, view_id: int) -> None:
        """Bring a deleted view back.

        Raises:
            NotFoundError: there is none of this number that was deleted just now.
        """
        await self._mark(view_id, None)

    async def _mark(self, view_id: int, deleted_at: int | None) -> None:
        if not await self._db.write(queries.mark_view, view_id, deleted_at):
            raise NotFoundError("There is no view %(view_id)s.", view_id=view_id, field="view_id")
