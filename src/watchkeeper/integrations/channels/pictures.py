"""Posters that go with messages: fetched when a message is sent, and only if it can take one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import anyio
import structlog

from watchkeeper.domain.notices.message import Attachment, Delivery
from watchkeeper.errors import WatchkeeperError

log = structlog.get_logger(__name__)

MEBIBYTE = 1024 * 1024
MOST_BYTES: Mapping[str, int] = {
    "discord": 8 * MEBIBYTE,
    "groupme": 8 * MEBIBYTE,
    "ntfy": 15 * MEBIBYTE,
    "pushbullet": 25 * MEBIBYTE,
    "pushover": 5 * 1000 * 1000,
    "telegram": 10 * 1000 * 1000,
    "twitter": 5 * 1000 * 1000,
}
"""Agents whose services take a picture, and the bytes that it may have."""
BY_CARD = frozenset({"discord"})
"""Those that show the picture on a card."""
PATIENCE_SECONDS = 5.0

Pictures = Callable[[int, str], Awaitable[Attachment | None]]
"""From the number of a server and the path of a picture there to the picture, if it has it."""


async def with_poster(delivery: Delivery, pictures: Pictures) -> Delivery:
    """The delivery with its poster, where it wants one and the server gives it in time."""
    path = delivery.message.extras.get("poster_thumb", "")
    if delivery.message.poster is not None or not path or not _wants_poster(delivery):
        return delivery
    found: Attachment | None = None
    try:
        with anyio.move_on_after(PATIENCE_SECONDS):
            found = await pictures(delivery.server_id, path)
    except WatchkeeperError as error:
        log.info("a message goes without its poster", agent=delivery.agent, reason=str(error))
    if found is None or len(found.content) > MOST_BYTES[delivery.agent]:
        return delivery
    return replace(delivery, message=replace(delivery.message, poster=found))


def _wants_poster(delivery: Delivery) -> bool:
    if delivery.agent not in MOST_BYTES:
        return False
    option = "incl_card" if delivery.agent in BY_CARD else "incl_poster"
    return bool(delivery.settings.get(option))
