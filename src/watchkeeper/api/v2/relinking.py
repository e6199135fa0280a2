"""update_metadata_details: let the plays of an item stand for its new numbers on the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from watchkeeper.api.v2.answers import Said
from watchkeeper.api.v2.params import Flag, Key, Text
from watchkeeper.api.v2.rating_keys import RatingKeyParams, new_keys, old_keys
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import OutsideError
from watchkeeper.features.accounts.access import Scope
from watchkeeper.features.history.relinking.relink import Relink
from watchkeeper.integrations.plex import item_words
from watchkeeper.values import dataclass

FILM = "movie"
DONE = Said("Updated metadata in database.")
NOTHING_DONE = Said("Unable to update metadata in database. No changes were made.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelinkParams:
    """From which item to which, and of which kind both are."""

    old_rating_key: Key
    new_rating_key: Key
    media_type: Text
    single_update: Flag = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One item of both trees. Depth 0 is the show or artist, 2 its episodes or tracks."""

    depth: int
    old: int
    new: int


@command("update_metadata_details", params=RelinkParams, scope=Scope.WRITE)
async def update_metadata_details(call: Call, params: RelinkParams) -> object:
    """Link the plays of an item and of all below it to their new rating keys.

    The owner can take it back in the audit trail.
    """
    old = await old_keys(call, _of(params.old_rating_key, params))
    new = await new_keys(call, _of(params.new_rating_key, params))
    pairs = list(matched(old, new))
    items = await _items(call, params, new)
    if not pairs or not items:
        return NOTHING_DONE
    wanted = relink_of(pairs, items, is_film=params.media_type == FILM)
    moved = await call.app.history.relink(call.server_id, wanted, call.who)
    return DONE if moved else NOTHING_DONE


def matched(old: Row, new: Row, depth: int = 0) -> Iterator[Pair]:
    """The items that both trees have under the same names."""
    for name, branch in old.items():
        other = new.get(name)
        if not isinstance(other, Mapping):
            continue
        if branch["rating_key"] is not None:
            yield Pair(depth, branch["rating_key"], other["rating_key"])
        yield from matched(branch.get("children", {}), other.get("children", {}), depth + 1)


def relink_of(pairs: list[Pair], items: Mapping[int, MediaItem], *, is_film: bool) -> Relink:
    """What the pairs mean for plays; `items` are the new leaves."""
    leaf_depth = 0 if is_film else 2
    levels: dict[int, dict[int, int]] = {0: {}, 1: {}, 2: {}}
    for pair in pairs:
        levels[pair.depth][pair.old] = pair.new
    leaves = levels[leaf_depth]
    return Relink(
        leaves=leaves,
        parents={} if is_film else levels[1],
        grandparents={} if is_film else levels[0],
        items={old: item_words(items[new]) for old, new in leaves.items() if new in items},
        section_id=next((item.section_id for item in items.values()), None),
    )


async def _items(call: Call, params: RelinkParams, new: Row) -> dict[int, MediaItem]:
    """The films, episodes or tracks of the new tree; none when the server cannot be asked."""
    known, server_id = call.app.metadata, call.server_id
    tops = [branch["rating_key"] for branch in new.values() if isinstance(branch, Mapping)]
    try:
        if params.media_type == FILM:
            film = await known.item(server_id, params.new_rating_key)
            return {} if film is None else {params.new_rating_key: film}
        found = (await known.grandchildren(server_id, tops[0])).items if tops else ()
    except OutsideError:
        return {}
    return {item.rating_key: item for item in found if item.rating_key is not None}


def _of(rating_key: int, params: RelinkParams) -> RatingKeyParams:
    return RatingKeyParams(rating_key=rating_key, media_type=params.media_type)


COMMANDS = (update_metadata_details,)
