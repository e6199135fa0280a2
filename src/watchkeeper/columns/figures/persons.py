"""What each person watched, and on which devices; a person may have several accounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from watchkeeper.columns.figures.boards import Seen
from watchkeeper.columns.figures.tallies import Tally, Told, tally
from watchkeeper.columns.selection.counted import Counted
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.runs import NONE
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.values import dataclass

Accounts = Sequence[tuple[int, int]]
DeviceName = tuple[str | None, str | None, str | None]
"""Player, product and platform."""


@dataclass(frozen=True, slots=True)
class PersonTally:
    """One person's plays and from how many addresses they came."""

    numbers: Tally
    places: int


def tally_people(
    plays: Plays, groups: Groups, wanted: HistoryFilter, people: Sequence[Accounts]
) -> dict[int, PersonTally]:
    """By place in `people`; whoever has none of the plays is left out."""
    chosen = select(plays, wanted)
    of_user = _person_codes(plays, people)
    told = Told(len(people), lambda at: of_user.take(plays["user"][at]))
    found = tally(plays, groups, chosen, told, grouped=True)
    places = _places(plays, chosen, told) if found else NONE
    return {code: PersonTally(one, int(places[code])) for code, one in found.items()}


def tally_devices(plays: Plays, groups: Groups, wanted: HistoryFilter) -> dict[DeviceName, Tally]:
    """By player, product and platform."""
    chosen = select(plays, wanted)
    names: dict[DeviceName, int] = {}
    codes = np.zeros(len(plays.players.names) + 1, np.int64)
    for number in np.flatnonzero(np.bincount(plays["player"][chosen.where])).tolist():
        known = plays.players.names[number]
        name = (known.player, known.product, known.platform)
        codes[number] = names.setdefault(name, len(names))
    told = Told(len(names), lambda at: codes.take(plays["player"][at]))
    found = tally(plays, groups, chosen, told, grouped=True)
    return {name: found[code] for name, code in names.items() if code in found}


def _person_codes(plays: Plays, people: Sequence[Accounts]) -> Array:
    """For each code of a user, the place of its person; -1 for nobody of these."""
    places = {account: place for place, accounts in enumerate(people) for account in accounts}
    pairs = plays.people.pairs.all()
    return np.array([places.get((pair[0], pair[1] or 0), -1) for pair in pairs] or [-1], np.int64)


def _places(plays: Plays, chosen: Selection, told: Told) -> Array:
    """For each code, from how many addresses its plays came."""
    addresses = plays.words["ip_address"].all()
    is_known = np.array([bool(text) for text in addresses], np.bool_)
    seen = Seen(told.size, len(addresses))
    for block in Counted.each(plays, chosen).blocks(with_seconds=False):
        address = plays["ip_address"][block.where]
        codes = block.raised(told.codes(block.where).astype(np.intp))
        codes *= is_known.take(address)
        seen.add(codes, address)
    return seen.counts()


__all__ = ["DeviceName", "PersonTally", "tally_devices", "tally_people"]
