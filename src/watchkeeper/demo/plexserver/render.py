"""One structure, two forms: every answer is a tree of nodes, written as JSON or as XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

import orjson

Value: TypeAlias = object
"""An attribute: text, number, bool, or None for one that is left out."""

_SINGLE = frozenset({"User", "Player", "Session", "TranscodeSession", "Response", "subscription"})
"""Children that JSON writes as one object instead of a list."""


class Node:
    """An element: its XML tag, its JSON name, attributes and children."""

    __slots__ = ("attributes", "children", "name", "tag")

    def __init__(
        self,
        tag: str,
        attributes: dict[str, Value] | None = None,
        children: Iterable[Node] = (),
        *,
        name: str | None = None,
    ) -> None:
        self.tag = tag
        self.name = name or tag
        self.attributes = attributes or {}
        self.children = list(children)


def as_json(node: Node) -> dict[str, object]:
    """The node as JSON: an empty list of children leaves its key out."""
    data = {key: value for key, value in node.attributes.items() if value is not None}
    for child in node.children:
        if child.name in _SINGLE:
            data[child.name] = as_json(child)
        else:
            siblings = data.setdefault(child.name, [])
            assert isinstance(siblings, list)  # noqa: S101  # narrows the type
            siblings.append(as_json(child))
    return data


def json_bytes(node: Node) -> bytes:
    """A whole JSON document."""
    return orjson.dumps({node.name: as_json(node)})


def xml_bytes(node: Node) -> bytes:
    """A whole XML document."""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_xml(node))).encode()


def _xml(node: Node) -> Iterator[str]:
    yield f"<{node.tag}"
    for key, value in node.attributes.items():
        if value is not None:
            yield f" {key}={quoteattr(_text(value))}"
    if not node.children:
        yield "/>\n"
        return
    yield ">\n"
    for child in node.children:
        yield from _xml(child)
    yield f"</{node.tag}>\n"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
