"""Something new in a library, as it stands on its shelf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.facts import ServerId
from watchkeeper.web.views.home.page import Added
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.titles import Title, poster_path, title_of


def added_item(server_id: ServerId, facts: Mapping[str, Any], pictures: Pictures) -> Added:
    """A new item of any kind. Any: facts as the server states them, of several types."""
    square = str(facts.get("media_type") or "") in SQUARE_KINDS
    title = _title(facts)
    return Added(
        title=title.main,
        subtitle=title.second,
        poster=pictures.poster(server_id, poster_path(facts), square=square),
        is_square=square,
        url=_url(server_id, facts, pictures),
    )


def _title(facts: Mapping[str, Any]) -> Title:
    kind, parent = str(facts.get("media_type") or ""), str(facts.get("parent_title") or "")
    if kind == "season" and parent:
        return Title(parent, str(facts.get("title") or ""))
    if kind == "album" and parent:
        return Title(str(facts.get("title") or ""), parent)
    return title_of(facts)


def _url(server_id: ServerId, facts: Mapping[str, Any], pictures: Pictures) -> str:  # Any: as above
    key = facts.get("rating_key")
    return pictures.url(f"/items/{server_id}/{key}" if isinstance(key, int) else "/history")
