"""How far each item of a library was watched, by its rating key and by its guid."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.dictionaries import Items
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.domain.identity import NO_DIGEST
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.values import dataclass

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class AskedItems:
    """The items asked about: arrays side by side, one row an item."""

    rating_keys: Array
    digests: Array  # of guids, see `domain.identity`
    parents: Array | None = None
    """For each row, its place among `parent_keys` (-1: none): states are then those of the
    parents, and the rows are what can be played below them."""
    parent_keys: Array | None = None
    parent_level: str = ""  # the key of a play under which a parent is found


@dataclass(frozen=True, slots=True)
class ItemStates:
    """Arrays side by side, one row an item (or parent)."""

    plays: Array  # plays that continue each other count as one
    last_started: Array  # UTC seconds; 0: never
    watched: Array  # how many different things below it (or itself) were watched to the end


def item_states(
    plays: Plays, groups: Groups, wanted: HistoryFilter, asked: AskedItems, rule: WatchedRule
) -> ItemStates:
    """What the plays that the filter means say of each of the items asked about."""
    rows, leaves, size = _rows_of_items(plays.items, asked)
    chosen = select(plays, wanted)
    item = plays["item"][chosen.where]
    inside = rows[item] != NOWHERE
    at, item = chosen.positions[inside], item[inside]
    row = rows[item]
    last = np.zeros(size, np.int64)
    last[row] = plays["started"][at]  # plays lie in the order of their start
    reached = plays["view_offset"][at] >= plays.items.least_offsets(rule)[item]
    done = np.flatnonzero(np.bincount(item[reached], minlength=len(rows)))
    _, firsts = np.unique(leaves[done], return_index=True)
    return ItemStates(
        plays=_viewings(groups.alone[at], plays["reference"][at], row, size),
        last_started=last,
        watched=np.bincount(rows[done[firsts]], minlength=size),
    )


def places(keys: Array, wanted: Array) -> Array:
    """For each wanted number its place among the keys; -1 where it is none of them."""
    if not len(keys):
        return np.full(len(wanted), NOWHERE, np.int64)
    order = np.argsort(keys, kind="stable")
    spots = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    found = order[spots]
    return np.where(keys[found] == wanted, found, NOWHERE)


def _rows_of_items(items: Items, asked: AskedItems) -> tuple[Array, Array, int]:
    """For each known item its row, a number for what was played, and how many rows there are."""
    keys = items.numbers["rating_key"].view
    found = places(asked.rating_keys, keys)
    lost = np.flatnonzero(found == NOWHERE)
    digests = items.guid_digests()[lost]
    by_guid = places(asked.digests, digests)
    found[lost] = np.where(digests == NO_DIGEST, NOWHERE, by_guid)
    # What is not asked about is told apart by its own number, beyond all rows.
    leaves = np.where(found == NOWHERE, len(asked.rating_keys) + np.maximum(keys, 0), found)
    if asked.parents is None or asked.parent_keys is None:
        return found, leaves, len(asked.rating_keys)
    direct = places(asked.parent_keys, items.numbers[asked.parent_level].view)
    if not len(asked.parents):
        return direct, leaves, len(asked.parent_keys)
    known = asked.parents[np.maximum(found, 0)]
    rows = np.where((found == NOWHERE) | (known == NOWHERE), direct, known)
    return rows, leaves, len(asked.parent_keys)


def _viewings(alone: Array, references: Array, rows: Array, size: int) -> Array:
    """For each row, its plays, those that continue each other as one."""
    counts = np.bincount(rows[alone], minlength=size)
    shared = np.sort(references[~alone].astype(np.int64) * size + rows[~alone])
    shared = shared[np.append(True, shared[1:] != shared[:-1])] if len(shared) else shared
    return counts + np.bincount(shared % size, minlength=size) if size else counts
