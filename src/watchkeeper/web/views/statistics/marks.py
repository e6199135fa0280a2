"""From figures to marks: the value in words, and the history of exactly these plays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date

from watchkeeper.features.statistics import Figures
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.values import dataclass
from watchkeeper.web.charts import HOURS, Mark, Unit
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.statistics.asked import Metric, Span, StatsAsked
from watchkeeper.web.words import span as span_words

NOTHING = Figures()
UNITS = {
    Metric.PLAYS: Unit(N_("plays")),
    Metric.TIME: HOURS,
    Metric.PEOPLE: Unit(N_("people")),
}
WORDS = {Metric.PLAYS: "plays", Metric.TIME: "watch_time", Metric.PEOPLE: "people"}
SUBJECTS = {
    Metric.PLAYS: N_("Plays"),
    Metric.TIME: N_("Watch time"),
    Metric.PEOPLE: N_("People"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Makes the marks of a page. `base` are the words of the history that all plays share."""

    url: Callable[[str], str]
    metric: Metric = Metric.PLAYS
    base: Mapping[str, object] = field(default_factory=dict)
    is_grouped: bool = True

    @classmethod
    def of(
        cls,
        asked: StatsAsked,
        span: Span,
        url: Callable[[str], str],
        without: tuple[tuple[int, int], ...],
    ) -> Marks:
        """For what an address asks; `without` are accounts that are hidden from statistics."""
        base: dict[str, object] = {
            "account": asked.get("account"),
            "section_id": asked.get("section_id"),
            "server_id": asked.get("server_id"),
            "ungrouped": asked.get("ungrouped"),
            "without": ",".join(f"{server}-{user}" for server, user in without),
        }
        if asked.range != "all":
            base |= {"after": span.first, "before": span.last}
        return cls(url=url, metric=asked.metric, base=base, is_grouped=asked.scope.grouped)

    def href(self, **more: object) -> str:
        """The history of plays that also are these; a value of None cannot be asked for."""
        if any(value is None for value in more.values()):
            return ""
        said = {name: str(value) for name, value in more.items()}  # 0 is a value too
        return self.url(with_query("/history", {**self.base, **said}))

    def mark(self, figures: Figures, **more: object) -> Mark:
        """A mark of the page's metric."""
        return Mark(self.value(figures), self.text(figures), self.href(**more))

    def within(self, figures: Figures, first: date, last: date, **more: object) -> Mark:
        """The same for days of its own."""
        return self.mark(figures, after=first, before=last, **more)

    def value(self, figures: Figures) -> float:
        """The page's number."""
        match self.metric:
            case Metric.PLAYS:
                return figures.plays
            case Metric.TIME:
                return figures.seconds
            case _:
                return figures.people

    def text(self, figures: Figures) -> str:
        """The page's number in words."""
        return self.in_words(self.value(figures))

    def in_words(self, value: float) -> str:
        """A value of the page's metric in words."""
        count = int(value)
        match self.metric:
            case Metric.PLAYS:
                return self.plays(count)
            case Metric.TIME:
                return span_words(count)
            case _:
                return ngettext("%(num)s person", "%(num)s people", count)

    def plays(self, count: int) -> str:
        """A number of plays in words."""
        if self.is_grouped:
            return ngettext("%(num)s play", "%(num)s plays", count)
        return ngettext("%(num)s session", "%(num)s sessions", count)

    def plays_word(self, count: int) -> str:
        """What stands under a number of plays."""
        if self.is_grouped:
            return ngettext("play", "plays", count)
        return ngettext("session", "sessions", count)

    @property
    def unit(self) -> Unit:
        return UNITS[self.metric]

    @property
    def word(self) -> str:
        """The definition of the metric."""
        if self.metric is Metric.PLAYS and not self.is_grouped:
            return "sessions"
        return WORDS[self.metric]

    @property
    def subject(self) -> str:
        """The metric as the beginning of a title."""
        if self.metric is Metric.PLAYS and not self.is_grouped:
            return _("Sessions")
        return _(SUBJECTS[self.metric])
