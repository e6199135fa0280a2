"""What an issue shows, before it is a page or a text: sections of entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.newsletters.blocks import Block
from watchkeeper.values import dataclass

LONGEST_SUMMARY = 280
LONGEST_GLIMPSE = 160


@dataclass(frozen=True, slots=True)
class Picture:
    """A poster or cover: its server and its path there."""

    server_id: int
    path: str
    is_square: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One title, or one person."""

    title: str
    subtitle: str = ""
    lines: tuple[str, ...] = ()
    summary: str = ""
    link: str = ""  # where it is at Plex, "" for nowhere
    picture: Picture | None = None
    share: int = 0  # of the first in its section, in percent; 0 where nothing is compared


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One block that has something to show."""

    block: Block
    title: str
    entries: tuple[Entry, ...] = ()
    figures: tuple[Figure, ...] = ()
    more: int = 0  # entries that were left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of an issue: texts that are filled in, sections, and how it looks."""

    subject: str
    body: str
    message: str
    server_name: str
    start: str  # dates as the owner writes them
    end: str
    sections: tuple[Section, ...]
    accent: str  # #rrggbb
    direction: str  # ltr or rtl
    template: str  # "" for ours


def glimpse(content: Content) -> str:
    """What an issue holds, as inboxes show it beside the subject."""
    told = [
        ", ".join(
            [
                *(f"{one.value} {one.label}" for one in section.figures),
                *(one.title for one in section.entries),
            ]
        )
        for section in content.sections
    ]
    named = zip(content.sections, told, strict=True)
    return cut(" · ".join(f"{section.title}: {words}" for section, words in named), LONGEST_GLIMPSE)


def cut(text: str, most: int = LONGEST_SUMMARY) -> str:
    """A text of at most so many characters, cut between words.

    Examples:
        >>> cut("One two three", 9), cut("One", 9)
        ('One two …', 'One')
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0] or text[: most - 1]} …"


def content_of(stored: Mapping[str, Any]) -> Content:  # Any: JSON
    """Content as it was stored with `dataclasses.asdict`."""
    return Content(**{**stored, "sections": tuple(map(_section, stored["sections"]))})


def _section(stored: Mapping[str, Any]) -> Section:  # Any: JSON
    return Section(
        block=Block(stored["block"]),
        title=stored["title"],
        entries=tuple(map(_entry, stored["entries"])),
        figures=tuple(Figure(**one) for one in stored["figures"]),
        more=stored["more"],
    )


def _entry(stored: Mapping[str, Any]) -> Entry:  # Any: JSON
    picture = stored["picture"]
    return Entry(
        **{
            **stored,
            "lines": tuple(stored["lines"]),
            "picture": None if picture is None else Picture(**picture),
        }
    )
