"""Discord's webhooks: https://discord.com/developers/docs/resources/webhook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.markup import DISCORD_MARKS, without_markdown
from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.integrations.channels.post import JSON, Post, json_bytes, json_post, web_address
from watchkeeper.integrations.channels.reading import (
    hosted_poster,
    links,
    needed,
    provider_link,
    stated,
    text,
    title,
    together,
)
from watchkeeper.integrations.http import FilePart

MOST_CONTENT, MOST_TITLE, MOST_DESCRIPTION = 2000, 256, 2045
HOOK = "hook"


def discord(delivery: Delivery) -> Post:
    """The text, and beside it a card about the item where the notifier wants one."""
    hook = web_address(needed(delivery, HOOK), HOOK)
    url = f"{hook}{'&' if '?' in hook else '?'}wait=True"
    value: dict[str, object] = {"content": cut(together(delivery), MOST_CONTENT)}
    value |= stated(delivery, "username", "avatar_url")
    if delivery.settings.get("tts"):
        value["tts"] = True
    if not delivery.settings.get("incl_card") or not title(delivery):
        return json_post(url, value, HOOK)
    poster = delivery.message.poster
    value["embeds"] = [_card(delivery, poster)]
    if poster is None:
        return json_post(url, value, HOOK)
    return Post(url=url, files=_with_file(value, poster), opened_by=(HOOK,))


def _card(delivery: Delivery, poster: Attachment | None) -> Mapping[str, object]:
    settings = delivery.settings
    card: dict[str, object] = {
        "title": cut(title(delivery), MOST_TITLE),
        "timestamp": datetime.fromtimestamp(delivery.message.at, UTC).isoformat(),
    }
    summary = delivery.message.extras.get("summary", "")
    if settings.get("incl_description") and summary:
        shown_summary = without_markdown(summary, DISCORD_MARKS)
        card["description"] = cut(shown_summary, MOST_DESCRIPTION)
    link, color = provider_link(delivery), _color(text(delivery, "color"))
    if link:
        card["url"] = link
    if color is not None:
        card["color"] = color
    picture = f"attachment://{poster.name}" if poster else hosted_poster(delivery)
    if picture:
        card["thumbnail" if settings.get("incl_thumbnail") else "image"] = {"url": picture}
    shown = [f"[{name}]({address})" for name, address in links(delivery)]
    if shown:
        card["fields"] = [{"name": "View Details", "value": " ".join(shown), "inline": True}]
    return card


def _with_file(value: object, poster: Attachment) -> Mapping[str, FilePart]:
    """The parts of a form: the document without a file name, as receivers of copies expect it."""
    return {
        "payload_json": (None, json_bytes(value), JSON),
        "files[0]": (poster.name, poster.content, poster.content_type),
    }


def _color(written: str) -> int | None:
    digits = written.lstrip("#")
    is_color = len(digits) == 6 and all(each in "0123456789abcdefABCDEF" for each in digits)
    return int(digits, 16) if is_color else None
