"""The notifications page: one card a notifier."""

from __future__ import annotations

from collections.abc import Collection
from datetime import tzinfo

from watchkeeper.domain.notices.demands import missing
from watchkeeper.features.notifications import Notice, NoticeState, Notifier
from watchkeeper.features.notifications.notifiers.checking import flaws
from watchkeeper.texts import N_, _, told
from watchkeeper.values import dataclass
from watchkeeper.web.recorded import said_again
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM
from watchkeeper.web.views.notifications.catalogue import refusal_of
from watchkeeper.web.views.notifications.options import unusual
from watchkeeper.web.views.notifications.settings_form import label_of
from watchkeeper.web.views.notifications.target import target_of
from watchkeeper.web.views.notifications.triggers import label_of as trigger_label
from watchkeeper.web.words import Moment, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifierCard:
    """What a card shows of one notifier."""

    server_id: int
    number: int
    title: str
    label: str
    target: str
    tone: str  # "", warning or danger
    state: str
    problem: str
    to_fill_in: tuple[str, ...]  # settings without which nothing can be sent, in words
    since: Moment | None
    triggers: tuple[str, ...]
    options: tuple[str, ...]
    waiting: int
    last: Moment | None
    last_state: str
    last_tone: str
    is_silent: bool
    flaws: tuple[str, ...]  # what will not do what it says


@dataclass(frozen=True, slots=True)
class Sending:
    """How sending goes: the last message that was tried, and how many wait."""

    last: Notice | None = None
    waiting: int = 0


TONES = {
    NoticeState.WAITING: "warning",
    NoticeState.SENDING: "warning",
    NoticeState.SENT: "ok",
    NoticeState.FAILED: "danger",
    NoticeState.DROPPED: "",
}
STATES = {
    NoticeState.WAITING: N_("waiting"),
    NoticeState.SENDING: N_("sending"),
    NoticeState.SENT: N_("sent"),
    NoticeState.FAILED: N_("failed"),
    NoticeState.DROPPED: N_("dropped"),
}
"""What became of a message, in words."""


def notifier_card(
    notifier: Notifier, sending: Sending, supported: Collection[str], zone: tzinfo
) -> NotifierCard:
    """The card of a notifier as it is now."""
    refusal, last = refusal_of(notifier.agent, supported), sending.last
    to_fill_in = _to_fill_in(notifier)
    tone, state = _state(notifier, refusal, is_whole=not to_fill_in)
    since = notifier.failing_since
    return NotifierCard(
        server_id=notifier.server_id,
        number=notifier.number,
        title=notifier.title,
        label=_(str(notifier.content.get("agent_label") or "")),
        target=target_of(notifier),
        tone=tone,
        state=state,
        problem=refusal or ("" if to_fill_in else said_again(notifier.last_error)),
        to_fill_in=to_fill_in,
        since=moment(since, zone) if since else None,
        triggers=tuple(trigger_label(name) for name in notifier.triggers),
        options=tuple(unusual(notifier.options)),
        waiting=sending.waiting,
        last=moment(last.draft.occurred_at, zone, SECONDS_FORM) if last else None,
        last_state=_(STATES[last.state]) if last else "",
        last_tone=TONES.get(last.state, "") if last else "",
        is_silent=notifier.options.is_silent,
        flaws=tuple(told(flaw.text) for flaw in flaws(notifier)),
    )


def _to_fill_in(notifier: Notifier) -> tuple[str, ...]:
    agent = notifier.agent
    return tuple(label_of(name) for name in missing(agent, notifier.settings)) if agent else ()


def _state(notifier: Notifier, refusal: str, *, is_whole: bool) -> tuple[str, str]:
    if refusal:
        return "danger", _("cannot be sent to")
    if not is_whole:
        return "warning", _("not set up yet")
    if notifier.options.is_silent:
        return "warning", _("silent")
    if notifier.failing_since:
        return "danger", _("failing")
    return ("", _("on")) if notifier.triggers else ("warning", _("nothing sets it off"))
