"""The part of a history address that statistics link with: genre, hour, reason and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import orjson

from watchkeeper.columns.selection.traits import Traits, Work
from watchkeeper.domain.reasons import Reason
from watchkeeper.errors import InputError

NAMES = (
    *("weekday", "hour", "genre", "decade", "resolution", "delivered", "reason", "relayed"),
    *("bandwidth", "work"),
)
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
REASONS: Mapping[str, tuple[Reason, str]] = MappingProxyType(
    {
        "video": (Reason.VIDEO, "Video not played by the device"),
        "resolution": (Reason.RESOLUTION, "Lower resolution asked for"),
        "bitrate": (Reason.BITRATE, "Lower bitrate asked for"),
        "audio": (Reason.AUDIO, "Audio not played by the device"),
        "subtitle": (Reason.SUBTITLE, "Subtitles burned in"),
        "container": (Reason.CONTAINER, "Container not played by the device"),
        "unknown": (Reason.UNKNOWN, "Not known"),
    }
)
NO_GENRE = "none"
MOST_KBPS = 2**31 - 1


def traits_of(values: Mapping[str, str]) -> Traits:
    """What an address asks for.

    Raises:
        InputError: a value that means nothing; `field` names it.
    """
    return Traits(
        weekdays=_numbers(values, "weekday", 0, 6),
        hours=_numbers(values, "hour", 0, 23),
        genres=_texts(values, "genre", {NO_GENRE: ""}),
        decades=_numbers(values, "decade", 0, 9990),
        resolutions=_texts(values, "resolution"),
        stream_resolutions=_texts(values, "delivered"),
        reasons=_reasons(values),
        is_relayed={"1": True, "0": False}.get(values.get("relayed", "")),
        bandwidth=_bandwidth(values),
        works=_works(values),
    )


def work_text(work: Work) -> str:
    """A title as an address carries it."""
    return orjson.dumps(list(work)).decode()


def words_of(name: str, value: str) -> str:
    """An active filter in words."""
    return WORDS[name](value)


def work_words(work: Work) -> str:
    """A title as people write it.

    Examples:
        >>> work_words(("movie", "The Tide", 2019)), work_words(("track", "", "The Keys"))
        ('The Tide (2019)', 'The Keys')
    """
    name, year = work_and_year(work)
    return f"{name} ({year})" if year else name


def work_and_year(work: Work) -> tuple[str, str]:
    """A title and the year that tells it from others of its name, "" for none.

    Examples:
        >>> work_and_year(("movie", "The Tide", 2019)), work_and_year(("episode", "Five Bridges"))
        (('The Tide', '2019'), ('Five Bridges', ''))
    """
    kind, *parts = work
    if kind == "track":
        return str(parts[0] or parts[-1] or "Untitled"), ""
    return str(parts[0] or "Untitled"), str(parts[1] or "") if len(parts) > 1 else ""


def _title(value: str) -> str:
    return f"Title: {work_words(tuple(orjson.loads(value)))}"


WORDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "weekday": lambda value: f"On {WEEKDAYS[int(value)]}s",
        "hour": lambda value: f"At {int(value):02}:00 to {int(value):02}:59",
        "genre": lambda value: "Without genre" if value == NO_GENRE else f"Genre: {value}",
        "decade": lambda value: f"{value}s" if value != "0" else "Year not known",
        "resolution": lambda value: f"Source: {value}",
        "delivered": lambda value: f"Delivered: {value}",
        "reason": lambda value: f"Converted: {REASONS[value][1].lower()}",
        "relayed": lambda value: "Through Plex Relay" if value == "1" else "Not through Plex Relay",
        "bandwidth": lambda value: f"Bandwidth: {value.replace('-', ' to ')} kbps",
        "work": _title,
    }
)


def _texts(
    values: Mapping[str, str], name: str, named: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    value = values.get(name, "")
    return (named.get(value, value),) if value else ()


def _numbers(values: Mapping[str, str], name: str, low: int, high: int) -> tuple[int, ...]:
    value = values.get(name, "")
    if not value:
        return ()
    if not value.isascii() or not value.isdecimal() or not low <= int(value) <= high:
        raise InputError(f"{name} takes a whole number from {low} to {high}.", field=name)
    return (int(value),)


def _reasons(values: Mapping[str, str]) -> int:
    value = values.get("reason", "")
    if value and value not in REASONS:
        raise InputError(f"reason is one of {', '.join(REASONS)}.", field="reason")
    return int(REASONS[value][0]) if value else 0


def _bandwidth(values: Mapping[str, str]) -> tuple[int, int] | None:
    value = values.get("bandwidth", "")
    if not value:
        return None
    low, _, high = value.partition("-")
    if not low.isascii() or not low.isdecimal() or (high and not high.isdecimal()):
        message = "bandwidth takes a range of kbps such as 2000-4000."
        raise InputError(message, field="bandwidth")
    return min(int(low), MOST_KBPS), min(int(high or MOST_KBPS), MOST_KBPS)


def _works(values: Mapping[str, str]) -> tuple[Work, ...]:
    value = values.get("work", "")
    if not value:
        return ()
    message = 'work takes a title such as ["movie","The Tide",2019].'
    try:
        parts = orjson.loads(value)
    except orjson.JSONDecodeError:
        raise InputError(message, field="work") from None
    is_work = isinstance(parts, list) and len(parts) in {2, 3}
    if not is_work or not all(isinstance(one, str | int | None) for one in parts):
        raise InputError(message, field="work")
    return (tuple(parts),)
