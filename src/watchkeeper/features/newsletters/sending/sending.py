"""Sending issues: each message is claimed, tried, tried again, and at last given up in the open.

Every issue goes on its own: one whose mail server is dead delays no other. A message that was
being sent when the process died is sent again under the same Message-ID, because nobody can know
whether it arrived.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import anyio
import structlog
from anyio.abc import TaskGroup

from watchkeeper.db.database import Database
from watchkeeper.domain.newsletters.content import Content, Picture
from watchkeeper.domain.notices.message import Attachment, Message
from watchkeeper.errors import InputError, OutsideError, UnreachableError
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.letters.newsletters import Newsletters
from watchkeeper.features.newsletters.letters.receivers import MAIL, Post, Receivers
from watchkeeper.features.newsletters.letters.unsubscribing import Unsubscribing
from watchkeeper.features.newsletters.queries import issues as queries
from watchkeeper.features.newsletters.queries.issues import Outcome
from watchkeeper.features.newsletters.sending.issue import CRON, Delivery, Issue, Receiver
from watchkeeper.features.newsletters.sending.issues import Issues
from watchkeeper.features.newsletters.sending.mailing import Mailing, parcel, personal_address
from watchkeeper.features.notifications.outbox.notice import next_try
from watchkeeper.features.notifications.ports import Channels
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

MOST_ERROR_CHARACTERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingParts:
    """What the sending needs."""

    db: Database
    clock: Clock
    newsletters: Newsletters
    issues: Issues
    receivers: Receivers
    unsubscribing: Unsubscribing
    mailing: Mailing
    addresses: Addresses
    channels: Channels


@dataclass(frozen=True, slots=True)
class Run:
    """An issue while its messages go out."""

    issue: Issue
    letter: Newsletter
    content: Content
    post: Post
    pictures: Mapping[Picture, Attachment]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try failed, whether trying again is of no use, and how long to wait at least."""

    reason: str
    is_final: bool = True
    wanted_seconds: int | None = None


class Sending:
    """Sends what issues have to send."""

    def __init__(self, parts: SendingParts) -> None:
        self._parts = parts
        self._busy: set[int] = set()
        self._has_news = anyio.Event()

    def wake(self) -> None:
        """Look for messages now: some were written."""
        self._has_news.set()

    async def run(self) -> None:
        """Send what has to be sent, for ever: the body of a supervised loop."""
        self._busy.clear()
        lost = await self._parts.db.write(queries.take_up)
        if lost:
            log.info("mails of newsletters that were being sent are sent again", messages=lost)
        async with anyio.create_task_group() as group:
            while True:
                self._has_news = anyio.Event()
                pause = await self._start_due(group)
                with anyio.move_on_after(pause):
                    await self._has_news.wait()

    async def drain(self) -> None:
        """Send all that is due, and wait for it."""
        while due := [issue for issue, at in (await self._waiting()).items() if at <= self._now]:
            for issue_id in due:
                await self._send_all(issue_id)

    async def send_by_hand(self, issue_id: int) -> None:
        """Send the messages of an issue that somebody asked for, and wait for it."""
        self._busy.add(issue_id)
        await self._send_all(issue_id)

    async def retry(self, issue_id: int) -> None:
        """Try the messages of an issue that were given up anew.

        Raises:
            NotFoundError: it has none, or is not there.
        """
        issue = await self._parts.issues.get(issue_id)
        await self._parts.issues.try_again(issue_id)
        if issue.action == CRON:
            self.wake()
        else:
            await self.send_by_hand(issue_id)

    @property
    def _now(self) -> int:
        return instant(self._parts.clock)

    async def _waiting(self) -> dict[int, int]:
        found = await self._parts.db.read(queries.waiting)
        return {issue: at for issue, at in found.items() if issue not in self._busy}

    async def _start_due(self, group: TaskGroup) -> float:
        """Start what is due; seconds until something else will be."""
        pauses = [math.inf]
        for issue_id, at in (await self._waiting()).items():
            if at > self._now:
                pauses.append(at - self._parts.clock.now())
            else:
                self._busy.add(issue_id)
                group.start_soon(self._send_all, issue_id)
        return min(pauses)

    async def _send_all(self, issue_id: int) -> None:
        """Send all messages of an issue that are due, one after another."""
        db = self._parts.db
        run: Run | str | None = None
        try:
            while due := await db.read(queries.next_due, issue_id, self._now):
                if not await db.write(queries.claim, due):
                    continue
                run = run or await self._begin(issue_id)
                await self._deliver(run, await self._parts.issues.delivery(due))
        finally:
            self._busy.discard(issue_id)
            self.wake()

    async def _begin(self, issue_id: int) -> Run | str:
        """What all messages of an issue share, or why none can be sent."""
        parts = self._parts
        issue = await parts.issues.get(issue_id)
        content = await parts.issues.content(issue_id)
        letter = await parts.newsletters.find(issue.server_id, issue.newsletter)
        if letter is None or content is None:
            return N_("The newsletter was deleted.")
        try:
            post = await parts.receivers.post(letter)
        except InputError as error:
            return str(error)
        pictures = await parts.mailing.pictures(letter, content) if post.agent == MAIL else {}
        return Run(issue, letter, content, post, pictures)

    async def _deliver(self, run: Run | str, delivery: Delivery) -> None:
        """Try a claimed message once and write down how it ended."""
        if isinstance(run, str):
            await self._settle(Outcome(delivery.id, self._now, run))
            return
        receiver = await self._left(run, delivery)
        if receiver is None:
            await self._settle(Outcome(delivery.id, self._now, is_unsubscribed=True))
            return
        failure = await self._tried(run, delivery, receiver)
        now = self._now
        if failure is None:
            await self._settle(Outcome(delivery.id, now))
            return
        pause = None
        if not failure.is_final and run.issue.action == CRON:
            age = now - run.issue.made_at
            pause = next_try(delivery.attempts, age, failure.wanted_seconds)
        retry_at = None if pause is None else now + pause
        await self._settle(Outcome(delivery.id, now, failure.reason, retry_at))
        told = {"newsletter": run.letter.number, "attempts": delivery.attempts}
        log.warning("newsletter not sent", reason=failure.reason, **told)

    async def _settle(self, outcome: Outcome) -> None:
        state = await self._parts.db.write(queries.settle, outcome)
        if state is not None:
            log.info("newsletter issue done", state=str(state))

    async def _left(self, run: Run, delivery: Delivery) -> Receiver | None:
        """The receiver without those who want no more; None when that is all of them."""
        receiver = delivery.receiver
        if not receiver.addresses:
            return receiver
        key = (run.issue.server_id, run.issue.newsletter)
        left = await self._parts.unsubscribing.left(key, receiver)
        return left if left.addresses else None

    async def _tried(self, run: Run, delivery: Delivery, receiver: Receiver) -> Failure | None:
        """Why a try failed; None when it did not."""
        try:
            message = await self._message(run, delivery)
            await self._parts.channels.send(parcel(run.issue, run.post, receiver, message))
        except UnreachableError as error:
            return Failure(_bounded(error), False, error.retry_after_seconds)
        except (InputError, OutsideError) as error:
            return Failure(_bounded(error))
        except Exception:  # one broken message must not stop the others
            log.exception("a newsletter could not be sent", newsletter=run.letter.number)
            return Failure(N_("An error of this program: the log says more."))
        return None

    async def _message(self, run: Run, delivery: Delivery) -> Message:
        parts, issue = self._parts, run.issue
        key, address = (issue.server_id, issue.newsletter), personal_address(delivery)
        if not run.letter.is_formatted:
            message = parts.mailing.text(issue, run.content)
        else:
            way_out = parts.addresses.unsubscribe(key, parts.addresses.mark(key, address))
            message = parts.mailing.mail(
                run.letter,
                issue,
                run.content,
                run.pictures,
                unsubscribe=way_out if address else "",
            )
        before = await parts.issues.before(issue, delivery) if run.letter.is_threaded else None
        return replace(
            message,
            mark=parts.addresses.message_mark(issue.uuid, delivery.id),
            answers=parts.addresses.message_mark(*before) if before else "",
        )


def _bounded(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:MOST_ERROR_CHARACTERS]
