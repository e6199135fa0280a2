"""An issue: one newsletter as it was made at one time, and its way to everybody."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.content import Content
from watchkeeper.values import dataclass

CRON, TEST, API = "on_cron", "test", "api"


class IssueState(StrEnum):
    """How an issue is."""

    SENDING = "sending"
    SENT = "sent"
    PARTLY = "partly"  # some of its messages were given up
    FAILED = "failed"  # it could not be made, or none of its messages could be sent
    SAVED = "saved"  # kept as a page and a file alone
    EMPTY = "empty"  # there was nothing to tell
    SKIPPED = "skipped"  # it was due while nothing ran, too long ago


GOOD = frozenset({IssueState.SENT, IssueState.PARTLY, IssueState.SAVED})
"""States that count as a success to programs made for Tautulli."""


class DeliveryState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # given up: it is not tried again unless somebody asks for it
    UNSUBSCRIBED = "unsubscribed"  # it was not sent: they want no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """To whom one message goes: addresses of a mail, or through a notifier."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    notifier: int = 0  # its number; without addresses its own are meant
    is_personal: bool = False  # one address alone, which may unsubscribe

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.to, *self.cc, *self.bcc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as it is on record; instants in UTC seconds."""

    id: int
    server_id: ServerId
    number: int  # of the log entry, as callers of the API know it
    newsletter: int  # its number
    action: str  # on_cron, test, api
    uuid: str  # 8 hex digits: its address
    id_name: str
    made_at: int
    start_at: int
    end_at: int
    state: IssueState
    problem: str
    subject: str
    body: str
    message: str
    filename: str  # "" where no file was written
    has_page: bool

    @property
    def is_good(self) -> bool:
        """Whether it counts as sent."""
        return self.state in GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message of an issue; instants in UTC seconds."""

    id: int
    issue_id: int
    receiver: Receiver = field(repr=False)
    state: DeliveryState
    attempts: int
    not_before: int
    sent_at: int | None
    last_error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeIssue:
    """An issue that is to be written down, and to whom it goes."""

    server_id: ServerId
    newsletter: int
    action: str
    uuid: str
    id_name: str
    made_at: int
    start_at: int
    end_at: int
    state: IssueState
    problem: str = ""
    content: Content | None = field(default=None, repr=False)
    filename: str = ""
    receivers: tuple[Receiver, ...] = field(default=(), repr=False)
    next_at: int | None = None  # when its newsletter is due next, where this one was due
