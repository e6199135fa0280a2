"""Conditions that an owner puts to a notifier: which events it tells of."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from watchkeeper.domain.notices.logic import Logic
from watchkeeper.domain.notices.operators import (
    NOTHING,
    cast_number,
    number_holds,
    operators,
    text_holds,
)
from watchkeeper.domain.notices.parameters import ParameterType, parameters_by_name
from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

Value: TypeAlias = str | int | float

FIELD = "custom_conditions"


class ConditionError(InputError):
    """A condition of a list cannot be; `reason` says why, in words that begin small."""

    def __init__(self, number: int, reason: Sentence) -> None:
        words = N_("Condition %(number)s: %(reason)s.")
        super().__init__(words, number=number, reason=reason, field=FIELD)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; with any part blank it always holds."""

    parameter: str = ""
    operator: str = ""
    values: tuple[Value, ...] = ()  # as they were sent
    type: ParameterType | None = None  # of its parameter; None while that is blank

    @property
    def compared(self) -> tuple[Value, ...]:
        """The values as events are compared with them: numbers for a parameter that is one."""
        if self.type is None or self.type == "str":
            return tuple(map(str, self.values))
        return tuple(cast_number(self.type, value) for value in self.values)

    def holds(self, known: Mapping[str, object]) -> bool:
        """Whether an event with these values passes; a value it has not counts as blank."""
        if self.type is None or not self.operator or not self.values:
            return True
        value = known.get(self.parameter, "")
        if self.type == "str":
            return text_holds(self.operator, value, self.values)
        return number_holds(self.type, self.operator, value, self.values)

    def as_stored(self) -> dict[str, object]:
        """The condition in the words of Tautulli's API."""
        return {
            "parameter": self.parameter,
            "operator": self.operator,
            "value": list(self.values),
            "type": self.type,
        }


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of a notifier, and how they hang together."""

    conditions: tuple[Condition, ...] = ()
    logic: Logic = field(default_factory=Logic)

    def hold(self, known: Mapping[str, object]) -> bool:
        """Whether an event with these values shall be told."""
        return self.logic.holds([condition.holds(known) for condition in self.conditions])


def read_conditions(sent: object) -> tuple[Condition, ...]:
    """The conditions of a list, or of a JSON text of one; types are those of the parameters.

    Raises:
        InputError: it is no list, or a condition cannot be; its number and the reason are named.
    """
    if isinstance(sent, str):
        sent = _parsed(sent)
    if not isinstance(sent, list | tuple):
        raise InputError("Conditions are a list.", field=FIELD)
    return tuple(_condition(number, each) for number, each in enumerate(sent, start=1))


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text.strip() else []
    except (ValueError, RecursionError) as error:
        raise InputError(
            "The conditions are no JSON: %(reason)s", reason=error, field=FIELD
        ) from error


def _condition(number: int, sent: object) -> Condition:
    if not isinstance(sent, Mapping):
        raise ConditionError(number, Sentence("it is no object"))
    name, operator = _word(number, sent, "parameter"), _word(number, sent, "operator")
    if not name:
        return Condition()
    parameter = parameters_by_name().get(name)
    if parameter is None:
        raise ConditionError(number, Sentence('there is no parameter "%(name)s"', name=name))
    if operator and operator not in operators(parameter.type):
        raise ConditionError(
            number,
            Sentence(
                '"%(operator)s" is none of: %(possible)s',
                operator=operator,
                possible=", ".join(operators(parameter.type)),
            ),
        )
    return Condition(name, operator, _values(number, sent, parameter.type), parameter.type)


def _word(number: int, sent: Mapping[str, object], name: str) -> str:
    word = sent.get(name) or ""
    if not isinstance(word, str):
        raise ConditionError(number, Sentence("its %(name)s is no text", name=name))
    return word.strip().lower()


def _values(number: int, sent: Mapping[str, object], kind: ParameterType) -> tuple[Value, ...]:
    value = sent.get("value")
    if value is None or value == "":
        return ()  # nothing to compare with; the empty text in a list is one
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(_value(number, each, kind) for each in values)


def _value(number: int, value: object, kind: ParameterType) -> Value:
    """A value as it was sent, if its parameter can be compared with it."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise ConditionError(number, Sentence("its values are texts or numbers"))
    if kind != "str" and value not in {NOTHING, ""} and not _is_number(value, kind):
        raise ConditionError(number, _no_number(value, kind))
    return value


def _is_number(value: Value, kind: ParameterType) -> bool:
    try:
        read = int(value) if kind == "int" else float(value)
    except (ValueError, OverflowError):
        return False
    return math.isfinite(read)


def _no_number(value: Value, kind: ParameterType) -> Sentence:
    if kind == "int":
        return Sentence('"%(value)s" is no whole number', value=value)
    return Sentence('"%(value)s" is no number', value=value)
