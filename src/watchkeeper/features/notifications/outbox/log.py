"""Which part of the log of messages is asked for."""

from __future__ import annotations

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.notifications.outbox.notice import Notice, NoticeState
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuestion:
    """Which messages, the newest first; None and "" mean any. Instants in UTC seconds."""

    server_id: ServerId | None = None
    notifier: int | None = None
    state: NoticeState | None = None
    action: str = ""  # play, watched ...; api and test
    text: str = ""  # in subject, body, or the name of the person
    since: int | None = None
    until: int | None = None  # exclusive
    before: int | None = None  # only those with a smaller id
    limit: int = 50


@dataclass(frozen=True, slots=True)
class LogPart:
    """Some of them; `older` is the `before` of the next part, None at the end."""

    notices: tuple[Notice, ...]
    older: int | None
