"""Discord's webhooks: https://discord.com/developers/docs/resources/webhook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.markup import DISCORD_MARKS, without_markdown
from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.integrations.channels.item import (
    hosted_poster,
    is_about_item,
    links,
    provider_link,
    summary,
    title,
)
from watchkeeper.integrations.channels.post import JSON, Post, json_bytes, json_post, web_address
from watchkeeper.integrations.channels.reading import needed, stated, text, together
from watchkeeper.integrations.http import FilePart

MOST_CONTENT, MOST_TITLE, MOST_DESCRIPTION = 2000, 256, 2045
HOOK = "hook"
_COLOR = re.compile(r"#?((?:[0-9a-fA-F]{3}){1,2})")


def discord(delivery: Delivery) -> Post:
    """The text, and beside it a card about the item where the notifier wants one."""
    hook = web_address(needed(delivery, HOOK), HOOK)
    url = f"{hook}{'&' if '?' in hook else '?'}wait=True"
    value: dict[str, object] = {"content": cut(together(delivery), MOST_CONTENT)}
    value |= stated(delivery, "username", "avatar_url")
    if delivery.settings.get("tts"):
        value["tts"] = True
    if not delivery.settings.get("incl_card") or not is_about_item(delivery):
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
    if settings.get("incl_description"):
        words = without_markdown(summary(delivery), DISCORD_MARKS)
        card["description"] = cut(words, MOST_DESCRIPTION)
    link, color = provider_link(delivery), _color(text(delivery, "color"))
    if link:
        card["url"] = link
    if color is not None:
        card["color"] = color
    picture = f"attachment://{poster.name}" if poster else hosted_poster(delivery)
    if picture:
        card["thumbnail" if settings.get("incl_thumbnail") else "image"] = {"url": picture}
    fields = [
        {"name": "View Details", "value": f"[{name}]({address})", "inline": True}
        for name, address in links(delivery)
    ]
    return {**card, "fields": fields} if fields else card


def _with_file(value: object, poster: Attachment) -> Mapping[str, FilePart]:
    """The parts of a form: the document without a file name, as receivers of copies expect it."""
    return {
        "payload_json": (None, json_bytes(value), JSON),
        "files[0]": (poster.name, poster.content, poster.content_type),
    }


def _color(written: str) -> int | None:
    match = _COLOR.fullmatch(written)
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(2 * each for each in match[1])
    return int(digits, 16)
