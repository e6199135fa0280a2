"""The history page: what it shows of what the address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.features.history import HistoryPage, Reach
from watchkeeper.features.history.queries.saved_views import SavedView
from watchkeeper.texts import _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.views.history.asked import (
    PATH,
    SIZES,
    SORTS,
    Asked,
    Chip,
    Choice,
    chips_of,
    chosen_in,
)
from watchkeeper.web.views.history.columns import COLUMNS, WIDTHS, Column
from watchkeeper.web.views.history.line import HistoryLine
from watchkeeper.web.words import file_size, joined, span

FIELDS = frozenset({"text", "after", "before", "ungrouped", "order", "page"})
"""What the form of the filters has fields for, beside its boxes; it always begins at page 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHead:
    """A column: `url` sorts by it ("" when it cannot), `sorted` is for aria-sort."""

    name: str
    text: str
    is_number: bool
    width: str = ""  # narrow or wide; "" for the usual one
    url: str = ""
    sorted: str = ""

    @property
    def css(self) -> str:
        """The classes of its cells."""
        return f"c-{self.name} is-{self.width}" if self.width else f"c-{self.name}"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column in the chooser."""

    name: str
    text: str
    is_shown: bool
    widths: tuple[tuple[str, str, bool], ...]  # value, words, whether it is chosen


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved view in the list."""

    id: int
    name: str
    url: str
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFilter:
    """What stands in the text and date fields."""

    text: str
    after: str
    before: str
    unseen: tuple[tuple[str, str], ...]  # filters that the form has no field for, and its size


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything the history page shows."""

    address: str
    query: str
    clear_url: str
    export_query: str
    filter: ShownFilter
    choices: tuple[Choice, ...]
    columns: tuple[ColumnHead, ...]
    chooser: tuple[ColumnChoice, ...]
    lines: tuple[HistoryLine, ...]
    grouped: bool
    order: str
    sorts: tuple[tuple[str, str], ...]
    size: int
    sizes: tuple[tuple[int, str], ...]
    filtered: int
    summary: str
    tells_data: bool  # whether the summary says how much was sent
    position: str
    newer_url: str
    older_url: str
    chips: tuple[Chip, ...]
    kept_query: str  # what a saved view of it would keep, "" when nothing is filtered
    views: tuple[ViewLine, ...] | None = None  # None: on a page that has no views


def with_views(listing: Listing, views: Sequence[SavedView]) -> Listing:
    """The page with the saved views of the history."""
    lines = tuple(
        ViewLine(view.id, view.name, f"{PATH}?{view.query}", view.query == listing.kept_query)
        for view in views
    )
    return replace(listing, views=lines)


def listing_of(
    asked: Asked,
    found: HistoryPage,
    lines: Sequence[HistoryLine],
    choices: Sequence[Choice],
    columns: Sequence[Column],
) -> Listing:
    """The page for what was found."""
    last = max(1, -(-found.filtered // asked.size))
    query = asked.query()
    return Listing(
        address=f"{PATH}{query}",
        query=query,
        clear_url=asked.cleared(),
        export_query=asked.query(page="", size=""),
        filter=ShownFilter(
            text=asked.get("text"),
            after=asked.get("after"),
            before=asked.get("before"),
            unseen=_unseen(asked, choices),
        ),
        choices=tuple(chosen_in(choice, asked.get(choice.name)) for choice in choices),
        columns=tuple(_head(column, asked) for column in columns),
        chooser=_chooser(columns),
        lines=tuple(lines),
        grouped=not asked.get("ungrouped"),
        order=asked.get("order"),
        sorts=_sorts(asked.get("order")),
        size=asked.size,
        sizes=tuple((size, asked.address(size=size, page="")) for size in SIZES),
        filtered=found.filtered,
        summary=_summary(asked, found),
        tells_data=found.reach is not None and found.reach.titles > 0,
        position=_("%(page)s of %(last)s", page=number(asked.page), last=number(last)),
        newer_url=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        older_url=asked.address(page=asked.page + 1) if asked.page < last else "",
        chips=chips_of(asked, choices),
        kept_query=asked.kept_query(),
    )


def _unseen(asked: Asked, choices: Sequence[Choice]) -> tuple[tuple[str, str], ...]:
    fields = {*FIELDS, *(choice.name for choice in choices)}
    return tuple((name, value) for name, value in asked.values.items() if name not in fields)


def _sorts(order: str) -> tuple[tuple[str, str], ...]:
    """What can be sorted by without heads of columns; the present order is among them."""
    known = tuple((value, _(text)) for value, text in SORTS)
    return known if order in dict(known) else (*known, (order, _("As chosen")))


def _summary(asked: Asked, found: HistoryPage) -> str:
    count = (
        ngettext("%(num)s session", "%(num)s sessions", found.counted)
        if asked.get("ungrouped")
        else ngettext("%(num)s play", "%(num)s plays", found.counted)
    )
    uncounted = number(found.uncounted) if found.uncounted else ""
    left_out = _("%(num)s not counted", num=uncounted) if uncounted else ""
    return joined(count, _watch_time(asked, found), left_out, *_reach_words(found.reach))


def _reach_words(reached: Reach | None) -> tuple[str, ...]:
    if reached is None or not reached.titles:
        return ()
    return (
        ngettext("%(num)s person", "%(num)s people", reached.people),
        ngettext("%(num)s title", "%(num)s titles", reached.titles),
        _data_words(reached),
    )


def _data_words(reached: Reach) -> str:
    if not reached.reserved_bytes:
        return _("amount of data unknown")
    size = file_size(reached.reserved_bytes)
    if not reached.unknown:
        return _("up to %(size)s sent", size=size)
    return ngettext(
        "up to %(size)s sent, unknown of %(num)s session",
        "up to %(size)s sent, unknown of %(num)s sessions",
        reached.unknown,
        size=size,
    )


def _watch_time(asked: Asked, found: HistoryPage) -> str:
    """Only where it is that of the very rows: text and progress look at rows one by one."""
    if not asked.looks_at_rows:
        return _("%(time)s watched", time=span(found.total_seconds))
    if found.filtered <= len(found.entries) and not found.uncounted:
        return _("%(time)s watched", time=span(found.shown_seconds))
    return ""


def _chooser(columns: Sequence[Column]) -> tuple[ColumnChoice, ...]:
    """All columns, those that are shown first and in their order."""
    shown = {column.name for column in columns}
    others = (column for column in COLUMNS if column.name not in shown)
    return tuple(
        ColumnChoice(one.name, _(one.text), one.name in shown, _widths(one))
        for one in (*columns, *others)
    )


def _widths(column: Column) -> tuple[tuple[str, str, bool], ...]:
    choices = WIDTHS.items() if column.is_sizable else ()
    return tuple((value, _(words), value == column.width) for value, words in choices)


def _head(column: Column, asked: Asked) -> ColumnHead:
    head = ColumnHead(
        name=column.name, text=_(column.text), is_number=column.is_number, width=column.width
    )
    if column.order is None:
        return head
    order = asked.order
    is_sorted = order.field is column.order
    turned = str(column.order) if is_sorted and order.descending else f"-{column.order}"
    direction = "descending" if order.descending else "ascending"
    url = asked.address(order="" if turned == "-date" else turned, page="")
    return replace(head, url=url, sorted=direction if is_sorted else "")
