"""A world of lamps that plans switch, with a count of every switch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from watchkeeper.errors import OutsideError, UnreachableError
from watchkeeper.plans import Change, Finding, Risk


class Crash(BaseException):
    """The process dies here."""


@dataclass
class World:
    """Lamps that are on or off. `dies_at` counts down with every look or act."""

    lamps: dict[str, bool]
    switched: Counter[str] = field(default_factory=Counter)
    broken: set[str] = field(default_factory=set)  # a switch raises and does nothing
    deaf: set[str] = field(default_factory=set)  # a switch raises although it works
    dark: set[str] = field(default_factory=set)  # a switch works, reading back does not
    unseen: set[str] = field(default_factory=set)  # a look before raises
    dies_at: int | None = None

    def _live(self) -> None:
        if self.dies_at is not None:
            self.dies_at -= 1
            if self.dies_at < 0:
                raise Crash

    async def recheck(self, change: Change) -> Finding:
        self._live()
        if change.place in self.unseen:
            raise UnreachableError("The lamp cannot be seen.")
        is_as_before = self.lamps[change.place] == change.before["on"]
        return Finding(is_as_before, "" if is_as_before else "Somebody has switched it meanwhile.")

    async def apply(self, change: Change) -> None:
        self._live()
        if change.place in self.broken:
            raise OutsideError("The switch is broken.")
        self.switched[change.place] += 1
        self.lamps[change.place] = bool(change.after["on"])
        self._live()
        if change.place in self.deaf:
            raise UnreachableError("No answer from the switch.")

    async def verify(self, change: Change) -> Finding:
        self._live()
        if change.place in self.dark:
            raise UnreachableError("The lamp cannot be seen.")
        return Finding(self.lamps[change.place] == change.after["on"])


@dataclass(frozen=True)
class FakePerson:
    """Somebody with scopes."""

    name: str = "Ola"
    scopes: frozenset[str] = frozenset({"control"})

    def may(self, scope: str) -> bool:
        return scope in self.scopes


def switch(place: str, *, on: bool = True, risk: Risk = Risk.REVERSIBLE) -> Change:
    """A change that switches one lamp from the other state."""
    return Change(
        what=f"Switch {'on' if on else 'off'} {place}",
        place=place,
        before={"on": not on},
        after={"on": on},
        why="it gets dark",
        risk=risk,
    )
