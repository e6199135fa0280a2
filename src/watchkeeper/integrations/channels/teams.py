"""Teams' workflows: an adaptive card, https://adaptivecards.io/explorer."""

from __future__ import annotations

from dataclasses import replace

from watchkeeper.domain.notices.markup import TEAMS_MARKS, without_markdown
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.item import (
    hosted_poster,
    is_about_item,
    links,
    summary,
    title,
)
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import needed, number
from watchkeeper.integrations.http import Answer

STEP_PIXELS = 75
"""How much higher a picture is with each size: small, medium, large."""
HOOK = "hook"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"

Block = dict[str, object]


def microsoftteams(delivery: Delivery) -> Post:
    """The text as a card, with what is known of the item where the notifier wants that."""
    blocks: list[Block] = []
    if delivery.settings.get("incl_subject"):
        blocks.append(_text(delivery.message.subject, size="Large", weight="Bolder"))
    blocks.append(_text(delivery.message.body))
    if delivery.settings.get("incl_card") and is_about_item(delivery):
        blocks.append(_item(delivery))
        actions = [
            {"type": "Action.OpenUrl", "title": f"View on {name}", "url": address}
            for name, address in links(delivery, "Plex")
        ]
        blocks += [{"type": "ActionSet", "actions": actions}] if actions else []
    card: Block = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": "1.4", "body": blocks}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"type": "message", "attachments": [attachment]}
    post = json_post(web_address(needed(delivery, HOOK), HOOK), value, HOOK)
    return replace(post, trouble=_trouble)


def _item(delivery: Delivery) -> Block:
    """The picture on the left, title and words on the right."""
    columns: list[Block] = []
    size, poster = number(delivery.settings, "poster_size"), hosted_poster(delivery)
    if size and poster:
        columns.append(_column("auto", _picture(delivery, poster, size)))
    words = [_text(_plain(title(delivery)), weight="Bolder")]
    if delivery.settings.get("incl_description"):
        words.append(_text(_plain(summary(delivery)), size="Small", spacing="Small"))
    columns.append(_column("stretch", *words))
    return {"type": "ColumnSet", "padding": "Default", "spacing": "Large", "columns": columns}


def _picture(delivery: Delivery, poster: str, size: int) -> Block:
    height = f"{STEP_PIXELS * size}px"
    shown = {"url": poster, "altText": title(delivery), "size": "Large", "height": height}
    return {"type": "Image", **shown}


def _column(width: str, *items: Block) -> Block:
    return {"type": "Column", "width": width, "items": list(items)}


def _text(source: str, **style: object) -> Block:
    return {"type": "TextBlock", "text": source, "wrap": True, **style}


def _plain(source: str) -> str:
    """A text of which the card makes no link."""
    return without_markdown(source, TEAMS_MARKS)


def _trouble(answer: Answer) -> str:
    """Connectors of old answer 200 with the failure in words."""
    said = answer.content[:500].decode(errors="replace")
    return said if "delivery failed" in said.lower() else ""
