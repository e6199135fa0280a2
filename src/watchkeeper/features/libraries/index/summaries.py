"""What the index of a library says in short, without loading all of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from watchkeeper.columns.store.growing import Array
from watchkeeper.features.libraries.index.item_index import UNKNOWN
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class LibrarySummary:
    """Of what can be played in a library, as of its last reading."""

    read_at: int  # UTC seconds
    items: int
    total_size: int  # bytes, of the files whose size is known
    sizes_unknown: int
    added: int  # so many are newer than the instant that was asked for


SUMMED = ("n_total_size", "n_added_at")


def summary_of(read_at: int, columns: Sequence[Array], since: int) -> LibrarySummary:
    """The summary of the arrays that `SUMMED` names; instants in UTC seconds."""
    sizes, added = columns
    known = sizes != UNKNOWN
    return LibrarySummary(
        read_at=read_at,
        items=len(sizes),
        total_size=int(sizes[known].sum()),
        sizes_unknown=int(np.count_nonzero(~known)),
        added=int(np.count_nonzero(added >= since)),
    )
