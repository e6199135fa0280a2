"""Texts as they are taken apart: literal pieces and fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from watchkeeper.domain.notices.fields import Field, FieldError, read_field
from watchkeeper.domain.notices.problems import Problem
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

Piece: TypeAlias = str | Field
Escape: TypeAlias = Callable[[str], str]

FIELD = re.compile(r"\{\{|\}\}|\{((?:`[^`]*`|[^{}`])*)\}|[{}]")
MOST_EXPRESSIONS = 50
"""In one text: each may give a long one."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text taken apart, and what is wrong with it."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...] = ()

    def filled(self, known: Mapping[str, object], escape: Escape = str) -> str:
        """The text with these values, each through `escape`."""
        return "".join(
            piece if isinstance(piece, str) else escape(piece.filled(known))
            for piece in self.pieces
        )


# One text is sent over and over, and a rule of many texts shall not cost an event its second.
@lru_cache(maxsize=1024)
def taken_apart(source: str) -> Pieces:
    """The pieces of a text; a part that cannot be read is left out and told as a problem."""
    pieces: list[Piece] = []
    problems: list[Problem] = []
    end = 0
    for match in FIELD.finditer(source):
        pieces.append(source[end : match.start()])
        end = match.end()
        if match[1] is None:
            pieces.append(match[0][0])
            problems += _stray(match)
            continue
        try:
            reading = read_field(match[1], match.start() + 2)
        except FieldError as error:
            problems.append(Problem(match.start() + 2, error.sentence))
            continue
        pieces.append(reading.field)
        problems += reading.problems
    pieces.append(source[end:])
    problems += _too_many(source)
    return Pieces(tuple(piece for piece in pieces if piece != ""), tuple(problems))


def _stray(match: re.Match[str]) -> Sequence[Problem]:
    place = match.start() + 1
    match match[0]:
        case "{":
            return [
                Problem(place, Sentence("this brace is not closed; a literal one is written {{"))
            ]
        case "}":
            return [
                Problem(place, Sentence("this brace was not opened; a literal one is written }}"))
            ]
        case _:
            return []


def _too_many(source: str) -> Sequence[Problem]:
    if source.count("`") <= 2 * MOST_EXPRESSIONS:
        return []
    return [Problem(1, Sentence("it has more than %(most)s expressions", most=MOST_EXPRESSIONS))]
