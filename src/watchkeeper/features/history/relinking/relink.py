"""Which plays are to stand for which items, after a server numbered its library anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from watchkeeper.domain.facts import Facts, SectionId
from watchkeeper.values import dataclass

RELINKED = "plays_relinked"
"""The action in the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relink:
    """From old rating keys to new ones, for each level apart, and the words of the new items."""

    leaves: Mapping[int, int] = field(default_factory=dict)  # films, episodes, tracks
    parents: Mapping[int, int] = field(default_factory=dict)  # seasons, albums
    grandparents: Mapping[int, int] = field(default_factory=dict)  # shows, artists
    items: Mapping[int, Facts] = field(default_factory=dict)
    """By old rating key of a leaf: words of session_history_metadata."""
    section_id: SectionId | None = None  # the library of those items

    @property
    def old_keys(self) -> Iterator[int]:
        """Every key that a play to be changed can have."""
        yield from self.leaves.keys() | self.parents.keys() | self.grandparents.keys()
