"""A message on its way, or as the log keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from watchkeeper.domain.facts import ServerId
from watchkeeper.values import dataclass

PAUSES = (2, 10, 60, 300, 900, 1800, 3600)
"""Seconds from each failed try to the next; then it is the last of them each time."""
GIVEN_UP_SECONDS = 24 * 3600
"""A message that fails so long after what it tells is given up, once all the pauses were made."""
LATE_SECONDS = 120
"""A message that goes out so long after what it tells says so."""


class NoticeState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # given up: it is not tried again unless somebody asks for it
    DROPPED = "dropped"  # not sent, because its notifier is set so; somebody may ask for it


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


def next_try(attempts: int, age: int, wanted_seconds: int | None = None) -> int | None:
    """In how many seconds to try again after so many tries; None: give up.

    `age` is how long ago that was what the message tells (seconds), `wanted_seconds` how long the
    receiver wants to be left alone, where it says so. A message may be old at its first try, after
    quiet hours or a day of a digest: it outlasts an hour without its receiver like any other.

    Examples:
        >>> next_try(1, 0), next_try(3, 75), next_try(9, 9000), next_try(9, 86_400)
        (2, 60, 3600, None)
        >>> next_try(1, 0, 30), next_try(1, 0, 100_000)
        (30, None)
        >>> next_try(1, 86_400), next_try(7, 100_000), next_try(8, 100_000)
        (2, 3600, None)
    """
    pause = max(PAUSES[min(attempts, len(PAUSES)) - 1], wanted_seconds or 0)
    is_new_to_receiver = attempts <= len(PAUSES) and pause <= PAUSES[-1]
    return pause if is_new_to_receiver or age + pause <= GIVEN_UP_SECONDS else None
