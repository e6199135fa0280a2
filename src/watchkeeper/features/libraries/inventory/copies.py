"""Which new items are other copies of titles that a server had before (F37).

A title is the same by its guid, by an id elsewhere (imdb://tt1), and an episode also by its numbers
within the same show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, select

from watchkeeper.db.tables import library_item
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.identity import is_matched
from watchkeeper.features.libraries.inventory.items import LibraryItem

PART = 200
NAMED_TYPES = ("movie", "show", "artist")
"""Kinds that are looked for by their ids elsewhere; what is in a show is known by its numbers."""

held = library_item.c

Place = tuple[int, int]
"""Season and episode."""


def copies(conn: Connection, server_id: ServerId, fresh: Sequence[LibraryItem]) -> set[int]:
    """The numbers of those new items whose title the server had before, perhaps till just now."""
    by_guid = _known_guids(conn, server_id, {item.guid for item in fresh if is_matched(item.guid)})
    found = {item.rating_key for item in fresh if item.guid in by_guid}
    rest = [item for item in fresh if item.rating_key not in found]
    for kind in NAMED_TYPES:
        found |= _by_ids(conn, server_id, kind, [item for item in rest if item.media_type == kind])
    episodes = [item for item in rest if item.media_type == "episode" and _place(item)]
    return found | _by_places(conn, server_id, episodes)


def _known_guids(conn: Connection, server_id: ServerId, guids: Collection[str]) -> set[str]:
    known: set[str] = set()
    for part in _parts(guids):
        chosen = select(held.guid).where(held.server_id == server_id, held.guid.in_(part))
        known.update(conn.execute(chosen).scalars())
    return known


def _by_ids(
    conn: Connection, server_id: ServerId, kind: str, fresh: Sequence[LibraryItem]
) -> set[int]:
    """Those that share an id elsewhere with an item of their kind that is known."""
    wanted = {one for item in fresh for one in item.external_ids.split()}
    known = _keys_by_id(conn, server_id, kind, wanted)
    return {
        item.rating_key
        for item in fresh
        if any(known.get(one, set()) - {item.rating_key} for one in item.external_ids.split())
    }


def _keys_by_id(
    conn: Connection, server_id: ServerId, kind: str, wanted: Collection[str]
) -> dict[str, set[int]]:
    """From an id elsewhere to the items of a kind that have it."""
    if not wanted:
        return {}
    rows = conn.execute(
        select(held.rating_key, held.external_ids).where(
            held.server_id == server_id, held.media_type == kind, held.external_ids != ""
        )
    )
    found: dict[str, set[int]] = defaultdict(set)
    for key, stated in rows:
        for one in stated.split():
            if one in wanted:
                found[one].add(key)
    return found


def _by_places(conn: Connection, server_id: ServerId, episodes: Sequence[LibraryItem]) -> set[int]:
    """Those whose place in their show, under any number that the show had, was taken before."""
    found: set[int] = set()
    by_show: dict[int, list[LibraryItem]] = defaultdict(list)
    for item in episodes:
        if item.grandparent_rating_key is not None:
            by_show[item.grandparent_rating_key].append(item)
    for show, theirs in by_show.items():
        taken = _places(conn, server_id, _same_shows(conn, server_id, show))
        found |= {item.rating_key for item in theirs if _place(item) in taken}
    return found


def _same_shows(conn: Connection, server_id: ServerId, show_key: int) -> set[int]:
    """All numbers under which a show is or was known."""
    row = conn.execute(
        select(held.guid, held.external_ids).where(
            held.server_id == server_id, held.rating_key == show_key
        )
    ).first()
    keys = {show_key}
    if row is None:
        return keys
    if is_matched(row.guid):
        same = select(held.rating_key).where(
            held.server_id == server_id, held.media_type == "show", held.guid == row.guid
        )
        keys.update(conn.execute(same).scalars())
    for others in _keys_by_id(conn, server_id, "show", set(row.external_ids.split())).values():
        keys |= others
    return keys


def _places(conn: Connection, server_id: ServerId, shows: Collection[int]) -> set[Place]:
    rows = conn.execute(
        select(held.parent_media_index, held.media_index).where(
            held.server_id == server_id,
            held.grandparent_rating_key.in_(sorted(shows)),
            held.parent_media_index.is_not(None),
            held.media_index.is_not(None),
        )
    )
    return {(season, episode) for season, episode in rows}


def _place(item: LibraryItem) -> Place | None:
    season, episode = item.parent_media_index, item.media_index
    return None if season is None or episode is None else (season, episode)


def _parts(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    return (ordered[start : start + PART] for start in range(0, len(ordered), PART))
