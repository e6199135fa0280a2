"""What somebody sees of their own plays: rows without others in them, charts, devices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.dates import dated
from watchkeeper.features.accounts import AccountKey
from watchkeeper.features.history import HistoryEntry, HistoryPage, HistoryQuery
from watchkeeper.features.statistics import Graph, PlayerShare
from watchkeeper.texts import _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.charts import HOURS, Category, Chart, Drawn, Kind, Mark, Series, Unit, draw
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.history.asked import KINDS, PRESETS, Asked, Option, history_query
from watchkeeper.web.views.history.line import HistoryLine, Setting, history_line
from watchkeeper.web.words import joined, span

PATH = "/me/history"
NAMES = ("text", "when", "kind", "mode", "share", "platform", "player", "after", "before", "page")
"""What can be asked of one's own history: nothing that names somebody."""
KIND_NAMES = dict(KINDS)
EXPORTED = (
    *("started", "stopped", "play_seconds", "paused_seconds", "percent_complete"),
    *("media_type", "full_title", "library_name", "player", "product", "platform"),
    *("transcode_decision", "location", "ip_address"),
)
"""What is handed out of one's own plays: nothing that tells of the server or of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHistory:
    """The page of one's own plays."""

    lines: tuple[HistoryLine, ...]
    summary: str
    position: str
    text: str
    kind: str
    when: str
    kinds: tuple[Option, ...]
    presets: tuple[Option, ...]
    export_query: str
    is_filtered: bool
    newer_url: str = ""
    older_url: str = ""


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where the marks of a chart in time stand: its categories, and the days of each."""

    name: str
    title: str
    head: str
    categories: tuple[Category, ...]
    spans: list[tuple[date, date]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDevice:
    """A device that somebody has used."""

    name: str
    platform: str
    plays: int
    watch_time: str
    url: str


def own_asked(sent: Mapping[str, str]) -> Asked:
    """What the address asks for, without what one may not ask."""
    return Asked.of({name: sent[name] for name in NAMES if name in sent})


def own_query(
    asked: Asked, today: date, accounts: Sequence[AccountKey], *, limit: int | None = None
) -> HistoryQuery:
    """The query behind an address, forced to these accounts.

    Raises:
        InputError: a number or date that is none; `field` names it.
        ValueError: no account is given: nobody's plays are never everybody's.
    """
    if not accounts:
        message = "A history of one's own needs an account."
        raise ValueError(message)
    wanted = history_query(asked, today, offset=0 if limit else None, limit=limit)
    kept = wanted.filter
    own = HistoryFilter(
        accounts=tuple(accounts),
        text=kept.text,
        text_fields=("full_title", "player", "platform", "product"),
        media_types=kept.media_types,
        transcode_decisions=kept.transcode_decisions,
        watched=kept.watched,
        platforms=kept.platforms,
        players=kept.players,
        after_day=kept.after_day,
        before_day=kept.before_day,
    )
    return HistoryQuery(filter=own, order=wanted.order, offset=wanted.offset, limit=wanted.limit)


def own_history(asked: Asked, found: HistoryPage, setting: Setting) -> OwnHistory:
    """The page for what was found."""
    last = max(1, -(-found.filtered // asked.size))
    count = ngettext("%(num)s play", "%(num)s plays", found.filtered)
    seconds = _("%(time)s watched", time=span(found.total_seconds)) if not asked.get("text") else ""
    return OwnHistory(
        lines=tuple(history_line(entry, setting) for entry in found.entries),
        summary=joined(count, seconds),
        position=_("%(page)s of %(last)s", page=number(asked.page), last=number(last)),
        text=asked.get("text"),
        kind=asked.get("kind"),
        when=asked.get("when"),
        kinds=tuple(Option(value, _(word)) for value, word in KINDS),
        presets=tuple(Option(value, _(word)) for value, word in PRESETS),
        export_query=_address(asked, page="").removeprefix(PATH),
        is_filtered=bool(set(asked.values) - {"page"}),
        newer_url=_address(asked, page=asked.page - 1) if asked.page > 1 else "",
        older_url=_address(asked, page=asked.page + 1) if asked.page < last else "",
    )


def own_exported(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Plays as they are handed out."""
    return [{name: row[name] for name in EXPORTED} for row in rows]


def own_lines(entries: Sequence[HistoryEntry], setting: Setting) -> tuple[HistoryLine, ...]:
    """The last plays, or what runs."""
    return tuple(history_line(entry, setting) for entry in entries)


def own_devices(shares: Sequence[PlayerShare], url: Callable[[str], str]) -> tuple[OwnDevice, ...]:
    """The devices, most used first."""
    return tuple(
        OwnDevice(
            name=one.player or _("Unknown"),
            platform=one.platform or "",
            plays=one.plays,
            watch_time=span(one.seconds),
            url=url(with_query(PATH, {"player": one.player})) if one.player else "",
        )
        for one in shares
    )


def by_day(graph: Graph[date], url: Callable[[str], str]) -> Drawn:
    """Watch time by day, in series by kind."""
    categories = tuple(
        Category(
            dated(day, "%-d %b"),
            dated(day, "%A, %-d %B %Y"),
            is_incomplete=day == graph.categories[-1],
        )
        for day in graph.categories
    )
    days = [(day, day) for day in graph.categories]
    axis = _Axis("own-days", _("Watch time by day"), _("Day"), categories, days)
    return _in_time(axis, graph, url)


def by_month(graph: Graph[date], url: Callable[[str], str]) -> Drawn:
    """Watch time by month, in series by kind."""
    categories = tuple(
        Category(
            dated(day, "%b"),
            dated(day, "%B %Y"),
            is_incomplete=day == graph.categories[-1],
        )
        for day in graph.categories
    )
    spans = [(day, _month_end(day)) for day in graph.categories]
    axis = _Axis("own-months", _("Watch time by month"), _("Month"), categories, spans)
    return _in_time(axis, graph, url)


def by_hour(graph: Graph[int]) -> Drawn:
    """Plays by hour of the day."""
    sums = [sum(values) for values in zip(*graph.series.values(), strict=True)]
    marks = tuple(
        Mark(number, ngettext("%(num)s play", "%(num)s plays", number)) for number in sums
    )
    return draw(
        Chart(
            id="own-hours",
            kind=Kind.BARS,
            title=_("Plays by hour of the day"),
            unit=Unit(_("plays")),
            categories=tuple(
                Category(
                    f"{hour:02}",
                    _(
                        "%(first)s:00 to %(last)s:00",
                        first=f"{hour:02}",
                        last=f"{(hour + 1) % 24:02}",
                    ),
                )
                for hour in graph.categories
            ),
            series=(Series(_("Plays"), marks),),
            head=_("Hour"),
            word="plays",
        )
    )


def _place(kind: str) -> int:
    return list(KIND_NAMES).index(kind) if kind in KIND_NAMES else len(KIND_NAMES)


def _in_time(axis: _Axis, graph: Graph[date], url: Callable[[str], str]) -> Drawn:
    ordered = sorted(graph.series.items(), key=lambda one: _place(one[0]))
    series = tuple(
        Series(
            _(KIND_NAMES.get(kind, kind)),
            tuple(
                Mark(value, span(value), url(_within(first, last, kind)))
                for value, (first, last) in zip(values, axis.spans, strict=True)
            ),
        )
        for kind, values in ordered
        if any(values)
    )
    chart = Chart(
        id=axis.name,
        kind=Kind.BARS,
        title=axis.title,
        unit=HOURS,
        categories=axis.categories,
        series=series,
        head=axis.head,
        word="watch_time",
    )
    return draw(chart)


def _within(first: date, last: date, kind: str) -> str:
    return with_query(PATH, {"after": first, "before": last, "kind": kind})


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _address(asked: Asked, **changes: object) -> str:
    return with_query(PATH, {**asked.values, **changes})
