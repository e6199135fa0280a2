"""How a value of an event is compared with the values of a condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from watchkeeper.domain.notices.parameters import ParameterType
from watchkeeper.texts import N_

Number: TypeAlias = int | float
TextTest: TypeAlias = Callable[[str, Sequence[str]], bool]
NumberTest: TypeAlias = Callable[[Number, Sequence[Number]], bool]

NOTHING = "~"
"""Stands for the empty text among the values of a condition."""

TEXT_TESTS: Mapping[str, TextTest] = {
    N_("contains"): lambda known, wanted: any(each in known for each in wanted),
    N_("does not contain"): lambda known, wanted: all(each not in known for each in wanted),
    N_("is"): lambda known, wanted: known in wanted,
    N_("is not"): lambda known, wanted: known not in wanted,
    N_("begins with"): lambda known, wanted: known.startswith(tuple(wanted)),
    N_("does not begin with"): lambda known, wanted: not known.startswith(tuple(wanted)),
    N_("ends with"): lambda known, wanted: known.endswith(tuple(wanted)),
    N_("does not end with"): lambda known, wanted: not known.endswith(tuple(wanted)),
}
NUMBER_TESTS: Mapping[str, NumberTest] = {
    N_("is"): lambda known, wanted: known in wanted,
    N_("is not"): lambda known, wanted: known not in wanted,
    N_("is greater than"): lambda known, wanted: any(known > each for each in wanted),
    N_("is less than"): lambda known, wanted: any(known < each for each in wanted),
}


def operators(kind: ParameterType) -> tuple[str, ...]:
    """The operators that parameters of that type have."""
    return tuple(TEXT_TESTS if kind == "str" else NUMBER_TESTS)


def text_holds(operator: str, known: object, wanted: Sequence[object]) -> bool:
    """Whether a text passes; white space around it and upper case do not count.

    Examples:
        >>> text_holds("contains", "North Coast", ["coast", "river"])
        True
        >>> text_holds("is not", " ", ["~"])
        False
    """
    return TEXT_TESTS[operator](_folded(known), [_wanted(each) for each in wanted])


def number_holds(
    kind: ParameterType, operator: str, known: object, wanted: Sequence[object]
) -> bool:
    """Whether a number passes; what is no number counts as 0, as Tautulli counts it.

    Examples:
        >>> number_holds("int", "is greater than", "12", [10]), number_holds("int", "is", "", [0])
        (True, True)
    """
    return NUMBER_TESTS[operator](cast_number(kind, known), [cast_number(kind, v) for v in wanted])


def cast_number(kind: ParameterType, value: object) -> Number:
    """The value as a number of that type, 0 where it is none."""
    read: type[int] | type[float] = int if kind == "int" else float
    if not isinstance(value, str | int | float):
        return 0
    try:
        return read(value)
    except (ValueError, OverflowError):
        return 0


def _folded(value: object) -> str:
    return "" if value is None else str(value).strip().lower()


def _wanted(value: object) -> str:
    folded = _folded(value)
    return "" if folded == NOTHING else folded
