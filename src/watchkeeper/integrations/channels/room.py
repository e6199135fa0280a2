"""How long a text may be before its service, or we for it, cut it."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.lengths import octets, units
from watchkeeper.integrations.channels import (
    discord,
    ntfy,
    pushes,
    social,
    telegram,
    uploads,
    web_push,
)
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """What fits into one message of an agent."""

    most: int
    is_bytes: bool = False  # else characters, as services count them
    with_subject: bool = False  # the subject stands in the same text as the body

    def taken(self, subject: str, body: str, settings: Mapping[str, Setting]) -> int:
        """How much of it a message takes."""
        is_joined = self.with_subject and settings.get("incl_subject") and subject
        text = f"{subject}\r\n{body}" if is_joined else body
        return octets(text) if self.is_bytes else units(text)


ROOMS: Mapping[str, Room] = {
    "browser": Room(web_push.MOST_BODY_BYTES, is_bytes=True),
    "discord": Room(discord.MOST_CONTENT, with_subject=True),
    "groupme": Room(uploads.MOST_GROUPME, with_subject=True),
    "ntfy": Room(ntfy.MOST_BYTES, is_bytes=True),
    "prowl": Room(pushes.MOST_PROWL),
    "pushover": Room(pushes.MOST_PUSHOVER),
    "telegram": Room(telegram.MOST_TEXT, with_subject=True),
    "twitter": Room(social.MOST_POST, with_subject=True),
}
"""By agent; others take what there is."""
