"""Teams' workflows: an adaptive card, https://adaptivecards.io/explorer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from watchkeeper.domain.notices.markup import TEAMS_MARKS, without_markdown
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import (
    hosted_poster,
    links,
    needed,
    number,
    provider_link,
    title,
)
from watchkeeper.integrations.http import Answer

SIZES: Mapping[int, str] = {1: "Small", 2: "Medium", 3: "Large"}
HOOK = "hook"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"

Block = dict[str, object]


def microsoftteams(delivery: Delivery) -> Post:
    """The text as a card, with what is known of the item where the notifier wants that."""
    blocks: list[Block] = []
    if delivery.settings.get("incl_subject"):
        blocks.append(_text(delivery.message.subject, weight="Bolder"))
    blocks.append(_text(delivery.message.body))
    card: Block = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": "1.4", "body": blocks}
    if delivery.settings.get("incl_card") and title(delivery):
        blocks += _item(delivery)
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": name, "url": address}
            for name, address in links(delivery)
        ]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"type": "message", "attachments": [attachment]}
    post = json_post(web_address(needed(delivery, HOOK), HOOK), value, HOOK)
    return replace(post, trouble=_trouble)


def _item(delivery: Delivery) -> list[Block]:
    link = provider_link(delivery)
    name = _plain(title(delivery))
    blocks = [_text(f"[{name}]({link})" if link else name, weight="Bolder", size="Medium")]
    size, poster = SIZES.get(number(delivery.settings, "poster_size")), hosted_poster(delivery)
    if size and poster:
        blocks.append({"type": "Image", "url": poster, "size": size, "altText": title(delivery)})
    summary = delivery.message.extras.get("summary", "")
    if delivery.settings.get("incl_description") and summary:
        blocks.append(_text(_plain(summary), isSubtle=True))
    return blocks


def _text(source: str, **style: object) -> Block:
    return {"type": "TextBlock", "text": source, "wrap": True, **style}


def _plain(source: str) -> str:
    """A text of which the card makes no link."""
    return without_markdown(source, TEAMS_MARKS)


def _trouble(answer: Answer) -> str:
    """Connectors of old answer 200 with the failure in words."""
    said = answer.content[:500].decode(errors="replace")
    return said if "delivery failed" in said.lower() else ""
