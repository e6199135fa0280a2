"""How far items were watched: of a whole library, and of a few of them person by person."""

from __future__ import annotations

from collections import OrderedDict

import anyio.to_thread

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.items.item_states import AskedItems, ItemStates, item_states
from watchkeeper.columns.items.reached import Reached, people_by_section, reached, stops
from watchkeeper.columns.items.strangers import Readded, readded
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.features.history import History

MOST_STATES = 8


class WatchedItems:
    """Answers from the columns; the states of libraries are kept until the record changes."""

    def __init__(self, history: History, columns: Columns) -> None:
        self._history = history
        self._columns = columns
        self._states: OrderedDict[tuple[object, ...], tuple[AskedItems, ItemStates]] = OrderedDict()

    async def states(self, wanted: HistoryFilter, asked: AskedItems) -> ItemStates:
        """The states of all items asked about, as the plays that the filter means tell them."""
        rule = self._history.watched_rule
        key = (self._columns.revision, wanted, rule, id(asked))
        kept = self._states.get(key)
        if kept is not None:
            return kept[1]

        def count() -> ItemStates:
            return self._columns.ask(
                lambda plays, groups: item_states(plays, groups, wanted, asked, rule)
            )

        found = await anyio.to_thread.run_sync(count)
        self._states[key] = (asked, found)  # what was asked too: a later one may get its id
        while len(self._states) > MOST_STATES:
            self._states.popitem(last=False)
        return found

    async def people_by_library(self, wanted: HistoryFilter) -> dict[tuple[int, int | None], int]:
        """How many different people have plays, by (server id, section id)."""
        return await anyio.to_thread.run_sync(
            lambda: self._columns.ask(lambda plays, _groups: people_by_section(plays, wanted))
        )

    async def readded(self, wanted: HistoryFilter, asked: AskedItems) -> list[Readded]:
        """Items whose earlier plays are kept under another rating key."""
        return await anyio.to_thread.run_sync(
            lambda: self._columns.ask(
                lambda plays, _groups: readded(plays, wanted, asked.rating_keys, asked.digests)
            )
        )

    async def reached(self, wanted: HistoryFilter) -> list[Reached]:
        """How far everybody came in what the filter means."""
        rule = self._history.watched_rule
        return await anyio.to_thread.run_sync(
            lambda: self._columns.ask(lambda plays, groups: reached(plays, groups, wanted, rule))
        )

    async def stops(self, wanted: HistoryFilter) -> list[int]:
        """How many plays ended in each twentieth of what they played."""
        return await anyio.to_thread.run_sync(
            lambda: self._columns.ask(lambda plays, _groups: stops(plays, wanted))
        )
