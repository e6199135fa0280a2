"""What else on a server may be the same item: by guid, else by the name of show or artist."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.columns.selection.select import select
from watchkeeper.columns.store.dictionaries import UNKNOWN
from watchkeeper.columns.store.growing import Array
from watchkeeper.columns.store.plays import Plays
from watchkeeper.columns.store.texts import nocase
from watchkeeper.columns.store.works import EPISODE, TRACK
from watchkeeper.domain.identity import NO_DIGEST, guid_digest
from watchkeeper.values import dataclass

LEAF, PARENT, GRANDPARENT = "rating_key", "parent_rating_key", "grandparent_rating_key"
LEVELS: Mapping[str, str] = {
    "movie": LEAF,
    "episode": LEAF,
    "track": LEAF,
    "clip": LEAF,
    "season": PARENT,
    "album": PARENT,
    "show": GRANDPARENT,
    "artist": GRANDPARENT,
}
"""From a kind of item to the key of a play under which it is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a server says of an item that the record may know under another rating key."""

    media_type: str
    guid: str = ""
    show: str = ""  # title of the show or artist, also of its seasons and albums


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another rating key: one of its descriptions, and where its newest play was."""

    item: int  # number of the description
    section_id: int | None


@dataclass(frozen=True, slots=True)
class Namesakes:
    """All that may be the same."""

    level: str  # whose rating key the asked one is; "" when nothing is known
    own: Namesake | None  # of the asked rating key itself
    others: Mapping[int, Namesake]  # by rating key
    are_certain: bool  # by the same guid; else only by the same name


def namesakes(plays: Plays, server_id: int, rating_key: int, hint: Hint | None = None) -> Namesakes:
    """Descriptions of the asked rating key and of others that may stand for the same item."""
    last = _sections(plays, server_id)
    used, sections = np.flatnonzero(last != UNKNOWN), plays.sections.all()
    numbers = plays.items.numbers
    for level in (LEAF, PARENT, GRANDPARENT):
        own = used[numbers[level].view[used] == rating_key]
        if len(own):
            break
    else:
        level, own = (LEVELS.get(hint.media_type, "") if hint else ""), used[:0]
    if not level:
        return Namesakes("", None, {}, are_certain=True)
    alike = used[_alike(plays, used, own, level, hint)]
    keys = numbers[level].view[alike]
    pairs = zip(keys.tolist(), alike.tolist(), strict=True)
    found = {
        key: Namesake(item, sections[last[item]][1])
        for key, item in pairs
        if key not in {UNKNOWN, rating_key}
    }
    newest = int(own[-1]) if len(own) else None
    mine = None if newest is None else Namesake(newest, sections[last[newest]][1])
    return Namesakes(level, mine, found, are_certain=level == LEAF)


def _alike(plays: Plays, used: Array, own: Array, level: str, hint: Hint | None) -> Array:
    """For each used description, whether it has the guid, or the name of show or artist."""
    items = plays.items
    if level == LEAF:
        digests = items.guid_digests()
        wanted = set(digests[own].tolist())
        wanted |= {guid_digest(nocase(hint.guid))} if hint else set()
        return np.isin(digests[used], list(wanted - {NO_DIGEST}))
    works = items.works
    codes = set(works.codes.view[own].tolist())
    if hint and hint.show:
        codes |= {works.code_of(work) for work in _works(hint)} - {None}
    return np.isin(works.codes.view[used], list(codes))


def _works(hint: Hint) -> list[tuple[Hashable, ...]]:
    if hint.media_type in {"show", "season"}:
        return [(EPISODE, hint.show)]
    return [(TRACK, "", hint.show), (TRACK, None, hint.show)]


def _sections(plays: Plays, server_id: int) -> Array:
    """For each description the code of the library of its newest play on the server."""
    where = select(plays, HistoryFilter(server_ids=(server_id,))).where
    last = np.full(len(plays.items), UNKNOWN, np.int64)
    last[plays["item"][where]] = plays["section"][where]  # plays lie in the order of their start
    return last
