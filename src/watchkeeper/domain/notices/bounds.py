"""What expressions compute with, each result bounded before it is made."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from watchkeeper.texts import SentenceError

Bounded: TypeAlias = "str | int | float | bool | list[Bounded] | None"

LONGEST_TEXT = 4000
LONGEST_LIST = 1000
MOST_BITS = 1024
MOST_DIGITS = 20
"""Of rounding, before and after the point."""


class ExpressionError(SentenceError, ValueError):
    """An expression asks for something that it cannot have; the message is for people."""


def bounded(value: object) -> Bounded:
    """The value, if an expression may hold it.

    Raises:
        ExpressionError: it is too large, or of another kind.
    """
    match value:
        case bool() | float() | None:
            return value
        case int() if value.bit_length() <= MOST_BITS:
            return value
        case str() if len(value) <= LONGEST_TEXT:
            return value
        case list() | tuple() if len(value) <= LONGEST_LIST:
            return [bounded(each) for each in value]
        case int() | str() | list() | tuple():
            raise ExpressionError("the result is too large")
        case _:
            raise ExpressionError("only texts, numbers and lists can be computed with")


def _added(left: Bounded, right: Bounded) -> object:
    # Both are bounded, so their sum is at most twice as large.
    return operator.add(left, right)


def _number(value: Bounded) -> int | float:
    if not isinstance(value, int | float):
        raise ExpressionError("only numbers can be computed with")
    return value


def _multiplied(left: Bounded, right: Bounded) -> object:
    if isinstance(left, str) and isinstance(right, int):
        return _repeated(left, right)
    if isinstance(right, str) and isinstance(left, int):
        return _repeated(right, left)
    return _number(left) * _number(right)


def _repeated(text: str, count: int) -> str:
    if len(text) * count > LONGEST_TEXT:
        raise ExpressionError("the result is too large")
    return text * count


def _power(left: Bounded, right: Bounded) -> object:
    first, second = _number(left), _number(right)
    if isinstance(first, int) and isinstance(second, int):
        size = first.bit_length() * abs(second)
        if size > MOST_BITS:
            raise ExpressionError("the result is too large")
    result: object = first**second
    if isinstance(result, complex):
        raise ExpressionError("the result is no number")
    return result


def _rounded(value: Bounded, digits: Bounded = None) -> object:
    number = _number(value)
    if digits is None:
        return round(number)
    if not isinstance(digits, int):
        raise TypeError("digits are counted in whole numbers")
    if abs(digits) > MOST_DIGITS:
        raise OverflowError("it cannot be rounded to so many digits")
    return round(number, digits)


def _length(value: Bounded) -> int:
    if not isinstance(value, str | list):
        raise ExpressionError("only texts and lists have a length")
    return len(value)


def _whole(value: Bounded = 0) -> int:
    if not isinstance(value, str | int | float):
        raise ExpressionError("it is no number")
    return int(value)


def _decimal(value: Bounded = 0) -> float:
    if not isinstance(value, str | int | float):
        raise ExpressionError("it is no number")
    return float(value)


def _text(value: Bounded = "") -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    return str(value)


def _less(left: Bounded, right: Bounded) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return _number(left) < _number(right)


def _holder(value: Bounded) -> str | list[Bounded]:
    if not isinstance(value, str | list):
        raise ExpressionError("only texts and lists hold something")
    return value


def _or_nothing(function: Callable[..., object]) -> Callable[..., object]:
    """The function, which gives 0 for values that it is not for: Tautulli's texts rely on it."""

    def computed(*arguments: Bounded) -> object:
        try:
            return function(*arguments)
        except (TypeError, ValueError):
            return 0

    return computed


FUNCTIONS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "bool": lambda value=False: bool(value),
        "divmod": _or_nothing(lambda left, right: divmod(_number(left), _number(right))),
        "float": _or_nothing(_decimal),
        "int": _or_nothing(_whole),
        "len": _or_nothing(_length),
        "round": _or_nothing(_rounded),
        "str": _text,
    }
)
BINARY: Mapping[type[ast.operator], Callable[[Bounded, Bounded], object]] = MappingProxyType(
    {
        ast.Add: _added,
        ast.Sub: lambda left, right: _number(left) - _number(right),
        ast.Mult: _multiplied,
        ast.Div: lambda left, right: _number(left) / _number(right),
        ast.FloorDiv: lambda left, right: _number(left) // _number(right),
        ast.Mod: lambda left, right: _number(left) % _number(right),
        ast.Pow: _power,
    }
)
UNARY: Mapping[type[ast.unaryop], Callable[[Bounded], Bounded]] = MappingProxyType(
    {
        ast.Not: lambda value: not value,
        ast.USub: lambda value: -_number(value),
        ast.UAdd: lambda value: +_number(value),
    }
)
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Bounded, Bounded], bool]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: _less,
        ast.LtE: lambda left, right: not _less(right, left),
        ast.Gt: lambda left, right: _less(right, left),
        ast.GtE: lambda left, right: not _less(left, right),
        ast.In: lambda left, right: operator.contains(_holder(right), left),
        ast.NotIn: lambda left, right: not operator.contains(_holder(right), left),
    }
)
