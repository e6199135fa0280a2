"""What is wrong with a text."""

from __future__ import annotations

from enum import StrEnum

from watchkeeper.values import dataclass


class Severity(StrEnum):
    """How much a problem matters."""

    BROKEN = "broken"  # the text cannot be read at all
    UNFIT = "unfit"  # a part of it has no effect: refused when written, left out when taken over
    UNKNOWN = "unknown"  # a name that no event has: it stands in the message as it is


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a text that will not do what its author means."""

    place: int  # character of the text, from 1
    reason: str
    severity: Severity = Severity.BROKEN
    within: str = ""  # which part of a text of several parts, e.g. a member of a JSON document

    def __str__(self) -> str:
        within = f"{self.within}, character" if self.within else "Character"
        return f"{within} {self.place}: {self.reason}."
