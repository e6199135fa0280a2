"""Services that pass a document on: automations, and other programs' receivers."""

from __future__ import annotations

import base64
from urllib.parse import quote

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.item import (
    DASH,
    is_about_item,
    provider_link,
    provider_name,
    title,
)
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import needed, text, together

HOOK = "hook"
LUNASEA = (
    "user", "player", "poster_url", "session_id", "remote_access_reason", "update_version",
    "tautulli_update_version",
)  # fmt: skip
LUNASEA_NUMBERS = ("user_id", "session_key", "user_streams")


def ifttt(delivery: Delivery) -> Post:
    """Maker webhooks: https://ifttt.com/maker_webhooks; `{action}` in the event is filled in."""
    key, message = needed(delivery, "key"), delivery.message
    event = needed(delivery, "event").replace("{action}", message.action)
    value = {"value1": message.subject, "value2": message.body}
    third = text(delivery, "value3")
    if third:
        value["value3"] = message.extras.get(third, "")
    place = f"https://maker.ifttt.com/trigger/{quote(event, safe='')}/with/key"
    return json_post(f"{place}/{quote(key, safe='')}", value, "key", "event")


def zapier(delivery: Delivery) -> Post:
    """Zapier's catch hooks."""
    message = delivery.message
    value = {"subject": message.subject, "body": message.body, "action": message.action}
    if is_about_item(delivery):
        value |= {
            "poster_url": message.extras.get("poster_url", ""),
            "provider_name": provider_name(delivery),
            "provider_link": provider_link(delivery),
            "plex_url": message.extras.get("plex_url", ""),
        }
    return json_post(web_address(needed(delivery, HOOK), HOOK), value, HOOK)


def lunasea(delivery: Delivery) -> Post:
    """LunaSea's webhooks for Tautulli: https://notify.lunasea.app."""
    message = delivery.message
    data: dict[str, object] = {"message": together(delivery), "title": title(delivery, DASH)}
    data |= {name: message.extras.get(name, "") for name in LUNASEA}
    data |= {name: whole_number(message.extras.get(name)) for name in LUNASEA_NUMBERS}
    profile, headers = text(delivery, "profile"), {}
    if profile:
        headers["Authorization"] = f"Basic {base64.b64encode(f'{profile}:'.encode()).decode()}"
    hook = web_address(needed(delivery, HOOK), HOOK)
    return json_post(hook, {"action": message.action, "data": data}, HOOK, "profile", **headers)
