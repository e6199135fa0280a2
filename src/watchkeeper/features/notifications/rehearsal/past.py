"""Events of the record that a notifier can be tried with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.columns.selection.filter import Counting, HistoryFilter, WatchedShare
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import PlayId, ServerId, whole_number
from watchkeeper.domain.notices.triggers import Trigger
from watchkeeper.errors import NotFoundError, OutsideError
from watchkeeper.features.history import History, HistoryQuery, PlayRow
from watchkeeper.features.libraries import ArrivalQuery, Inventory, Libraries, LibraryItem
from watchkeeper.features.monitoring import Monitoring, Trouble
from watchkeeper.features.monitoring.gaps.gap import Gap
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.notifications.queries.past import streams_of
from watchkeeper.features.notifications.rehearsal.from_inventory import Shelf
from watchkeeper.features.notifications.rehearsal.from_record import (
    PastPlay,
    occasion_of,
    told_session,
)
from watchkeeper.features.notifications.rehearsal.sample import SERVER, sample_facts
from watchkeeper.features.notifications.telling.arriving import Announcement
from watchkeeper.features.notifications.telling.facts import NoticeFacts
from watchkeeper.features.notifications.telling.gathering import Gathering
from watchkeeper.runtime.clock import Clock
from watchkeeper.values import dataclass

OFFERED = 20
DOWN, BACK = (
    frozenset({"on_intdown", "on_collectionstop"}),
    frozenset({"on_intup", "on_collectionback"}),
)
ARRIVING = frozenset({"on_created", "on_upgraded"})
PLAY, ITEM, GAP, SAMPLE = "play", "item", "gap", "sample"


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One event to try a notifier with; `at` (UTC seconds) is None for a made-up one."""

    reference: str  # play:12, item:1001, gap:3, sample:movie
    at: int | None = None
    person: str = ""
    title: str = ""

    @property
    def is_made_up(self) -> bool:
        return self.at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastParts:
    """What rehearsals need from the house."""

    db: Database
    clock: Clock
    history: History
    inventory: Inventory
    libraries: Libraries
    monitoring: Monitoring
    gathering: Gathering


class PastEvents:
    """Finds events of the record, and tells all that is known of one."""

    def __init__(self, parts: PastParts) -> None:
        self._parts = parts

    async def newest(self, server_id: ServerId, trigger: Trigger) -> list[PastEvent]:
        """The newest that fit a trigger, then made-up ones of each of its media types."""
        found: Sequence[PastEvent] = ()
        if trigger.name in ARRIVING:
            found = await self._items(server_id)
        elif SERVER not in trigger.media_types:
            found = await self._plays(server_id, trigger)
        elif trigger.name in DOWN | BACK:
            found = await self._gaps(server_id, trigger)
        return [*found, *(PastEvent(f"{SAMPLE}:{kind}") for kind in trigger.media_types)]

    async def facts(self, server_id: ServerId, trigger: Trigger, reference: str) -> NoticeFacts:
        """All that is known of one of them.

        Raises:
            NotFoundError: there is no such event (any more).
        """
        kind, _, word = reference.partition(":")
        number = whole_number(word)
        if kind == SAMPLE and word in trigger.media_types:
            return sample_facts(await self.base(server_id), trigger.name, word)
        if kind == PLAY and number is not None:
            return await self._of_play(server_id, trigger, PlayId(number))
        if kind == ITEM and number is not None:
            return await self._of_item(server_id, trigger, number)
        if kind == GAP and number is not None:
            return await self._of_gap(server_id, trigger, number)
        raise NotFoundError("There is no such event.", field="event")

    async def base(self, server_id: ServerId) -> NoticeFacts:
        """What every event of a server has: server, program and formats, as of now."""
        now = self._parts.clock.now()
        return await self._parts.gathering.facts(
            Occasion(trigger="on_intup", server_id=server_id, at=now)
        )

    async def shelf(self, server_id: ServerId, items: Sequence[LibraryItem]) -> Shelf:
        """Items with the names of their libraries."""
        libraries = await self._parts.libraries.all(server_id, with_deleted=True)
        names = {library.section_id: library.section_name or "" for library in libraries}
        return Shelf({item.rating_key: item for item in items}, names)

    async def _plays(self, server_id: ServerId, trigger: Trigger) -> list[PastEvent]:
        wanted = HistoryFilter(
            server_ids=(server_id,),
            media_types=trigger.media_types,
            watched=(WatchedShare.WATCHED,) if trigger.name == "on_watched" else (),
            counting=Counting.ALL,
        )
        query = HistoryQuery(filter=wanted, grouped=False, limit=OFFERED)
        page = await self._parts.history.page(query)
        return [_play_event(entry.row) for entry in page.entries if entry.row is not None]

    async def _items(self, server_id: ServerId) -> list[PastEvent]:
        wanted = ArrivalQuery(server_id=server_id, limit=OFFERED)
        page = await self._parts.inventory.added(wanted)
        return [
            PastEvent(f"{ITEM}:{item.rating_key}", item.added_at, "", item.full_title)
            for item in page.items
        ]

    async def _gaps(self, server_id: ServerId, trigger: Trigger) -> list[PastEvent]:
        gaps = await self._parts.monitoring.gaps(server_id)
        found = [(gap, gap_instant(gap, trigger.name)) for gap in gaps]
        return [
            PastEvent(f"{GAP}:{gap.id}", at, "", gap.cause) for gap, at in found if at is not None
        ][:OFFERED]

    async def _of_play(self, server_id: ServerId, trigger: Trigger, play_id: PlayId) -> NoticeFacts:
        row = await self._parts.history.play(play_id)
        if row is None or row.server_id != server_id:
            raise NotFoundError("There is no such play (any more).", field="event")
        streams = await self._parts.db.read(streams_of, [play_id])
        past = PastPlay(row, streams.get(play_id, {}))
        at, offset = self.moment_of(past, trigger.name)
        occasion = occasion_of(past, trigger.name, at, offset)
        told = told_session(past, occasion)
        key = row.rating_key
        return replace(
            await self.base(server_id),
            trigger=trigger.name,
            at=at,
            session=told,
            item=None if key is None else await self._parts.gathering.told_item(server_id, key),
            running=() if occasion.stopped_at else (told.session,),
        )

    def moment_of(self, past: PastPlay, trigger: str) -> tuple[int, int]:
        """When a play set a trigger off (UTC seconds), and how far it was then (ms)."""
        if trigger in {"on_play", "on_concurrent", "on_newdevice", "on_newplace"}:
            return past.row.started, past.start_offset
        watched_at = past.watched_at(self._parts.history.watched_rule)
        if trigger == "on_watched" and watched_at is not None:
            seconds = past.stopped - watched_at
            return watched_at, max(0, past.end_offset - seconds * 1000)
        return past.stopped, past.end_offset

    async def _of_item(self, server_id: ServerId, trigger: Trigger, rating_key: int) -> NoticeFacts:
        """As its server states it, else as the inventory knows it."""
        item = await self._parts.inventory.item(server_id, rating_key)
        at = (item and item.added_at) or self._parts.clock.now()
        occasion = Occasion(trigger=trigger.name, server_id=server_id, at=at, rating_key=rating_key)
        try:
            facts = await self._parts.gathering.facts(occasion)
            if facts.item is not None:
                return facts
        except OutsideError:
            facts = await self.base(server_id)
        if item is None:
            raise NotFoundError("There is no such item (any more).", field="event")
        told = (await self.shelf(server_id, [item])).told(Announcement(rating_key))
        return replace(facts, trigger=trigger.name, at=at, item=told)

    async def _of_gap(self, server_id: ServerId, trigger: Trigger, number: int) -> NoticeFacts:
        gaps = await self._parts.monitoring.gaps(server_id)
        gap = next((one for one in gaps if one.id == number), None)
        at = gap_instant(gap, trigger.name) if gap else None
        if gap is None or at is None:
            raise NotFoundError("There is no such event (any more).", field="event")
        base = await self.base(server_id)
        return gap_facts(base, trigger.name, gap, at)


def gap_instant(gap: Gap, trigger: str) -> int | None:
    """When a gap set a trigger off; None when it did not: the program was not there to see."""
    if gap.cause == Trouble.NOT_RUNNING:
        return None
    if trigger in DOWN:
        return gap.from_at
    return gap.to_at if trigger in BACK else None


def gap_facts(base: NoticeFacts, trigger: str, gap: Gap, at: int) -> NoticeFacts:
    """A gap as an event of its server."""
    return replace(base, trigger=trigger, at=at, running=(), extra={"reason": gap.cause})


def _play_event(row: PlayRow) -> PastEvent:
    person = row.friendly_name or row.username or ""
    return PastEvent(f"{PLAY}:{row.id}", row.started, person, row.full_title)
