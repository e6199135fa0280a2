"""How conditions hang together: `{1} and ({2} or {3})`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

FIELD = "custom_conditions_logic"
LONGEST = 2000
"""Characters of a logic."""
ALL = frozenset({"", "and"})
"""What says that all conditions must hold; programs that set up notifiers send the word alone."""

_TOKEN = re.compile(
    r"\s*(?:\{\s*(?P<number>\d{1,9})\s*\}|(?P<word>and\b|or\b)|(?P<bracket>[()]))", re.IGNORECASE
)
_BINDING = {"and": 2, "or": 1}


class _Token(NamedTuple):
    kind: Literal["number", "word", "bracket"]
    text: str
    place: int  # from 1


@dataclass(frozen=True, slots=True)
class Logic:
    """What is left of a logic once it is read: conditions and operators, operands first.

    Without steps all conditions must hold.
    """

    steps: tuple[int | Literal["and", "or"], ...] = ()  # numbers count from 0

    def holds(self, outcomes: Sequence[bool]) -> bool:
        """Whether the whole holds where its conditions came out like this."""
        if not self.steps:
            return all(outcomes)
        found: list[bool] = []
        for step in self.steps:
            if isinstance(step, int):
                found.append(outcomes[step])
                continue
            second, first = found.pop(), found.pop()
            found.append(first and second if step == "and" else first or second)
        return found[0]


def read_logic(text: str, count: int) -> Logic:
    """The logic of a text over that many conditions; a blank one, or `and` alone, wants all.

    Raises:
        InputError: it cannot be read; the message names the place and the reason.

    Examples:
        >>> read_logic("{1} or {2} AND {3}", 3).steps
        (0, 1, 2, 'and', 'or')
    """
    if text.strip().lower() in ALL:
        return Logic()
    if len(text) > LONGEST:
        raise _refused(LONGEST + 1, Sentence("it is longer than %(most)s characters", most=LONGEST))
    return Logic(_operands_first(_tokens(text), count, len(text) + 1))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            wanted = N_("a condition in braces, and, or, or a parenthesis belongs here")
            raise _refused(start + 1, Sentence(wanted))
        kind = match.lastgroup
        word = match[kind or 0]
        found.append(_token(kind, word.lower(), match.start(kind or 0) + 1))
        place = match.end()
    return found


def _token(kind: str | None, text: str, place: int) -> _Token:
    match kind:
        case "number":
            return _Token("number", text, place)
        case "word":
            return _Token("word", text, place)
        case _:
            return _Token("bracket", text, place)


def _operands_first(
    tokens: Sequence[_Token], count: int, end: int
) -> tuple[int | Literal["and", "or"], ...]:
    """The tokens in the order of their evaluation; `and` before `or`."""
    reading = _Reading(count)
    for token in tokens:
        reading.take(token)
    return reading.finished(end)


class _Reading:
    """Sorts tokens by a stack of what still waits for its second operand."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._steps: list[int | Literal["and", "or"]] = []
        self._waiting: list[_Token] = []
        self._needs_operand = True

    def take(self, token: _Token) -> None:
        opens = token.kind == "number" or token.text == "("
        if opens is not self._needs_operand:
            raise _refused(token.place, Sentence(self._wanted()))
        match token.kind:
            case "number":
                self._condition(token)
            case "word":
                self._operator(token)
            case _:
                self._bracket(token)

    def _wanted(self) -> str:
        if self._needs_operand:
            return N_("a condition belongs here")
        return N_("and, or, or a closing parenthesis belongs here")

    def finished(self, end: int) -> tuple[int | Literal["and", "or"], ...]:
        if self._needs_operand:
            raise _refused(end, Sentence("a condition is missing"))
        while self._waiting:
            token = self._waiting.pop()
            if token.text == "(":
                raise _refused(token.place, Sentence("this parenthesis is not closed"))
            self._emit(token)
        return tuple(self._steps)

    def _condition(self, token: _Token) -> None:
        number = int(token.text)
        if not 1 <= number <= self._count:
            reason = Sentence("there is no condition %(number)s", number=number)
            raise _refused(token.place, reason)
        self._steps.append(number - 1)
        self._needs_operand = False

    def _operator(self, token: _Token) -> None:
        while self._waiting and self._binds(self._waiting[-1]) >= self._binds(token):
            self._emit(self._waiting.pop())
        self._waiting.append(token)
        self._needs_operand = True

    def _bracket(self, token: _Token) -> None:
        if token.text == "(":
            self._waiting.append(token)
            return
        while self._waiting and self._waiting[-1].text != "(":
            self._emit(self._waiting.pop())
        if not self._waiting:
            raise _refused(token.place, Sentence("this parenthesis was not opened"))
        self._waiting.pop()

    def _emit(self, token: _Token) -> None:
        self._steps.append("and" if token.text == "and" else "or")

    @staticmethod
    def _binds(token: _Token) -> int:
        return _BINDING.get(token.text, 0)


def _refused(place: int, reason: Sentence) -> InputError:
    return InputError(
        "The logic at character %(place)s: %(reason)s.", place=place, reason=reason, field=FIELD
    )
