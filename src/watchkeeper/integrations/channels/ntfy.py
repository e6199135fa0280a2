"""Ntfy's topics: https://docs.ntfy.sh/publish."""

from __future__ import annotations

import base64
from urllib.parse import quote

from watchkeeper.domain.notices.lengths import cut, octets
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.item import hosted_poster, links, summary
from watchkeeper.integrations.channels.post import Post, web_address
from watchkeeper.integrations.channels.reading import needed, text

MOST_BYTES, MOST_TITLE_BYTES = 4096, 1024
PRIORITIES = frozenset({"min", "low", "default", "high", "max", "urgent", "1", "2", "3", "4", "5"})


def ntfy(delivery: Delivery) -> Post:
    """The body as it is; with a poster, that is the body and the text a header."""
    host = web_address(needed(delivery, "host"), "host").rstrip("/")
    url = f"{host}/{quote(needed(delivery, 'topic'), safe='')}"
    headers, words = _headers(delivery), _words(delivery)
    poster, opened_by = delivery.message.poster, ("access_token", "topic", "host")
    if poster is None:
        content = words.encode(errors="replace")
        return Post(url=url, headers=headers, content=content, opened_by=opened_by)
    headers |= {"Filename": poster.name, "Message": _encoded(words)}
    return Post(url=url, method="PUT", headers=headers, content=poster.content, opened_by=opened_by)


def _words(delivery: Delivery) -> str:
    pieces = [delivery.message.body]
    if delivery.settings.get("incl_description"):
        pieces.append(summary(delivery))
    return cut("\n\n".join(filter(None, pieces)), MOST_BYTES, octets)


def _headers(delivery: Delivery) -> dict[str, str]:
    settings, headers = delivery.settings, {}
    priority, token = text(delivery, "priority").lower(), text(delivery, "access_token")
    headers["Priority"] = priority if priority in PRIORITIES else "default"
    if settings.get("incl_subject"):
        headers["Title"] = _encoded(cut(delivery.message.subject, MOST_TITLE_BYTES, octets))
    if token:
        headers["Authorization"] = f"Bearer {token}"
    shown = [
        f"view, View on {name}, {_unparted(url)}, clear=true"
        for name, url in links(delivery, "Plex")
    ]
    if shown:
        headers["Actions"] = ";".join(shown)
    hosted = hosted_poster(delivery) if settings.get("incl_poster") else ""
    if hosted and delivery.message.poster is None:
        headers["Attach"] = hosted
    return headers


def _unparted(url: str) -> str:
    """An address without the signs that part actions and what they are made of."""
    return url.replace(",", "%2C").replace(";", "%3B")


def _encoded(source: str) -> str:
    """A header's text; as RFC 2047 has it where it holds more than plain letters in one line."""
    if source.isascii() and source.isprintable():
        return source
    return f"=?UTF-8?B?{base64.b64encode(source.encode(errors='replace')).decode()}?="
