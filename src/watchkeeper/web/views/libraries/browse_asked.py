"""What the address of a library page asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import QueryParams

from watchkeeper.errors import InputError
from watchkeeper.features.libraries import ORDERS, BrowseQuery, Seen
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.address import (
    one_of,
    order_of,
    page_of,
    size_of,
    stated,
    whole_numbers,
    whole_or_none,
)

NAMES = (
    *("tab", "text", "seen", "by", "genre", "resolution", "codec", "range", "container"),
    *("year_from", "year_to", "size_from", "size_to", "added", "order", "view", "size", "page"),
)
NO_FILTERS = frozenset({"tab", "order", "view", "size", "page", "by"})
VIEWS = ("posters", "table")
SIZES = (30, 60, 120, 240)
USUAL_SIZE = 60
USUAL_ORDER = "title"
DAY = 86_400
GIGABYTE = 10**9
WORDS: Mapping[str, str] = {
    "resolution": "video_resolution",
    "codec": "video_codec",
    "range": "dynamic_range",
    "container": "container",
}
SEEN: Mapping[str, str] = {
    "watched": N_("Watched"),
    "partly": N_("Partly watched"),
    "never": N_("Never played"),
}
ADDED: Mapping[str, str] = {
    "7": N_("Last 7 days"),
    "30": N_("Last 30 days"),
    "365": N_("Last 365 days"),
}
ORDER_WORDS: Mapping[str, str] = {
    "-added": N_("Newest first"),
    "-plays": N_("Most played"),
    "-played": N_("Last played"),
    "played": N_("Longest not played"),
    "-size": N_("Largest"),
    "-versions": N_("Most versions"),
    "-year": N_("Year, newest first"),
    "year": N_("Year, oldest first"),
}


@dataclass(frozen=True, slots=True)
class BrowseAsked:
    """What the address asks for, still as text; only what is known and not empty."""

    path: str
    values: Mapping[str, str]

    @classmethod
    def of(cls, path: str, sent: QueryParams) -> BrowseAsked:
        """Read a query; `by` may be there several times.

        Raises:
            InputError: a choice that there is not; `field` names it.
        """
        values = stated(sent, NAMES)
        for name, known in (("seen", SEEN), ("view", VIEWS)):
            one_of(values, name, known)
        people = ",".join(
            piece for text in sent.getlist("by") for piece in text.split(",") if piece
        )
        return cls(path, {**values, "by": people} if people else values)

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def address(self, **changes: object) -> str:
        """This page's address with some values changed; an empty value leaves the name out."""
        return with_query(self.path, {**self.values, **changes})

    def cleared(self) -> str:
        """The address without filters."""
        return self.address(**{name: "" for name in NAMES if name not in NO_FILTERS}, page="")

    @property
    def people(self) -> tuple[int, ...]:
        """The numbers of the chosen people; empty for anybody.

        Raises:
            InputError: one is no number.
        """
        return whole_numbers(self.values, "by")

    @property
    def view(self) -> str:
        return self.get("view") or VIEWS[0]

    @property
    def size(self) -> int:
        return size_of(self.values, SIZES, USUAL_SIZE)

    @property
    def page(self) -> int:
        return page_of(self.values)

    @property
    def order(self) -> tuple[str, bool]:
        """What to sort by, and whether it falls."""
        return order_of(self.get("order"), ORDERS, USUAL_ORDER)

    @property
    def is_filtered(self) -> bool:
        return any(name not in NO_FILTERS for name in self.values)


def browse_query(asked: BrowseAsked, now: int) -> BrowseQuery:
    """The query behind an address; `now` in UTC seconds.

    Raises:
        InputError: a number that is none; `field` names it.
    """
    added = whole_or_none(asked.values, "added")
    seen = asked.get("seen")
    field, descending = asked.order
    _check_ranges(asked)
    return BrowseQuery(
        text=asked.get("text"),
        seen=Seen(seen) if seen in SEEN else None,
        genre=asked.get("genre"),
        words={word: asked.get(name) for name, word in WORDS.items() if asked.get(name)},
        year_from=whole_or_none(asked.values, "year_from"),
        year_to=whole_or_none(asked.values, "year_to"),
        size_from=_bytes(asked, "size_from"),
        size_to=_bytes(asked, "size_to"),
        added_from=None if added is None else now - added * DAY,
        order=field,
        descending=descending,
        offset=(asked.page - 1) * asked.size,
        limit=asked.size,
    )


BETWEEN: Mapping[str, str] = {
    "year": N_("year_to is below year_from: no year lies between them."),
    "size": N_("size_to is below size_from: no size lies between them."),
}


def _check_ranges(asked: BrowseAsked) -> None:
    """Refuse a range that ends before it begins."""
    for what in BETWEEN:
        first, last = (whole_or_none(asked.values, f"{what}_{end}") for end in ("from", "to"))
        if first is not None and last is not None and first > last:
            raise InputError(BETWEEN[what], field=f"{what}_to")


def chips_of(asked: BrowseAsked) -> Sequence[tuple[str, str]]:
    """The active filters in words, each with the address without it."""
    return [
        (
            _chip_words(name, words_of(name, value)),
            asked.address(**{name: "", "page": ""}),
        )
        for name, value in asked.values.items()
        if name not in NO_FILTERS
    ]


def _chip_words(name: str, value: str) -> str:
    return _(CHIPS[name], value=value) if name in CHIPS else value


CHIPS: Mapping[str, str] = {
    "text": N_("“%(value)s”"),
    "genre": N_("Genre: %(value)s"),
    "resolution": N_("Resolution: %(value)s"),
    "codec": N_("Codec: %(value)s"),
    "range": N_("Dynamic range: %(value)s"),
    "container": N_("Container: %(value)s"),
    "year_from": N_("From %(value)s"),
    "year_to": N_("To %(value)s"),
    "size_from": N_("At least %(value)s GB"),
    "size_to": N_("At most %(value)s GB"),
    "added": N_("Added: %(value)s"),
}


def words_of(name: str, value: str) -> str:
    """The value of a filter as people read it."""
    if name in WORDS and value == "?":
        return _("not known")
    known = {"seen": SEEN, "added": ADDED}.get(name, {})
    return _(known[value]) if value in known else value


def _bytes(asked: BrowseAsked, name: str) -> int | None:
    number = whole_or_none(asked.values, name)
    return None if number is None else min(number, 10**9) * GIGABYTE
