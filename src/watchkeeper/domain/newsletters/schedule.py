"""Schedules in words, and schedules made of choices in a form."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from watchkeeper.dates import month_name, weekday_name
from watchkeeper.domain.newsletters.cron import WEEKDAYS, Cron
from watchkeeper.domain.notices.moments import ordinal
from watchkeeper.errors import InputError
from watchkeeper.texts import ENGLISH, N_, _, language, pgettext
from watchkeeper.values import dataclass

MOST_TIMES = 4
"""So many times of a day are still listed in words."""
EVERY_DAY, EVERY_MONTH = frozenset(range(1, 32)), frozenset(range(1, 13))
EVERY_WEEKDAY = frozenset(range(7))
BOTH, EITHER = N_("%(before)s and %(last)s"), N_("%(before)s or %(last)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A schedule as a form offers it; `kind` is daily, weekly, monthly or cron (its own words)."""

    kind: str = "weekly"
    time: str = "09:00"  # HH:MM by the owner's clock
    weekdays: tuple[str, ...] = ("mon",)
    day: str = "1"  # of the month
    cron: str = ""


def cron_of(choice: Choice) -> str:
    """The cron of what was chosen.

    Raises:
        InputError: something is missing or cannot be read; `field` names it.
    """
    if choice.kind == "cron":
        return Cron.read(choice.cron).source
    hour, minute = _clock(choice.time)
    if choice.kind == "daily":
        return f"{minute} {hour} * * *"
    if choice.kind == "monthly":
        if not (choice.day.isdecimal() and 1 <= int(choice.day) <= 31):
            raise InputError("Choose a day from 1 to 31.", field="day")
        return f"{minute} {hour} {int(choice.day)} * *"
    chosen = [name for name in WEEKDAYS if name in choice.weekdays]
    if choice.kind != "weekly" or not chosen:
        raise InputError("Choose at least one day of the week.", field="weekdays")
    return f"{minute} {hour} * * {','.join(chosen)}"


def choice_of(source: str) -> Choice:
    """What a form shows for a cron; "cron" where it says more than the form can."""
    try:
        cron = Cron.read(source)
    except InputError:
        return Choice(kind="cron", cron=source)
    if len(cron.hours) != 1 or len(cron.minutes) != 1 or cron.months != EVERY_MONTH:
        return Choice(kind="cron", cron=source)
    at = f"{min(cron.hours):02d}:{min(cron.minutes):02d}"
    names = tuple(WEEKDAYS[number] for number in sorted(cron.weekdays))
    if cron.days == EVERY_DAY:
        kind = "daily" if cron.weekdays == EVERY_WEEKDAY else "weekly"
        return Choice(kind=kind, time=at, weekdays=names, cron=source)
    if len(cron.days) == 1 and cron.weekdays == EVERY_WEEKDAY:
        return Choice(kind="monthly", time=at, day=str(min(cron.days)), cron=source)
    return Choice(kind="cron", cron=source)


def in_words(cron: Cron) -> str:
    """A schedule as a sentence without its full stop.

    Examples:
        >>> in_words(Cron.read("0 9 * * 1")), in_words(Cron.read("30 18 1 * *"))
        ('Every Monday at 09:00', 'On the 1st of every month at 18:30')
        >>> in_words(Cron.read("0 8 * 1,2 mon-fri"))
        'On Monday, Tuesday, Wednesday, Thursday and Friday at 08:00, in January and February'
        >>> in_words(Cron.read("*/15 * * * *"))
        'Every day at 4 minutes of every hour'
    """
    days, at = _days(cron), _at(cron)
    if cron.months == EVERY_MONTH:
        return _("%(days)s %(at)s", days=days, at=at)
    return _("%(days)s %(at)s, in %(months)s", days=days, at=at, months=_months(cron.months))


def _days(cron: Cron) -> str:
    is_any_weekday, is_any_day = cron.weekdays == EVERY_WEEKDAY, cron.days == EVERY_DAY
    if is_any_day and is_any_weekday:
        return _("Every day")
    weekdays = [weekday_name(number) for number in sorted(cron.weekdays)]
    if is_any_day and len(weekdays) == 1:
        return _("Every %(weekday)s", weekday=weekdays[0])
    if is_any_day:
        return _("On %(weekdays)s", weekdays=listed(weekdays))
    days = listed([_ordinal(day) for day in sorted(cron.days)])
    if is_any_weekday:
        return _("On the %(days)s of every month", days=days)
    return _(
        "On the %(days)s of a month where that is a %(weekdays)s",
        days=days,
        weekdays=listed(weekdays, EITHER),
    )


def _at(cron: Cron) -> str:
    hours, minutes = sorted(cron.hours), sorted(cron.minutes)
    if len(hours) * len(minutes) <= MOST_TIMES:
        times = [f"{hour:02d}:{minute:02d}" for hour in hours for minute in minutes]
        return _("at %(times)s", times=listed(times))
    is_every_hour = len(hours) == 24
    if len(minutes) == 1 and is_every_hour:
        return _("at minute %(minute)s of every hour", minute=minutes[0])
    if len(minutes) == 1:
        return _("at minute %(minute)s of %(num)s hours", minute=minutes[0], num=len(hours))
    if is_every_hour:
        return _("at %(num)s minutes of every hour", num=len(minutes))
    return _("at %(num)s minutes of %(hours)s hours", num=len(minutes), hours=len(hours))


def _months(months: Collection[int]) -> str:
    return listed([month_name(number) for number in sorted(months)])


def _ordinal(day: int) -> str:
    if language() is ENGLISH:
        return ordinal(day)
    return pgettext("day of a month", "%(day)s.", day=day)


def listed(words: Sequence[str], joint: str = BOTH) -> str:
    """Words as a list in a sentence.

    Examples:
        >>> listed(["one"]), listed(["one", "two", "three"])
        ('one', 'one, two and three')
    """
    if len(words) == 1:
        return words[0]
    return _(joint, before=", ".join(words[:-1]), last=words[-1])


def _clock(text: str) -> tuple[int, int]:
    hour, __, minute = text.partition(":")
    if hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60:
        return int(hour), int(minute)
    raise InputError("Write the time as hours and minutes, such as 09:00.", field="time")
