"""Ntfy's topics: https://docs.ntfy.sh/publish."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

from watchkeeper.domain.notices.lengths import cut, octets
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.post import Post, web_address
from watchkeeper.integrations.channels.reading import hosted_poster, links, needed, text

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
    body, settings = delivery.message.body, delivery.settings
    summary = delivery.message.extras.get("summary", "")
    if settings.get("incl_poster") and settings.get("incl_description") and summary:
        body = f"{body}\n\n{summary}"
    return cut(body, MOST_BYTES, octets)


def _headers(delivery: Delivery) -> dict[str, str]:
    settings, headers = delivery.settings, {}
    priority, token = text(delivery, "priority").lower(), text(delivery, "access_token")
    headers["Priority"] = priority if priority in PRIORITIES else "default"
    if settings.get("incl_subject"):
        headers["Title"] = _encoded(cut(delivery.message.subject, MOST_TITLE_BYTES, octets))
    if token:
        headers["Authorization"] = f"Bearer {token}"
    shown = [
        {"action": "view", "label": f"View on {name}", "url": url} for name, url in links(delivery)
    ]
    if shown:
        headers["Actions"] = json.dumps(shown)
    hosted = hosted_poster(delivery) if settings.get("incl_poster") else ""
    if hosted and delivery.message.poster is None:
        headers["Attach"] = hosted
    return headers


def _encoded(source: str) -> str:
    """A header's text; as RFC 2047 has it where it holds more than plain letters in one line."""
    if source.isascii() and source.isprintable():
        return source
    return f"=?UTF-8?B?{base64.b64encode(source.encode(errors='replace')).decode()}?="
