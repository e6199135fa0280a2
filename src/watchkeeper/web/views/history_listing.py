"""The history page: what the address asks for, and what the page shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from watchkeeper.columns.filter import HistoryFilter, Order, OrderField, WatchedShare
from watchkeeper.errors import InputError
from watchkeeper.features.history import HistoryPage, HistoryQuery
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.history import HistoryLine
from watchkeeper.web.words import span

PATH = "/history"
SIZES = (25, 50, 100, 200)
KINDS = (("movie", "Films"), ("episode", "Episodes"), ("track", "Music"), ("live", "Live TV"))
MODES = (("direct play", "Direct play"), ("copy", "Direct stream"), ("transcode", "Transcode"))
SHARES = (("watched", "Watched"), ("partly", "Partly"), ("dropped", "Dropped"))
SOURCES = (
    ("recorded", "Recorded"),
    ("imported", "Imported"),
    ("backfilled", "From Plex"),
    ("repaired", "Corrected"),
)
COLUMNS: tuple[tuple[str, OrderField | None, bool], ...] = (
    ("Started", OrderField.DATE, False),
    ("Person", OrderField.FRIENDLY_NAME, False),
    ("Title", OrderField.FULL_TITLE, False),
    ("Player", OrderField.PLAYER, False),
    ("Mode", None, False),
    ("Paused", OrderField.PAUSED, True),
    ("Watch time", OrderField.PLAY_DURATION, True),
    ("Progress", OrderField.PERCENT, True),
    ("Sessions", None, True),
)
NAMES = (
    *("text", "user_id", "section_id", "kind", "mode", "share", "source", "server_id"),
    *("after", "before", "rating_key", "reference_id", "ungrouped", "order", "size", "page"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select box."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A select box of the filter bar."""

    name: str
    label: str
    all: str
    options: tuple[Option, ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address without it."""

    text: str
    without_url: str


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """A column: `url` sorts by it ("" when it cannot), `sorted` is for aria-sort."""

    name: str
    is_number: bool
    url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for, still as text."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Asked:
        """Only what is known and not empty."""
        return cls(
            values={name: sent[name].strip() for name in NAMES if sent.get(name, "").strip()}
        )

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def address(self, **changes: object) -> str:
        """This page's address with some values changed; an empty value leaves the name out."""
        return with_query(PATH, {**self.values, **changes})

    @property
    def size(self) -> int:
        size = _whole(self.get("size") or "50", "size")
        return size if size in SIZES else 50

    @property
    def page(self) -> int:
        return max(1, _whole(self.get("page") or "1", "page"))

    @property
    def order(self) -> Order:
        name = self.get("order") or "-date"
        known = {str(entry) for entry in OrderField}
        wanted = name.removeprefix("-")
        return Order(OrderField(wanted if wanted in known else "date"), name.startswith("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFilter:
    """What stands in the text and date fields."""

    text: str
    after: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything the history page shows."""

    address: str
    filter: ShownFilter
    choices: tuple[Choice, ...]
    columns: tuple[ColumnHead, ...]
    lines: tuple[HistoryLine, ...]
    grouped: bool
    order: str
    size: int
    summary: str
    position: str
    newer_url: str
    older_url: str
    active_filters: tuple[Chip, ...] = field(default=())


def history_query(asked: Asked) -> HistoryQuery:
    """The query behind an address.

    Raises:
        InputError: a number or date that is none; `field` names it.
    """
    filter_ = HistoryFilter(
        text=asked.get("text"),
        user_ids=_numbers(asked, "user_id"),
        section_ids=_numbers(asked, "section_id"),
        server_ids=_numbers(asked, "server_id"),
        any_rating_keys=_numbers(asked, "rating_key"),
        reference_ids=_numbers(asked, "reference_id"),
        media_types=_known(asked, "kind", KINDS),
        transcode_decisions=_known(asked, "mode", MODES),
        sources=_known(asked, "source", SOURCES),
        watched=tuple(WatchedShare(word) for word in _known(asked, "share", SHARES)),
        after_day=_day(asked, "after"),
        before_day=_day(asked, "before"),
    )
    return HistoryQuery(
        filter=filter_,
        grouped=not asked.get("ungrouped"),
        order=(asked.order,),
        offset=(asked.page - 1) * asked.size,
        limit=asked.size,
    )


def with_libraries(choices: Sequence[Choice], asked: Asked) -> tuple[Choice, ...]:
    """The select boxes with what the address chose."""
    return tuple(replace(choice, chosen=asked.get(choice.name)) for choice in choices)


def fixed_choices() -> tuple[Choice, ...]:
    """The select boxes whose options never change."""
    return (
        Choice("kind", "Kind", "All kinds", _options(KINDS)),
        Choice("mode", "Mode", "All modes", _options(MODES)),
        Choice("share", "Progress", "Any progress", _options(SHARES)),
        Choice("source", "Source", "All sources", _options(SOURCES)),
    )


def listing_of(
    asked: Asked, found: HistoryPage, lines: Sequence[HistoryLine], choices: Sequence[Choice]
) -> Listing:
    """The page for what was found."""
    last = max(1, -(-found.filtered // asked.size))
    return Listing(
        address=asked.address(),
        filter=ShownFilter(
            text=asked.get("text"), after=asked.get("after"), before=asked.get("before")
        ),
        choices=with_libraries(choices, asked),
        columns=_heads(asked),
        lines=tuple(lines),
        grouped=not asked.get("ungrouped"),
        order=asked.get("order"),
        size=asked.size,
        summary=_summary(asked, found),
        position=f"Page {asked.page:,} of {last:,}",
        newer_url=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        older_url=asked.address(page=asked.page + 1) if asked.page < last else "",
        active_filters=_chips(asked, choices),
    )


def _summary(asked: Asked, found: HistoryPage) -> str:
    word = "sessions" if asked.get("ungrouped") else "plays"
    return f"{found.filtered:,} {word} · {span(found.total_seconds)} watch time"


def _heads(asked: Asked) -> tuple[ColumnHead, ...]:
    order = asked.order
    heads = []
    for name, column, is_number in COLUMNS:
        if column is None:
            heads.append(ColumnHead(name, is_number))
            continue
        is_sorted = order.field is column
        turned = f"-{column}" if not (is_sorted and order.descending) else str(column)
        direction = "descending" if order.descending else "ascending"
        heads.append(
            ColumnHead(
                name,
                is_number,
                asked.address(order=turned, page=""),
                direction if is_sorted else "",
            )
        )
    return tuple(heads)


def _chips(asked: Asked, choices: Sequence[Choice]) -> tuple[Chip, ...]:
    words = {
        (choice.name, option.value): f"{choice.label}: {option.text}"
        for choice in choices
        for option in choice.options
    }
    plain = {"text": "“{}”", "after": "From {}", "before": "To {}", "user_id": "Person {}"}
    plain |= {"rating_key": "Item {}", "reference_id": "Sessions of play {}"}
    plain |= {"section_id": "Library {}", "server_id": "Server {}"}
    chips = []
    for name, value in asked.values.items():
        if name in {"order", "size", "page", "ungrouped"}:
            continue
        text = words.get((name, value)) or plain.get(name, "{}").format(value)
        chips.append(Chip(text, asked.address(**{name: "", "page": ""})))
    return tuple(chips)


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, text) for value, text in pairs)


def _known(asked: Asked, name: str, pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    value = asked.get(name)
    return (value,) if value in {known for known, _ in pairs} else ()


def _numbers(asked: Asked, name: str) -> tuple[int, ...]:
    pieces = [piece for piece in asked.get(name).split(",") if piece.strip()]
    return tuple(_whole(piece, name) for piece in pieces)


def _whole(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        message = f"“{text}” is no number: {name} takes whole numbers."
        raise InputError(message, field=name) from None


def _day(asked: Asked, name: str) -> date | None:
    text = asked.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” is no day: {name} takes a date such as 2026-01-31."
        raise InputError(message, field=name) from None
