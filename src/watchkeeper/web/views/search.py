"""Results of a search as groups of links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from types import MappingProxyType

from watchkeeper.features.history.search import Found, FoundKind
from watchkeeper.features.system.jobs.job import Job
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.recorded import job_name
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.commands import Command
from watchkeeper.web.views.pictures import Pictures
from watchkeeper.web.views.takeover import STATES
from watchkeeper.web.words import joined

TITLES = MappingProxyType(
    {
        FoundKind.MOVIE: N_("Films"),
        FoundKind.SHOW: N_("Shows"),
        FoundKind.ARTIST: N_("Artists"),
        FoundKind.PERSON: N_("People"),
        FoundKind.EPISODE: N_("Episodes"),
        FoundKind.ALBUM: N_("Albums"),
        FoundKind.TRACK: N_("Tracks"),
        FoundKind.OTHER: N_("Other"),
        FoundKind.LIBRARY: N_("Libraries"),
        FoundKind.SERVER: N_("Servers"),
    }
)
SQUARE = frozenset({FoundKind.ARTIST, FoundKind.ALBUM, FoundKind.TRACK, FoundKind.PERSON})
MARKED = MappingProxyType(
    {FoundKind.PERSON: "name", FoundKind.LIBRARY: "library", FoundKind.SERVER: "server"}
)
ICONS = MappingProxyType(
    {FoundKind.LIBRARY: "libraries", FoundKind.SERVER: "servers", FoundKind.PERSON: "person"}
)
REQUEST_ID = re.compile(r"[0-9a-f]{16}")
JOB = re.compile(r"(?:job\s*#?\s*)?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the results: a link, or with `look` a choice of how the pages look.

    `mark` says what kind of text the title is, for the privacy view; "" for our own words.
    """

    title: str
    href: str
    second: str = ""
    picture: str = ""
    icon: str = "next"
    look: tuple[str, str] | None = None
    mark: str = ""
    is_square: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind."""

    title: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was asked and what was found."""

    question: str
    groups: tuple[Group, ...]
    is_recent: bool = False

    @property
    def count(self) -> int:
        """How many results there are."""
        return sum(len(group.results) for group in self.groups)


def found_groups(found: Iterable[Found], pictures: Pictures) -> list[Group]:
    """Titles, people and places, kind by kind."""
    return [
        Group(_(TITLES[kind]), tuple(_result(one, pictures) for one in some))
        for kind, some in groupby(found, key=lambda one: one.kind)
    ]


def recent_group(found: Iterable[Found], pictures: Pictures) -> list[Group]:
    """What was played last."""
    results = tuple(_result(one, pictures) for one in found)
    return [Group(_("Played last"), results)] if results else []


def command_group(title: str, commands: Sequence[Command]) -> list[Group]:
    """Commands or preferences."""
    results = tuple(
        Result(title=one.words, href=one.path, second=one.help, icon=one.icon, look=one.look)
        for one in commands
    )
    return [Group(title, results)] if results else []


def id_group(question: str, jobs: Iterable[Job]) -> list[Group]:
    """The job of a number, the log entries of a request."""
    text = question.strip()
    if REQUEST_ID.fullmatch(text):
        href = with_query("/logs", {"text": text})
        title = _("Log entries of %(id)s", id=text)
        return [Group(_("Log"), (Result(title=title, href=href, icon="logs"),))]
    match = JOB.fullmatch(text)
    results = tuple(
        Result(
            title=_("Job %(number)s: %(name)s", number=job.id, name=job_name(job.name)),
            second=_(STATES[job.state]),
            href=f"/logs?tab=jobs#job-{job.id}",
            icon="logs",
        )
        for job in jobs
        if match and job.id == int(match[1])
    )
    return [Group(_("Jobs"), results)] if results else []


def _result(one: Found, pictures: Pictures) -> Result:
    year = str(one.year) if one.year else ""
    second = one.second if one.second != one.title else ""
    return Result(
        title=one.title,
        second=joined(second, year),
        href=LINKS.get(one.kind, _item)(one),
        picture=_picture(one, pictures),
        icon=ICONS.get(one.kind, "film"),
        mark=MARKED.get(one.kind, "title"),
        is_square=one.kind in SQUARE,
    )


def _picture(one: Found, pictures: Pictures) -> str:
    if one.rating_key is None or not one.picture:
        return ""
    return pictures.poster(one.server_id, one.picture, square=one.kind in SQUARE, small=True)


def _item(one: Found) -> str:
    if one.rating_key is None:
        return with_query("/history", {"text": one.title})
    return f"/items/{one.server_id}/{one.rating_key}"


LINKS: MappingProxyType[FoundKind, Callable[[Found], str]] = MappingProxyType(
    {
        FoundKind.PERSON: lambda one: f"/users/{one.server_id}/{one.user_id}",
        FoundKind.LIBRARY: lambda one: f"/libraries/{one.server_id}/{one.section_id}",
        FoundKind.SERVER: lambda _one: "/servers",
    }
)
