"""What is to be linked anew, and what that would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from watchkeeper.columns.items.lost import Lost
from watchkeeper.domain.facts import Facts, SectionId, ServerId
from watchkeeper.errors import InputError
from watchkeeper.features.history.relinking.matching import Confidence, Match
from watchkeeper.values import dataclass

Target = tuple[int, int]
"""Server and rating key of an item."""
Choices = Collection[tuple[int, Target]]
"""What items are to be today, by the number under which they were played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which plays are looked at: of a server, a library, or an item with all below it.

    With `into`, the plays of a whole library are looked for in that one (server, section).
    """

    server_id: ServerId
    section_id: SectionId | None = None
    rating_key: int | None = None
    into: tuple[ServerId, SectionId] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that is gone, and what it is today."""

    lost: Lost
    facts: Facts  # as its plays state it
    match: Match

    @property
    def is_certain(self) -> bool:
        """Whether it is linked unless its owner says otherwise."""
        return self.match.target is not None and self.match.confidence is not Confidence.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Preview:
    """What linking anew would do."""

    candidates: tuple[Candidate, ...]  # certain ones first, then doubtful, then unmatched
    is_read: bool  # whether all libraries concerned were read in full; else nothing is known

    @property
    def plays(self) -> Counter[str]:
        """Plays by what would become of them: sure, likely, doubtful, unmatched."""
        counts: Counter[str] = Counter()
        for one in self.candidates:
            confidence = one.match.confidence
            counts[confidence.value if confidence else "unmatched"] += one.lost.plays
        return counts


@dataclass(frozen=True, slots=True)
class Extent:
    """Items that are gone, and plays of them."""

    items: int
    plays: int


def checked_into(scope: Scope) -> tuple[ServerId, SectionId]:
    """The library that the plays of another one are to be moved into.

    Raises:
        InputError: no library was named, or it would be merged into itself.
    """
    into, section_id = scope.into, scope.section_id
    if into is None or section_id is None or into == (scope.server_id, section_id):
        raise InputError("Choose another library to merge into.", field="into")
    return into
