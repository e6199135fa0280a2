"""What is amiss in a library, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from watchkeeper.columns.items.strangers import Readded
from watchkeeper.features.libraries import FindingKind, Findings, ItemIndex
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.values import dataclass

MOST_READDED = 100
FINDING_WORDS: Mapping[FindingKind, tuple[str, str]] = {
    FindingKind.UNMATCHED: (
        N_("Not matched"),
        N_(
            "The server could not tell what these are: they have no description and no lasting"
            " name, so their history cannot follow them. Fix the match in Plex."
        ),
    ),
    FindingKind.NO_IDS: (
        N_("Without outside ids"),
        N_(
            "Matched, but known to no outside catalogue (imdb, tmdb, tvdb): they cannot be found by"
            " other services."
        ),
    ),
    FindingKind.SAME_GUID: (
        N_("Listed twice"),
        N_("The same thing stands here more than once."),
    ),
    FindingKind.SAME_NAME: (
        N_("Same title and year"),
        N_("Perhaps the same thing, matched in different ways."),
    ),
    FindingKind.VERSIONS: (N_("Several versions"), N_("More than one file for the same thing.")),
}


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that a finding names."""

    title: str
    second: str
    url: str
    note: str = ""
    fix_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One sort of findings."""

    name: str
    title: str
    text: str
    groups: tuple[tuple[FoundItem, ...], ...]
    total: int


def problems_of(
    index: ItemIndex, found: Sequence[Findings], server_id: int, url: Callable[[str], str]
) -> tuple[Problem, ...]:
    """The findings of an index in words; sorts without any are left out."""
    return tuple(
        Problem(
            name=f"{index.media_type}-{one.kind}",
            title=FINDING_WORDS[one.kind][0],
            text=FINDING_WORDS[one.kind][1],
            groups=tuple(
                tuple(_item(index, row, server_id, url) for row in group) for group in one.groups
            ),
            total=one.total,
        )
        for one in found
        if one.total
    )


def _item(index: ItemIndex, row: int, server_id: int, url: Callable[[str], str]) -> FoundItem:
    """One row of an index by its name."""
    versions, year = index.number("versions", row) or 0, index.number("year", row)
    show = index.words["grandparent_title"].at(row)
    return FoundItem(
        title=index.text("title", row) or _("Untitled"),
        second=show or str(year or ""),
        url=url(f"/items/{server_id}/{index.number('rating_key', row)}"),
        note=_("%(num)s versions", num=versions) if versions > 1 else "",
    )


def readded_problem(
    index: ItemIndex, found: Sequence[Readded], server_id: int, url: Callable[[str], str]
) -> Problem:
    """Items that came back under another number."""
    return Problem(
        name="readded",
        title=N_("Added again"),
        text=N_(
            "These came back under another number. Their pages show the earlier plays all the"
            " same; linking them anew gives other programs the new number too."
        ),
        groups=tuple((_former(index, one, server_id, url),) for one in found[:MOST_READDED]),
        total=len(found),
    )


def _former(index: ItemIndex, one: Readded, server_id: int, url: Callable[[str], str]) -> FoundItem:
    return replace(
        _item(index, one.row, server_id, url),
        note=ngettext(
            "%(num)s session under the former number %(key)s",
            "%(num)s sessions under the former number %(key)s",
            one.sessions,
            key=one.former_key,
        ),
        fix_url=url(f"/repair/relink?server_id={server_id}&rating_key={one.former_key}"),
    )
