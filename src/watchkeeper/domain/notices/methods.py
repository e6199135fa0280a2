"""Methods of texts that expressions can call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from watchkeeper.domain.notices.bounds import LONGEST_TEXT, Bounded, ExpressionError


def _piece(value: Bounded) -> str:
    if not isinstance(value, str):
        raise ExpressionError("it takes a text")
    return value


def _replaced(text: str, old: Bounded, new: Bounded) -> str:
    before, after = _piece(old), _piece(new)
    most = len(text) + (text.count(before) + 1) * len(after)
    if most > LONGEST_TEXT:
        raise ExpressionError("the result is too large")
    return text.replace(before, after)


def _joined(text: str, pieces: Bounded) -> str:
    if not isinstance(pieces, list):
        raise ExpressionError("it takes a list")
    texts = [_piece(each) for each in pieces]
    if sum(map(len, texts)) + len(text) * len(texts) > LONGEST_TEXT:
        raise ExpressionError("the result is too large")
    return text.join(texts)


def _split(text: str, separator: Bounded = None) -> list[str]:
    return text.split(None if separator is None else _piece(separator))


METHODS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "capitalize": lambda text: text.capitalize(),
        "count": lambda text, piece: text.count(_piece(piece)),
        "endswith": lambda text, piece: text.endswith(_piece(piece)),
        "find": lambda text, piece: text.find(_piece(piece)),
        "join": _joined,
        "lower": lambda text: text.lower(),
        "lstrip": lambda text, marks=None: text.lstrip(marks),
        "replace": _replaced,
        "rstrip": lambda text, marks=None: text.rstrip(marks),
        "split": _split,
        "startswith": lambda text, piece: text.startswith(_piece(piece)),
        "strip": lambda text, marks=None: text.strip(marks),
        "title": lambda text: text.title(),
        "upper": lambda text: text.upper(),
    }
)
