"""The libraries page: every library of every server with what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from watchkeeper.columns.store.texts import folded
from watchkeeper.features.libraries import STOCKED_TYPES, Library, LibrarySummary
from watchkeeper.features.statistics import LibraryFigures
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.views.libraries.asked import KINDS, STATES, LibrariesAsked
from watchkeeper.web.views.pictures import POSTER, Pictures
from watchkeeper.web.views.titles import Title, title_of
from watchkeeper.web.words import Moment, file_size, joined, moment, span

Level = Callable[[int], str]  # a number to words
ICONS = {"movie": "film", "show": "show", "artist": "music", "photo": "photo", "live": "live"}
LEVELS: Mapping[str, tuple[Level, ...]] = {
    "movie": (lambda count: ngettext("%(num)s film", "%(num)s films", count),),
    "show": (
        lambda count: ngettext("%(num)s series", "%(num)s series", count),
        lambda count: ngettext("%(num)s season", "%(num)s seasons", count),
        lambda count: ngettext("%(num)s episode", "%(num)s episodes", count),
    ),
    "artist": (
        lambda count: ngettext("%(num)s artist", "%(num)s artists", count),
        lambda count: ngettext("%(num)s album", "%(num)s albums", count),
        lambda count: ngettext("%(num)s track", "%(num)s tracks", count),
    ),
    "photo": (
        lambda count: ngettext("%(num)s photo album", "%(num)s photo albums", count),
        lambda count: ngettext("%(num)s picture", "%(num)s pictures", count),
        lambda count: ngettext("%(num)s clip", "%(num)s clips", count),
    ),
}
"""What the numbers of a library count, from the top down."""
HEADS: Mapping[str, tuple[str, bool]] = {
    "name": (N_("Library"), False),
    "server": (N_("Server"), False),
    "kind": (N_("Kind"), False),
    "items": (N_("Items"), True),
    "size": (N_("Size"), True),
    "added": (N_("Added in 30 days"), True),
    "plays": (N_("Plays"), True),
    "people": (N_("People"), True),
    "played": (N_("Last played"), False),
    "state": (N_("State"), False),
}
DEFINED = frozenset({"plays", "people"})
NEVER_READ = "–"  # live TV and photos: their items are not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLibrary:
    """A library and all that is known of it; None: not known."""

    library: Library
    server: str
    figures: LibraryFigures | None  # None: nothing was played
    people: int
    summary: LibrarySummary | None

    @property
    def state(self) -> str:
        """The key of its state in `STATES`."""
        if not self.library.is_active:
            return "gone"
        if self.library.is_deleted:
            return "hidden"
        return "recorded" if self.library.keep_history else "silent"

    @property
    def name(self) -> str:
        return self.library.section_name or _("Library %(number)s", number=self.library.section_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryLine:
    """One row or card."""

    path: str  # without base path
    url: str
    name: str
    server: str
    kind: str
    icon: str
    poster: str
    counts: str
    size: str
    size_note: str
    added: str
    added_url: str  # what was added; "" where that is not kept
    plays: int
    plays_url: str
    watch_time: str
    people: int
    last_played: Moment | None
    last_title: str
    last_url: str
    state: str
    state_text: str
    is_recorded: bool
    tells_plays: bool
    tells_added: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column: `url` sorts by it, `sorted` is for aria-sort."""

    name: str
    text: str
    is_number: bool
    has_definition: bool
    url: str
    sorted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrariesListing:
    """The whole page."""

    lines: tuple[LibraryLine, ...]
    heads: tuple[Head, ...]
    values: Mapping[str, str]
    kinds: Mapping[str, str]
    states: Mapping[str, str]
    view: str
    views: tuple[tuple[str, str], ...]
    address: str
    clear_url: str
    is_filtered: bool
    total: int


def library_path(server_id: int, section_id: int) -> str:
    """Where the page of a library is, without base path."""
    return f"/libraries/{server_id}/{section_id}"


def counts_of(library: Library) -> str:
    """What it holds, e.g. "60 series · 140 seasons · 1,250 episodes"; "" when not known."""
    numbers = (library.count, library.parent_count, library.child_count)
    names = LEVELS.get(library.section_type or "", ())
    pairs = zip(names, numbers, strict=False)
    return joined(*(words(count) for words, count in pairs if count is not None))


def shown(asked: LibrariesAsked, known: KnownLibrary) -> bool:
    """Whether the filters mean this library; hidden ones only when they are asked for."""
    tests = (
        asked.server_id in {None, known.library.server_id},
        asked.get("kind") in {"", known.library.section_type},
        known.state == asked.get("state") if asked.get("state") else known.state != "hidden",
        folded(asked.get("text")) in folded(f"{known.name} {known.server}"),
    )
    return all(tests)


def listing_of(
    asked: LibrariesAsked, found: Sequence[KnownLibrary], pictures: Pictures, zone: tzinfo
) -> LibrariesListing:
    """The page for all libraries that are known."""
    field, descending = asked.order
    wanted = [one for one in found if shown(asked, one)]
    wanted.sort(key=lambda one: folded(one.name))
    wanted.sort(key=SORT_KEYS[field], reverse=descending)
    return LibrariesListing(
        lines=tuple(library_line(one, pictures, zone) for one in wanted),
        heads=tuple(_head(name, asked) for name in HEADS),
        values={name: asked.get(name) for name in ("text", "server_id", "kind", "state", "order")},
        kinds=KINDS,
        states=STATES,
        view=asked.view,
        views=(("table", asked.address(view="")), ("grid", asked.address(view="grid"))),
        address=asked.address(),
        clear_url=asked.address(text="", server_id="", kind="", state=""),
        is_filtered=asked.is_filtered,
        total=len(found),
    )


SORT_KEYS: Mapping[str, Callable[[KnownLibrary], tuple[float, bytes]]] = {
    "name": lambda one: (0, folded(one.name)),
    "server": lambda one: (0, folded(one.server)),
    "kind": lambda one: (0, folded(_(KINDS.get(one.library.section_type or "", "")))),
    "items": lambda one: (one.library.child_count or one.library.count or 0, b""),
    "size": lambda one: (one.summary.total_size if one.summary else -1, b""),
    "added": lambda one: (one.summary.added if one.summary else -1, b""),
    "plays": lambda one: (one.figures.plays if one.figures else 0, b""),
    "people": lambda one: (one.people, b""),
    "played": lambda one: (one.figures.last_accessed if one.figures else 0, b""),
    "state": lambda one: (list(STATES).index(one.state), b""),
}


def library_line(known: KnownLibrary, pictures: Pictures, zone: tzinfo) -> LibraryLine:
    """One library as it is shown."""
    library, figures, summary = known.library, known.figures, known.summary
    path = library_path(library.server_id, library.section_id)
    plays = f"/history?server_id={library.server_id}&section_id={library.section_id}"
    title = _last_title(figures)
    kind = library.section_type or ""
    unread = "" if kind in STOCKED_TYPES else NEVER_READ
    return LibraryLine(
        path=path,
        url=pictures.url(path),
        name=known.name,
        server=known.server,
        kind=KINDS.get(kind, kind or N_("Unknown")),
        icon=ICONS.get(kind, "film"),
        poster=pictures.of_server(library.server_id, library.poster or "", POSTER, _fallback(kind)),
        counts=counts_of(library),
        size=file_size(summary.total_size) if summary else unread,
        size_note="" if unread else size_note(summary),
        added=number(summary.added) if summary else unread,
        added_url="" if unread else pictures.url(f"{path}?tab=added"),
        plays=figures.plays if figures else 0,
        plays_url=pictures.url(plays),
        watch_time=span(figures.seconds) if figures else "",
        people=known.people,
        last_played=moment(figures.last_accessed, zone) if figures else None,
        last_title=joined(title.main, title.second),
        last_url=_last_url(figures, pictures),
        state=known.state,
        state_text=STATES[known.state],
        is_recorded=library.keep_history,
        tells_plays=library.do_notify,
        tells_added=library.do_notify_created,
        is_hidden=library.is_deleted,
    )


def size_note(summary: LibrarySummary | None) -> str:
    """Why a size is missing or not whole, in a sentence."""
    if summary is None:
        return _("The files of this library were not read yet; that happens by itself.")
    if summary.sizes_unknown:
        return ngettext(
            "The size of %(num)s item is not known.",
            "The size of %(num)s items is not known.",
            summary.sizes_unknown,
        )
    return ""


def _last_title(figures: LibraryFigures | None) -> Title:
    if figures is None:
        return Title("", "")
    return title_of({**figures.last.item, "media_type": figures.last.media_type})


def _last_url(figures: LibraryFigures | None, pictures: Pictures) -> str:
    return "" if figures is None else pictures.url(f"/history/{figures.last.id}")


def _fallback(kind: str) -> str:
    return {"artist": "cover", "live": "poster-live"}.get(kind, "poster")


def _head(name: str, asked: LibrariesAsked) -> Head:
    text, is_number = HEADS[name]
    field, descending = asked.order
    is_sorted = field == name
    falls = not descending if is_sorted else is_number or name == "played"
    order = f"-{name}" if falls else name
    head = Head(
        name=name,
        text=text,
        is_number=is_number,
        has_definition=name in DEFINED,
        url=asked.address(order="" if order == "name" else order),
        sorted="",
    )
    direction = "descending" if descending else "ascending"
    return replace(head, sorted=direction) if is_sorted else head
