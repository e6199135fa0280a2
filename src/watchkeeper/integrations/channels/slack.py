"""Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks."""

from __future__ import annotations

import html

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.item import (
    hosted_poster,
    is_about_item,
    links,
    provider_link,
    summary,
    title,
)
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import needed, stated, text, together

MOST_CARD = 3000
HOOK = "hook"

Block = dict[str, object]


def slack(delivery: Delivery) -> Post:
    """The text, and beside it a card about the item where the notifier wants one."""
    hook = web_address(needed(delivery, HOOK), HOOK)
    value: Block = {"text": together(delivery, "\n")}
    channel, icon = text(delivery, "channel"), text(delivery, "icon_emoji")
    if channel.startswith("#"):
        value["channel"] = channel
    value |= stated(delivery, "username")
    if icon:
        value["icon_url" if icon.startswith("http") else "icon_emoji"] = icon
    if delivery.settings.get("incl_card") and is_about_item(delivery):
        value["attachments"] = [{"blocks": _card(delivery), **stated(delivery, "color")}]
    return json_post(hook, value, HOOK)


def _card(delivery: Delivery) -> list[Block]:
    section: Block = {"type": "section", "text": _marked(_words(delivery))}
    blocks, shown = [section], links(delivery)
    if shown:
        blocks.append({"type": "section", "fields": _fields(shown)})
    poster = hosted_poster(delivery)
    picture: Block = {"type": "image", "image_url": poster, "alt_text": cut(title(delivery), 150)}
    if poster and delivery.settings.get("incl_thumbnail"):
        section["accessory"] = picture
    elif poster:
        blocks.append(picture)
    return blocks


def _fields(shown: list[tuple[str, str]]) -> list[Block]:
    """Two columns: a heading above each link; Slack fills them line by line."""
    heads = [_marked("View Details") for _ in shown]
    told = [_marked(f"<{address}|{_escaped(name)}>") for name, address in shown]
    if len(shown) == 1:
        heads.append({"type": "plain_text", "text": " "})
    return [*heads, *told]


def _words(delivery: Delivery) -> str:
    name, link = _escaped(cut(title(delivery), 300)), provider_link(delivery)
    head = f"*<{link}|{name}>*" if link else f"*{name}*"
    if not delivery.settings.get("incl_description"):
        return head
    # Escaping makes it longer: a sign becomes five at most.
    return f"{head}\n{_escaped(_fitting(summary(delivery), MOST_CARD - len(head) - 1))}"


def _fitting(source: str, most: int) -> str:
    found = cut(source, most)
    while len(_escaped(found)) > most:
        found = cut(found, len(found) - (len(_escaped(found)) - most + 4) // 5)
    return found


def _escaped(source: str) -> str:
    return html.escape(source, quote=False)


def _marked(source: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": source}
