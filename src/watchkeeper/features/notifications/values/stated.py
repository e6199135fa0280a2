"""Values that are facts of session or item as they were stated, in the type that is expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.parameters import ParameterType, parameters_by_name
from watchkeeper.features.notifications.values.subject import Subject

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "stream_bandwidth": "bandwidth",
        "stream_local": "local",
        "stream_location": "location",
        "transcode_video_height": "transcode_height",
        "transcode_video_width": "transcode_width",
        "video_height": "height",
        "video_width": "width",
        "file_size_bytes": "file_size",
    }
)
"""Parameters whose fact has another name."""

MADE = frozenset({"duration", "file_size", "rating", "stream_duration", "title", "user"})
"""Parameters that are something else than the fact of their name."""


def stated_values(subject: Subject, names: Iterable[str]) -> dict[str, object]:
    """Those of some parameters that are facts of their subject."""
    found: dict[str, object] = {}
    known = parameters_by_name()
    for name in names:
        source = SOURCES.get(name, name)
        if name in MADE or source not in subject.facts:
            continue
        found[name] = typed(subject.facts[source], known[name].type)
    return found


def further_values(subject: Subject) -> dict[str, object]:
    """The facts themselves, for texts that ask for more than the catalogue."""
    return {
        name: _text(value) if isinstance(value, list | tuple) else _plain(value)
        for name, value in subject.facts.items()
        if not _is_nested(value)
    }


def typed(value: object, kind: ParameterType) -> str | int | float:
    """A fact as a parameter of that type; "" where it is not known.

    Examples:
        >>> typed("40", "int"), typed("1.78", "float"), typed(6, "float"), typed(None, "int")
        (40, 1.78, 6, '')
        >>> typed(["Drama", "Crime"], "str")
        'Drama, Crime'
    """
    if value is None or value == "":
        return ""
    match kind:
        case "str":
            return _text(value)
        case "int":
            number = whole_number(value)
            return "" if number is None else number
        case _:
            return _decimal(value)


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def _decimal(value: object) -> str | int | float:
    whole = value if isinstance(value, float) else whole_number(value)
    if whole is not None:
        return whole
    try:
        return float(str(value))
    except ValueError:
        return ""


def _plain(value: object) -> object:
    if value is None:
        return ""
    return int(value) if isinstance(value, bool) else value


def _is_nested(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(isinstance(each, Mapping | list) for each in value)
    return isinstance(value, Mapping)
