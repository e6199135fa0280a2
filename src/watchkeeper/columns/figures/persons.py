"""What each person watched, and on which devices; a person may have several accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from watchkeeper.columns.figures.tallies import Tally, tally
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.selection.select import Selection, select
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays

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
    codes = _person_codes(plays, people)[plays["user"][chosen.where]]
    is_known = codes >= 0
    if not is_known.all():
        marked = np.zeros(chosen.last - chosen.first, np.bool_)
        marked[chosen.positions[is_known] - chosen.first] = True
        chosen, codes = Selection(chosen.first, chosen.last, marked), codes[is_known]
    found = tally(plays, groups, chosen, codes, grouped=True)
    places = _places(plays, chosen, codes)
    return {code: PersonTally(one, places.get(code, 0)) for code, one in found.items()}


def tally_devices(plays: Plays, groups: Groups, wanted: HistoryFilter) -> dict[DeviceName, Tally]:
    """By player, product and platform."""
    chosen = select(plays, wanted)
    used = plays["player"][chosen.where]
    names: dict[DeviceName, int] = {}
    codes = np.zeros(len(plays.players.names) + 1, np.int64)
    for number in np.unique(used).tolist():
        known = plays.players.names[number]
        name = (known.player, known.product, known.platform)
        codes[number] = names.setdefault(name, len(names))
    found = tally(plays, groups, chosen, codes[used], grouped=True)
    return {name: found[code] for name, code in names.items() if code in found}


def _person_codes(plays: Plays, people: Sequence[Accounts]) -> Array:
    """For each code of a user, the place of its person; -1 for nobody of these."""
    places = {account: place for place, accounts in enumerate(people) for account in accounts}
    pairs = plays.people.pairs.all()
    return np.array([places.get((pair[0], pair[1] or 0), -1) for pair in pairs] or [-1], np.int64)


def _places(plays: Plays, chosen: Selection, codes: Array) -> dict[int, int]:
    """For each code, from how many addresses its plays came."""
    words = plays.words["ip_address"]
    known = np.array([bool(text) for text in words.all()] or [False])
    addresses = plays["ip_address"][chosen.where].astype(np.int64)
    has_address = known[addresses]
    pairs = np.unique(codes[has_address] * (len(known) + 1) + addresses[has_address])
    numbers, counts = np.unique(pairs // (len(known) + 1), return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


__all__ = ["DeviceName", "PersonTally", "tally_devices", "tally_people"]
