"""The controls of the statistics page, and its strip of figures."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.texts import _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.views.history.asked import Option
from watchkeeper.web.views.statistics.asked import (
    COMPARED,
    METRICS,
    RANGES,
    TABS,
    StatsAsked,
)
from watchkeeper.web.views.statistics.setting import Setting, span_text
from watchkeeper.web.words import span


@dataclass(frozen=True, slots=True)
class Link:
    """A choice that is an address."""

    text: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A select box."""

    name: str
    label: str
    all: str
    options: Sequence[Option]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """All of them. `kept` are values that the form carries along unseen."""

    tab: str
    title: str
    span: str
    tabs: Sequence[Link]
    ranges: Sequence[Link]
    metrics: Sequence[Link]
    boxes: Sequence[Box]
    kept: Sequence[tuple[str, str]]
    after: str
    before: str
    is_ungrouped: bool
    clear_url: str  # "" when nothing is filtered
    is_empty: bool  # nothing was played


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the whole page, and how it differs from the time before."""

    value: str
    name: str
    word: str
    url: str
    change: str = ""
    tone: str = ""  # up, down, "" for the same


def controls_of(
    asked: StatsAsked,
    setting: Setting,
    known: tuple[Sequence[Option], Sequence[Option], Sequence[Option]],
) -> Controls:
    """The controls for an address; `known` are people, libraries and servers."""
    persons, libraries, servers = (
        sorted(options, key=lambda option: option.text.casefold()) for options in known
    )
    titles = dict(TABS)
    boxes = [
        Box("account", _("Person"), _("Everybody"), persons, asked.get("account")),
        Box("section_id", _("Library"), _("All libraries"), libraries, asked.get("section_id")),
        Box("server_id", _("Server"), _("All servers"), servers, asked.get("server_id")),
        Box("compare", _("Compare with"), _("Compare with …"), _options(COMPARED), asked.compare),
    ]
    filtered = ("account", "section_id", "server_id", "compare", "after", "before", "ungrouped")
    return Controls(
        tab=asked.tab,
        title=_(titles[asked.tab]),
        span=span_text(setting.span),
        tabs=[Link(_(text), asked.address(tab=name), name == asked.tab) for name, text in TABS],
        ranges=[
            Link(_(text), asked.address(range=name, after="", before=""), name == asked.range)
            for name, text in RANGES
        ],
        metrics=[
            Link(_(text), asked.address(metric=str(metric)), metric == asked.metric)
            for metric, text in METRICS
        ],
        boxes=[box for box in boxes if box.name != "server_id" or len(servers) > 1],
        kept=[(name, asked.get(name)) for name in _kept(asked) if asked.get(name)],
        after=asked.get("after"),
        before=asked.get("before"),
        is_ungrouped=not asked.scope.grouped,
        clear_url=asked.address(**dict.fromkeys(filtered, ""))
        if any(asked.get(name) for name in filtered)
        else "",
        is_empty=not setting.total.plays,
    )


def figures_of(setting: Setting) -> list[Figure]:
    """Plays, watch time and people of the page's days."""
    total, marks = setting.total, setting.marks
    before = setting.before.total if setting.before else None
    word = "plays" if marks.is_grouped else "sessions"
    href = marks.href()
    return [
        Figure(
            number(total.plays),
            marks.plays_word(total.plays),
            word,
            href,
            *_change(total.plays, before.plays if before else None),
        ),
        Figure(
            span(total.seconds),
            _("watch time"),
            "watch_time",
            href,
            *_change(total.seconds, before.seconds if before else None),
        ),
        Figure(
            number(total.people),
            ngettext("person", "people", total.people),
            "people",
            href,
            *_change(total.people, before.people if before else None),
        ),
    ]


def _change(now: int, before: int | None) -> tuple[str, str]:
    """How much more or less, in words.

    Examples:
        >>> _change(12, 10), _change(5, 10), _change(3, 0)
        (('20 % more', 'up'), ('50 % less', 'down'), ('none before', 'up'))
    """
    if before is None:
        return "", ""
    if before == 0:
        return (_("none before"), "up") if now else (_("the same"), "")
    percent = round(100 * (now - before) / before)
    if percent == 0:
        return _("the same"), ""
    change = number(abs(percent))
    if percent > 0:
        return _("%(percent)s %% more", percent=change), "up"
    return _("%(percent)s %% less", percent=change), "down"


def _kept(asked: StatsAsked) -> tuple[str, ...]:
    """Those who are compared are chosen anew on their tab."""
    return ("tab", "metric") if asked.tab == "people" else ("tab", "metric", "with")


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, _(text)) for value, text in pairs)
