"""The page of one library: its head, and tabs that are not lists of items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from watchkeeper.domain.media import MediaItem
from watchkeeper.features.libraries import Library
from watchkeeper.features.statistics import PersonFigures
from watchkeeper.features.users import KnownPerson
from watchkeeper.texts import N_, ngettext
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.libraries.page import library_path
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.words import Moment, moment, percent, span

Known = Mapping[str, Any]  # Any: facts as the server states them, of several types

LISTED_TABS = (("browse", N_("Browse")), ("media", N_("Media info")))
RECORD_TABS = (("activity", N_("Activity")), ("added", N_("Added")), ("people", N_("People")))
SERVER_TABS = (
    ("collections", N_("Collections")),
    ("problems", N_("Problems")),
    ("export", N_("Export")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the page."""

    name: str
    text: str
    url: str


def tabs_of(library: Library, url: Callable[[str], str]) -> tuple[Tab, ...]:
    """The parts that a library of its kind has; the first is shown unless another is asked for."""
    names: Iterable[tuple[str, str]]
    match library.section_type:
        case "movie" | "show" | "artist":
            names = (*LISTED_TABS, *RECORD_TABS, *SERVER_TABS)
        case "live":
            names = (RECORD_TABS[0], RECORD_TABS[2])
        case _:
            names = (*RECORD_TABS, SERVER_TABS[2])
    path = library_path(library.server_id, library.section_id)
    return tuple(Tab(name, text, url(with_query(path, {"tab": name}))) for name, text in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """What one person watched of a library."""

    name: str
    url: str
    avatar: Avatar
    plays: int
    plays_url: str
    watch_time: str
    percent: int  # of all plays
    last_played: Moment


def share_lines(
    library: Library,
    people: Sequence[KnownPerson],
    figures: Mapping[int, PersonFigures],
    url: Callable[[str], str],
    zone: tzinfo,
) -> tuple[ShareLine, ...]:
    """Everybody with plays, most plays first; `figures` by place among the people."""
    total = sum(one.plays for one in figures.values())
    ordered = sorted(figures.items(), key=lambda pair: (-pair[1].plays, -pair[1].seconds))
    return tuple(
        ShareLine(
            name=people[place].name,
            url=url(people[place].path),
            avatar=avatar_of(people[place].name),
            plays=one.plays,
            plays_url=url(
                with_query(
                    "/history",
                    {
                        "server_id": library.server_id,
                        "section_id": library.section_id,
                        "account": people[place].account_words,
                    },
                )
            ),
            watch_time=span(one.seconds),
            percent=percent(one.plays, total),
            last_played=moment(one.last_seen, zone),
        )
        for place, one in ordered
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionLine:
    """A collection or playlist of the server."""

    title: str
    poster: str
    count: int | None
    is_smart: bool
    summary: str
    is_square: bool
    plex_url: str


def collection_line(
    item: MediaItem, library: Library, pictures: Pictures, plex_url: str
) -> CollectionLine:
    """One of them; `plex_url` opens it in Plex, "" when that is not known."""
    facts: Known = item.facts
    is_square = item.media_type in SQUARE_KINDS or library.section_type == "artist"
    path = str(facts.get("thumb") or facts.get("composite") or "")
    return CollectionLine(
        title=item.title,
        poster=pictures.poster(library.server_id, path, square=is_square),
        count=facts.get("leaf_count") or facts.get("child_count"),
        is_smart=bool(facts.get("smart")),
        summary=str(facts.get("summary") or ""),
        is_square=is_square,
        plex_url=plex_url,
    )


def _plays(value: int) -> str:
    return ngettext("%(num)s play", "%(num)s plays", value)
