"""The log of notifications: which messages are asked for, and how each went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from starlette.datastructures import QueryParams

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications import Notice, NoticeState
from watchkeeper.features.notifications.outbox.log import LogQuestion
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.values import dataclass
from watchkeeper.web.recorded import said_again
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.address import row_number
from watchkeeper.web.views.history.play_sheet import SECONDS_FORM
from watchkeeper.web.views.notifications.cards import STATES, TONES
from watchkeeper.web.views.notifications.triggers import label_of
from watchkeeper.web.words import Moment, moment

PATH = "/notifications/log"
BY_HAND = {"api": N_("Asked for by a program"), "test": N_("Test")}
AGAIN = frozenset({NoticeState.FAILED, NoticeState.DROPPED})
SIZE = 50
LONGEST = 200  # characters of what is searched


@dataclass(frozen=True, slots=True)
class LogQuery:
    """What the address asks for."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, params: QueryParams) -> LogQuery:
        """The filters that an address names."""
        names = ("notifier", "state", "trigger", "text", "since", "until", "before")
        return cls({name: params.get(name, "").strip()[:LONGEST] for name in names})

    def get(self, name: str) -> str:
        """One of the values, "" when it is not set."""
        return self.values.get(name, "")

    @property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.values.items() if name != "before")

    def question(self, zone: tzinfo) -> LogQuestion:
        """What is read; a value that cannot be is as if it were not set."""
        server, __, number = self.get("notifier").partition("-")
        server_id = row_number(server)
        state = self.get("state")
        return LogQuestion(
            server_id=None if server_id is None else ServerId(server_id),
            notifier=row_number(number),
            state=NoticeState(state) if state in set(NoticeState) else None,
            action=self.get("trigger").removeprefix("on_"),
            text=self.get("text"),
            since=_instant(self.get("since"), zone),
            until=_instant(self.get("until"), zone),
            before=row_number(self.get("before")),
            limit=SIZE,
        )

    def path(self, **changed: object) -> str:
        """The address with other values."""
        return with_query(PATH, {**self.values, **changed})


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A message in the log."""

    id: int
    at: Moment
    title: str
    place: str  # the notifier's page; "" for one that is deleted
    what: str
    user: str
    subject: str
    body: str
    tone: str
    state: str
    problem: str
    can_retry: bool


def notice_line(
    notice: Notice, titles: Mapping[tuple[ServerId, int], str], zone: tzinfo
) -> NoticeLine:
    """A line of the log."""
    draft = notice.draft
    title = titles.get(notice.key)
    return NoticeLine(
        id=notice.id,
        at=moment(draft.occurred_at, zone, SECONDS_FORM),
        title=title or _("Notifier %(number)s, deleted", number=draft.notifier),
        place=f"/notifications/{draft.server_id}/{draft.notifier}" if title else "",
        what=_(BY_HAND.get(draft.action, "")) or label_of(f"on_{draft.action}"),
        user=draft.user,
        subject=draft.subject,
        body=draft.body,
        tone=TONES.get(notice.state, ""),
        state=after_tries(_(STATES[notice.state]), notice.attempts),
        problem=said_again(notice.last_error),
        can_retry=notice.state in AGAIN and not draft.is_by_hand,
    )


def after_tries(state: str, attempts: int) -> str:
    """A state, with the tries that it took where one was not enough."""
    if attempts <= 1:
        return state
    return ngettext(
        "%(state)s after %(num)s try", "%(state)s after %(num)s tries", attempts, state=state
    )


def _instant(text: str, zone: tzinfo) -> int | None:
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())
    except (ValueError, OverflowError):
        return None
