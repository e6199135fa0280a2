"""A message on its way, or as the log keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from watchkeeper.domain.facts import ServerId

PAUSES = (2, 10, 60, 300, 900, 1800, 3600, 3600)
"""Seconds from each failed try to the next; after the last of them it is given up."""
LATE_SECONDS = 120
"""A message that goes out so long after what it tells says so."""


class NoticeState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # given up: it is not tried again unless somebody asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that is to be sent; instants in UTC seconds."""

    server_id: ServerId
    notifier: int  # its number
    agent_id: int
    agent_name: str
    action: str  # play, watched, created ...; api and test where somebody asked for it
    occurred_at: int
    subject: str = field(repr=False)
    body: str = field(repr=False)
    extras: Mapping[str, str] = field(default_factory=dict, repr=False)
    tag: str = ""
    session_key: int | None = None
    rating_key: int | None = None
    user_id: int | None = None
    user: str = ""
    is_by_hand: bool = False  # tried once, at once, by whoever asked for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message as it is on record; instants in UTC seconds."""

    id: int
    number: int  # of the log entry, as callers of the API know it
    state: NoticeState
    attempts: int
    not_before: int
    sent_at: int | None
    last_error: str
    draft: Draft

    @property
    def key(self) -> tuple[ServerId, int]:
        """Whose it is: server and number of the notifier."""
        return self.draft.server_id, self.draft.notifier


def next_try(attempts: int, now: int) -> int | None:
    """When to try again after so many tries; None: give up.

    Examples:
        >>> next_try(1, 100), next_try(3, 100), next_try(9, 100)
        (102, 160, None)
    """
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
