"""What a fresh list of libraries changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from watchkeeper.domain.facts import LIVE_TV_SECTION, SectionId, ServerId
from watchkeeper.domain.media import LibrarySection
from watchkeeper.errors import MalformedError
from watchkeeper.features.libraries.library import Library
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Rows to add and rows to rewrite."""

    added: tuple[Library, ...]
    changed: tuple[Library, ...]


def live_tv(server_id: ServerId) -> Library:
    """The stand-in library to which live television belongs."""
    return Library(
        id=0,
        server_id=server_id,
        section_id=LIVE_TV_SECTION,
        section_name="Live TV",
        section_type="live",
    )


def refreshed(
    known: Mapping[SectionId, Library], sections: Sequence[LibrarySection], *, server_id: ServerId
) -> Refreshed:
    """What changes when `sections` is the whole list of the server.

    Raises:
        MalformedError: the list is empty while libraries are known: not believed (F16).
    """
    listed = {section.section_id: section for section in sections}
    present = [library for library in known.values() if _is_real(library) and library.is_active]
    if not listed and present:
        raise MalformedError(
            "The server lists no library at all, although %(present)s are known."
            " Nothing was changed; it is asked again later.",
            present=len(present),
        )
    added, changed = [], []
    for section_id, section in listed.items():
        before = known.get(section_id)
        after = _updated(before or _new(server_id, section), section)
        if before is None:
            added.append(after)
        elif after != before:
            changed.append(after)
    gone = [library for library in present if library.section_id not in listed]
    changed += [replace(library, is_active=False) for library in gone]
    return Refreshed(tuple(added), tuple(changed))


def _is_real(library: Library) -> bool:
    return library.section_id != LIVE_TV_SECTION


def _new(server_id: ServerId, section: LibrarySection) -> Library:
    return Library(
        id=0,
        server_id=server_id,
        section_id=section.section_id,
        section_name=section.name,
        section_type=section.type,
    )


def _updated(library: Library, section: LibrarySection) -> Library:
    return replace(
        library,
        section_name=section.name,
        section_type=section.type,
        agent=section.agent,
        thumb=section.thumb or library.thumb,
        art=section.art or library.art,
        count=_counted(section.count, library.count),
        parent_count=_counted(section.parent_count, library.parent_count),
        child_count=_counted(section.child_count, library.child_count),
        is_active=True,
    )


def _counted(fresh: int | None, known: int | None) -> int | None:
    return known if fresh is None else fresh
