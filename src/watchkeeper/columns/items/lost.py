"""Plays of items that their server does not have any more under the number they were played by."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from watchkeeper.columns.items.item_states import NOWHERE, places
from watchkeeper.columns.store.dictionaries import UNKNOWN, Items
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import nocase
from watchkeeper.domain.clusters import clusters
from watchkeeper.domain.identity import NO_DIGEST, guid_digest, text_digest
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A server, or one library of it."""

    server_id: int
    section_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The films, episodes and tracks that a server has; digests as in `domain.identity`."""

    rating_keys: Array
    guids: Array  # digest of each guid
    titles: Array  # digest of each full title

    @classmethod
    def of(cls, items: Iterable[tuple[int, str, str]]) -> Shelf:
        """From rating key, guid and full title of each."""
        rows = [
            (key, guid_digest(nocase(guid)), text_digest(nocase(title)))
            for key, guid, title in items
        ]
        table = np.array(rows, np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2])


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that was played and is not on its server any more, at least not by this number.

    Several may have had one number: a server that begins anew numbers anew.
    """

    server_id: int
    rating_key: int
    section_id: int | None  # of its newest play
    item: int  # number of its newest description
    descriptions: tuple[int, ...]  # numbers of all
    plays: int


def lost(plays: Plays, place: Place, shelf: Shelf, within: int | None = None) -> list[Lost]:
    """Items that were played there and are not on the shelf, the newest play first.

    `within` is the rating key of an item: only that one, and those below it. Live TV has no
    lasting keys and is left out.
    """
    items = plays.items
    keys = items.numbers["rating_key"].view
    gone = _missing(items, shelf) & (keys != UNKNOWN) & ~items.is_live.view
    if within is not None:
        gone &= np.logical_or.reduce(
            [
                items.numbers[level].view == within
                for level in ("rating_key", "parent_rating_key", "grandparent_rating_key")
            ]
        )
    where = np.flatnonzero(gone[plays["item"]] & _at(plays, place))[::-1]
    chosen = plays["item"][where]
    used, newest, counts = np.unique(chosen, return_index=True, return_counts=True)
    sections, section = plays.sections.all(), plays["section"][where[newest]]
    found = []
    for spots in _things(items, used):
        last = min(spots, key=newest.__getitem__)
        one = Lost(
            server_id=place.server_id,
            rating_key=int(keys[used[last]]),
            section_id=sections[section[last]][1],
            item=int(used[last]),
            descriptions=tuple(used[spots].tolist()),
            plays=int(counts[spots].sum()),
        )
        found.append((int(newest[last]), one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def plays_of(plays: Plays, place: Place, descriptions: Iterable[int]) -> dict[int, list[int]]:
    """The plays there that have these descriptions, by the numbers of those."""
    wanted = np.zeros(len(plays.items), np.bool_)
    wanted[np.fromiter(descriptions, np.int64)] = True
    where = np.flatnonzero(wanted[plays["item"]] & _at(plays, place))
    found: dict[int, list[int]] = {}
    pairs = zip(plays["item"][where].tolist(), plays["id"][where].tolist(), strict=True)
    for description, number in pairs:
        found.setdefault(description, []).append(number)
    return found


def _missing(items: Items, shelf: Shelf) -> Array:
    """For each description, whether its number is not there, or is that of something else now.

    It is something else where neither the guid nor the title agrees. A guid that is made up for
    an item without a match proves nothing.
    """
    at = places(shelf.rating_keys, items.numbers["rating_key"].view)
    missing: Array = at == NOWHERE
    if not len(shelf.rating_keys):
        return missing
    ours, theirs = items.guid_digests(), shelf.guids[at]
    differ = ~missing & (ours != theirs) & (ours != NO_DIGEST) & (theirs != NO_DIGEST)
    suspects = np.flatnonzero(differ).tolist()
    titles = items.full_title.lowered() if suspects else []
    missing[[one for one in suspects if text_digest(titles[one]) != shelf.titles[at[one]]]] = True
    return missing


def _things(items: Items, used: Array) -> list[list[int]]:
    """Places among the used descriptions, those together that show one item under one number."""
    keys = items.numbers["rating_key"].view[used]
    titles, digests = items.full_title.ranks()[used], items.guid_digests()[used]
    pairs: list[tuple[int, ...]] = [(spot,) for spot in range(len(used))]
    for marks, known in ((titles, titles != 0), (digests, digests != NO_DIGEST)):
        spots = np.flatnonzero(known)
        order = spots[np.lexsort((marks[spots], keys[spots]))]
        before, after = order[:-1], order[1:]
        same = (keys[before] == keys[after]) & (marks[before] == marks[after])
        pairs += zip(before[same].tolist(), after[same].tolist(), strict=True)
    return list(clusters(pairs).values())


def _at(plays: Plays, place: Place) -> Array:
    if place.section_id is None:
        of_server: Array = plays.people.pairs.flags((place.server_id,))[plays["user"]]
        return of_server
    flags = plays.sections.flags((place.server_id,), (place.section_id,))
    in_section: Array = flags[plays["section"]]
    return in_section
