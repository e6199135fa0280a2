"""The cards of Home: who and what was played most in a number of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta, tzinfo
from types import MappingProxyType

from watchkeeper.columns.figures.peaks import Peak
from watchkeeper.errors import InputError
from watchkeeper.features.history import HistoryEntry, PlayRow
from watchkeeper.features.statistics import By, Figures, Most, Table, Wanted
from watchkeeper.runtime.clock import as_datetime
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.avatar import Avatar, avatar_of
from watchkeeper.web.views.history.line import HistoryLine, Setting, history_line
from watchkeeper.web.views.history.traits import work_and_year, work_text
from watchkeeper.web.views.pictures import SQUARE_KINDS, Pictures
from watchkeeper.web.views.statistics.asked import METRICS, Metric
from watchkeeper.web.views.statistics.marks import Marks
from watchkeeper.web.views.streams.flow import MODES
from watchkeeper.web.views.titles import poster_path
from watchkeeper.web.words import Moment, moment

ROWS = 5
DAYS = (
    (1, N_("Today")),
    (7, N_("7 days")),
    (30, N_("30 days")),
    (365, N_("365 days")),
    (0, N_("All time")),
)
USUAL_DAYS = 30
CARDS: Mapping[str, str] = MappingProxyType(
    {
        "movies": N_("Most watched films"),
        "shows": N_("Most watched series"),
        "music": N_("Most played music"),
        "people": N_("Most active people"),
        "platforms": N_("Most used platforms"),
        "libraries": N_("Most active libraries"),
        "concurrent": N_("Most streams at once"),
        "watched": N_("Last watched"),
    }
)
KINDS = {"movies": "movie", "shows": "episode", "music": "track"}
TABLES = {"people": By.PERSON, "platforms": By.PLATFORM, "libraries": By.LIBRARY}
MOST = {Metric.PLAYS: Most.PLAYS, Metric.TIME: Most.SECONDS, Metric.PEOPLE: Most.PEOPLE}
ITEM_KEYS = {"movie": "rating_key", "episode": "grandparent_rating_key"}
ITEM_KEYS |= {"track": "grandparent_rating_key"}


@dataclass(frozen=True, slots=True)
class CardsAsked:
    """Which days, and which number."""

    days: int
    metric: Metric

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> CardsAsked:
        """Read an address.

        Raises:
            InputError: other days or another number than there are; `field` names it.
        """
        days, metric = sent.get("days") or str(USUAL_DAYS), sent.get("metric") or "plays"
        if days not in {str(one) for one, _ in DAYS}:
            raise InputError("days is one of 1, 7, 30, 365 and 0 for all.", field="days")
        if metric not in {str(one) for one, _ in METRICS}:
            raise InputError("metric is one of plays, time and people.", field="metric")
        return cls(int(days), Metric(metric))

    def address(self, path: str, **changes: object) -> str:
        """An address with these, some changed."""
        values = {"days": str(self.days), "metric": str(self.metric)}
        return with_query(path, values | {name: str(value) for name, value in changes.items()})

    def since(self, today: date) -> date | None:
        """The first of the days; None for all."""
        return today - timedelta(days=self.days - 1) if self.days else None

    def wanted(self, names: Sequence[str]) -> list[tuple[str, Wanted]]:
        """The tables behind the cards of these names."""
        most = MOST[self.metric]
        titles = [
            (name, Wanted(by=By.TITLE, kind=kind, limit=ROWS, most=most))
            for name, kind in KINDS.items()
        ]
        others = [(name, Wanted(by=by, limit=ROWS, most=most)) for name, by in TABLES.items()]
        return [pair for pair in (*titles, *others) if pair[0] in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One line: what it is (a link to its page, "" for none), and its number (to the plays)."""

    name: str
    url: str
    value: str
    value_url: str
    picture: str = ""
    is_square: bool = False
    avatar: Avatar | None = None
    note: str = ""  # what tells it from others of its name
    when: Moment | None = None
    is_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card and its lines."""

    name: str
    title: str
    word: str
    rows: tuple[CardRow, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A card in the chooser."""

    name: str
    title: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A choice of days or of the number; `part` is where the cards alone are."""

    text: str
    url: str
    part: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The section. `next` is where the chooser leads back to."""

    cards: tuple[Card, ...]
    days: tuple[Link, ...]
    metrics: tuple[Link, ...]
    chooser: tuple[Choice, ...]
    order: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the cards are made of."""

    tables: Mapping[str, Table]
    newest: Mapping[object, PlayRow]  # by title
    peaks: Sequence[Peak | None]  # of all, then by mode
    watched: Sequence[HistoryEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Names and addresses of what the lines are about."""

    marks: Marks
    pictures: Pictures
    zone: tzinfo
    people: Mapping[tuple[int, int], str]
    libraries: Mapping[tuple[int, int], str]
    accounts_of: Callable[[int, int], tuple[tuple[int, int], ...]]


def shown_cards(text: str) -> tuple[str, ...]:
    """The names of the cards that are shown, in order; "-" hides all of them.

    Examples:
        >>> shown_cards("watched,nonsense,people"), shown_cards("") == tuple(CARDS)
        (('watched', 'people'), True)
    """
    if not text:
        return tuple(CARDS)
    return tuple(dict.fromkeys(name for name in text.split(",") if name in CARDS))


def cards_text(names: Sequence[str]) -> str:
    """What is kept for these names, see `shown_cards`."""
    known = [name for name in names if name in CARDS]
    return ",".join(known) or "-"


def cards_of(asked: CardsAsked, names: Sequence[str], found: Found, naming: Naming) -> Cards:
    """The section."""
    hidden = [name for name in CARDS if name not in names]
    return Cards(
        cards=tuple(_card(name, found, naming) for name in names),
        days=tuple(
            Link(
                _(text),
                asked.address("/", days=days),
                asked.address("/cards", days=days),
                days == asked.days,
            )
            for days, text in DAYS
        ),
        metrics=tuple(
            Link(
                _(text),
                asked.address("/", metric=metric),
                asked.address("/cards", metric=metric),
                metric == asked.metric,
            )
            for metric, text in METRICS
        ),
        chooser=tuple(Choice(name, _(CARDS[name]), name in names) for name in (*names, *hidden)),
        order=",".join(names),
        next=asked.address("/"),
    )


def _card(name: str, found: Found, naming: Naming) -> Card:
    title = _(CARDS[name])
    if name == "concurrent":
        return Card(name, title, "concurrency", tuple(_peaks(found.peaks, naming)))
    if name == "watched":
        return Card(name, title, "watched", tuple(_watched(found.watched, naming)))
    make = _title if name in KINDS else {"people": _person, "platforms": _platform}.get(name)
    rows = tuple(
        (make or _library)(key, figures, found, naming)
        for key, figures in found.tables[name].items()
    )
    return Card(name, title, naming.marks.word, rows)


def _title(key: object, figures: Figures, found: Found, naming: Naming) -> CardRow:
    work = key if isinstance(key, tuple) else ()
    mark = naming.marks.mark(figures, work=work_text(work))
    row = found.newest.get(key)
    name, note = work_and_year(work)
    if row is None:
        return CardRow(name=name, note=note, url="", value=mark.text, value_url=mark.href)
    is_square = row.media_type in SQUARE_KINDS
    number = getattr(row, ITEM_KEYS.get(row.media_type, "rating_key"))
    path = poster_path({**row.item, "media_type": row.media_type})
    return CardRow(
        name=name,
        note=note,
        url=naming.pictures.url(f"/items/{row.server_id}/{number}") if number else "",
        value=mark.text,
        value_url=mark.href,
        picture=naming.pictures.poster(
            row.server_id, path, square=is_square, small=True, live=row.live
        ),
        is_square=is_square,
    )


def _person(key: object, figures: Figures, _found: Found, naming: Naming) -> CardRow:
    server, user = _pair(key)
    accounts = naming.accounts_of(server, user)
    words = ",".join(f"{one}-{other}" for one, other in accounts)
    mark = naming.marks.mark(figures, account=words)
    name = naming.people.get((server, user), "") or _("Person %(number)s", number=user)
    first = accounts[0]
    return CardRow(
        name=name,
        url=naming.pictures.url(f"/users/{first[0]}/{first[1]}"),
        value=mark.text,
        value_url=mark.href,
        avatar=avatar_of(name),
    )


def _platform(key: object, figures: Figures, _found: Found, naming: Naming) -> CardRow:
    mark = naming.marks.mark(figures, platform=key if isinstance(key, str) and key else None)
    return CardRow(name=str(key or _("Not known")), url="", value=mark.text, value_url=mark.href)


def _library(key: object, figures: Figures, _found: Found, naming: Naming) -> CardRow:
    server, section = _pair(key)
    mark = naming.marks.mark(figures, section_id=section, server_id=server)
    return CardRow(
        name=naming.libraries.get((server, section), "") or _("Unknown library"),
        url=naming.pictures.url(f"/libraries/{server}/{section}"),
        value=mark.text,
        value_url=mark.href,
    )


def _peaks(peaks: Sequence[Peak | None], naming: Naming) -> list[CardRow]:
    names = (_("All streams"), *(_(name) for __, name in MODES.values()))
    made = []
    for name, peak in zip(names, peaks, strict=True):
        if peak is not None:
            day = as_datetime(peak.started).astimezone(naming.zone).date()
            href = naming.marks.href(after=day, before=day)
            made.append(
                CardRow(
                    name=name,
                    url="",
                    value=_("%(num)s at once", num=number(peak.count)),
                    value_url=href,
                    when=moment(peak.started, naming.zone),
                )
            )
    return made


def _watched(entries: Sequence[HistoryEntry], naming: Naming) -> list[CardRow]:
    setting = Setting(zone=naming.zone, pictures=naming.pictures)
    return [_watched_row(history_line(entry, setting)) for entry in entries]


def _watched_row(line: HistoryLine) -> CardRow:
    return CardRow(
        name=line.title,
        note=line.subtitle,
        url=line.url,
        value=line.person,
        value_url=line.person_url,
        picture=line.poster,
        is_square=line.media_type in SQUARE_KINDS,
        when=line.started,
        is_sheet=True,
    )


def _pair(key: object) -> tuple[int, int]:
    server, number = key if isinstance(key, tuple) else (0, 0)
    return int(server), int(number or 0)
