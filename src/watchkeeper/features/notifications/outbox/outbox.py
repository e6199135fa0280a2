"""What has to be sent: written down, tried in order, tried again, and at last given up in the open.

Every notifier sends on its own: a dead one delays nobody else. A message that was being sent when
the process died is sent again, because nobody can know whether it arrived. Of messages that wait
only those whose turn it is are read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import anyio
import structlog
from anyio.abc import TaskGroup

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, whole_number
from watchkeeper.errors import NotFoundError
from watchkeeper.features.notifications.notifiers.notifier import Notifier, Wording
from watchkeeper.features.notifications.notifiers.options import DEFAULT, Digest, Options
from watchkeeper.features.notifications.outbox.digests import MOST_LINES, that_fit
from watchkeeper.features.notifications.outbox.log import LogPart, LogQuestion
from watchkeeper.features.notifications.outbox.notice import Draft, Notice
from watchkeeper.features.notifications.outbox.pacing import NOW, Pace, Turn, pace
from watchkeeper.features.notifications.outbox.sending import Sending, SendingParts
from watchkeeper.features.notifications.queries import notices as queries
from watchkeeper.features.notifications.queries import outgoing
from watchkeeper.features.notifications.queries.log import log_part
from watchkeeper.runtime.clock import instant
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

LOOK_SECONDS = 30.0
"""Options of a notifier that change may let what it held go earlier."""
Key = tuple[ServerId, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message that somebody asked for."""

    number: int  # of its entry in the log
    error: str  # "" when it was sent


class Outbox:
    """Messages on their way, and the log of those that arrived or did not."""

    def __init__(self, parts: SendingParts) -> None:
        self._db: Database = parts.db
        self._clock = parts.clock
        self._notifiers = parts.notifiers
        self._zone = parts.zone
        self._sending = Sending(parts)
        self._busy: set[Key] = set()
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
        return Sent(notice.number, await self._sending.deliver([notice]))

    async def run(self) -> None:
        """Send what has to be sent, for ever: the body of a supervised loop."""
        self._busy.clear()
        lost = await self._db.write(outgoing.take_up)
        if lost:
            log.info("messages that were being sent are sent again", messages=lost)
        async with anyio.create_task_group() as group:
            while True:
                self._has_news = anyio.Event()
                pause = await self._start_due(group)
                with anyio.move_on_after(min(pause, LOOK_SECONDS)):
                    await self._has_news.wait()

    async def drain(self) -> int:
        """Send all that is due, and wait for it; how many tries that took."""
        tries: list[int] = []

        async def send_all(key: Key) -> None:
            tries.append(await self._send_all(key))

        while True:
            now = self._clock.now()
            due = [
                head.key
                for head in await self._db.read(outgoing.heads)
                if head.not_before <= now and head.key not in self._busy
            ]
            if not due:
                return sum(tries)
            async with anyio.create_task_group() as group:
                for key in due:
                    group.start_soon(send_all, key)

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
        """Let a message that was given up or dropped be tried anew.

        Raises:
            NotFoundError: there is none of that id that was given up.
        """
        if not await self._db.write(outgoing.try_again, notice_id):
            raise NotFoundError("There is no such failed notification.", field="notice_id")
        self.wake()

    async def forget_log(self, server_id: ServerId) -> None:
        """Delete the log of a server; what waits is still sent."""
        await self._db.write(queries.forget_log, server_id)

    async def _start_due(self, group: TaskGroup) -> float:
        """Start what is due; seconds until something else will be."""
        now, pauses = self._clock.now(), [math.inf]
        for head in await self._db.read(outgoing.heads):
            if head.key in self._busy:
                continue
            if head.not_before > now:
                pauses.append(head.not_before - now)
            else:
                self._busy.add(head.key)
                group.start_soon(self._send_all, head.key)
        return min(pauses)

    async def _send_all(self, key: Key) -> int:
        """Send the messages of a notifier, one after the other; how many tries were made."""
        tries = 0
        try:
            while (tried := await self._send_next(key)) is not None:
                tries += tried
        finally:
            self._busy.discard(key)
            self.wake()
        return tries

    async def _send_next(self, key: Key) -> int | None:
        """One try (0: without sending); None: nothing is due (any more)."""
        notifier = await self._notifiers.get(*key)
        options = notifier.options if notifier else DEFAULT
        waiting = await self._db.read(outgoing.first_of, key, 1)
        now = instant(self._clock)
        if not waiting or waiting[0].not_before > now:
            return None
        if await self._is_held(waiting[0], notifier, options):
            return 0
        if waiting[0].not_before != outgoing.AT_ONCE and _is_collecting(notifier, options):
            more = await self._db.read(outgoing.first_of, key, MOST_LINES)
            waiting = more[: that_fit([each.draft.body for each in more])]
        claimed = await self._db.write(outgoing.claim, [each.id for each in waiting])
        if not claimed:
            return 0
        await self._sending.deliver([each for each in waiting if each.id in claimed])
        return 1

    async def _is_held(self, notice: Notice, notifier: Notifier | None, options: Options) -> bool:
        """Hold or drop a message as its notifier's options want it; False: it is sent now."""
        decided = await self._pace(notice, notifier, options)
        if decided.is_dropped:
            await self._db.write(outgoing.drop, notice.id, decided.reason)
        elif decided.until is not None:
            await self._db.write(outgoing.hold, notice.id, decided.until, decided.reason)
        else:
            return False
        return True

    async def _pace(self, notice: Notice, notifier: Notifier | None, options: Options) -> Pace:
        if notice.not_before == outgoing.AT_ONCE:
            return NOW
        has_digests = _is_collecting(notifier, options)
        if notice.attempts or not has_digests:
            options = replace(options, digest=Digest.NONE)
        limiting_at = None
        if options.rate_count:
            limiting_at = await self._db.read(
                outgoing.limiting_at, notice.key, options.rate_count, has_digests=has_digests
            )
        turn = Turn(
            occurred_at=notice.draft.occurred_at,
            now=instant(self._clock),
            limiting_at=limiting_at,
        )
        return pace(options, turn, self._zone)


def _is_collecting(notifier: Notifier | None, options: Options) -> bool:
    """Whether messages go as one: only texts can."""
    is_text = bool(notifier and notifier.agent and notifier.agent.has_texts)
    return is_text and options.digest is not Digest.NONE
