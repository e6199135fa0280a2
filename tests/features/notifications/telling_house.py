"""Telling in a real house: database, notifiers and outbox are real, servers and receivers fakes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from tests.fakes.clock import FakeClock
from tests.features.monitoring.making import ANNA, make_item, make_observed
from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database
from watchkeeper.db.tables import notice, occasion, server, trouble
from watchkeeper.domain.facts import Fact, SectionId, ServerId
from watchkeeper.domain.media import ItemPage, MediaItem, ServerView
from watchkeeper.domain.notices.agents import ALL_TRIGGERS, agent_of
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.domain.place import NOWHERE, Place
from watchkeeper.domain.session import ObservedSession
from watchkeeper.domain.standing import Release, RemoteAccess
from watchkeeper.errors import UnreachableError
from watchkeeper.features.monitoring import LiveSession, ServerState
from watchkeeper.features.monitoring.events import (
    Change,
    SessionChanged,
    SessionEvent,
    SessionStarted,
    SessionStopped,
)
from watchkeeper.features.notifications import NotifierChange, Notifiers, Options, Outbox
from watchkeeper.features.notifications.occasions.chronicle import Chronicle, ChronicleParts
from watchkeeper.features.notifications.outbox.sending import SendingParts
from watchkeeper.features.notifications.telling.gathering import Gathering, Sources
from watchkeeper.features.notifications.telling.plex_marks import PlexMarks
from watchkeeper.features.notifications.telling.telling import Telling, TellingParts
from watchkeeper.features.notifications.telling.wishes import Wishes
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.system.servers.server import ServerAddress, ServerAnswer
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users import Users
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer

HERE = ServerId(1)
DISCORD, WEBHOOK = 20, 25


@dataclass
class FakePlex:
    """One server as notifications ask it."""

    views: list[ServerView] = field(default_factory=list)
    remote: RemoteAccess = field(default_factory=lambda: RemoteAccess(mapping_state="mapped"))
    release: Release | None = None
    publishes: bool = True
    is_down: bool = False

    async def history(self, since: int) -> Sequence[ServerView]:
        self._answer()
        return [view for view in self.views if view.viewed_at >= since]

    async def preference(self, name: str) -> Fact:
        self._answer()
        return self.publishes

    async def remote_access(self) -> RemoteAccess:
        self._answer()
        return self.remote

    async def newer_release(self) -> Release | None:
        self._answer()
        return self.release

    def _answer(self) -> None:
        if self.is_down:
            raise UnreachableError("Nobody answers.")


@dataclass
class FakeStreams:
    running: list[LiveSession] = field(default_factory=list)
    standing: ServerState = field(default_factory=lambda: ServerState(server_id=HERE))

    def sessions(self, server_id: ServerId | None = None) -> Sequence[LiveSession]:
        return self.running

    def state(self, server_id: ServerId) -> ServerState:
        return self.standing


@dataclass
class FakePlaces:
    """Knows the places that a test tells; while it tells none, places are not looked up."""

    told: dict[str | None, Place] = field(default_factory=dict)

    async def of(self, addresses: Iterable[str | None]) -> dict[str | None, Place]:
        return {one: self.told.get(one, NOWHERE) for one in addresses} if self.told else {}


@dataclass
class FakeItems:
    """Every item is there; those of `known` are what a test says."""

    is_down: bool = False
    known: dict[int, MediaItem | None] = field(default_factory=dict)
    below: dict[int, tuple[MediaItem, ...]] = field(default_factory=dict)

    async def item(self, server_id: ServerId, rating_key: int) -> MediaItem | None:
        if self.is_down:
            raise UnreachableError("Nobody answers.")
        return self.known.get(rating_key, make_item(rating_key))

    async def children(
        self, server_id: ServerId, rating_key: int, media_type: str = ""
    ) -> ItemPage:
        found = self.below[rating_key]
        return ItemPage(items=found, total=len(found), offset=0)


@dataclass
class FakeChannels:
    arrived: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    failure: Exception | None = None

    async def send(self, delivery: Delivery) -> None:
        if self.failure is not None:
            raise self.failure
        self.arrived.append(delivery.message.body)
        self.marks.append(delivery.message.mark)


class NoProbe:
    async def probe(self, address: ServerAddress) -> ServerAnswer:
        raise UnreachableError("Nobody asks.")

    async def identifier(self, address: ServerAddress) -> str:
        raise UnreachableError("Nobody asks.")


def described(observed: ObservedSession, item: MediaItem | None) -> ObservedSession:
    """What an item, once known, adds to what was seen of a stream."""
    return replace(observed, guid=f"of {item.title}") if item else observed


class House:
    """One process; `restarted` is the next one on the same folder."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self.db, self.bus, self.consequences = Database.open(folder), Bus(), Consequences()
        self.plex, self.streams, self.items = FakePlex(), FakeStreams(), FakeItems()
        self.places = FakePlaces()
        self.channels = FakeChannels()
        sealer = Sealer.of_folder(folder)
        self.notifiers = Notifiers(self.db, clock, sealer)
        self.preferences = Preferences(self.db, self.bus, clock, {})
        self.servers = Servers(self.db, clock, sealer, self.bus, NoProbe())
        self.outbox = Outbox(
            SendingParts(
                db=self.db,
                clock=clock,
                notifiers=self.notifiers,
                channels=self.channels,
                zone=ZoneInfo("UTC"),
                marks=UUID(int=1),
            )
        )
        self.chronicle = Chronicle(
            ChronicleParts(
                db=self.db,
                clock=clock,
                notifiers=self.notifiers,
                preferences=self.preferences,
                servers=self.servers,
                streams=self.streams,
                reach=lambda _server_id: self.plex,
            )
        )
        self.chronicle.listen(self.bus, self.consequences)
        self.gathering = Gathering(
            Sources(
                servers=self.servers,
                users=Users(self.db, clock, self.bus, lambda _server_id: None),
                items=self.items,
                preferences=self.preferences,
                streams=self.streams,
                zone=ZoneInfo("UTC"),
                version="1",
                describe=described,
            )
        )
        self.telling = Telling(
            TellingParts(
                clock=clock,
                chronicle=self.chronicle,
                notifiers=self.notifiers,
                outbox=self.outbox,
                wishes=Wishes(self.db, self.preferences, self.gathering, self.places),
                marks=PlexMarks(lambda _server_id: self.plex, self.streams),
                gathering=self.gathering,
            )
        )

    def write(self, *events: SessionEvent) -> None:
        """What monitoring does: what follows from events is written with them."""
        self.db.write_now(lambda conn: self.consequences.write(conn, events))

    async def settle(self) -> None:
        """Tell and send all that is due."""
        await self.telling.catch_up()
        await self.outbox.drain()

    async def add(
        self, *triggers: str, agent_id: int = DISCORD, options: Options | None = None
    ) -> int:
        """A notifier that says the trigger's name and the title."""
        agent = agent_of(agent_id)
        assert agent is not None
        number = await self.notifiers.add(HERE, agent)
        sent: dict[str, Any] = dict.fromkeys(triggers, 1)
        sent |= {f"{trigger}_body": f"{trigger} {{reason}}{{title}}" for trigger in triggers}
        if agent_id == WEBHOOK:
            sent |= {f"{trigger}_body": '"{action} {rating_key}"' for trigger in triggers}
        change = NotifierChange(agent=agent, sent=sent, triggers=ALL_TRIGGERS, options=options)
        await self.notifiers.change(HERE, number, change)
        await self.notifiers.all()
        return number

    def rows(self, table: Any) -> list[Row[tuple[object, ...]]]:  # Any: a table
        return self.db.read_now(lambda conn: list(conn.execute(select(table))))

    @property
    def waiting(self) -> int:
        return len(self.rows(occasion))

    @property
    def troubles(self) -> set[str]:
        return {row.name for row in self.rows(trouble)}

    @property
    def states(self) -> list[str]:
        return [row.state for row in self.rows(notice)]

    def killed(self) -> None:
        """Nothing more is done by this process."""
        self.db.close()


@asynccontextmanager
async def house_in(folder: Path, clock: FakeClock) -> AsyncIterator[House]:
    """A house with one server; leave it to end it."""
    house = House(folder, clock)
    values = {
        "id": 1, "name": "Attic", "url": "http://plex:32400", "verify_tls": True,
        "is_watched": True, "version": "1.40", "added_at": 1,
    }  # fmt: skip
    if not house.rows(server):
        house.db.write_now(lambda conn: conn.execute(server.insert().values(values)))
    await house.servers.load()
    try:
        yield house
    finally:
        house.db.close()


def stream(clock: FakeClock, number: int = 1, **fields: Any) -> LiveSession:
    now = clock.now()
    observed = make_observed(session_key=str(number), section_id=SectionId(1), **fields)
    return LiveSession(
        number=number,
        observed=observed,
        person=ANNA,
        item=make_item(observed.rating_key or 40),
        started=now,
        position_at=now,
        seen_at=now,
        looked_at=now,
    )


def started(session: LiveSession) -> SessionStarted:
    return SessionStarted(session=session, at=session.started)


def watched(session: LiveSession, at: float) -> SessionChanged:
    after = replace(session, watched=True)
    return SessionChanged(session=after, at=at, what=Change.WATCHED)


def stopped(session: LiveSession, at: float) -> SessionStopped:
    return SessionStopped(session=session, at=at, view_offset=0)
