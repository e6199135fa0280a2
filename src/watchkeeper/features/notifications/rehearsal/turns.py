"""When past events would have been sent, by the options of their notifier."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.features.notifications.occasion import Occasion
from watchkeeper.features.notifications.options import Options
from watchkeeper.features.notifications.pacing import NOW, Turn, once_tag, pace

ONCE = "told already"
MOST_HOLDS = 10
"""Quiet hours, a digest and a rate limit can each hold a message, one after the other."""


class Turns:
    """Takes messages in the order of their events, and remembers what went out."""

    def __init__(self, options: Options, zone: tzinfo) -> None:
        self._options = options
        self._zone = zone
        self._told: set[str] = set()
        self._sent: list[int] = []

    @property
    def deliveries(self) -> int:
        """How often something went out: a digest once."""
        return len(self._sent)

    def take(self, occasion: Occasion) -> tuple[int, str]:
        """When a message is sent (UTC seconds), and why not at all ("": it is)."""
        occurred_at = round(occasion.at)
        tag = _tag(self._options, occasion)
        if tag and tag in self._told:
            return occurred_at, ONCE
        sent_at, reason = self._sent_at(occurred_at)
        if not reason:
            self._told.add(tag)
            if not (self._sent and self._sent[-1] == sent_at > occurred_at):
                self._sent.append(sent_at)
        return sent_at, reason

    def _sent_at(self, occurred_at: int) -> tuple[int, str]:
        now = occurred_at
        for _ in range(MOST_HOLDS):
            found = pace(self._options, self._turn(occurred_at, now), self._zone)
            if found.is_dropped:
                return now, found.reason
            if found == NOW or found.until is None:
                break
            now = found.until
        return now, ""

    def _turn(self, occurred_at: int, now: int) -> Turn:
        count = self._options.rate_count
        limiting_at = self._sent[-count] if 0 < count <= len(self._sent) else None
        return Turn(occurred_at=occurred_at, now=now, limiting_at=limiting_at)


def _tag(options: Options, occasion: Occasion) -> str:
    session = occasion.session
    key = session.rating_key if session else occasion.rating_key
    if key is None:
        return ""
    user_id = session.person.user_id if session else None
    tag = once_tag(options, str(key), user_id)
    return f"{occasion.trigger} {tag}" if tag else ""
