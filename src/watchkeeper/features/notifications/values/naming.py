"""Names and numbers of items: what a message calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.features.notifications.values.subject import Subject

TITLE, PARENT, GRANDPARENT = "title", "parent_title", "grandparent_title"
NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "show": {"show_name": TITLE},
        "season": {"show_name": PARENT, "season_name": TITLE},
        "episode": {"show_name": GRANDPARENT, "season_name": PARENT, "episode_name": TITLE},
        "artist": {"artist_name": TITLE},
        "album": {"artist_name": PARENT, "album_name": TITLE},
        "track": {"artist_name": GRANDPARENT, "album_name": PARENT, "track_name": TITLE},
    }
)
NUMBERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "season": {"season_num": "media_index"},
        "episode": {"season_num": "parent_media_index", "episode_num": "media_index"},
        "track": {"disc_num": "parent_media_index", "track_num": "media_index"},
    }
)
OF_CHILDREN: Mapping[str, str] = MappingProxyType(
    {"show": "season_num", "season": "episode_num", "album": "track_num"}
)
COUNTS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "season": {"season_count": 1},
        "episode": {"season_count": 1, "episode_count": 1},
        "album": {"album_count": 1},
        "track": {"album_count": 1, "track_count": 1},
    }
)
COUNTED: Mapping[str, str] = MappingProxyType(
    {
        "show": "season_count",
        "season": "episode_count",
        "artist": "album_count",
        "album": "track_count",
    }
)
YEARS: Mapping[str, str] = MappingProxyType(
    {"show": "year", "season": "parent_year", "episode": "grandparent_year"}
)
EXTRAS: Mapping[int, str] = MappingProxyType(
    {
        1: "trailer",
        2: "deleted scene",
        3: "interview",
        5: "behind the scenes",
        6: "scene",
        10: "featurette",
        11: "short",
        12: "other",
    }
)
PREROLL = "prerolls://"


def naming_values(subject: Subject) -> dict[str, object]:
    """Titles, numbers and counts of the item and of what a message says is new in it."""
    kind = subject.media_type
    return {
        "media_type": kind,
        "title": subject.text("full_title") or subject.text(TITLE),
        **{name: subject.text(fact) for name, fact in NAMES.get(kind, {}).items()},
        **_numbers(subject),
        **_counts(subject),
        "track_artist": _track_artist(subject),
        "show_year": _whole(subject, YEARS.get(kind, "")),
        "extra_type": _extra(subject),
        "preroll": int(subject.text("guid").startswith(PREROLL)),
        **_poster(subject),
    }


def grouped(numbers: Iterable[int], width: int = 0) -> str:
    """Numbers with runs drawn together; `width` digits each.

    Examples:
        >>> grouped([5, 1, 3, 4]), grouped([1, 3, 4, 5], 2), grouped([])
        ('1,3-5', '01,03-05', '')
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{run[0]:0{width}d}" if len(run) == 1 else f"{run[0]:0{width}d}-{run[-1]:0{width}d}"
        for run in runs
    )


def _numbers(subject: Subject) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, fact in NUMBERS.get(subject.media_type, {}).items():
        number = whole_number(subject.facts.get(fact))
        if number is not None:
            values |= {name: number, f"{name}00": f"{number:02d}"}
    of_children, children = OF_CHILDREN.get(subject.media_type), _children(subject)
    if of_children and children:
        indexes = [whole_number(child.facts.get("media_index")) for child in children]
        known = [index for index in indexes if index is not None]
        values |= {of_children: grouped(known), f"{of_children}00": grouped(known, 2)}
    return values


def _counts(subject: Subject) -> dict[str, object]:
    values: dict[str, object] = dict(COUNTS.get(subject.media_type, {}))
    name = COUNTED.get(subject.media_type)
    if name:
        children = _children(subject)
        values[name] = _stated_count(subject) if children is None else len(children)
    return values


def _children(subject: Subject) -> Sequence[MediaItem] | None:
    return subject.told.children if subject.told else None


def _stated_count(subject: Subject) -> object:
    number = whole_number(subject.facts.get("child_count"))
    return _whole(subject, "children_count") if number is None else number


def _track_artist(subject: Subject) -> str:
    if subject.media_type != "track":
        return ""
    return subject.text("original_title") or subject.text(GRANDPARENT)


def _extra(subject: Subject) -> str:
    return EXTRAS.get(whole_number(subject.facts.get("extra_type")) or 0, "")


def _whole(subject: Subject, name: str) -> object:
    number = whole_number(subject.facts.get(name))
    return "" if number is None else number


_POSTERS: Mapping[str, Callable[[Subject], tuple[str, str]]] = MappingProxyType(
    {
        "season": lambda told: (told.text("thumb") or told.text("parent_thumb"), ""),
        "episode": lambda told: (
            told.text("parent_thumb") or told.text("grandparent_thumb"),
            f"{told.text(GRANDPARENT)} - {told.text(PARENT)}",
        ),
        "track": lambda told: (
            told.text("parent_thumb"),
            f"{told.text(GRANDPARENT)} - {told.text(PARENT)}",
        ),
    }
)


def _poster(subject: Subject) -> dict[str, object]:
    """The picture that stands for the item: of its season or album, where it is part of one."""
    found = _POSTERS.get(subject.media_type)
    thumb, title = found(subject) if found else (subject.text("thumb"), "")
    return {
        "poster_thumb": thumb,
        "poster_title": title or subject.text("full_title") or subject.text(TITLE),
        "poster_url": subject.told.poster_url if subject.told else "",
    }
