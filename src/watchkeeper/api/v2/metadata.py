"""Items, as the media server describes them."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.api.v2.facts import as_stated, chosen
from watchkeeper.api.v2.params import UNMATCHED, Key, Number, Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.api.v2.tables import Row
from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import OutsideError
from watchkeeper.features.libraries.metadata import RecentQuery
from watchkeeper.values import dataclass

LISTED = (
    "media_type", "section_id", "library_name", "rating_key", "parent_rating_key",
    "grandparent_rating_key", "title", "parent_title", "grandparent_title", "original_title",
    "sort_title", "media_index", "parent_media_index", "studio", "content_rating", "summary",
    "tagline", "rating", "rating_image", "audience_rating", "audience_rating_image",
    "user_rating", "duration", "year", "thumb", "parent_thumb", "grandparent_thumb", "art",
    "banner", "originally_available_at", "added_at", "updated_at", "last_viewed_at", "guid",
    "directors", "writers", "actors", "genres", "labels", "collections",
)  # fmt: skip
"""What lists say of an item; `get_metadata` says all that is known."""
RECENT = (*LISTED, "guids", "full_title", "child_count")
PLAYLIST = (
    "media_type", "section_id", "library_name", "rating_key", "guid", "title", "summary",
    "duration", "composite", "thumb", "added_at", "updated_at", "last_viewed_at",
    "children_count", "smart", "playlist_type", "live", "media_info",
)  # fmt: skip
FOUND_KINDS = ("movie", "show", "season", "episode", "artist", "album", "track", "collection")
COLLECTION_TABLE = frozenset({"collection_mode", "collection_sort", "collection_published"})
"""What only the table of collections says of one."""
USUAL_LIMIT = 3
"""How many items of each kind a search on a server finds when no number is named."""
RECENT_KINDS = frozenset({"movie", "show", "artist", "other_video"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataParams:
    """Which item."""

    rating_key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenParams:
    """Whose children; `media_type` matters for collection, playlist and artist."""

    rating_key: Key | None = None
    media_type: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentParams:
    """How many, from where on, of which kind or else of which library."""

    count: Number = 0
    start: Key = 0
    media_type: Text = ""
    section_id: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParams:
    """What to look for; `limit` counts for each kind of item."""

    query: Text = ""
    limit: Key = USUAL_LIMIT


@command("get_metadata", params=MetadataParams)
async def get_metadata(call: Call, params: MetadataParams) -> object:
    """All that the media server knows of one item."""
    if params.rating_key is None or params.rating_key < 0:
        return {}
    try:
        item = await call.app.metadata.item(call.server_id, params.rating_key)
    except OutsideError:
        return {}
    return {} if item is None else metadata(item)


@command("get_children_metadata", params=ChildrenParams)
async def get_children_metadata(call: Call, params: ChildrenParams) -> object:
    """The direct children of an item, a collection or a playlist."""
    nothing: Row = {"children_count": 0, "children_list": []}
    if params.rating_key is None or params.rating_key < 0:
        return nothing
    key, kind = params.rating_key, params.media_type
    try:
        items = (await call.app.metadata.children(call.server_id, key, kind)).items
    except OutsideError:
        return nothing
    return children(items, kind) if items else nothing


@command("get_recently_added", params=RecentParams)
async def get_recently_added(call: Call, params: RecentParams) -> object:
    """What is new on the media server, the newest first."""
    if params.count <= 0:
        return {"recently_added": []}
    query = RecentQuery(
        count=params.count,
        start=max(0, params.start),
        media_type=params.media_type if params.media_type in RECENT_KINDS else "",
        section_id=None if params.section_id is None else SectionId(params.section_id),
    )
    try:
        found = await call.app.metadata.recently_added(call.server_id, query)
    except OutsideError:
        found = ()
    return {"recently_added": [_recent(item) for item in found]}


@command("search", params=SearchParams)
async def search(call: Call, params: SearchParams) -> object:
    """Items by text, each with all that the media server knows of it; of a show its seasons too."""
    media = call.app.media.get(call.server_id)
    if media is None or not params.query:
        return []
    try:
        keys = await _found_keys(call, params)
        known = await media.metadata_many(keys)
    except OutsideError:
        return []
    return search_results([known[key] for key in keys if key in known])


async def _found_keys(call: Call, params: SearchParams) -> list[int]:
    """The keys of what was found, each show followed by its seasons, found by themselves or not."""
    keys, limit = [], USUAL_LIMIT if params.limit == UNMATCHED else params.limit
    for item in await call.app.metadata.search(call.server_id, params.query, limit):
        if item.rating_key is None:
            continue
        keys.append(item.rating_key)
        if item.media_type == "show":
            seasons = (await call.app.metadata.children(call.server_id, item.rating_key)).items
            keys += [season.rating_key for season in seasons if season.rating_key is not None]
    return keys


def metadata(item: MediaItem) -> Row:
    """The whole of an item in the types that callers know."""
    facts = item.facts
    if item.media_type == "playlist":
        return as_stated(chosen(facts, PLAYLIST))
    stated = as_stated(facts)
    if item.media_type == "collection":
        stated = {name: fact for name, fact in stated.items() if name not in COLLECTION_TABLE}
    else:
        del stated["child_count"]
    if item.section_id == LIVE_TV_SECTION:
        stated["section_id"] = LIVE_TV_SECTION
    return stated


def children(items: Sequence[MediaItem], kind: str = "") -> Row:
    """The answer about children; their kind and their parent's title are those of the first.

    A playlist is above no item of it: it has neither their parents' title nor their library.
    """
    first = items[0]
    rows = [_listed(item, (*LISTED, "full_title")) for item in items]
    if kind == "playlist":
        rows = [{**row, "section_id": "", "library_name": ""} for row in rows]
    return {
        "children_count": len(items),
        "children_type": first.media_type,
        "title": "" if kind == "playlist" else first.facts.get("parent_title", ""),
        "children_list": rows,
    }


def _listed(item: MediaItem, names: tuple[str, ...]) -> Row:
    """An item in a list, where its title stands alone."""
    return as_stated(chosen({**item.facts, "full_title": item.title}, names))


def _recent(item: MediaItem) -> Row:
    """A new item; albums of photos are called photos here alone, as the server calls them."""
    row = _listed(item, RECENT)
    return row | {"media_type": "photo"} if item.media_type == "photo_album" else row


def search_results(items: Sequence[MediaItem]) -> Row:
    """The answer of a search: every kind is there, found or not."""
    found: dict[str, list[Row]] = {kind: [] for kind in FOUND_KINDS}
    for item in items:
        if item.media_type in found:
            found[item.media_type].append(metadata(item))
    return {"results_count": sum(map(len, found.values())), "results_list": found}


COMMANDS = (get_metadata, get_children_metadata, get_recently_added, search)
