"""What checked expressions come to: one function for each kind of node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from watchkeeper.domain.notices.bounds import (
    BINARY,
    COMPARISONS,
    FUNCTIONS,
    UNARY,
    Bounded,
    ExpressionError,
    bounded,
)
from watchkeeper.domain.notices.methods import METHODS

Known = Mapping[str, object]


def evaluated(node: ast.expr, known: Known) -> Bounded:
    """The value of a node with these parameters.

    Raises:
        ExpressionError: the values do not fit, or the result is too large.
        ArithmeticError, TypeError, ValueError, LookupError: as of the operations themselves.
    """
    return bounded(_EVALUATORS[type(node)](node, known))


def _constant(node: ast.Constant, _known: Known) -> object:
    return node.value


def _name(node: ast.Name, known: Known) -> object:
    """The value of an event; a date counts as its text."""
    value = known.get(node.id, "")
    return value if isinstance(value, str | int | float) else str(value)


def _unary(node: ast.UnaryOp, known: Known) -> object:
    return UNARY[type(node.op)](evaluated(node.operand, known))


def _binary(node: ast.BinOp, known: Known) -> object:
    return BINARY[type(node.op)](evaluated(node.left, known), evaluated(node.right, known))


def _sequence(node: ast.List | ast.Tuple, known: Known) -> object:
    return [evaluated(each, known) for each in node.elts]


def _connected(node: ast.BoolOp, known: Known) -> object:
    is_and = isinstance(node.op, ast.And)
    value: Bounded = is_and
    for each in node.values:
        value = evaluated(each, known)
        if bool(value) is not is_and:
            break
    return value


def _chosen(node: ast.IfExp, known: Known) -> object:
    return evaluated(node.body if evaluated(node.test, known) else node.orelse, known)


def _compared(node: ast.Compare, known: Known) -> object:
    left = evaluated(node.left, known)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluated(right_node, known)
        if not COMPARISONS[type(operator)](left, right):
            return False
        left = right
    return True


def _called(node: ast.Call, known: Known) -> object:
    arguments = [evaluated(each, known) for each in node.args]
    match node.func:
        case ast.Name(id=name):
            return FUNCTIONS[name](*arguments)
        case ast.Attribute(value=owner, attr=name):
            text = evaluated(owner, known)
            if not isinstance(text, str):
                raise ExpressionError("only texts have methods")
            return METHODS[name](text, *arguments)
        case _:
            raise ExpressionError("only functions and methods can be called")


def _part(node: ast.Subscript, known: Known) -> object:
    owner = evaluated(node.value, known)
    if not isinstance(owner, str | list):
        raise ExpressionError("only texts and lists have parts")
    if isinstance(node.slice, ast.Slice):
        ends = (node.slice.lower, node.slice.upper, node.slice.step)
        return owner[slice(*(None if end is None else _index(end, known) for end in ends))]
    return owner[_index(node.slice, known)]


def _index(node: ast.expr, known: Known) -> int:
    index = evaluated(node, known)
    if not isinstance(index, int):
        raise ExpressionError("parts are counted in whole numbers")
    return index


_EVALUATORS: Mapping[type[ast.expr], Callable[[Any, Known], object]] = MappingProxyType(
    {  # Any: each takes its own kind of node
        ast.BinOp: _binary,
        ast.BoolOp: _connected,
        ast.Call: _called,
        ast.Compare: _compared,
        ast.Constant: _constant,
        ast.IfExp: _chosen,
        ast.List: _sequence,
        ast.Name: _name,
        ast.Subscript: _part,
        ast.Tuple: _sequence,
        ast.UnaryOp: _unary,
    }
)
