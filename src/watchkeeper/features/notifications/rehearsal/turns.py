"""When past events would have been sent, by the options of their notifier."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo

from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.options import Digest, Options
from watchkeeper.features.notifications.outbox.pacing import NOW, Turn, once_tag, pace
from watchkeeper.features.notifications.telling.facts import NoticeFacts
from watchkeeper.features.notifications.telling.telling import identity_of

ONCE = "told already"
MOST_HOLDS = 10
"""Quiet hours, a digest and a rate limit can each hold a message, one after the other."""


class Turns:
    """Takes messages in the order of their events, and remembers what went out."""

    def __init__(self, notifier: Notifier, zone: tzinfo) -> None:
        options, agent = notifier.options, notifier.agent
        is_text = agent is not None and agent.has_texts
        self._options = options if is_text else replace(options, digest=Digest.NONE)
        self._zone = zone
        self._told: set[str] = set()
        self._sent: list[int] = []

    @property
    def deliveries(self) -> int:
        """How often something went out: a digest once."""
        return len(self._sent)

    def take(self, facts: NoticeFacts) -> tuple[int, str]:
        """When the message of an event is sent (UTC seconds), and why not at all ("": it is)."""
        occurred_at = round(facts.at)
        tag = _tag(self._options, facts)
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


def _tag(options: Options, facts: NoticeFacts) -> str:
    user_id = facts.session.person.user_id if facts.session else None
    tag = once_tag(options, identity_of(facts), user_id)
    return f"{facts.trigger} {tag}" if tag else ""
