"""What is known of an event, collected from all over the house."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import tzinfo
from urllib.parse import urlsplit

import anyio
import structlog

from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession
from watchkeeper.errors import OutsideError
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.ports import Items, Streams
from watchkeeper.features.notifications.telling.facts import (
    NoticeFacts,
    ToldFormats,
    ToldItem,
    ToldPerson,
    ToldProgram,
    ToldServer,
    ToldSession,
)
from watchkeeper.features.notifications.values.naming import CHILDREN, poster_of
from watchkeeper.features.notifications.values.subject import subject_of
from watchkeeper.features.preferences import Display, Network, Preferences
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import Users
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 1.0
"""How long a message about a stream waits for facts that may help it."""


PosterAddress = Callable[[ServerId, str], Awaitable[str]]
"""From a server and the path of a picture there to where everybody sees it; "" for nowhere."""


async def no_address(_server_id: ServerId, _path: str) -> str:
    """Where nobody outside reaches us."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Who knows what."""

    servers: Servers
    users: Users
    items: Items
    preferences: Preferences
    streams: Streams
    describe: Callable[[ObservedSession, MediaItem | None], ObservedSession]
    zone: tzinfo
    version: str  # of this program
    posters: PosterAddress = no_address


class Gathering:
    """Collects the facts of an event."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def facts(self, occasion: Occasion) -> NoticeFacts:
        """All that is known. What a server did not tell in time is unknown.

        Raises:
            OutsideError: it is about an item that nobody could be asked about.
        """
        preferences = self._sources.preferences
        display = preferences.group(Display)
        item = await self._item(occasion)
        facts = NoticeFacts(
            trigger=occasion.trigger,
            at=occasion.at,
            server=await self._server(occasion.server_id),
            program=ToldProgram(version=f"v{self._sources.version}"),
            formats=ToldFormats(
                zone=self._sources.zone, date=display.date_format, time=display.time_format
            ),
            session=await self._session(occasion, item),
            item=item,
            running=self.running(occasion),
            extra=occasion.extra,
        )
        return await self._with_poster(facts, occasion.server_id)

    async def _with_poster(self, facts: NoticeFacts, server_id: ServerId) -> NoticeFacts:
        """The facts with the address of the item's poster, where it has one that can be reached."""
        subject = subject_of(facts)
        thumb = poster_of(subject)[0] if subject else ""
        if facts.item is None or not thumb:
            return facts
        url = await self._sources.posters(server_id, thumb)
        return replace(facts, item=replace(facts.item, poster_url=url))

    async def told_item(self, server_id: ServerId, rating_key: int) -> ToldItem | None:
        """An item and what stands above it; None when its server does not tell it in time."""
        with anyio.move_on_after(PATIENCE_SECONDS):
            item = await self._perhaps(server_id, rating_key)
            if item is not None:
                return await self._with_family(server_id, item, None)
        return None

    def running(self, occasion: Occasion) -> tuple[LiveSession, ...]:
        """The streams of the server, without one that stopped."""
        found = self._sources.streams.sessions(occasion.server_id)
        if occasion.stopped_at is None or occasion.session is None:
            return tuple(found)
        return tuple(one for one in found if one.number != occasion.session.number)

    async def _server(self, server_id: ServerId) -> ToldServer:
        server = await self._sources.servers.get(server_id)
        parts = urlsplit(server.url)
        return ToldServer(
            name=server.name,
            host=parts.hostname or "",
            port=parts.port,
            url=server.url,
            platform=server.platform or "",
            version=server.version or "",
            identifier=server.identifier or "",
            web_url=self._sources.preferences.group(Network).pms_web_url,
        )

    async def _session(self, occasion: Occasion, item: ToldItem | None) -> ToldSession | None:
        session = occasion.session
        if session is None:
            return None
        if session.item is None:  # it was not known yet when this happened
            found = item.item if item is not None else None
            observed = self._sources.describe(session.observed, found)
            session = replace(session, observed=observed, item=found)
        person = session.person
        user = await self._sources.users.get(occasion.server_id, person.user_id)
        return ToldSession(
            session=session,
            person=ToldPerson(
                user_id=person.user_id,
                username=person.username,
                friendly_name=person.friendly_name,
                email=(user.email or "") if user else "",
                thumb=(user.avatar or "") if user else "",
            ),
            stopped_at=occasion.stopped_at,
            view_offset=occasion.view_offset,
            marker=occasion.marker,
        )

    async def _item(self, occasion: Occasion) -> ToldItem | None:
        if occasion.session is not None:
            return await self._played(occasion.session)
        if occasion.rating_key is None:
            return None
        item = await self._sources.items.item(occasion.server_id, occasion.rating_key)
        if item is None:
            return None
        children = await self._children(occasion, item)
        return await self._with_family(occasion.server_id, item, children)

    async def _played(self, session: LiveSession) -> ToldItem | None:
        item, key = session.item, session.rating_key
        with anyio.move_on_after(PATIENCE_SECONDS):
            if item is None and key is not None:
                item = await self._perhaps(session.server_id, key)
            if item is not None:
                return await self._with_family(session.server_id, item, None)
        return ToldItem(item=item) if item is not None else None

    async def _with_family(
        self, server_id: ServerId, item: MediaItem, children: tuple[MediaItem, ...] | None
    ) -> ToldItem:
        parent = await self._perhaps(server_id, item.facts.get("parent_rating_key"))
        grandparent = await self._perhaps(server_id, item.facts.get("grandparent_rating_key"))
        return ToldItem(item=item, parent=parent, grandparent=grandparent, children=children)

    async def _children(self, occasion: Occasion, item: MediaItem) -> tuple[MediaItem, ...] | None:
        """What a message speaks of below its item: by hand all of it. None: of the item alone."""
        wants_all = occasion.is_by_hand and item.media_type in CHILDREN
        if item.rating_key is None or not (occasion.child_keys or wants_all):
            return None
        page = await self._sources.items.children(occasion.server_id, item.rating_key)
        wanted = {one.rating_key for one in page.items} if wants_all else set(occasion.child_keys)
        return tuple(one for one in page.items if one.rating_key in wanted - {None}) or None

    async def _perhaps(self, server_id: ServerId, rating_key: object) -> MediaItem | None:
        key = whole_number(rating_key)
        if key is None:
            return None
        try:
            return await self._sources.items.item(server_id, key)
        except OutsideError as error:
            log.info("an item of a notification is not known", reason=str(error))
            return None
