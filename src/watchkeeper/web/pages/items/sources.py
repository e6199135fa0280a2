"""What is known of an item: from its server within a short time, the inventory, the record."""

from __future__ import annotations

from typing import Any

import anyio

from watchkeeper.application import Application
from watchkeeper.columns.items.namesakes import Hint
from watchkeeper.columns.store.texts import nocase
from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.identity import guid_digest
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import NotFoundError, OutsideError
from watchkeeper.features.history import ItemQuestion, RecordedItem
from watchkeeper.features.libraries import ItemIndex, Library, LibraryItem
from watchkeeper.features.system.servers.server import Server
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass
from watchkeeper.web.views.items.page import stock_facts
from watchkeeper.web.views.items.season_grid import Episode

SHORT_SECONDS = 0.1
"""So long a page waits for a server before it shows what is known without it."""
LONG_SECONDS = 10.0
"""So long the second request waits, which the page sends by itself."""

HELD_BELOW = frozenset({"show", "season", "artist", "album"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlexAnswer:
    """What the server said: the item, that it has none, why it said nothing, or nothing yet."""

    item: MediaItem | None = None
    is_gone: bool = False
    problem: str = ""
    is_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """Everything that is known of an item before its plays are looked at."""

    server: Server
    rating_key: int
    answer: PlexAnswer
    stock: LibraryItem | None
    record: RecordedItem | None
    library: Library | None

    @property
    def facts(self) -> dict[str, Any]:  # Any: facts of several types
        """The best words of each: the server's, else the inventory's, else the record's."""
        found = dict(self.record.facts) if self.record else {}
        if self.stock:
            found |= {name: word for name, word in stock_facts(self.stock).items() if word}
        if self.answer.item:
            found |= self.answer.item.facts
        return found

    @property
    def media_type(self) -> str:
        return str(self.facts.get("media_type") or "")

    @property
    def keys(self) -> tuple[int, ...]:
        """All rating keys of its plays."""
        return self.record.keys if self.record else (self.rating_key,)


class ItemSources:
    """Asks all that may know an item."""

    def __init__(self, application: Application) -> None:
        self._app = application

    async def known(self, server_id: ServerId, rating_key: int, *, patient: bool) -> KnownItem:
        """What is known; `patient` waits for a slow server.

        Raises:
            NotFoundError: nobody knows such an item (and nobody who may know it is still asked).
        """
        server = await self._app.servers.get(server_id)
        answer = await self._asked(server, rating_key, patient=patient)
        stock = await self._app.inventory.item(server_id, rating_key)
        record = await self._app.history.item(
            await self._question(server_id, rating_key, answer, stock)
        )
        if not (answer.item or stock or record or answer.is_pending):
            raise NotFoundError(_nothing(server, answer), field="rating_key")
        return KnownItem(
            server=server,
            rating_key=rating_key,
            answer=answer,
            stock=stock,
            record=record,
            library=await self._library(server_id, answer, stock, record),
        )

    async def episodes(self, known: KnownItem, *, patient: bool) -> tuple[list[Episode], bool]:
        """What can be watched below a show or season, and whether that is the whole list."""
        server_id, key = known.server.id, known.rating_key
        is_show = known.media_type == "show"
        try:
            with anyio.move_on_after(LONG_SECONDS if patient else SHORT_SECONDS):
                if known.answer.item is not None:
                    metadata = self._app.metadata
                    page = (
                        await metadata.grandchildren(server_id, key)
                        if is_show
                        else await metadata.children(server_id, key)
                    )
                    return [_episode(item) for item in page.items if item.rating_key], True
        except OutsideError:
            pass  # what is kept of the library stands in
        return await self._kept_episodes(known)

    async def siblings(self, known: KnownItem, parent: int, *, patient: bool) -> list[Episode]:
        """The episodes of the season of an episode, in order; none while nobody can tell."""
        try:
            with anyio.move_on_after(LONG_SECONDS if patient else SHORT_SECONDS):
                page = await self._app.metadata.children(known.server.id, parent)
                return [_episode(item) for item in page.items if item.rating_key]
        except OutsideError:
            return []
        return []

    async def _kept_episodes(self, known: KnownItem) -> tuple[list[Episode], bool]:
        if known.library is None:
            return [], False
        indexes = await self._app.libraries.indexes.of(known.library)
        index = indexes.leaves
        if index is None:
            return [], False
        level = "grandparent" if known.media_type == "show" else "parent"
        rows = (index.numbers[f"{level}_rating_key"] == known.rating_key).nonzero()[0]
        return [_kept_episode(index, row) for row in rows.tolist()], len(rows) > 0

    async def _asked(self, server: Server, rating_key: int, *, patient: bool) -> PlexAnswer:
        try:
            with anyio.move_on_after(LONG_SECONDS if patient else SHORT_SECONDS):
                item = await self._app.metadata.item(server.id, rating_key)
                return PlexAnswer(item=item, is_gone=item is None)
        except OutsideError as error:
            return PlexAnswer(problem=error.sentence)
        if patient:
            silent = Sentence("%(server)s did not answer in time.", server=server.name)
            return PlexAnswer(problem=silent)
        return PlexAnswer(is_pending=True)

    async def _question(
        self,
        server_id: ServerId,
        rating_key: int,
        answer: PlexAnswer,
        stock: LibraryItem | None,
    ) -> ItemQuestion:
        libraries = await self._app.libraries.all(server_id, with_deleted=True)
        item = answer.item
        section_id = item.section_id if item else stock.section_id if stock else None
        return ItemQuestion(
            server_id=server_id,
            rating_key=rating_key,
            hint=_hint(item, stock),
            section_id=section_id,
            present_sections=frozenset(one.section_id for one in libraries if one.is_active),
        )

    async def _library(
        self,
        server_id: ServerId,
        answer: PlexAnswer,
        stock: LibraryItem | None,
        record: RecordedItem | None,
    ) -> Library | None:
        sources = (answer.item, stock, record)
        section_id = next((one.section_id for one in sources if one and one.section_id), None)
        if section_id is None:
            return None
        return await self._app.libraries.get(server_id, section_id)


def _hint(item: MediaItem | None, stock: LibraryItem | None) -> Hint | None:
    facts = item.facts if item else stock_facts(stock) if stock else None
    if facts is None:
        return None
    kind = str(facts["media_type"])
    names = {"show": "title", "artist": "title", "season": "parent_title", "album": "parent_title"}
    show = str(facts.get(names.get(kind, "")) or "")
    return Hint(media_type=kind, guid=str(facts.get("guid") or ""), show=show)


def _nothing(server: Server, answer: PlexAnswer) -> Sentence:
    if answer.is_gone:
        return Sentence(
            "%(server)s has no such item, and nothing of it was ever played.", server=server.name
        )
    return Sentence(
        "Nothing of this item is on record, and its server cannot be asked. %(problem)s",
        problem=answer.problem,
    )


def _episode(item: MediaItem) -> Episode:
    return Episode(
        rating_key=item.rating_key or 0,
        title=item.title,
        season=whole_number(item.facts.get("parent_media_index")),
        number=whole_number(item.facts.get("media_index")),
        digest=guid_digest(nocase(item.guid)),
    )


def _kept_episode(index: ItemIndex, row: int) -> Episode:
    return Episode(
        rating_key=index.number("rating_key", row) or 0,
        title=index.text("title", row),
        season=index.number("parent_media_index", row),
        number=index.number("media_index", row),
        digest=int(index.digests[row]),
    )
