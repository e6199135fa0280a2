"""A dry run: what a notifier would have sent in the last days; nobody is asked, nothing is sent.

Events come from the record: plays, arrivals of the inventory, gaps. They go through the same
functions as living ones: what is wanted at all, conditions, and the notifier's options. The plays
are read day by day, so that a month of a busy house takes no more memory than its busiest day.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import anyio.to_thread

from watchkeeper.columns.selection.filter import Counting, HistoryFilter
from watchkeeper.domain.facts import PlayId, ServerId, UserId
from watchkeeper.features.history import HistoryQuery, PlayRow
from watchkeeper.features.libraries import Arrival, ArrivalQuery, LibraryItem
from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.queries.devices import is_known_device
from watchkeeper.features.notifications.queries.past import streams_of
from watchkeeper.features.notifications.rehearsal.from_inventory import Shelf
from watchkeeper.features.notifications.rehearsal.from_record import PastPlay
from watchkeeper.features.notifications.rehearsal.past import PastEvents, PastParts
from watchkeeper.features.notifications.rehearsal.replay import Happened, Window, happened
from watchkeeper.features.notifications.rehearsal.tally import DryRun, Tally
from watchkeeper.features.preferences import Notifying, Preferences, Recording
from watchkeeper.runtime.clock import instant

DAYS = (1, 7, 30)
DAY_SECONDS = 86_400
MOST_PLAYS_A_DAY = 5000
MOST_ITEMS = 20_000
OF_PLAYS = frozenset({"on_play", "on_stop", "on_watched", "on_concurrent", "on_newdevice"})
Tell = Callable[[int], Awaitable[None]]
CREATED, NEW_DEVICE = "on_created", "on_newdevice"


class DryRuns:
    """Rehearses notifiers over the record."""

    def __init__(self, parts: PastParts, events: PastEvents, preferences: Preferences) -> None:
        self._parts = parts
        self._events = events
        self._preferences = preferences

    async def extent(self, notifier: Notifier, days: int) -> int:
        """How many plays a dry run looks at."""
        if not OF_PLAYS & frozenset(notifier.triggers):
            return 0
        since = instant(self._parts.clock) - days * DAY_SECONDS
        wanted = HistoryFilter(
            server_ids=(notifier.server_id,), started_from=since, counting=Counting.ALL
        )
        query = HistoryQuery(filter=wanted, grouped=False, limit=1)
        return (await self._parts.history.page(query)).filtered

    async def run(self, notifier: Notifier, days: int, *, tell: Tell | None = None) -> DryRun:
        """What a notifier, as it is now, would have sent in the last days.

        `tell` hears how many of the days were looked at, after each.

        Raises:
            InputError: its conditions cannot be read.
        """
        until = instant(self._parts.clock)
        span = await self._span(notifier, until - days * DAY_SECONDS, until)
        tally, triggers = Tally(notifier, span), frozenset(notifier.triggers)
        tally.is_cut = len(span.shelf.items) >= MOST_ITEMS
        others = await anyio.to_thread.run_sync(happened, span, triggers - OF_PLAYS)
        of_plays = triggers & OF_PLAYS
        for since in range(span.since, until, DAY_SECONDS):
            day = replace(span, since=since, until=since + DAY_SECONDS)
            if of_plays:
                day = await self._with_plays(day, of_plays)
                tally.is_cut |= len(day.plays) >= MOST_PLAYS_A_DAY
            await anyio.to_thread.run_sync(_take, tally, day, (of_plays, others))
            if tell is not None:
                await tell((day.until - span.since) // DAY_SECONDS)
        return tally.told(days)

    async def _span(self, notifier: Notifier, since: int, until: int) -> Window:
        """All but the plays of a while (UTC seconds)."""
        server_id = notifier.server_id
        items = await self._items(server_id, since) if CREATED in notifier.triggers else []
        return Window(
            server_id=server_id,
            since=since,
            until=until,
            base=await self._events.base(server_id),
            shelf=await self._events.shelf(server_id, items) if items else Shelf({}, {}),
            gaps=await self._parts.monitoring.gaps(server_id),
            notifying=self._preferences.group(Notifying),
            recording=self._preferences.group(Recording),
            rule=self._parts.history.watched_rule,
        )

    async def _with_plays(self, day: Window, triggers: frozenset[str]) -> Window:
        plays = await self._plays(day)
        is_asked = NEW_DEVICE in triggers
        new = await self._new_devices(day, plays) if is_asked else frozenset[PlayId]()
        return replace(day, plays=plays, new_devices=new)

    async def _plays(self, day: Window) -> list[PastPlay]:
        """Those that began on a day, and those that still ran when it began."""
        begun = HistoryFilter(started_from=day.since, started_to=day.until)
        running = HistoryFilter(stopped_from=day.since, started_to=day.since)
        rows = [*await self._rows(day, begun), *await self._rows(day, running)]
        streams = await self._parts.db.read(streams_of, [row.id for row in rows])
        found = [PastPlay(row, streams.get(row.id, {})) for row in rows]
        return sorted(found, key=lambda past: (past.row.started, past.row.id))

    async def _rows(self, day: Window, wanted: HistoryFilter) -> list[PlayRow]:
        whole = replace(wanted, server_ids=(day.server_id,), counting=Counting.ALL)
        query = HistoryQuery(filter=whole, grouped=False, limit=MOST_PLAYS_A_DAY)
        page = await self._parts.history.page(query)
        return [entry.row for entry in page.entries if entry.row is not None]

    async def _items(self, server_id: ServerId, since: int) -> list[LibraryItem]:
        delay = self._preferences.group(Notifying).notify_recently_added_delay
        wanted = ArrivalQuery(server_id=server_id, since=since - delay, limit=MOST_ITEMS)
        found = (await self._parts.inventory.added(wanted)).items
        kinds = {Arrival.NEW}
        if self._preferences.group(Notifying).notify_recently_added_upgrade:
            kinds.add(Arrival.REPLACEMENT)
        return [item for item in found if item.arrival in kinds]

    async def _new_devices(self, day: Window, plays: Sequence[PastPlay]) -> frozenset[PlayId]:
        """Those that began on a day and were somebody's first on their device."""
        first: dict[tuple[ServerId, UserId, str], PastPlay] = {}
        for past in plays:
            machine = past.row.player.machine_id
            if machine and past.row.started >= day.since:
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


def _take(tally: Tally, day: Window, found: tuple[frozenset[str], Sequence[Happened]]) -> None:
    """What happened on a day: of its plays, and besides them."""
    of_plays, others = found
    theirs = [one for one in others if day.since <= one.occasion.at < day.until]
    events = [*happened(day, of_plays), *theirs]
    tally.take(sorted(events, key=lambda one: one.occasion.at), day)
