"""What the address of the history page asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta

from watchkeeper.columns.selection.filter import (
    Counting,
    HistoryFilter,
    Order,
    OrderField,
    WatchedShare,
)
from watchkeeper.domain.place import LOCAL, UNKNOWN
from watchkeeper.errors import InputError
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.places import PlaceAsked
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.address import (
    accounts_of,
    day_of,
    order_of,
    page_of,
    size_of,
    stated,
    whole_numbers,
)
from watchkeeper.web.views.history import traits

PATH = "/history"
SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50
USUAL_ORDER = "-date"
OTHER_KINDS = (("photo", N_("Photos")), ("clip", N_("Clips")))
KINDS = (
    ("movie", N_("Films")),
    ("episode", N_("Episodes")),
    ("track", N_("Music")),
    ("live", N_("Live TV")),
)
MODES = (
    ("direct play", N_("Direct play")),
    ("copy", N_("Direct stream")),
    ("transcode", N_("Transcode")),
)
SHARES = (("watched", N_("Watched")), ("partly", N_("Partly")), ("dropped", N_("Dropped")))
PLACES = (("lan", N_("Local")), ("wan", N_("Remote")), ("cellular", N_("Mobile network")))
SOURCES = (
    ("recorded", N_("Recorded")),
    ("imported", N_("Imported")),
    ("backfilled", N_("From Plex")),
    ("repaired", N_("Corrected")),
)
SORTS = (
    ("", N_("Newest first")),
    ("date", N_("Oldest first")),
    ("-play_duration", N_("Longest watched first")),
    ("-percent_complete", N_("Furthest watched first")),
    ("friendly_name", N_("Person")),
    ("full_title", N_("Title")),
    ("player", N_("Player")),
)
"""How a phone, which has no heads of columns, sorts."""
PRESETS = (
    ("today", N_("Today")),
    ("7", N_("Last 7 days")),
    ("30", N_("Last 30 days")),
    ("365", N_("Last 365 days")),
    ("year", N_("This year")),
)
NAMES = (
    *("text", "when", "user_id", "section_id", "kind", "mode", "share", "place", "source"),
    *("server_id", "platform", "player", "after", "before", "rating_key", "reference_id"),
    *("account", "without", "ip", "country", "city", "counted", *traits.NAMES),
    *("ungrouped", "order", "size", "page"),
)
NO_FILTERS = frozenset({"order", "size", "page", "ungrouped", "tab"})


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select box."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A select box of the filter bar; `is_usual` ones stand in the first row."""

    name: str
    label: str
    all: str
    options: tuple[Option, ...]
    is_usual: bool = False
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address without it."""

    text: str
    without_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for, still as text."""

    values: Mapping[str, str]
    path: str = PATH
    fixed: Mapping[str, str] = field(default_factory=dict)
    """What the page itself means, e.g. whose plays: in no address of that page, and no filter."""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Asked:
        """Only what is known and not empty."""
        return cls(values=stated(sent, NAMES))

    def within(self, path: str, tab: str, fixed: Mapping[str, str]) -> Asked:
        """The same on a tab of another page, which itself means what is fixed."""
        return Asked(values={**self.values, **fixed, "tab": tab}, path=path, fixed=fixed)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def address(self, **changes: object) -> str:
        """This page's address with some values changed; an empty value leaves the name out."""
        changed = {**self.values, **changes}
        own = {name: value for name, value in changed.items() if name not in self.fixed}
        return with_query(self.path, own)

    def query(self, **changes: object) -> str:
        """The same for the history itself: a query with its question mark, "" for none."""
        return with_query(PATH, {**self.values, **changes}).removeprefix(PATH)

    def kept_query(self) -> str:
        """What a saved view keeps, without its question mark; "" when nothing is filtered."""
        is_filtered = any(name not in NO_FILTERS for name in self.values)
        return self.query(page="", size="").removeprefix("?") if is_filtered else ""

    def cleared(self) -> str:
        """The address without filters; order, size and grouping stay."""
        return self.address(**dict.fromkeys(set(NAMES) - NO_FILTERS, ""), page="")

    @property
    def looks_at_rows(self) -> bool:
        """Whether a filter is held against each row, so that sums over columns are not its own."""
        return bool(self.get("text") or self.get("share"))

    @property
    def size(self) -> int:
        return size_of(self.values, SIZES, USUAL_SIZE)

    @property
    def page(self) -> int:
        return page_of(self.values)

    @property
    def order(self) -> Order:
        name, falls = order_of(self.get("order"), tuple(map(str, OrderField)), USUAL_ORDER)
        return Order(OrderField(name), falls)


def place_asked(asked: Asked) -> PlaceAsked:
    """The countries and towns that an address asks for."""
    codes = (
        code if code in {LOCAL, UNKNOWN} else code.upper() for code in _texts(asked, "country")
    )
    return PlaceAsked(countries=tuple(codes), cities=_texts(asked, "city"))


def history_query(
    asked: Asked,
    today: date,
    *,
    offset: int | None = None,
    limit: int | None = None,
    from_addresses: frozenset[str | None] | None = None,
) -> HistoryQuery:
    """The query behind an address; `today` by the owner's calendar.

    Offset and limit are those of the page, unless others are given. `from_addresses` are those
    that are in the place asked for; while they are not known, no play is in it.

    Raises:
        InputError: a number, word or date that cannot be; `field` names it.
    """
    after, before = _days(asked, today)
    if place_asked(asked):
        from_addresses = from_addresses or frozenset()
    counted = _known(asked, "counted", COUNTS)
    filter_ = HistoryFilter(
        text=asked.get("text"),
        user_ids=whole_numbers(asked.values, "user_id"),
        accounts=accounts_of(asked.get("account")),
        without_accounts=accounts_of(asked.get("without")),
        ip_addresses=_texts(asked, "ip"),
        from_addresses=from_addresses,
        traits=traits.traits_of(asked.values),
        section_ids=whole_numbers(asked.values, "section_id"),
        server_ids=whole_numbers(asked.values, "server_id"),
        any_rating_keys=whole_numbers(asked.values, "rating_key"),
        reference_ids=whole_numbers(asked.values, "reference_id"),
        media_types=_known(asked, "kind", (*KINDS, *OTHER_KINDS)),
        transcode_decisions=_known(asked, "mode", MODES),
        locations=_known(asked, "place", PLACES),
        sources=_known(asked, "source", SOURCES),
        counting=COUNTED[counted[0]] if counted else Counting.ALL,
        watched=tuple(WatchedShare(word) for word in _known(asked, "share", SHARES)),
        platforms=_texts(asked, "platform"),
        players=_texts(asked, "player"),
        after_day=after,
        before_day=before,
    )
    return HistoryQuery(
        filter=filter_,
        grouped=not asked.get("ungrouped"),
        order=(asked.order,),
        offset=(asked.page - 1) * asked.size if offset is None else offset,
        limit=limit or asked.size,
    )


def fixed_choices() -> tuple[Choice, ...]:
    """The select boxes whose options never change."""
    return (
        Choice(
            name="kind", label=_("Kind"), all=_("All kinds"), options=_options(KINDS), is_usual=True
        ),
        Choice(
            name="mode", label=_("Mode"), all=_("All modes"), options=_options(MODES), is_usual=True
        ),
        Choice(
            name="when",
            label=_("When"),
            all=_("Any time"),
            options=_options(PRESETS),
            is_usual=True,
        ),
        Choice(name="share", label=_("Progress"), all=_("Any progress"), options=_options(SHARES)),
        Choice(name="place", label=_("Place"), all=_("Everywhere"), options=_options(PLACES)),
        Choice(name="source", label=_("Source"), all=_("All sources"), options=_options(SOURCES)),
        Choice(
            name="counted", label=_("Figures"), all=_("Counted or not"), options=_options(COUNTS)
        ),
    )


COUNTED = {"yes": Counting.COUNTED, "no": Counting.UNCOUNTED}
COUNTS = (("yes", N_("In the figures")), ("no", N_("Not counted")))

PLAIN = {
    "text": N_("“%(value)s”"),
    "after": N_("From %(value)s"),
    "before": N_("To %(value)s"),
    "user_id": N_("Person %(value)s"),
    "account": N_("Accounts %(value)s"),
    "without": N_("Without people hidden from statistics"),
    "ip": N_("Address %(value)s"),
    "country": N_("Country: %(value)s"),
    "city": N_("Town: %(value)s"),
    "rating_key": N_("Item %(value)s"),
    "reference_id": N_("Sessions of play %(value)s"),
    "section_id": N_("Library %(value)s"),
    "server_id": N_("Server %(value)s"),
    "platform": N_("Platform: %(value)s"),
    "player": N_("Player: %(value)s"),
}


def chosen_in(choice: Choice, value: str) -> Choice:
    """The box with this value chosen, which an address may also name where no option does.

    Examples:
        >>> kinds = (Option("movie", "Films"), Option("track", "Music"))
        >>> box = Choice(name="kind", label="Kind", all="All kinds", options=kinds)
        >>> chosen_in(box, "movie,track").options[-1]
        Option(value='movie,track', text='Films, Music')
    """
    words = {option.value: option.text for option in choice.options}
    if value and value not in words:
        text = ", ".join(words.get(piece, piece) for piece in value.split(","))
        choice = replace(choice, options=(*choice.options, Option(value, text)))
    return replace(choice, chosen=value)


def chips_of(asked: Asked, choices: Sequence[Choice]) -> tuple[Chip, ...]:
    """The active filters in words."""
    labels = {choice.name: choice.label for choice in choices}
    words = {
        (choice.name, option.value): option.text for choice in choices for option in choice.options
    }

    def told(name: str, value: str) -> str:
        pieces = [words.get((name, piece)) for piece in value.split(",")]
        known = [piece for piece in pieces if piece]
        if len(known) < len(pieces):
            return ""
        return _("%(name)s: %(value)s", name=labels[name], value=", ".join(known))

    return tuple(
        Chip(
            told(name, value) or _plain(name, value),
            asked.address(**{name: "", "page": ""}),
        )
        for name, value in asked.values.items()
        if name not in NO_FILTERS and name not in asked.fixed
    )


def _plain(name: str, value: str) -> str:
    if name in traits.NAMES:
        return traits.words_of(name, value)
    return _(PLAIN[name], value=value) if name in PLAIN else value


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, _(text)) for value, text in pairs)


def _days(asked: Asked, today: date) -> tuple[date | None, date | None]:
    """First and last day: those that are named, else those of the preset.

    Raises:
        InputError: a day or a preset that is none, or days in the wrong order.
    """
    after, before = day_of(asked.values, "after"), day_of(asked.values, "before")
    _known(asked, "when", PRESETS)
    if after and before and after > before:
        raise InputError(
            "From (%(after)s) lies behind To (%(before)s).",
            after=after,
            before=before,
            field="after",
        )
    starts = {"today": today, "year": today.replace(month=1, day=1)}
    starts |= {days: today - timedelta(days=int(days) - 1) for days in ("7", "30", "365")}
    return after or starts.get(asked.get("when")), before


def _texts(asked: Asked, name: str) -> tuple[str, ...]:
    return (asked.get(name),) if asked.get(name) else ()


def _known(asked: Asked, name: str, pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    known = [word for word, _text in pairs]
    values = tuple(value.strip() for value in asked.get(name).split(",") if value.strip())
    for value in values:
        if value not in known:
            raise InputError(
                "“%(value)s” is none of %(name)s: it is one of %(known)s.",
                value=value,
                name=name,
                known=", ".join(known),
                field=name,
            )
    return values
