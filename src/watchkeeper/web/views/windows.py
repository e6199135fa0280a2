"""The strip of totals on the pages of libraries, people and items.

A page asks `Statistics.recent` with the filter that means its plays, hands the answer to
`window_strip` with the same filter as words of the history's address, and includes
`parts/windows.html` with the result as `strip`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from watchkeeper.features.statistics import RecentTotal
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.words import span

NAMES = {
    1: N_("Today"),
    7: N_("7 days"),
    30: N_("30 days"),
    365: N_("365 days"),
    0: N_("All time"),
}
PRESETS = {1: "today", 7: "7", 30: "30", 365: "365", 0: ""}
"""What the history calls the same days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTotal:
    """One window of the strip; `url` is the history of exactly these plays."""

    name: str
    plays: int
    watch_time: str
    people: int
    url: str


def window_strip(
    totals: Iterable[RecentTotal], query: Mapping[str, object], url: Callable[[str], str]
) -> tuple[WindowTotal, ...]:
    """The strip; `query` are the history's words for whose plays these are, e.g. user_id.

    Examples:
        >>> [one] = window_strip([RecentTotal(7, 3, 3600, 2)], {"user_id": 5}, str)
        >>> one.name, one.watch_time, one.url
        ('7 days', '1 h', '/history?user_id=5&when=7')
    """
    return tuple(
        WindowTotal(
            name=_(NAMES[one.days]),
            plays=one.plays,
            watch_time=span(one.seconds),
            people=one.people,
            url=url(with_query("/history", {**query, "when": PRESETS[one.days]})),
        )
        for one in totals
    )
