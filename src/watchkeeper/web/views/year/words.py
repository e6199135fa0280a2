"""Whose year it is, and the numbers and names of a year in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta, tzinfo

from watchkeeper.columns.store.local_time import EPOCH
from watchkeeper.features.history import PlayRow
from watchkeeper.texts import ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.pictures import Pictures
from watchkeeper.web.views.titles import title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Whose year it is and how its figures are linked.

    `accounts` and `without` are those of the history behind the figures, as its address names
    them; `linked` is whether there is such a page for the reader at all.
    """

    zone: tzinfo
    url: Callable[[str], str]
    accounts: str = ""  # "" for everybody
    without: str = ""
    linked: bool = False
    person_of: Callable[[PlayRow], str] | None = None  # None: people are not named
    pictures: Pictures | None = None  # None: pictures of the server are not shown
    today: date | None = None  # where the year may not be over

    def plays(self, **filters: object) -> str:
        """The address of the plays behind a figure, "" where the reader has none."""
        if not self.linked:
            return ""
        whose = {"account": self.accounts, "without": self.without}
        return self.url(with_query("/history", {**whose, **filters}))


def full_title_of(row: PlayRow | None) -> str:
    """The title of a play with its second line; "" where there is no play."""
    if row is None:
        return ""
    title = title_of({**row.item, "media_type": row.media_type})
    return f"{title.main} – {title.second}" if title.second else title.main


def share_of(part: float, most: float) -> int:
    """A part of the most, 0 to 100."""
    return round(100 * part / most) if most else 0


def hours_of(seconds: float) -> str:
    """Hours, with a decimal while they are few."""
    hours = seconds / 3600
    return number(hours) if hours >= 10 else number(hours, 1)


def plays_of(count: int) -> str:
    """A number of plays in words."""
    return ngettext("%(num)s play", "%(num)s plays", count)


def date_of(day: int) -> date:
    """The day of its number in the columns."""
    return EPOCH + timedelta(days=day)
