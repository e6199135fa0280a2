"""What get_history filters by, and how that is said to the record."""

from __future__ import annotations

from watchkeeper.api.v2.days import day_named, first_day_from, last_day_until
from watchkeeper.api.v2.params import UNMATCHED, Flag, Keys, Text, Texts
from watchkeeper.api.v2.registry import Call
from watchkeeper.api.v2.tables import TableParams, TableRequest
from watchkeeper.columns.selection.filter import TEXT_FIELDS, HistoryFilter
from watchkeeper.errors import OutsideError
from watchkeeper.values import dataclass

ALL = "all"
CONTAINERS = frozenset({"collection", "playlist"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryParams(TableParams):
    """Each filter takes several values, joined by commas: one of them must fit."""

    grouping: Flag | None = None
    include_activity: Flag | None = None
    user: Texts = ()
    user_id: Keys = ()
    rating_key: Keys = ()
    parent_rating_key: Keys = ()
    grandparent_rating_key: Keys = ()
    start_date: Texts = ()
    before: Text = ""
    after: Text = ""
    reference_id: Keys = ()
    section_id: Keys = ()
    media_type: Texts = ()
    transcode_decision: Texts = ()
    guid: Texts = ()


async def history_filter(call: Call, params: HistoryParams, request: TableRequest) -> HistoryFilter:
    """The filter of the record that the parameters state."""
    container = next((kind for kind in params.media_type if kind in CONTAINERS), "")
    is_expanded = bool(container and params.rating_key)
    inside = await keys_inside(call, params.rating_key, container) if is_expanded else ()
    searched = tuple(name for name in request.searchable if name in TEXT_FIELDS)
    return HistoryFilter(
        server_ids=(call.server_id,),
        user_ids=params.user_id,
        usernames=() if params.user_id else params.user,
        rating_keys=() if is_expanded else params.rating_key,
        any_rating_keys=inside,
        parent_rating_keys=params.parent_rating_key,
        grandparent_rating_keys=params.grandparent_rating_key,
        reference_ids=params.reference_id,
        section_ids=params.section_id,
        media_types=() if is_expanded else _named(params.media_type),
        transcode_decisions=_named(params.transcode_decision),
        guid_prefixes=tuple(guid.partition("?")[0] for guid in params.guid),
        on_days=tuple(day_named(text) for text in params.start_date),
        after_day=first_day_from(params.after) if params.after else None,
        before_day=last_day_until(params.before) if params.before else None,
        text=request.search if searched else "",
        is_text_like=True,
        text_fields=searched,
    )


async def keys_inside(call: Call, keys: tuple[int, ...], container: str) -> tuple[int, ...]:
    """The rating keys of what is in collections or playlists; one that nothing has for none."""
    inside: list[int] = []
    for key in keys:
        try:
            page = await call.app.metadata.children(call.server_id, key, container)
        except OutsideError:
            continue
        inside += [item.rating_key for item in page.items if item.rating_key is not None]
    return tuple(inside) or (UNMATCHED,)


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names to choose by; a list with "all" in it chooses everything."""
    return () if ALL in names else names
