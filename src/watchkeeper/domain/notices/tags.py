"""Parts of texts that are meant for one media type: `<episode>S{season_num00}</episode>`."""

from __future__ import annotations

import re

from watchkeeper.domain.notices.problems import Problem
from watchkeeper.texts import Sentence

TAGS = ("movie", "show", "season", "episode", "artist", "album", "track")
NO_TYPE = ""
"""Stands for events without one of these types: they lose every such part."""

_TAG = re.compile(rf"<(/?)({'|'.join(TAGS)})>", re.IGNORECASE)
_PARTS = {tag: re.compile(rf"<{tag}>(.*?)</{tag}>", re.IGNORECASE | re.DOTALL) for tag in TAGS}


def meant_for(source: str, media_type: str) -> str:
    """The text for events of that media type, without the tags.

    Examples:
        >>> meant_for("<movie>Film</movie><track>Song</track>: {title}", "movie")
        'Film: {title}'
        >>> meant_for("<movie>Film</movie> down", "")
        ' down'
    """
    for tag, part in _PARTS.items():
        source = part.sub(r"\1" if tag == media_type else "", source)
    return source


def kinds(source: str) -> tuple[str, ...]:
    """The media types for which the text differs, in their order."""
    found = {match[2].lower() for match in _TAG.finditer(source)}
    return tuple(tag for tag in TAGS if tag in found)


def tag_problems(source: str) -> list[Problem]:
    """Tags that have no partner."""
    opened: dict[str, int] = {}
    problems = []
    for match in _TAG.finditer(source):
        tag, place = match[2].lower(), match.start() + 1
        if not match[1]:
            if tag in opened:
                problems.append(
                    Problem(place, Sentence("<%(tag)s> is within another <%(tag)s>", tag=tag))
                )
            opened[tag] = place
        elif opened.pop(tag, None) is None:
            problems.append(Problem(place, Sentence("</%(tag)s> closes nothing", tag=tag)))
    problems += [
        Problem(place, Sentence("<%(tag)s> is not closed", tag=tag))
        for tag, place in opened.items()
    ]
    return sorted(problems, key=lambda problem: problem.place)
