"""What an issue shows, before it is a page or a text: sections of entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from watchkeeper.domain.newsletters.blocks import Block
from watchkeeper.texts import _, language, ngettext
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
    more_words: str = ""  # the same as a line of the issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an issue says besides what it tells of, in its own language; English at first."""

    language: str = "en"  # as HTML's `lang` has it
    origin: tuple[str, str] = ("This newsletter comes from ", ".")  # around the server's name
    read_on_web: str = "Read it on the web"
    unsubscribe: str = "Unsubscribe"
    leave: str = "To get this newsletter no more:"  # before an address, where there are no links


def spoken_words() -> Words:
    """The words of an issue that is made now, in the spoken language."""
    before, after = _("This newsletter comes from %(name)s.", name="\0").split("\0")
    return Words(
        language=language().code,
        origin=(before, after),
        read_on_web=_("Read it on the web"),
        unsubscribe=_("Unsubscribe"),
        leave=_("To get this newsletter no more:"),
    )


def more_words(count: int) -> str:
    """What stands below entries of which some were left out; "" where none was."""
    return ngettext("and %(num)s more", "and %(num)s more", count) if count else ""


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
    words: Words = field(default_factory=Words)


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
    return Content(
        **{
            **stored,
            "sections": tuple(map(_section, stored["sections"])),
            "words": _words(stored.get("words", {})),
        }
    )


def _words(stored: Mapping[str, Any]) -> Words:  # Any: JSON
    """Those of an issue; one that was made before issues had any is in English."""
    return Words(**{**stored, "origin": tuple(stored["origin"])}) if stored else Words()


def _section(stored: Mapping[str, Any]) -> Section:  # Any: JSON
    return Section(
        block=Block(stored["block"]),
        title=stored["title"],
        entries=tuple(map(_entry, stored["entries"])),
        figures=tuple(Figure(**one) for one in stored["figures"]),
        more=stored["more"],
        more_words=stored.get("more_words") or more_words(stored["more"]),
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
