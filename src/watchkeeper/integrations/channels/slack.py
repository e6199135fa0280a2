"""Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks."""

from __future__ import annotations

import html

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.post import Post, json_post, web_address
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

MOST_CARD = 3000
HOOK = "hook"


def slack(delivery: Delivery) -> Post:
    """The text, and beside it a card about the item where the notifier wants one."""
    hook = web_address(needed(delivery, HOOK), HOOK)
    value: dict[str, object] = {"text": together(delivery)}
    channel, icon = text(delivery, "channel"), text(delivery, "icon_emoji")
    if channel.startswith("#"):
        value["channel"] = channel
    value |= stated(delivery, "username")
    if icon:
        value["icon_url" if icon.startswith("http") else "icon_emoji"] = icon
    if delivery.settings.get("incl_card") and title(delivery):
        value["attachments"] = [{**stated(delivery, "color"), "blocks": _card(delivery)}]
    return json_post(hook, value, HOOK)


def _card(delivery: Delivery) -> list[dict[str, object]]:
    section: dict[str, object] = {"type": "section", "text": _marked(_words(delivery))}
    blocks = [section]
    poster = hosted_poster(delivery)
    name = cut(title(delivery), 150)
    picture: dict[str, object] = {"type": "image", "image_url": poster, "alt_text": name}
    if poster and delivery.settings.get("incl_thumbnail"):
        section["accessory"] = picture
    elif poster:
        blocks.append(picture)
    shown = [f"<{address}|{_escaped(name)}>" for name, address in links(delivery)]
    if shown:
        blocks.append({"type": "context", "elements": [_marked("  ".join(shown))]})
    return blocks


def _words(delivery: Delivery) -> str:
    name, link = _escaped(cut(title(delivery), 300)), provider_link(delivery)
    head = f"*<{link}|{name}>*" if link else f"*{name}*"
    summary = delivery.message.extras.get("summary", "")
    if not delivery.settings.get("incl_description") or not summary:
        return head
    # Escaping makes it longer: a sign becomes five at most.
    return f"{head}\n{_escaped(_fitting(summary, MOST_CARD - len(head) - 1))}"


def _fitting(source: str, most: int) -> str:
    found = cut(source, most)
    while len(_escaped(found)) > most:
        found = cut(found, len(found) - (len(_escaped(found)) - most + 4) // 5)
    return found


def _escaped(source: str) -> str:
    return html.escape(source, quote=False)


def _marked(source: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": source}
