"""The notifications page: one card a notifier, and what was sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import tzinfo

from watchkeeper.domain.notices.triggers import trigger_of
from watchkeeper.features.notifications import Notice, NoticeState, Notifier
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM
from watchkeeper.web.words import Moment, moment

TONES = {
    NoticeState.WAITING: "warning",
    NoticeState.SENDING: "warning",
    NoticeState.SENT: "ok",
    NoticeState.FAILED: "danger",
}
BY_HAND = {"api": "Asked for by a program", "test": "Test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifierCard:
    """What a card shows of one notifier."""

    server_id: int
    number: int
    title: str
    label: str
    tone: str  # "", warning or danger
    state: str
    problem: str
    since: Moment | None
    triggers: tuple[str, ...]
    waiting: int
    last: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A message in the log."""

    id: int
    at: Moment
    title: str
    what: str
    text: str
    tone: str
    state: str
    problem: str
    can_retry: bool


def notifier_card(
    notifier: Notifier, last: Notice | None, waiting: int, supported: Collection[str], zone: tzinfo
) -> NotifierCard:
    """The card of a notifier as it is now."""
    is_known = notifier.agent is not None and notifier.agent.name in supported
    tone, state = _state(notifier, is_known=is_known)
    since = notifier.failing_since
    return NotifierCard(
        server_id=notifier.server_id,
        number=notifier.number,
        title=notifier.title,
        label=str(notifier.content.get("agent_label") or ""),
        tone=tone,
        state=state,
        problem=notifier.last_error,
        since=moment(since, zone) if since else None,
        triggers=tuple(_trigger(name) for name in notifier.triggers),
        waiting=waiting,
        last=moment(last.draft.occurred_at, zone, SECONDS_FORM) if last else None,
    )


def notice_line(notice: Notice, titles: dict[int, str], zone: tzinfo) -> NoticeLine:
    """A line of the log."""
    draft = notice.draft
    tried = f" after {notice.attempts} tries" if notice.attempts > 1 else ""
    return NoticeLine(
        id=notice.id,
        at=moment(draft.occurred_at, zone, SECONDS_FORM),
        title=titles.get(draft.notifier, f"Notifier {draft.notifier}, deleted"),
        what=BY_HAND.get(draft.action) or _trigger(f"on_{draft.action}"),
        text=draft.body or draft.subject,
        tone=TONES[notice.state],
        state=f"{notice.state}{tried}",
        problem=notice.last_error,
        can_retry=notice.state is NoticeState.FAILED and not draft.is_by_hand,
    )


def _state(notifier: Notifier, *, is_known: bool) -> tuple[str, str]:
    if not is_known:
        return "danger", "cannot be sent to yet"
    if notifier.failing_since:
        return "danger", "failing"
    return ("", "on") if notifier.triggers else ("warning", "nothing sets it off")


def _trigger(name: str) -> str:
    found = trigger_of(name)
    return found.label if found else name
