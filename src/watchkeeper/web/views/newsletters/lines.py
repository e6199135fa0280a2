"""What the list of newsletters and the log of their issues show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from watchkeeper.domain.newsletters.blocks import KINDS, kind_of
from watchkeeper.domain.newsletters.schedule import in_words
from watchkeeper.features.newsletters import (
    Delivery,
    DeliveryState,
    Issue,
    IssueState,
    Newsletter,
)
from watchkeeper.features.newsletters.sending.issue import API, CRON, TEST
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.recorded import said_again
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM
from watchkeeper.web.views.notifications.log import after_tries
from watchkeeper.web.words import Moment, moment

WEEKDAY_FORM = "%A, %Y-%m-%d %H:%M"
STATES = {
    IssueState.SENDING: ("warning", N_("on its way")),
    IssueState.SENT: ("ok", N_("sent")),
    IssueState.PARTLY: ("warning", N_("sent to some")),
    IssueState.FAILED: ("danger", N_("failed")),
    IssueState.SAVED: ("ok", N_("saved")),
    IssueState.EMPTY: ("", N_("nothing to tell")),
    IssueState.SKIPPED: ("warning", N_("skipped")),
}
DELIVERIES = {
    DeliveryState.WAITING: ("warning", N_("waiting")),
    DeliveryState.SENDING: ("warning", N_("being sent")),
    DeliveryState.SENT: ("ok", N_("sent")),
    DeliveryState.FAILED: ("danger", N_("failed")),
    DeliveryState.UNSUBSCRIBED: ("", N_("unsubscribed")),
}
ACTIONS = {CRON: N_("on schedule"), TEST: N_("test"), API: N_("asked for")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCard:
    """One newsletter in the list."""

    server_id: int
    number: int
    title: str
    kind: str
    tone: str
    state: str
    is_silent: bool
    schedule: str
    next: Moment | None
    last: Moment | None
    last_tone: str
    last_state: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One message of an issue."""

    to: str
    tone: str
    state: str
    sent: Moment | None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLine:
    """One issue in the log."""

    id: int
    uuid: str
    at: Moment
    title: str
    subject: str
    action: str
    tone: str
    state: str
    problem: str
    deliveries: tuple[DeliveryLine, ...]
    has_page: bool
    can_retry: bool
    since: Moment
    until: Moment


def letter_card(letter: Newsletter, last: Issue | None, zone: tzinfo) -> LetterCard:
    """A newsletter as it is now."""
    cron = letter.cron
    tone, state = STATES[last.state] if last else ("", "")
    return LetterCard(
        server_id=letter.server_id,
        number=letter.number,
        title=letter.title,
        kind=_(KINDS[kind_of(letter.design.blocks)][0]),
        tone="" if letter.is_due_by_itself else "warning",
        state=_state(letter),
        is_silent=letter.design.is_silent,
        schedule=f"{in_words(cron)}." if cron else _("Its schedule cannot be read."),
        next=moment(letter.next_at, zone, WEEKDAY_FORM) if letter.next_at else None,
        last=moment(last.made_at, zone) if last else None,
        last_tone=tone,
        last_state=_(state),
        problem=said_again(last.problem) if last and not last.is_good else "",
    )


def _state(letter: Newsletter) -> str:
    if letter.design.is_silent:
        return _("silent since its import")
    return _("on") if letter.is_active else _("off")


def issue_line(issue: Issue, title: str, deliveries: Sequence[Delivery], zone: tzinfo) -> IssueLine:
    """An issue with what became of each of its messages."""
    tone, state = STATES[issue.state]
    return IssueLine(
        id=issue.id,
        uuid=issue.uuid,
        at=moment(issue.made_at, zone, SECONDS_FORM),
        title=title,
        subject=issue.subject,
        action=_(ACTIONS.get(issue.action, issue.action)),
        tone=tone,
        state=_(state),
        problem=said_again(issue.problem),
        deliveries=tuple(_delivery(one, zone) for one in deliveries),
        has_page=issue.has_page,
        can_retry=any(one.state is DeliveryState.FAILED for one in deliveries),
        since=moment(issue.start_at, zone),
        until=moment(issue.end_at, zone),
    )


def _delivery(delivery: Delivery, zone: tzinfo) -> DeliveryLine:
    tone, state = DELIVERIES[delivery.state]
    receiver = delivery.receiver
    notifier = _("Notifier %(number)s", number=receiver.notifier)
    return DeliveryLine(
        to=", ".join(receiver.addresses) or notifier,
        tone=tone,
        state=after_tries(_(state), delivery.attempts),
        sent=moment(delivery.sent_at, zone, SECONDS_FORM) if delivery.sent_at else None,
        problem=said_again(delivery.last_error),
    )
