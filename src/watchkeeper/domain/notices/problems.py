"""What is wrong with a text."""

from __future__ import annotations

from enum import StrEnum

from watchkeeper.texts import N_, Sentence
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
    reason: Sentence
    severity: Severity = Severity.BROKEN
    within: str = ""  # which part of a text of several parts, e.g. a member of a JSON document

    @property
    def sentence(self) -> Sentence:
        """Where it is, and the reason."""
        place, reason = self.place, self.reason
        if self.within:
            text = N_("%(within)s, character %(place)s: %(reason)s.")
            return Sentence(text, within=self.within, place=place, reason=reason)
        return Sentence("Character %(place)s: %(reason)s.", place=place, reason=reason)

    def sentence_of(self, where: Sentence) -> Sentence:
        """The same, where its text is only one of several: `where` names it."""
        place, reason = self.place, self.reason
        if self.within:
            text = N_("%(where)s: %(within)s, character %(place)s: %(reason)s.")
            return Sentence(text, where=where, within=self.within, place=place, reason=reason)
        text = N_("%(where)s: character %(place)s: %(reason)s.")
        return Sentence(text, where=where, place=place, reason=reason)

    def __str__(self) -> str:
        return str(self.sentence)
