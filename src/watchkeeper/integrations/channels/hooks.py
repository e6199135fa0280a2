"""Services that pass a document on: automations, and other programs' receivers."""

from __future__ import annotations

import base64
from urllib.parse import quote

from watchkeeper.domain.notices.message import Delivery
from watchkeeper.integrations.channels.post import Post, json_post, web_address
from watchkeeper.integrations.channels.reading import needed, provider_link, provider_name, text

HOOK = "hook"
LUNASEA = (
    "user", "user_id", "player", "title", "poster_url", "session_key", "session_id",
    "user_streams", "remote_access_reason", "update_version", "tautulli_update_version",
)  # fmt: skip


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
    value = {
        "subject": message.subject,
        "body": message.body,
        "action": message.action,
        "poster_url": message.extras.get("poster_url", ""),
        "provider_name": provider_name(delivery),
        "provider_link": provider_link(delivery),
        "plex_url": message.extras.get("plex_url", ""),
    }
    return json_post(web_address(needed(delivery, HOOK), HOOK), value, HOOK)


def lunasea(delivery: Delivery) -> Post:
    """LunaSea's webhooks for Tautulli: https://notify.lunasea.app."""
    message = delivery.message
    data = {"message": message.body} | {name: message.extras.get(name, "") for name in LUNASEA}
    profile, headers = text(delivery, "profile"), {}
    if profile:
        headers["Authorization"] = f"Basic {base64.b64encode(f'{profile}:'.encode()).decode()}"
    hook = web_address(needed(delivery, HOOK), HOOK)
    return json_post(hook, {"action": message.action, "data": data}, HOOK, "profile", **headers)
