"""Services that want the poster first, and the message that speaks of it then."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.channels.post import Post, json_post
from watchkeeper.integrations.channels.reading import needed, text, together
from watchkeeper.integrations.http import Answer

MOST_GROUPME = 1000
Send = Callable[[Post], Awaitable[Answer]]
"""Sends one request of a message."""


async def pushbullet(delivery: Delivery, send: Send) -> None:
    """Pushbullet's pushes: https://docs.pushbullet.com/#create-push."""
    token, poster = needed(delivery, "api_key"), delivery.message.poster
    value: dict[str, object] = {"type": "note", "body": delivery.message.body}
    if poster is not None:
        value |= {"type": "file", **await _pushbullet_file(token, poster, send)}
    if delivery.settings.get("incl_subject"):
        value["title"] = delivery.message.subject
    device, channel = text(delivery, "device_id"), text(delivery, "channel_tag")
    if device:
        value["device_iden"] = device
    elif channel:
        value["channel_tag"] = channel
    await send(_pushbullet("pushes", value, token))


async def groupme(delivery: Delivery, send: Send) -> None:
    """GroupMe's bots: https://dev.groupme.com/docs/v3#bots_post."""
    poster, token = delivery.message.poster, text(delivery, "access_token")
    words = cut(together(delivery), MOST_GROUPME)
    value: dict[str, object] = {"bot_id": needed(delivery, "bot_id"), "text": words}
    if poster is not None and token:
        headers = {"X-Access-Token": token, "Content-Type": poster.content_type}
        url = "https://image.groupme.com/pictures"
        kept = Post(url=url, headers=headers, content=poster.content, opened_by=("access_token",))
        shown = member(await send(kept), "payload", "picture_url")
        value["attachments"] = [{"type": "image", "url": shown}]
    await send(json_post("https://api.groupme.com/v3/bots/post", value, "bot_id"))


async def _pushbullet_file(token: str, poster: Attachment, send: Send) -> dict[str, object]:
    """A poster handed in; what a push says of it."""
    file = {"file_name": poster.name, "file_type": poster.content_type}
    answer = await send(_pushbullet("upload-request", file, token))
    part = (poster.name, poster.content, poster.content_type)
    await send(Post(url=member(answer, "upload_url"), files={"file": part}))
    return {**file, "file_url": member(answer, "file_url")}


def _pushbullet(command: str, value: object, token: str) -> Post:
    url = f"https://api.pushbullet.com/v2/{command}"
    return json_post(url, value, "api_key", "device_id", **{"Access-Token": token})


def member(answer: Answer, *names: str) -> str:
    """A text within the document of an answer.

    Raises:
        MalformedError: it is not there.
    """
    try:
        found: Any = json.loads(answer.content)  # Any: whatever the service answers
        for name in names:
            found = found[name]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, str):
        raise MalformedError("The service took the poster but did not say where it is.")
    return found
