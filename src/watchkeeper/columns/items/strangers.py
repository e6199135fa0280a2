"""Plays of items that a library lists under another rating key now."""

from __future__ import annotations

import numpy as np

from watchkeeper.columns.items.item_states import NOWHERE, places
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.domain.identity import NO_DIGEST
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Readded:
    """An item that came back under another rating key."""

    row: int  # of the index
    former_key: int  # under which the plays are kept
    sessions: int


def readded(
    plays: Plays, wanted: HistoryFilter, rating_keys: Array, digests: Array
) -> list[Readded]:
    """Items with plays under a key that is not listed, whose guid is; most sessions first."""
    items = plays.items
    item = plays["item"][select(plays, wanted).where]
    counts = np.bincount(item, minlength=len(items))
    used = np.flatnonzero(counts)
    keys = items.numbers["rating_key"].view[used]
    known = items.guid_digests()[used]
    lost = (places(rating_keys, keys) == NOWHERE) & (known != NO_DIGEST) & (keys >= 0)
    rows = places(digests, known)
    at = np.flatnonzero(lost & (rows != NOWHERE))
    pairs, codes = np.unique(np.stack((rows[at], keys[at]), axis=1), axis=0, return_inverse=True)
    sums = np.bincount(codes.reshape(-1), counts[used[at]], minlength=len(pairs)).astype(np.int64)
    found = [
        Readded(row, key, sessions)
        for (row, key), sessions in zip(pairs.tolist(), sums.tolist(), strict=True)
    ]
    return sorted(found, key=lambda one: -one.sessions)
