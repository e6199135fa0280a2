"""What becomes of each row of a history: the rule that lets an import run twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from enum import StrEnum

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.play import NewPlay, PlaySource
from watchkeeper.features.importers.queries.record import Occupant, OwnPlay, Taken
from watchkeeper.values import dataclass

TWIN_SECONDS = 60
"""How far two programs that watch the same server may differ in the start of one play."""


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "new"  # recorded under its own number
    RENUMBERED = "renumbered"  # recorded under another one: its own is in use here
    KNOWN = "known"  # an earlier import recorded it
    RECORDED_HERE = "recorded_here"  # our own monitoring recorded the same viewing
    DELETED_HERE = "deleted_here"  # it was taken over, then deleted: it stays deleted

    @property
    def is_new(self) -> bool:
        """Whether the record grows by it."""
        return self in {Fate.NEW, Fate.RENUMBERED}


class Twins:
    """Finds, for an imported play, the play that we recorded of the same viewing ourselves.

    Each own play is given away once, so that a title seen twice in a row stays two plays.
    """

    def __init__(self, own: Iterable[OwnPlay], given: Set[int]) -> None:
        self._free: dict[tuple[int, int | None], list[OwnPlay]] = {}
        for play in own:
            if play.id not in given:
                self._free.setdefault((play.user_id, play.rating_key), []).append(play)

    def take(self, play: NewPlay) -> int | None:
        """The number of its twin, which is then taken; None when it has none."""
        near = [
            own
            for own in self._free.get((play.user_id, play.rating_key), ())
            if abs(own.started - play.started) <= TWIN_SECONDS
        ]
        if not near:
            return None
        twin = min(near, key=lambda own: abs(own.started - play.started))
        self._free[play.user_id, play.rating_key].remove(twin)
        return twin.id


@dataclass(frozen=True, slots=True)
class Present:
    """What our record holds where the numbers of a batch are."""

    occupants: Mapping[int, Occupant]
    taken: Mapping[int, Taken]
    given_numbers: Set[int]
    deleted: Set[int]


@dataclass(frozen=True, slots=True)
class Decision:
    """The fate of one play; `twin` is the own play of the same viewing."""

    play: NewPlay
    fate: Fate
    twin: int | None = None


def decide(play: NewPlay, server_id: ServerId, present: Present, twins: Twins) -> Decision:
    """What becomes of a play, by what is here already."""
    row_id = int(play.id or 0)
    occupant = present.occupants.get(row_id)
    if row_id in present.taken:
        return Decision(play, Fate.KNOWN)
    is_given = row_id in present.given_numbers
    if occupant is not None and not is_given and _is_the_same(play, server_id, occupant):
        return Decision(play, Fate.KNOWN)
    if occupant is None and row_id in present.deleted:
        return Decision(play, Fate.DELETED_HERE)
    twin = twins.take(play)
    if twin is not None:
        return Decision(play, Fate.RECORDED_HERE, twin)
    return Decision(play, Fate.NEW if occupant is None else Fate.RENUMBERED)


def _is_the_same(play: NewPlay, server_id: ServerId, occupant: Occupant) -> bool:
    """Whether the play under the same number came from this row.

    An owner may have corrected it meanwhile: two of three marks are enough then.
    """
    if occupant.server_id != server_id:
        return False
    if occupant.source == PlaySource.IMPORTED:
        return True
    marks = (
        occupant.started == play.started,
        occupant.user_id == play.user_id,
        occupant.rating_key == play.rating_key,
    )
    return occupant.source == PlaySource.REPAIRED and sum(marks) >= 2
