"""A dry run: what a notifier would have sent in the last days; nobody is asked, nothing is sent.

Events come from the record: plays, arrivals of the inventory, gaps. They go through the same
functions as living ones: what is wanted at all, conditions, and the notifier's options.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import anyio.to_thread

from watchkeeper.columns.selection.filter import Counting, HistoryFilter
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.libraries import Arrival, ArrivalQuery, LibraryItem
from watchkeeper.features.notifications.notifier import Notifier, Wording
from watchkeeper.features.notifications.queries.devices import is_known_device
from watchkeeper.features.notifications.queries.past import streams_of
from watchkeeper.features.notifications.rehearsal.from_inventory import Shelf
from watchkeeper.features.notifications.rehearsal.from_record import PastPlay
from watchkeeper.features.notifications.rehearsal.past import PastEvents, PastParts
from watchkeeper.features.notifications.rehearsal.replay import (
    REPLAYED,
    Happened,
    Window,
    happened,
    is_told_at_all,
)
from watchkeeper.features.notifications.rehearsal.turns import Turns
from watchkeeper.features.notifications.rule import conditions_of, worded
from watchkeeper.features.notifications.values import media_type_of, values_of
from watchkeeper.features.preferences import Notifying, Preferences, Recording
from watchkeeper.runtime.clock import instant

DAYS = (1, 7, 30)
DAY_SECONDS = 86_400
MOST_PLAYS = 5000
MOST_ITEMS = 5000
SHOWN = 200
OF_PLAYS = frozenset({"on_play", "on_stop", "on_watched", "on_concurrent", "on_newdevice"})
CREATED, NEW_DEVICE = "on_created", "on_newdevice"
CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One message that would have been sent."""

    at: int  # UTC seconds; when it happened
    sent_at: int  # UTC seconds; later where quiet hours, a digest or a limit hold it
    trigger: str
    person: str
    title: str
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would have been sent between two instants (UTC seconds)."""

    days: int
    since: int
    until: int
    count: int
    deliveries: int  # fewer where digests collect several messages
    by_trigger: Mapping[str, int]
    held: Mapping[str, int]  # by reason: what happened but was not sent
    shown: tuple[Rehearsed, ...]  # the newest, at most SHOWN
    not_replayed: tuple[str, ...]  # triggers of the notifier of which the record knows nothing
    is_cut: bool  # more happened than is looked at
    unknown: tuple[str, ...] = ()  # parameters of conditions that the inventory does not know


@dataclass(frozen=True, slots=True)
class Taken:
    """What is replayed; `is_cut`: there was more than that."""

    window: Window
    days: int
    is_cut: bool


class DryRuns:
    """Rehearses notifiers over the record."""

    def __init__(self, parts: PastParts, events: PastEvents, preferences: Preferences) -> None:
        self._parts = parts
        self._events = events
        self._preferences = preferences

    async def run(self, notifier: Notifier, days: int) -> DryRun:
        """What a notifier, as it is now, would have sent in the last days.

        Raises:
            InputError: its conditions cannot be read.
        """
        conditions_of(notifier)
        taken = await self._taken(notifier, days)
        return await anyio.to_thread.run_sync(_rehearse, notifier, taken)

    async def _taken(self, notifier: Notifier, days: int) -> Taken:
        until = instant(self._parts.clock)
        since = until - days * DAY_SECONDS
        triggers, server_id = frozenset(notifier.triggers), notifier.server_id
        wants_plays = bool(triggers & OF_PLAYS)
        plays = await self._plays(server_id, since) if wants_plays else []
        items = await self._items(server_id, since) if CREATED in triggers else []
        window = Window(
            since=since,
            until=until,
            base=await self._events.base(server_id),
            plays=plays,
            shelf=await self._events.shelf(server_id, items) if items else Shelf({}, {}),
            gaps=await self._parts.monitoring.gaps(server_id),
            new_devices=await self._new_devices(plays) if NEW_DEVICE in triggers else frozenset(),
            notifying=self._preferences.group(Notifying),
            recording=self._preferences.group(Recording),
            rule=self._parts.history.watched_rule,
        )
        is_cut = len(plays) == MOST_PLAYS or len(items) == MOST_ITEMS
        return Taken(window, days, is_cut)

    async def _plays(self, server_id: ServerId, since: int) -> list[PastPlay]:
        """The newest that ended in the window, or may still have been running in it."""
        wanted = HistoryFilter(server_ids=(server_id,), stopped_from=since, counting=Counting.ALL)
        query = HistoryQuery(filter=wanted, grouped=False, limit=MOST_PLAYS)
        page = await self._parts.history.page(query)
        rows = [entry.row for entry in page.entries if entry.row is not None]
        streams = await self._parts.db.read(streams_of, [row.id for row in rows])
        found = [PastPlay(row, streams.get(row.id, {})) for row in rows]
        return sorted(found, key=lambda past: (past.row.started, past.row.id))

    async def _items(self, server_id: ServerId, since: int) -> list[LibraryItem]:
        delay = self._preferences.group(Notifying).notify_recently_added_delay
        wanted = ArrivalQuery(server_id=server_id, since=since - delay, limit=MOST_ITEMS)
        found = (await self._parts.inventory.added(wanted)).items
        kinds = {Arrival.NEW}
        if self._preferences.group(Notifying).notify_recently_added_upgrade:
            kinds.add(Arrival.REPLACEMENT)
        return [item for item in found if item.arrival in kinds]

    async def _new_devices(self, plays: Sequence[PastPlay]) -> frozenset[PlayId]:
        """Those that were somebody's first on their device."""
        first: dict[tuple[ServerId, UserId, str], PastPlay] = {}
        for past in plays:
            machine = past.row.player.machine_id
            if machine:
                first.setdefault((past.row.server_id, past.row.user_id, machine), past)
        return frozenset(
            [
                past.row.id
                for (server_id, user_id, machine), past in first.items()
                if not await self._parts.db.read(
                    is_known_device,
                    (server_id, user_id),
                    machine,
                    before=past.row.started,
                    by_stops=False,
                )
            ]
        )


@dataclass(frozen=True, slots=True)
class _Sent:
    event: Happened
    at: int  # UTC seconds


def _rehearse(notifier: Notifier, taken: Taken) -> DryRun:
    conditions, window = conditions_of(notifier), taken.window
    turns = Turns(notifier, window.base.formats.zone)
    held: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    blank = {one.parameter for one in conditions.conditions if one.type}
    is_choosy = bool(blank)
    shown: deque[_Sent] = deque(maxlen=SHOWN)
    for event in happened(window, notifier.triggers):
        if not is_told_at_all(event, window):
            continue
        if is_choosy:
            values = values_of(event.facts)
            blank -= {name for name in blank if values.get(name, "") != ""}
            if not conditions.hold(values):
                held[CONDITIONS] += 1
                continue
        sent_at, reason = turns.take(event.facts)
        if reason:
            held[reason] += 1
            continue
        counted[event.occasion.trigger] += 1
        shown.append(_Sent(event, sent_at))
    return DryRun(
        days=taken.days,
        since=window.since,
        until=window.until,
        count=counted.total(),
        deliveries=turns.deliveries,
        by_trigger=dict(counted),
        held=dict(held),
        shown=tuple(_line(notifier, sent) for sent in reversed(shown)),
        not_replayed=tuple(name for name in notifier.triggers if name not in REPLAYED),
        is_cut=taken.is_cut,
        unknown=tuple(sorted(blank)) if counted or held else (),
    )


def _line(notifier: Notifier, sent: _Sent) -> Rehearsed:
    trigger, values = sent.event.occasion.trigger, values_of(sent.event.facts)
    wording = worded(notifier, trigger, values, media_type_of(sent.event.facts))
    return Rehearsed(
        at=round(sent.event.occasion.at),
        sent_at=sent.at,
        trigger=trigger,
        person=str(values.get("user", "")),
        title=str(values.get("title", "")),
        wording=wording,
    )
