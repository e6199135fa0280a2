"""Texts of notifications: read once, when they are written; filled for every event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from watchkeeper.domain.notices.markup import fitted
from watchkeeper.domain.notices.pieces import Escape, Pieces, taken_apart
from watchkeeper.domain.notices.problems import Problem, Severity
from watchkeeper.domain.notices.tags import NO_TYPE, kinds, meant_for, tag_problems
from watchkeeper.errors import InputError
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

LONGEST = 20_000
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A subject or body, for every media type that it says something else for."""

    source: str
    variants: Mapping[str, Pieces] = field(repr=False)

    @classmethod
    def read(cls, source: str, agent_kind: str) -> Text:
        """A text as its author wrote it, for the agent of that name.

        Raises:
            InputError: something in it is broken or has no effect; place and reason are named.
        """
        refuse(text_problems(source), (Severity.BROKEN, Severity.UNFIT))
        return cls(source, _variants(source, agent_kind))

    @classmethod
    def taken_over(cls, source: str, agent_kind: str) -> Text:
        """A text from elsewhere: what has no effect is left out instead of refused.

        Raises:
            InputError: it is broken; Tautulli sends the usual text of the trigger instead.
        """
        refuse(text_problems(source), (Severity.BROKEN,))
        return cls(source, _variants(source, agent_kind))

    def fill(
        self, known: Mapping[str, object], media_type: str | None, escape: Escape = str
    ) -> str:
        """The text with the values of an event of that media type (None: of a server).

        `escape` goes over each value before it is put in: `html.escape` where the text is sent as
        HTML, so that titles and names stay text.
        """
        return chosen(self.variants, media_type).filled(known, escape)


def text_problems(source: str) -> list[Problem]:
    """Everything in a text that will not do what its author means, in its order."""
    if len(source) > LONGEST:
        return [
            Problem(LONGEST + 1, Sentence("it is longer than %(most)s characters", most=LONGEST))
        ]
    problems = [*tag_problems(source), *taken_apart(source).problems]
    if all(each.severity is not Severity.BROKEN for each in problems):
        problems += _cut_fields(source)
    return sorted(problems, key=lambda problem: problem.place)


def refuse(problems: Iterable[Problem], severities: Sequence[Severity]) -> None:
    """Raise for the first problem of one of these severities.

    Raises:
        InputError: there is one.
    """
    found = next((problem for problem in problems if problem.severity in severities), None)
    if found is not None:
        raise InputError(found.sentence)


def chosen(variants: Mapping[str, Pieces], media_type: str | None) -> Pieces:
    """What is meant for that media type, else what is meant for none."""
    return variants.get(media_type or NO_TYPE, variants[NO_TYPE])


def _variants(source: str, agent_kind: str) -> Mapping[str, Pieces]:
    return {
        kind: taken_apart(fitted(meant_for(source, kind), agent_kind).strip())
        for kind in (*kinds(source), NO_TYPE)
    }


def _cut_fields(source: str) -> list[Problem]:
    """What is broken only once the parts for other media types are out."""
    return [
        Problem(1, _not_for_all(kind, problem.reason))
        for kind in (*kinds(source), NO_TYPE)
        for problem in taken_apart(meant_for(source, kind)).problems
        if problem.severity is Severity.BROKEN
    ]


def _not_for_all(kind: str, reason: str) -> Sentence:
    if not kind:
        return Sentence("for other events, %(reason)s", reason=reason)
    return Sentence("for %(kind)s, %(reason)s", kind=kind, reason=reason)
