"""Making issues: when they are due, when somebody asks, and as a look before anything is sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

import anyio.to_thread
import structlog

from watchkeeper.domain.newsletters.frames import LATE_SECONDS, is_worth_sending
from watchkeeper.errors import InputError, WatchkeeperError
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.letters.newsletters import Newsletters
from watchkeeper.features.newsletters.letters.receivers import Receivers
from watchkeeper.features.newsletters.making.composing import Composed, Composing, Order
from watchkeeper.features.newsletters.making.pages import Links, page
from watchkeeper.features.newsletters.sending.issue import CRON, IssueState, MadeIssue, Receiver
from watchkeeper.features.newsletters.sending.issues import Issues
from watchkeeper.features.newsletters.sending.sending import Sending
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

NOTHING_NEW = N_("There was nothing to tell, so nothing was sent.")
MISSED = N_("It was due while Watchkeeper did not run, more than a day ago, so it was skipped.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PressParts:
    """What the making of issues needs."""

    clock: Clock
    newsletters: Newsletters
    issues: Issues
    composing: Composing
    receivers: Receivers
    addresses: Addresses
    sending: Sending
    folder: Path  # where pages are written as files


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What somebody asks for: the words that replace the newsletter's own, and who gets it."""

    action: str  # test or api
    words: Mapping[str, str] = field(default_factory=dict)
    only_to: str = ""  # this address alone, "" for everybody


class Press:
    """Makes issues of newsletters.

    One that was due while nothing ran is sent late, up to a day; of several only the last. An
    issue and what must be sent because of it are written together with the next due time, so
    that a kill at any moment neither loses one nor makes it twice.
    """

    def __init__(self, parts: PressParts) -> None:
        self._parts = parts

    async def make_due(self) -> None:
        """Make all issues that are due: the body of a supervised loop."""
        now = instant(self._parts.clock)
        for letter in await self._parts.newsletters.all():
            if letter.next_at is not None and letter.next_at <= now:
                await self._make_one(letter, letter.next_at, now)

    async def send_now(self, letter: Newsletter, by_hand: ByHand) -> int:
        """Make an issue now and try each of its messages once; the id of the issue."""
        now = instant(self._parts.clock)
        order = Order(letter=letter, uuid=await self._uuid(), end=now, words=by_hand.words)
        made = await self._made(order, by_hand.action, by_hand.only_to)
        issue_id = await self._parts.issues.add(made)
        if made.state is IssueState.SENDING:
            await self._parts.sending.send_by_hand(issue_id)
        return issue_id

    async def preview(self, letter: Newsletter) -> Composed:
        """The issue as it would be made now; nothing is written down or sent.

        Raises:
            InputError: the owner's template cannot be filled.
        """
        order = Order(letter=letter, uuid="00000000", end=instant(self._parts.clock))
        return await self._parts.composing.compose(order)

    async def _make_one(self, letter: Newsletter, due: int, now: int) -> None:
        end = self._last_due(letter, due, now)
        order = Order(letter=letter, uuid=await self._uuid(), end=end)
        if is_worth_sending(end, now):
            made = await self._made(order, CRON)
        else:
            made = self._issue(order, CRON, IssueState.SKIPPED, problem=MISSED)
        next_at = self._parts.newsletters.next_after(letter, now)
        await self._parts.issues.add(replace(made, next_at=next_at))
        self._parts.newsletters.forget()
        self._parts.sending.wake()
        log.info("newsletter made", newsletter=letter.number, state=str(made.state))

    def _last_due(self, letter: Newsletter, due: int, now: int) -> int:
        """When it was due last; what came between is part of no other issue."""
        next_after, last = self._parts.newsletters.next_after, due
        after = next_after(letter, max(due, now - LATE_SECONDS - 1))
        while after is not None and after <= now:
            last, after = after, next_after(letter, after)
        return last

    async def _made(self, order: Order, action: str, only_to: str = "") -> MadeIssue:
        try:
            return await self._composed(order, action, only_to)
        except WatchkeeperError as error:
            return self._issue(order, action, IssueState.FAILED, problem=str(error))
        except Exception:  # one broken newsletter must not stop the others
            log.exception("a newsletter could not be made", newsletter=order.letter.number)
            problem = N_("An error of this program: the log says more.")
            return self._issue(order, action, IssueState.FAILED, problem=problem)

    async def _composed(self, order: Order, action: str, only_to: str) -> MadeIssue:
        composed, letter = await self._parts.composing.compose(order), order.letter
        if not composed.content.sections:
            return self._issue(order, action, IssueState.EMPTY, composed, problem=NOTHING_NEW)
        is_filed = letter.is_saved_only or bool(letter.config["filename"])
        if is_filed and not only_to:
            await self._write(composed)
        filename = composed.filename if is_filed and not only_to else ""
        if letter.is_saved_only and not only_to:
            return self._issue(order, action, IssueState.SAVED, composed, filename=filename)
        receivers = await self._receivers(letter, only_to)
        return self._issue(
            order, action, IssueState.SENDING, composed, filename=filename, receivers=receivers
        )

    async def _receivers(self, letter: Newsletter, only_to: str) -> tuple[Receiver, ...]:
        if only_to:
            post = await self._parts.receivers.post(letter)
            return (Receiver(to=(only_to,), notifier=post.notifier, is_personal=True),)
        return await self._parts.receivers.receivers(letter)

    def _issue(
        self,
        order: Order,
        action: str,
        state: IssueState,
        composed: Composed | None = None,
        **more: object,
    ) -> MadeIssue:
        letter = order.letter
        known: dict[str, object] = {
            "server_id": letter.server_id,
            "newsletter": letter.number,
            "action": action,
            "uuid": order.uuid,
            "id_name": letter.id_name,
            "made_at": instant(self._parts.clock),
            "start_at": composed.start if composed else order.end,
            "end_at": order.end,
            "state": state,
            "content": composed.content if composed else None,
        }
        return MadeIssue(**{**known, **more})  # type: ignore[arg-type]  # fields of many types

    async def _uuid(self) -> str:
        """A name that no issue has."""
        while True:
            uuid = secrets.token_hex(4)
            if await self._parts.issues.named(uuid) is None:
                return uuid

    async def _write(self, composed: Composed) -> None:
        """Write the page into the folder; the newest of a name replaces the one before.

        Raises:
            InputError: the folder cannot be written.
        """
        source = page(composed.content, Links(picture=self._parts.addresses.public_picture))
        path = self._parts.folder / composed.filename
        try:
            await anyio.to_thread.run_sync(_write, path, source)
        except OSError as error:
            raise InputError(
                "The page could not be written as a file: %(reason)s.",
                reason=error.strerror,
                field="filename",
            ) from None


def _write(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(source, encoding="utf-8")
    part.replace(path)
