"""What a library holds, added up for statistics: sizes, when things came, what is there twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

import numpy as np

from watchkeeper.columns.store.local_time import LocalTime
from watchkeeper.domain.identity import NO_DIGEST
from watchkeeper.features.libraries.index.item_index import UNKNOWN, Coded, ItemIndex
from watchkeeper.values import dataclass

MOST_DOUBLES = 50


@dataclass(frozen=True, slots=True)
class Double:
    """One thing that is listed more than once."""

    rating_keys: tuple[int, ...]
    title: str
    year: int | None
    size: int | None  # bytes of all; None: not known


@dataclass(frozen=True, slots=True)
class Holdings:
    """Of what can be played in a library, as of its last reading."""

    read_at: int  # UTC seconds
    items: int
    size: int  # bytes, of the files whose size is known
    sizes_unknown: int
    added: Mapping[int, int]  # items by the local day (number) on which they were added
    dates_unknown: int
    by_resolution: Mapping[str, int]  # bytes; "" where it is not stated
    by_codec: Mapping[str, int]  # bytes, by the codec of the picture, else of the sound
    doubles: tuple[Double, ...]  # the largest first
    double_count: int


def holdings_of(index: ItemIndex, zone: tzinfo) -> Holdings:
    """Add up a library."""
    sizes = index.numbers["total_size"]
    added = index.numbers["added_at"]
    is_dated = added > 0
    days, _ = LocalTime(zone).days_and_hours(added[is_dated])
    numbers, counts = np.unique(days, return_counts=True)
    doubles = _doubles(index)
    codecs = "video_codec" if any(index.words["video_codec"].words) else "audio_codec"
    return Holdings(
        read_at=index.read_at,
        items=len(index),
        size=int(sizes[sizes != UNKNOWN].sum()),
        sizes_unknown=int(np.count_nonzero(sizes == UNKNOWN)),
        added=dict(zip(numbers.tolist(), counts.tolist(), strict=True)),
        dates_unknown=len(index) - int(np.count_nonzero(is_dated)),
        by_resolution=_sums(index, index.words["video_resolution"]),
        by_codec=_sums(index, index.words[codecs]),
        doubles=tuple(doubles[:MOST_DOUBLES]),
        double_count=len(doubles),
    )


def _sums(index: ItemIndex, word: Coded) -> dict[str, int]:
    sizes = index.numbers["total_size"]
    known = sizes != UNKNOWN
    sums = np.bincount(word.codes[known], sizes[known], minlength=len(word.words))
    return {name: int(size) for name, size in zip(word.words, sums.tolist(), strict=True) if size}


def _doubles(index: ItemIndex) -> list[Double]:
    named = np.flatnonzero(index.digests != NO_DIGEST)
    order = named[np.argsort(index.digests[named], kind="stable")]
    if not len(order):
        return []
    digests = index.digests[order]
    starts = np.flatnonzero(np.append(True, digests[1:] != digests[:-1]))
    ends = np.append(starts[1:], len(order))
    found = [
        _double(index, order[start:end].tolist())
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if end - start > 1
    ]
    return sorted(found, key=lambda one: (-(one.size or 0), one.title))


def _double(index: ItemIndex, rows: list[int]) -> Double:
    sizes = [index.number("total_size", row) for row in rows]
    known = [size for size in sizes if size is not None]
    show = index.words["grandparent_title"].at(rows[0])
    title = index.text("title", rows[0])
    return Double(
        rating_keys=tuple(index.number("rating_key", row) or 0 for row in rows),
        title=f"{show} – {title}" if show else title,
        year=index.number("year", rows[0]),
        size=sum(known) if known else None,
    )
