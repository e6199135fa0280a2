"""Names and numbers of items: what a message calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.features.notifications.values.subject import Subject

TITLE, PARENT, GRANDPARENT = "title", "parent_title", "grandparent_title"
TOP = {"show_name": TITLE, "artist_name": TITLE}
MIDDLE = {
    "show_name": PARENT,
    "season_name": TITLE,
    "artist_name": PARENT,
    "album_name": TITLE,
}
SINGLE = {
    "show_name": GRANDPARENT,
    "season_name": PARENT,
    "episode_name": TITLE,
    "artist_name": GRANDPARENT,
    "album_name": PARENT,
    "track_name": TITLE,
}
NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"show": TOP, "artist": TOP, "season": MIDDLE, "album": MIDDLE}
)
"""The words of series and of music say the same; what is neither above nor below is `SINGLE`."""
SINGLE_NUMBERS = {
    "season_num": "parent_media_index",
    "episode_num": "media_index",
    "disc_num": "parent_media_index",
    "track_num": "media_index",
}
"""Of a single title; 0 where it has none, so that texts which are JSON stay JSON."""
CHILDREN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "show": ("season_num",),
        "artist": ("season_num",),
        "season": ("episode_num", "track_num"),
        "album": ("episode_num", "track_num"),
    }
)
"""Which numbers are those of the children that a message speaks of."""
UPPER_COUNTS, LOWER_COUNTS = ("season_count", "album_count"), ("episode_count", "track_count")
COUNTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "show": UPPER_COUNTS,
        "artist": UPPER_COUNTS,
        "season": LOWER_COUNTS,
        "album": LOWER_COUNTS,
    }
)
YEARS: Mapping[str, str] = MappingProxyType(
    {"show": "year", "artist": "year", "season": "parent_year", "album": "parent_year"}
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
        **{name: subject.text(fact) for name, fact in NAMES.get(kind, SINGLE).items()},
        **_numbers(subject),
        **_counts(subject),
        "track_artist": subject.text("original_title") or subject.text(GRANDPARENT),
        "show_year": _whole(subject, YEARS.get(kind, "grandparent_year")),
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
    kind = subject.media_type
    if kind not in NAMES:
        known = {name: _index(subject, fact) or 0 for name, fact in SINGLE_NUMBERS.items()}
        return _with_digits(known)
    index = _index(subject, "media_index") if NAMES[kind] is MIDDLE else None
    values = {} if index is None else _with_digits({"season_num": index})
    children = _children(subject)
    if children:
        indexes = [whole_number(child.facts.get("media_index")) for child in children]
        told = [one for one in indexes if one is not None]
        for name in CHILDREN[kind]:
            values |= {name: grouped(told), f"{name}00": grouped(told, 2)}
    return values


def _index(subject: Subject, fact: str) -> int | None:
    return whole_number(subject.facts.get(fact))


def _with_digits(numbers: Mapping[str, int]) -> dict[str, object]:
    return {**numbers, **{f"{name}00": f"{number:02d}" for name, number in numbers.items()}}


def _counts(subject: Subject) -> dict[str, object]:
    kind = subject.media_type
    if kind not in COUNTED:
        return dict.fromkeys((*UPPER_COUNTS, *LOWER_COUNTS), 1)
    children = _children(subject)
    count = _stated_count(subject) if children is None else len(children)
    ones = {} if COUNTED[kind] is UPPER_COUNTS else dict.fromkeys(UPPER_COUNTS, 1)
    return {**ones, **dict.fromkeys(COUNTED[kind], count)}


def _children(subject: Subject) -> Sequence[MediaItem] | None:
    return subject.told.children if subject.told else None


def _stated_count(subject: Subject) -> object:
    number = whole_number(subject.facts.get("child_count"))
    return _whole(subject, "children_count") if number is None else number


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


def poster_of(subject: Subject) -> tuple[str, str]:
    """The picture that stands for the item (its own, its season's or its album's), and a name."""
    found = _POSTERS.get(subject.media_type)
    thumb, title = found(subject) if found else (subject.text("thumb"), "")
    return thumb, title or subject.text("full_title") or subject.text(TITLE)


def _poster(subject: Subject) -> dict[str, object]:
    thumb, title = poster_of(subject)
    return {
        "poster_thumb": thumb,
        "poster_title": title,
        "poster_url": subject.told.poster_url if subject.told else "",
    }
