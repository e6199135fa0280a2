"""Dates, ratings, length and file of an item."""

from __future__ import annotations

from datetime import datetime
from pathlib import PureWindowsPath

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.moments import Moment
from watchkeeper.features.notifications.telling.facts import ToldFormats
from watchkeeper.features.notifications.values.playback import spans
from watchkeeper.features.notifications.values.stated import typed
from watchkeeper.features.notifications.values.subject import Subject

ROTTEN_TOMATOES, TMDB = "rottentomatoes://", "themoviedb://"
UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
DATES = (
    ("added_date", "added_at"),
    ("updated_date", "updated_at"),
    ("last_viewed_date", "last_viewed_at"),
)


def detail_values(subject: Subject, formats: ToldFormats) -> dict[str, object]:
    """What is told of an item besides its names and links."""
    path = subject.text("file")
    size = whole_number(subject.facts.get("file_size"))
    return {
        **_dates(subject, formats),
        **_ratings(subject),
        **_lengths(subject, formats),
        # Both kinds of separators: the server may run on another system than we do.
        "filename": PureWindowsPath(path).name,
        "file_size": "" if size is None else readable_size(size),
    }


def readable_size(size: int) -> str:
    """A number of bytes as people read it.

    Examples:
        >>> readable_size(512), readable_size(1_610_612_736)
        ('512 B', '1.50 GB')
    """
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{size} B" if unit == 0 else f"{amount:.2f} {UNITS[unit]}"


def _dates(subject: Subject, formats: ToldFormats) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, fact in DATES:
        at = whole_number(subject.facts.get(fact))
        if at:
            values[name] = Moment(at, formats.zone, formats.date)
    released = _day(subject.text("originally_available_at"), formats)
    if released:
        values |= {"release_date": released, "air_date": released}
    return values


def _day(text: str, formats: ToldFormats) -> Moment | None:
    try:
        day = datetime.fromisoformat(text[:10]).replace(tzinfo=formats.zone)
        return Moment(day.timestamp(), formats.zone, formats.date)
    except (ValueError, OverflowError):
        return None


def _ratings(subject: Subject) -> dict[str, object]:
    critic, audience = subject.number("rating"), subject.number("audience_rating")
    values: dict[str, object] = {
        "rating": typed(subject.facts.get("rating"), "float")
        or typed(subject.facts.get("audience_rating"), "float"),
    }
    if critic is not None and subject.text("rating_image").startswith(ROTTEN_TOMATOES):
        values["critic_rating"] = round(critic * 10)
    image = subject.text("audience_rating_image")
    if audience is not None and image.startswith((ROTTEN_TOMATOES, TMDB)):
        values["audience_rating"] = round(audience * 10)
    return values


def _lengths(subject: Subject, formats: ToldFormats) -> dict[str, object]:
    milliseconds = whole_number(subject.facts.get("duration"))
    if milliseconds is None:
        return {}
    seconds = milliseconds // 1000
    return {
        "duration_ms": milliseconds,
        **spans("duration", seconds, formats, minutes="duration"),
    }
