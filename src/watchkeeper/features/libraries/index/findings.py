"""What is amiss in a library, as its index shows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import numpy as np

from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.texts import folded
from watchkeeper.domain.identity import NO_DIGEST
from watchkeeper.features.libraries.index.item_index import UNKNOWN, ItemIndex, unmatched
from watchkeeper.values import dataclass


class FindingKind(StrEnum):
    """Sorts of findings."""

    UNMATCHED = "unmatched"  # the server could not tell what it is
    NO_IDS = "no_ids"  # matched, but known to no outside catalogue
    SAME_GUID = "same_guid"  # one thing listed twice
    SAME_NAME = "same_name"  # one title and year listed twice
    VERSIONS = "versions"  # several files for one thing


@dataclass(frozen=True, slots=True)
class Findings:
    """One sort: rows of the index that belong together, the first groups of them."""

    kind: FindingKind
    groups: tuple[tuple[int, ...], ...]
    total: int  # groups in all


ALONE = frozenset({"movie", "show", "artist"})
"""Kinds whose titles name them well enough to see doubles."""


def findings_of(index: ItemIndex, *, limit: int) -> tuple[Findings, ...]:
    """Everything found, at most `limit` groups of each sort."""
    lost = unmatched(index)
    sorts: dict[FindingKind, list[tuple[int, ...]]] = {
        FindingKind.UNMATCHED: [(row,) for row in np.flatnonzero(lost).tolist()],
        FindingKind.NO_IDS: [(row,) for row in _without_ids(index, lost).tolist()],
        FindingKind.SAME_GUID: list(_same(index.digests, index.digests != NO_DIGEST)),
        FindingKind.SAME_NAME: list(_same_names(index)),
        FindingKind.VERSIONS: [
            (row,) for row in np.flatnonzero(index.numbers["versions"] > 1).tolist()
        ],
    }
    return tuple(
        Findings(kind, tuple(groups[:limit]), len(groups)) for kind, groups in sorts.items()
    )


def _without_ids(index: ItemIndex, lost: Array) -> Array:
    return np.flatnonzero(index.words["external_ids"].flags({""}) & ~lost)


def _same_names(index: ItemIndex) -> Iterator[tuple[int, ...]]:
    """Titles that are listed twice with the same year, but not under one guid."""
    if index.media_type not in ALONE:
        return
    rows = range(len(index))
    names: dict[bytes, int] = {}
    codes = np.array(
        [names.setdefault(folded(index.text("title", row)), len(names)) for row in rows], np.int64
    )
    years = index.numbers["year"].astype(np.int64)
    for group in _same(codes * 100_000 + years, years != UNKNOWN):
        digests = index.digests[list(group)]
        if len(np.unique(digests)) == len(group) or NO_DIGEST in digests:
            yield group


def _same(values: Array, wanted: Array) -> Iterator[tuple[int, ...]]:
    """Rows with one value, where at least two have it."""
    rows = np.flatnonzero(wanted)
    order = rows[np.argsort(values[rows], kind="stable")]
    cuts = np.flatnonzero(np.diff(values[order])) + 1
    sizes = np.diff(np.concatenate(([0], cuts, [len(order)])))
    starts = np.concatenate(([0], cuts))
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        if size > 1:
            yield tuple(order[start : start + size].tolist())
