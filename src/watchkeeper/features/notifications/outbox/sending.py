"""Sending one message, or several as one: claimed before, settled afterwards, told in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from uuid import UUID, uuid5

import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import InputError, OutsideError, UnreachableError
from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.notifiers import Notifiers
from watchkeeper.features.notifications.outbox.digests import digest
from watchkeeper.features.notifications.outbox.notice import LATE_SECONDS, Notice, next_try
from watchkeeper.features.notifications.ports import Channels
from watchkeeper.features.notifications.queries import outgoing as queries
from watchkeeper.features.notifications.queries.outgoing import Outcome
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

MOST_ERROR_CHARACTERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingParts:
    """What sending needs. `marks` is this installation's own space of marks of messages."""

    db: Database
    clock: Clock
    notifiers: Notifiers
    channels: Channels
    zone: tzinfo
    marks: UUID


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    is_final: bool  # trying again is of no use
    wanted_seconds: int | None = None  # how long the receiver wants to be left alone


class Sending:
    """Tries claimed messages once, and writes down how that ended."""

    def __init__(self, parts: SendingParts) -> None:
        self._parts = parts

    async def deliver(self, notices: Sequence[Notice]) -> str:
        """Send messages of one notifier as one; the error, "" for none."""
        first, now = notices[0], instant(self._parts.clock)
        notifier = await self._parts.notifiers.get(*first.key)
        failure = await self._tried(notices, notifier, now)
        error = failure.reason if failure else ""
        retry_at = None
        if failure and not failure.is_final and not first.draft.is_by_hand:
            age = max(0, now - first.draft.occurred_at)
            pause = next_try(first.attempts + 1, age, failure.wanted_seconds)
            retry_at = None if pause is None else now + pause
        ids = [each.id for each in notices]
        outcome = Outcome(ids, first.key, instant(self._parts.clock), error, retry_at)
        await self._parts.db.write(queries.settle, outcome)
        _tell(first, error, retry_at)
        if notifier is not None and bool(error) != bool(notifier.failing_since):
            self._parts.notifiers.forget()
        return error

    async def _tried(
        self, notices: Sequence[Notice], notifier: Notifier | None, now: int
    ) -> _Failure | None:
        if notifier is None:
            return _Failure("The notifier was deleted.", is_final=True)
        try:
            await self._parts.channels.send(self._delivery(notices, notifier, now))
        except UnreachableError as error:
            return _Failure(_bounded(error), False, error.retry_after_seconds)
        except (InputError, OutsideError) as error:
            return _Failure(_bounded(error), is_final=True)
        except Exception:  # one broken message must not stop the others
            log.exception("a notification could not be sent", notifier=notifier.number)
            return _Failure(N_("An error of this program: the log says more."), is_final=True)
        return None

    def _delivery(self, notices: Sequence[Notice], notifier: Notifier, now: int) -> Delivery:
        messages = [self._message(each) for each in notices]
        draft = notices[0].draft
        is_late = len(messages) == 1 and now - draft.occurred_at > LATE_SECONDS
        if is_late and notifier.agent and notifier.agent.has_texts:
            messages = [self._marked_late(messages[0])]
        return Delivery(
            server_id=draft.server_id,
            agent=draft.agent_name,
            settings=notifier.settings,
            message=digest(messages, self._parts.zone),
        )

    def _message(self, notice: Notice) -> Message:
        draft = notice.draft
        return Message(
            action=draft.action,
            subject=draft.subject,
            body=draft.body,
            at=draft.occurred_at,
            extras=draft.extras,
            mark=str(uuid5(self._parts.marks, str(notice.id))),
        )

    def _marked_late(self, message: Message) -> Message:
        when = datetime.fromtimestamp(message.at, self._parts.zone)
        words = f"(late: this happened on {when:%Y-%m-%d} at {when:%H:%M})"
        return replace(message, body=f"{message.body}\n{words}")


def _tell(notice: Notice, error: str, retry_at: int | None) -> None:
    draft = notice.draft
    told = {"notifier": draft.notifier, "agent": draft.agent_name, "action": draft.action}
    if not error:
        log.info("notification sent", **told)
    elif retry_at is None:
        log.warning("notification given up", reason=error, **told)
    elif not notice.attempts:
        log.warning("notification not sent: it is tried again", reason=error, **told)


def _bounded(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:MOST_ERROR_CHARACTERS]
