"""What has to be sent: written down, tried in order, tried again, and at last given up in the open.

Every notifier sends on its own: a dead one delays nobody else. A message that was being sent when
the process died is sent again, because nobody can know whether it arrived.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import anyio
import structlog
from anyio.abc import TaskGroup

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import (
    InputError,
    NotFoundError,
    OutsideError,
    UnreachableError,
)
from watchkeeper.features.notifications.log import LogPart, LogQuestion
from watchkeeper.features.notifications.notice import (
    LATE_SECONDS,
    Draft,
    Notice,
    next_try,
)
from watchkeeper.features.notifications.notifier import Notifier, Wording
from watchkeeper.features.notifications.notifiers import Notifiers
from watchkeeper.features.notifications.ports import Channels
from watchkeeper.features.notifications.queries import notices as queries
from watchkeeper.features.notifications.queries.log import log_part
from watchkeeper.features.notifications.queries.notices import Outcome
from watchkeeper.runtime.clock import Clock, instant

log = structlog.get_logger(__name__)

MOST_ERROR_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message that somebody asked for."""

    number: int  # of its entry in the log
    error: str  # "" when it was sent


class Outbox:
    """Messages on their way, and the log of those that arrived or did not."""

    def __init__(
        self, db: Database, clock: Clock, notifiers: Notifiers, channels: Channels, zone: tzinfo
    ) -> None:
        self._db = db
        self._clock = clock
        self._notifiers = notifiers
        self._channels = channels
        self._zone = zone
        self._busy: set[tuple[ServerId, int]] = set()
        self._has_news = anyio.Event()

    def wake(self) -> None:
        """Look for messages now: some were written."""
        self._has_news.set()

    async def add(self, drafts: Sequence[Draft]) -> None:
        """Write messages down; they are sent at once if their notifiers are free."""
        if drafts:
            await self._db.write(queries.add, drafts)
            self.wake()

    async def send_words(self, notifier: Notifier, action: str, wording: Wording) -> Sent:
        """Send a message that somebody asked for (action api or test), once, and at once."""
        draft = Draft(
            server_id=notifier.server_id,
            notifier=notifier.number,
            agent_id=whole_number(notifier.content.get("agent_id")) or 0,
            agent_name=str(notifier.content.get("agent_name") or ""),
            action=action,
            occurred_at=instant(self._clock),
            subject=wording.subject,
            body=wording.body,
            is_by_hand=True,
        )
        (notice_id,) = await self._db.write(queries.add, [draft])
        notice = await self.notice(notice_id)
        return Sent(notice.number, await self._deliver(notice))

    async def run(self) -> None:
        """Send what has to be sent, for ever: the body of a supervised loop."""
        self._busy.clear()
        lost = await self._db.write(queries.take_up)
        if lost:
            log.info("messages that were being sent are sent again", messages=lost)
        async with anyio.create_task_group() as group:
            while True:
                self._has_news = anyio.Event()
                pause = await self._start_due(group)
                with anyio.move_on_after(pause):
                    await self._has_news.wait()

    async def drain(self) -> int:
        """Send all that is due, and wait for it; how many tries that took."""
        tries = 0
        while True:
            due = await self._due()
            if not due:
                return tries
            async with anyio.create_task_group() as group:
                for notice in due:
                    group.start_soon(self._send, notice)
            tries += len(due)

    async def notice(self, notice_id: int) -> Notice:
        """One message.

        Raises:
            NotFoundError: there is none of that id.
        """
        found = await self._db.read(queries.one, notice_id)
        if found is None:
            raise NotFoundError("There is no such notification.", field="notice_id")
        return found

    async def log(self, server_id: ServerId, most: int | None = None) -> list[Notice]:
        """The messages of a server, the newest first."""
        return await self._db.read(queries.logged, server_id, most)

    async def log_part(self, asked: LogQuestion) -> LogPart:
        """A part of the log of all servers, or of those asked for."""
        return await self._db.read(log_part, asked)

    async def newest(self, server_id: ServerId) -> dict[int, Notice]:
        """The last message of each notifier that was tried."""
        return await self._db.read(queries.newest, server_id)

    async def waiting(self) -> dict[tuple[int, int], int]:
        """How many messages wait, by server and notifier."""
        return await self._db.read(queries.waiting_counts)

    async def try_again(self, notice_id: int) -> None:
        """Let a message that was given up be tried anew.

        Raises:
            NotFoundError: there is none of that id that was given up.
        """
        if not await self._db.write(queries.try_again, notice_id, instant(self._clock)):
            raise NotFoundError("There is no such failed notification.", field="notice_id")
        self.wake()

    async def forget_log(self, server_id: ServerId) -> None:
        """Delete the log of a server; what waits is still sent."""
        await self._db.write(queries.forget_log, server_id)

    async def _start_due(self, group: TaskGroup) -> float:
        """Start what is due; seconds until something else will be."""
        heads = await self._db.read(queries.heads, frozenset(self._busy))
        now = self._clock.now()
        pauses = [math.inf]
        for notice in heads:
            if notice.not_before > now:
                pauses.append(notice.not_before - now)
            else:
                self._busy.add(notice.key)
                group.start_soon(self._send, notice)
        return min(pauses)

    async def _due(self) -> list[Notice]:
        heads = await self._db.read(queries.heads, frozenset(self._busy))
        now = self._clock.now()
        return [notice for notice in heads if notice.not_before <= now]

    async def _send(self, notice: Notice) -> None:
        try:
            if await self._db.write(queries.claim, notice.id):
                await self._deliver(await self.notice(notice.id))
        finally:
            self._busy.discard(notice.key)
            self.wake()

    async def _deliver(self, notice: Notice) -> str:
        """Try a claimed message once and write down how it ended; the error, "" for none."""
        now = instant(self._clock)
        error, is_final = await self._tried(notice, now)
        retry_at = None
        if error and not is_final and not notice.draft.is_by_hand:
            retry_at = next_try(notice.attempts, now)
        outcome = Outcome(notice.id, notice.key, instant(self._clock), error, retry_at)
        await self._db.write(queries.settle, outcome)
        self._tell(notice, error, retry_at)
        if bool(error) != bool(await self._is_failing(notice)):
            self._notifiers.forget()
        return error

    async def _tried(self, notice: Notice, now: int) -> tuple[str, bool]:
        """The error of a try ("" for none), and whether trying again is of no use."""
        notifier = await self._notifiers.get(*notice.key)
        if notifier is None:
            return "The notifier was deleted.", True
        try:
            await self._channels.send(self._delivery(notice, notifier, now))
        except UnreachableError as error:
            return _bounded(error), False
        except (InputError, OutsideError) as error:
            return _bounded(error), True
        except Exception:  # one broken message must not stop the others
            log.exception("a notification could not be sent", notifier=notice.draft.notifier)
            return "An error of this program: the log says more.", True
        return "", False

    async def _is_failing(self, notice: Notice) -> bool:
        notifier = await self._notifiers.get(*notice.key)
        return bool(notifier and notifier.failing_since)

    def _delivery(self, notice: Notice, notifier: Notifier, now: int) -> Delivery:
        draft, body = notice.draft, notice.draft.body
        agent = notifier.agent
        if agent and agent.has_texts and now - draft.occurred_at > LATE_SECONDS:
            body = f"{body}\n({self._late(draft.occurred_at)})"
        message = Message(
            action=draft.action,
            subject=draft.subject,
            body=body,
            at=draft.occurred_at,
            extras=draft.extras,
        )
        return Delivery(
            server_id=draft.server_id,
            agent=draft.agent_name,
            settings=notifier.settings,
            message=message,
        )

    def _late(self, occurred_at: int) -> str:
        when = datetime.fromtimestamp(occurred_at, self._zone)
        return f"late: this happened on {when:%Y-%m-%d} at {when:%H:%M}"

    def _tell(self, notice: Notice, error: str, retry_at: int | None) -> None:
        draft = notice.draft
        told = {"notifier": draft.notifier, "agent": draft.agent_name, "action": draft.action}
        if not error:
            log.info("notification sent", **told)
        elif retry_at is None:
            log.warning("notification given up", reason=error, **told)
        elif notice.attempts == 1:
            log.warning("notification not sent: it is tried again", reason=error, **told)


def _bounded(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:MOST_ERROR_CHARACTERS]
