"""The part of a history address that statistics link with: genre, hour, reason and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import orjson

from watchkeeper.columns.selection.traits import Traits, Work
from watchkeeper.domain.reasons import Reason
from watchkeeper.errors import InputError
from watchkeeper.texts import N_, _

NAMES = (
    *("weekday", "hour", "genre", "decade", "resolution", "delivered", "reason", "relayed"),
    *("bandwidth", "work"),
)
WEEKDAYS = (
    *(N_("On Sundays"), N_("On Mondays"), N_("On Tuesdays"), N_("On Wednesdays")),
    *(N_("On Thursdays"), N_("On Fridays"), N_("On Saturdays")),
)
REASONS: Mapping[str, tuple[Reason, str]] = MappingProxyType(
    {
        "video": (Reason.VIDEO, N_("Video not played by the device")),
        "resolution": (Reason.RESOLUTION, N_("Lower resolution asked for")),
        "bitrate": (Reason.BITRATE, N_("Lower bitrate asked for")),
        "audio": (Reason.AUDIO, N_("Audio not played by the device")),
        "subtitle": (Reason.SUBTITLE, N_("Subtitles burned in")),
        "container": (Reason.CONTAINER, N_("Container not played by the device")),
        "unknown": (Reason.UNKNOWN, N_("Not known")),
    }
)
CONVERTED: Mapping[str, str] = MappingProxyType(
    {
        "video": N_("Converted: video not played by the device"),
        "resolution": N_("Converted: lower resolution asked for"),
        "bitrate": N_("Converted: lower bitrate asked for"),
        "audio": N_("Converted: audio not played by the device"),
        "subtitle": N_("Converted: subtitles burned in"),
        "container": N_("Converted: container not played by the device"),
        "unknown": N_("Converted: not known"),
    }
)
"""The same as an active filter."""
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
        return str(parts[0] or parts[-1] or _("Untitled")), ""
    return str(parts[0] or _("Untitled")), str(parts[1] or "") if len(parts) > 1 else ""


def _title(value: str) -> str:
    return _("Title: %(title)s", title=work_words(tuple(orjson.loads(value))))


def _bandwidth_words(value: str) -> str:
    low, _dash, high = value.partition("-")
    if not high:
        return _("Bandwidth: from %(low)s kbps", low=low)
    return _("Bandwidth: %(low)s to %(high)s kbps", low=low, high=high)


WORDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "weekday": lambda value: _(WEEKDAYS[int(value)]),
        "hour": lambda value: _("At %(hour)s:00 to %(hour)s:59", hour=f"{int(value):02}"),
        "genre": lambda value: (
            _("Without genre") if value == NO_GENRE else _("Genre: %(name)s", name=value)
        ),
        "decade": lambda value: (
            _("%(decade)ss", decade=value) if value != "0" else _("Year not known")
        ),
        "resolution": lambda value: _("Source: %(name)s", name=value),
        "delivered": lambda value: _("Delivered: %(name)s", name=value),
        "reason": lambda value: _(CONVERTED[value]),
        "relayed": lambda value: (
            _("Through Plex Relay") if value == "1" else _("Not through Plex Relay")
        ),
        "bandwidth": _bandwidth_words,
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
        raise InputError(
            "%(name)s takes a whole number from %(low)s to %(high)s.",
            name=name,
            low=low,
            high=high,
            field=name,
        )
    return (int(value),)


def _reasons(values: Mapping[str, str]) -> int:
    value = values.get("reason", "")
    if value and value not in REASONS:
        raise InputError(
            "reason is one of %(reasons)s.", reasons=", ".join(REASONS), field="reason"
        )
    return int(REASONS[value][0]) if value else 0


def _bandwidth(values: Mapping[str, str]) -> tuple[int, int] | None:
    value = values.get("bandwidth", "")
    if not value:
        return None
    low, _dash, high = value.partition("-")
    if not low.isascii() or not low.isdecimal() or (high and not high.isdecimal()):
        raise InputError("bandwidth takes a range of kbps such as 2000-4000.", field="bandwidth")
    return min(int(low), MOST_KBPS), min(int(high or MOST_KBPS), MOST_KBPS)


def _works(values: Mapping[str, str]) -> tuple[Work, ...]:
    value = values.get("work", "")
    if not value:
        return ()
    try:
        parts = orjson.loads(value)
    except orjson.JSONDecodeError:
        parts = None
    is_work = isinstance(parts, list) and len(parts) in {2, 3}
    if not is_work or not all(isinstance(one, str | int | None) for one in parts):
        raise InputError('work takes a title such as ["movie","The Tide",2019].', field="work")
    return (tuple(parts),)
