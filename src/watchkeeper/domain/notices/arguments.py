"""Arguments of scripts: split first, filled one by one, so that no value becomes two of them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from watchkeeper.domain.notices.markup import fitted
from watchkeeper.domain.notices.pieces import Pieces, taken_apart
from watchkeeper.domain.notices.problems import Problem, Severity
from watchkeeper.domain.notices.tags import NO_TYPE, kinds, meant_for, tag_problems
from watchkeeper.domain.notices.texts import LONGEST, refuse
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

AGENT = "scripts"


@dataclass(frozen=True, slots=True)
class ArgumentsText:
    """The arguments of a script, for every media type that they are others for."""

    source: str
    variants: Mapping[str, Sequence[Pieces]] = field(repr=False)

    @classmethod
    def read(cls, source: str) -> ArgumentsText:
        """Arguments as their author wrote them, quoted as on a command line.

        Raises:
            InputError: something in them is broken or has no effect.
        """
        refuse(argument_problems(source), (Severity.BROKEN, Severity.UNFIT))
        return cls(source, _variants(source))

    @classmethod
    def taken_over(cls, source: str) -> ArgumentsText:
        """Arguments from elsewhere: what has no effect is left out instead of refused.

        Raises:
            InputError: they are broken; Tautulli starts the script without arguments then.
        """
        refuse(argument_problems(source), (Severity.BROKEN,))
        return cls(source, _variants(source))

    def fill(self, known: Mapping[str, object], media_type: str | None) -> list[str]:
        """The arguments for an event of that media type (None: of a server).

        A NUL, which no argument can have, is left out of the values.
        """
        pieces = self.variants.get(media_type or NO_TYPE, self.variants[NO_TYPE])
        return [each.filled(known).replace("\0", "") for each in pieces]


def argument_problems(source: str) -> list[Problem]:
    """Everything in arguments that will not do what their author means."""
    if len(source) > LONGEST:
        return [
            Problem(LONGEST + 1, Sentence("it is longer than %(most)s characters", most=LONGEST))
        ]
    problems = tag_problems(source)
    for kind in () if problems else (*kinds(source), NO_TYPE):
        problems += _problems_of(meant_for(source, kind))
    return list(dict.fromkeys(problems))


def _problems_of(source: str) -> list[Problem]:
    try:
        arguments = _split(source)
    except ValueError as error:
        reason = str(error).rstrip(".")
        return [Problem(1, Sentence("the arguments cannot be split: %(reason)s", reason=reason))]
    return [
        replace(problem, within=Sentence("Argument %(number)s", number=number))
        for number, argument in enumerate(arguments, start=1)
        for problem in taken_apart(argument).problems
    ]


def _variants(source: str) -> Mapping[str, Sequence[Pieces]]:
    return {
        kind: tuple(taken_apart(each) for each in _split(meant_for(source, kind)))
        for kind in (*kinds(source), NO_TYPE)
    }


def _split(source: str) -> list[str]:
    return shlex.split(fitted(source, AGENT))
