"""What linking anew would do, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.history import Candidate, Preview, Scope
from watchkeeper.features.libraries import Library, LibraryItem
from watchkeeper.texts import N_
from watchkeeper.values import dataclass
from watchkeeper.web.views.titles import title_of

SIZE = 100  # items of a page
CONFIDENCE = {
    "sure": ("check", N_("sure")),
    "likely": ("info", N_("likely")),
    "doubtful": ("warning", N_("to be chosen")),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An item of today that may be meant."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelinkLine:
    """An item that is gone, and what it is today."""

    rating_key: int
    title: str
    subtitle: str
    plays: int
    plays_url: str
    icon: str
    confidence: str
    reason: str
    target: str
    target_url: str
    options: tuple[Option, ...]  # several fit: one is to be chosen
    chosen: str  # value of the option that is linked unless told otherwise


Names = Mapping[tuple[int, int], str]
"""From server and library to how both are called."""


def names_of(libraries: Sequence[Library], servers: Mapping[ServerId, str]) -> Names:
    """How each library is called; with several servers the server's name stands before."""
    return {
        (one.server_id, one.section_id): (
            f"{servers.get(one.server_id, '')}: {one.section_name}"
            if len(servers) > 1
            else one.section_name or ""
        )
        for one in libraries
    }


def relink_page(found: Preview, names: Names, number: int) -> dict[str, Any]:
    """A page of a preview. Any: values of a template."""
    part = found.candidates[(number - 1) * SIZE : number * SIZE]
    return {
        "looking": None,
        "is_read": found.is_read,
        "plays": found.plays,
        "certain": sum(one.is_certain for one in found.candidates),
        "total": len(found.candidates),
        "lines": [relink_line(one, names) for one in part],
        "number": number,
        "last": max(1, -(-len(found.candidates) // SIZE)),
    }


def relink_line(one: Candidate, names: Names) -> RelinkLine:
    """A candidate as a row."""
    title = title_of(one.facts)
    match = one.match
    icon, confidence = CONFIDENCE.get(match.confidence or "", ("blank", N_("not found")))
    server_id, key = one.lost.server_id, one.lost.rating_key
    return RelinkLine(
        rating_key=key,
        title=title.main,
        subtitle=title.second,
        plays=one.lost.plays,
        plays_url=f"/history?server_id={server_id}&rating_key={key}",
        icon=icon,
        confidence=confidence,
        reason=match.reason.value if match.reason else "",
        target=_item_text(match.target, names) if match.target else "",
        target_url=_item_url(match.target) if match.target else "",
        options=tuple(Option(_value(item), _item_text(item, names)) for item in match.options),
        chosen=_value(match.target) if match.target and one.is_certain else "",
    )


def scope_query(scope: Scope) -> str:
    """The scope as the query of an address."""
    parts = {
        "server_id": scope.server_id,
        "section_id": scope.section_id,
        "rating_key": scope.rating_key,
    }
    return "&".join(f"{name}={value}" for name, value in parts.items() if value is not None)


def _value(item: LibraryItem) -> str:
    return f"{item.server_id}/{item.rating_key}"


def _item_url(item: LibraryItem) -> str:
    return f"/items/{item.server_id}/{item.rating_key}"


def _item_text(item: LibraryItem, names: Names) -> str:
    library = names.get((item.server_id, item.section_id), "")
    year = f" ({item.year})" if item.year and item.media_type == "movie" else ""
    return f"{item.full_title}{year} · {library}" if library else f"{item.full_title}{year}"
