"""How requests are read and answers written: form, paging, token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from watchkeeper.demo.plexserver.render import Node, Value, json_bytes, xml_bytes
from watchkeeper.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; `size` None is all of it."""

    start: int = 0
    size: int | None = None

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of this page."""
        if self.size is None:
            return rows[self.start :]
        return rows[self.start : self.start + self.size]

    @property
    def number(self) -> int:
        """The page's number from 1."""
        return self.start // self.size + 1 if self.size else 1


def argument(request: Request, name: str) -> str | None:
    """An X-Plex value: as header, or as query argument."""
    return request.headers.get(name) or request.query_params.get(name)


def number(text: str | None) -> int | None:
    """The whole number in a text; None when there is none."""
    return int(text) if text is not None and text.isdecimal() else None


def page_of(request: Request) -> Page:
    """The page that a request asks for."""
    start = number(argument(request, "X-Plex-Container-Start"))
    size = number(argument(request, "X-Plex-Container-Size"))
    return Page(start or 0, size)


def container(attributes: dict[str, Value] | None = None, children: Iterable[Node] = ()) -> Node:
    """A MediaContainer; `size` counts its children unless given."""
    nodes = list(children)
    return Node("MediaContainer", {"size": len(nodes), **(attributes or {})}, nodes)


def paged(page: Page, total: int, nodes: Iterable[Node], **attributes: Value) -> Node:
    """A MediaContainer with a part of a list."""
    facts = {"offset": page.start, "totalSize": total} if page.size is not None else {}
    return container({**facts, **attributes}, nodes)


def answer(request: Request, node: Node) -> Response:
    """Write the node in the form that is asked for: JSON if accepted, XML otherwise."""
    headers = {"X-Plex-Protocol": "1.0"}
    for header, key in (("Start", "offset"), ("Total-Size", "totalSize")):
        if key in node.attributes:
            headers[f"X-Plex-Container-{header}"] = str(node.attributes[key])
    if "application/json" in request.headers.get("accept", ""):
        return Response(json_bytes(node), headers=headers, media_type="application/json")
    return Response(xml_bytes(node), headers=headers, media_type="text/xml;charset=utf-8")


def refusal(status: int, words: str) -> Response:
    """An error as Plex writes it: a little HTML."""
    body = f"<html><head><title>{words}</title></head><body><h1>{status} {words}</h1></body></html>"
    return HTMLResponse(body, status)


NOT_FOUND = (404, "Not Found")
