"""Trees of rating keys: how an item is numbered on the server now, and how it was when played."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.api.v2.history_row import stated_key
from watchkeeper.api.v2.params import UNMATCHED, Key, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.columns.selection.filter import HistoryFilter, Order, OrderField
from watchkeeper.domain.facts import Fact, Facts
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import OutsideError
from watchkeeper.features.history.rows import HistoryQuery, PlayRow
from watchkeeper.values import dataclass

MUSIC = frozenset({"artist", "album", "track"})
FIRST_RECORDED = (Order(OrderField.ID, descending=False),)
LEVELS = ("rating_keys", "parent_rating_keys", "grandparent_rating_keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingKeyParams:
    """Which item, and of which kind it is."""

    rating_key: Key
    media_type: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRatingKeyParams:
    """As above; without an item there is nothing to tell of the server."""

    rating_key: Key | None = None
    media_type: Text = ""


@command("get_old_rating_keys", params=RatingKeyParams)
async def get_old_rating_keys(call: Call, params: RatingKeyParams) -> object:
    """The rating keys of an item, its parents and all their children, as the record has them."""
    return await old_keys(call, params)


@command("get_new_rating_keys", params=NewRatingKeyParams)
async def get_new_rating_keys(call: Call, params: NewRatingKeyParams) -> object:
    """The rating keys of an item, its parents and all their children, as the server has them."""
    if params.rating_key is None:
        return {}
    wanted = RatingKeyParams(rating_key=params.rating_key, media_type=params.media_type)
    return await new_keys(call, wanted)


async def old_keys(call: Call, params: RatingKeyParams) -> Row:
    """The tree of an item as the record has it; empty when it is not there."""
    if params.media_type == "movie":
        return film_tree(params.rating_key)
    if params.rating_key < 0:
        return {}
    first = await _first_play(call, params.rating_key)
    if first is None:
        return {}
    top = first.grandparent_rating_key
    rows = [first] if top is None else await _plays(call, {"grandparent_rating_keys": (top,)})
    return old_tree(rows, is_music=params.media_type in MUSIC)


async def new_keys(call: Call, params: RatingKeyParams) -> Row:
    """The tree of an item as the server has it; empty when it cannot be told."""
    if params.media_type == "movie":
        return film_tree(params.rating_key)
    if params.rating_key < 0:
        return {}
    known, server_id = call.app.metadata, call.server_id
    try:
        item = await known.item(server_id, params.rating_key)
        top = None if item is None else await known.item(server_id, top_key(item))
        if top is None or top.rating_key is None:
            return {}
        parents = (await known.children(server_id, top.rating_key, top.media_type)).items
        leaves = (await known.grandchildren(server_id, top.rating_key)).items
    except OutsideError:
        return {}
    return new_tree(top, parents, leaves)


def film_tree(rating_key: int) -> Row:
    """The tree of a film, which is the film alone, whether it is on record or not."""
    return {} if rating_key == UNMATCHED else {"0": {"rating_key": rating_key}}


def top_key(item: MediaItem) -> int:
    """The key of the show or artist that an item belongs to."""
    parents = ("grandparent_rating_key", "parent_rating_key", "rating_key")
    return next(key for name in parents if isinstance(key := item.facts.get(name), int))


def old_tree(rows: Iterable[PlayRow], *, is_music: bool) -> Row:
    """Plays of one show or artist, the first recorded first, as a tree with the highest keys first.

    What each key is called is told by its first play; of two with the same name the one with the
    lower key is told.
    """
    tree: Row = {}
    for tops in _by_key(rows, "grandparent_rating_key"):
        top, seasons = tops[0], {}
        for parents in _by_key(tops, "parent_rating_key"):
            parent = parents[0]
            name = "parent_title" if is_music else "parent_media_index"
            seasons[_name(parent.item, name)] = {
                "rating_key": stated_key(parent, "parent_rating_key"),
                "children": {
                    leaf_name(leaves[0].item): {"rating_key": leaves[0].rating_key}
                    for leaves in _by_key(parents, "rating_key")
                },
            }
        tree[_name(top.item, "grandparent_title") if is_music else "0"] = {
            "rating_key": stated_key(top, "grandparent_rating_key"),
            "children": seasons,
        }
    return tree


def new_tree(top: MediaItem, parents: Sequence[MediaItem], leaves: Sequence[MediaItem]) -> Row:
    """A show or artist of the server as a tree."""
    is_music = top.media_type in MUSIC
    below: dict[object, Row] = {parent.rating_key: {} for parent in parents}
    for leaf in leaves:
        found = below.get(leaf.facts.get("parent_rating_key"))
        if found is not None:
            found[leaf_name(leaf.facts)] = {"rating_key": leaf.rating_key}
    children = {
        parent.title.lower() if is_music else _text(parent.facts.get("media_index")): {
            "rating_key": parent.rating_key,
            "children": below[parent.rating_key],
        }
        for parent in parents
    }
    return {
        top.title.lower() if is_music else "0": {
            "rating_key": top.rating_key,
            "children": children,
        },
        "section_id": _text(top.section_id),
        "library_name": top.facts.get("library_name", ""),
    }


def leaf_name(facts: Facts) -> str:
    """What an episode or track is called among the others: its number, else its title."""
    return _text(facts.get("media_index") or "") or _name(facts, "title")


def _by_key(rows: Iterable[PlayRow], name: str) -> list[list[PlayRow]]:
    """The plays by one of their keys, the highest first."""
    found: dict[int, list[PlayRow]] = {}
    for row in rows:
        found.setdefault(getattr(row, name) or 0, []).append(row)
    return [found[key] for key in sorted(found, reverse=True)]


def _name(facts: Facts, name: str) -> str:
    return _text(facts.get(name)).lower()


def _text(value: Fact) -> str:
    return "" if value is None else str(value)


async def _first_play(call: Call, rating_key: int) -> PlayRow | None:
    """The first play on record of the item, else of something below it."""
    for level in LEVELS:
        found = await _plays(call, {level: (rating_key,)}, limit=1)
        if found:
            return found[0]
    return None


async def _plays(
    call: Call, where: dict[str, tuple[int, ...]], limit: int | None = None
) -> list[PlayRow]:
    wanted = HistoryFilter(server_ids=(call.server_id,), **where)  # type: ignore[arg-type]  # names of LEVELS
    query = HistoryQuery(filter=wanted, grouped=False, order=FIRST_RECORDED, limit=limit)
    page = await call.app.history.page(query)
    return [entry.row for entry in page.entries if entry.row is not None]


COMMANDS = (get_old_rating_keys, get_new_rating_keys)
