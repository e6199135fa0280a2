"""Expressions in texts: a small part of Python's, evaluated by ourselves.

Nothing of Python is reachable from here: names are those of parameters, calls go to a few
functions and methods of texts, and every result is bounded before it is made.
"""

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
    ExpressionError,
    bounded,
)
from watchkeeper.domain.notices.evaluation import evaluated
from watchkeeper.domain.notices.methods import METHODS
from watchkeeper.domain.notices.parameters import is_known
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

LONGEST = 500
"""Characters of an expression."""
DEEPEST = 30
"""Levels of an expression."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was checked; its text stands where it cannot be evaluated."""

    source: str
    tree: ast.expr

    def value(self, known: Mapping[str, object]) -> object:
        """What it comes to with these values; its own text where they do not fit.

        Examples:
            >>> read_expression("round(stream_duration / 60, 1)").value({"stream_duration": 90})
            1.5
            >>> read_expression("year + 1").value({"year": ""})
            'year + 1'
        """
        try:
            return evaluated(self.tree, known)
        except (ExpressionError, ArithmeticError, TypeError, ValueError, LookupError):
            return self.source


def read_expression(source: str) -> Expression:
    """Check an expression before anything is evaluated.

    Raises:
        ExpressionError: it is no expression, or uses something that there is not.
    """
    if len(source) > LONGEST:
        raise ExpressionError("the expression is longer than %(most)s characters", most=LONGEST)
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "it is too deep"
        raise ExpressionError("the expression cannot be read: %(reason)s", reason=reason) from error
    _check(tree, DEEPEST)
    return Expression(source, tree)


def _check(node: ast.expr, depth: int) -> None:
    """Refuse a node that cannot be evaluated, and all such below it."""
    if depth == 0:
        raise ExpressionError("the expression is too deep")
    check = _CHECKS.get(type(node))
    if check is None:
        raise ExpressionError("%(what)s cannot be used", what=_named(node))
    check(node)
    for part in _parts(node):
        _check(part, depth - 1)


def _parts(node: ast.expr) -> list[ast.expr]:
    """What is below a node, without the name that a call calls."""
    if isinstance(node, ast.Call):
        owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return [*owner, *node.args]
    return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]


def _named(node: ast.expr) -> str:
    match node:
        case ast.Attribute():
            return f'".{node.attr}"'
        case ast.Lambda():
            return "lambda"
        case ast.JoinedStr():
            return Sentence("a text with braces")
        case _:
            return Sentence("a %(kind)s", kind=type(node).__name__)


def _nothing(_node: ast.expr) -> None:
    """Fine as such."""


def _constant(node: ast.Constant) -> None:
    bounded(node.value)


def _name(node: ast.Name) -> None:
    if not is_known(node.id):
        raise ExpressionError('there is no parameter "%(name)s"', name=node.id)


def _operator(node: ast.BinOp | ast.UnaryOp) -> None:
    if type(node.op) not in BINARY and type(node.op) not in UNARY:
        raise ExpressionError(
            "the operator %(operator)s cannot be used", operator=type(node.op).__name__
        )


def _comparison(node: ast.Compare) -> None:
    for each in node.ops:
        if type(each) not in COMPARISONS:
            raise ExpressionError(
                "the comparison %(comparison)s cannot be used", comparison=type(each).__name__
            )


def _call(node: ast.Call) -> None:
    if node.keywords:
        raise ExpressionError("arguments have no names here")
    match node.func:
        case ast.Name(id=name):
            if name not in FUNCTIONS:
                raise ExpressionError('there is no function "%(name)s"', name=name)
        case ast.Attribute(attr=name):
            if name not in METHODS:
                raise ExpressionError('there is no method ".%(name)s"', name=name)
        case _:
            raise ExpressionError("only functions and methods can be called")


_CHECKS: Mapping[type[ast.expr], Callable[[Any], None]] = MappingProxyType(
    {  # Any: each takes its own kind of node
        ast.BinOp: _operator,
        ast.BoolOp: _nothing,
        ast.Call: _call,
        ast.Compare: _comparison,
        ast.Constant: _constant,
        ast.IfExp: _nothing,
        ast.List: _nothing,
        ast.Name: _name,
        ast.Slice: _nothing,
        ast.Subscript: _nothing,
        ast.Tuple: _nothing,
        ast.UnaryOp: _operator,
    }
)
