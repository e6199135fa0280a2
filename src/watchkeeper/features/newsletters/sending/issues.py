"""The issues that were made, and how they went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any, TypeAlias

import orjson
from sqlalchemy import Connection

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.content import Content, content_of
from watchkeeper.errors import NotFoundError
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.queries import issues as queries
from watchkeeper.features.newsletters.queries import newsletters as letters
from watchkeeper.features.newsletters.queries.issues import StoredDelivery
from watchkeeper.features.newsletters.sending.issue import (
    Delivery,
    DeliveryState,
    Issue,
    MadeIssue,
    Receiver,
)
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer

Key: TypeAlias = tuple[ServerId, int]


class Issues:
    """Writes issues down and tells of them; pages and addresses lie sealed."""

    def __init__(self, db: Database, clock: Clock, sealer: Sealer, addresses: Addresses) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._addresses = addresses

    async def add(self, made: MadeIssue) -> int:
        """Write an issue down, with its messages and when its newsletter is due next; its id."""
        return await self._db.write(self._add, made)

    async def get(self, issue_id: int) -> Issue:
        """One issue.

        Raises:
            NotFoundError: there is none of that id.
        """
        found = await self._db.read(queries.issue, issue_id)
        if found is None:
            raise NotFoundError("There is no such issue (any more).", field="issue_id")
        return found

    async def named(self, uuid: str) -> Issue | None:
        """The issue of that address."""
        return await self._db.read(queries.issue_named, uuid)

    async def newest_page(self, id_name: str) -> Issue | None:
        """The newest issue with a page of the newsletter of that lasting name."""
        return await self._db.read(queries.newest_page, id_name) if id_name else None

    async def content(self, issue_id: int) -> Content | None:
        """What an issue shows; None where it had nothing to show."""
        sealed = await self._db.read(queries.content, issue_id)
        return content_of(orjson.loads(self._sealer.open(sealed))["issue"]) if sealed else None

    async def log(
        self, server_id: ServerId, newsletter: int | None = None, most: int | None = None
    ) -> list[Issue]:
        """The issues of a server, or of one newsletter, the newest first."""
        return await self._db.read(queries.logged, server_id, newsletter, most)

    async def newest(self, server_id: ServerId) -> dict[int, Issue]:
        """The last issue of each newsletter, by its number."""
        return await self._db.read(queries.newest, server_id)

    async def deliveries(self, issue_ids: Collection[int]) -> dict[int, list[Delivery]]:
        """The messages of issues, by the ids of the issues."""
        found: dict[int, list[Delivery]] = {issue_id: [] for issue_id in issue_ids}
        for stored in await self._db.read(queries.deliveries, list(issue_ids)):
            found[stored.issue_id].append(self._opened(stored))
        return found

    async def delivery(self, delivery_id: int) -> Delivery:
        """One message.

        Raises:
            NotFoundError: there is none of that id.
        """
        stored = await self._db.read(queries.delivery, delivery_id)
        if stored is None:
            raise NotFoundError("There is no such message (any more).", field="delivery_id")
        return self._opened(stored)

    async def address_of(self, mark: str) -> str:
        """The address of a receiver by their mark; "" when no message to them is on record."""
        sealed = await self._db.read(queries.receiver_of, mark)
        return (_receiver(self._sealer.open(sealed)).addresses or ("",))[0] if sealed else ""

    async def before(self, issue: Issue, delivery: Delivery) -> tuple[str, int] | None:
        """The last message before this one that reached the same receiver: uuid of issue, id."""
        mark = self._mark((issue.server_id, issue.newsletter), delivery.receiver)
        return await self._db.read(queries.last_arrived, mark, delivery.id)

    async def forget_log(self, server_id: ServerId) -> None:
        """Delete the issues of a server; those on their way are still sent."""
        await self._db.write(queries.forget_log, server_id)

    def _add(self, conn: Connection, made: MadeIssue) -> int:
        content = made.content
        key = (made.server_id, made.newsletter)
        values: dict[str, Any] = {  # Any: values of several columns
            "server_id": made.server_id,
            "newsletter": made.newsletter,
            "notify_action": made.action,
            "uuid": made.uuid,
            "id_name": made.id_name,
            "made_at": made.made_at,
            "start_at": made.start_at,
            "end_at": made.end_at,
            "state": made.state,
            "problem": made.problem,
            "subject": content.subject if content else "",
            "body": content.body if content else "",
            "message": content.message if content else "",
            "filename": made.filename,
            "content": self._sealed({"issue": asdict(content)})
            if content and content.sections
            else "",
        }
        receivers = [(self._sealed(asdict(one)), self._mark(key, one)) for one in made.receivers]
        issue_id = queries.add(conn, values, receivers)
        if made.next_at is not None:
            letters.set_next(conn, *key, made.next_at)
        return issue_id

    def _mark(self, key: Key, receiver: Receiver) -> str:
        named = receiver.addresses or (f"notifier {receiver.notifier}",)
        return self._addresses.mark(key, " ".join(named))

    def _opened(self, stored: StoredDelivery) -> Delivery:
        return Delivery(
            id=stored.id,
            issue_id=stored.issue_id,
            receiver=_receiver(self._sealer.open(stored.receiver)),
            state=DeliveryState(stored.state),
            attempts=stored.attempts,
            not_before=stored.not_before,
            sent_at=stored.sent_at,
            last_error=stored.last_error,
        )

    def _sealed(self, value: object) -> str:
        return self._sealer.seal(orjson.dumps(value).decode())

    async def try_again(self, issue_id: int) -> None:
        """Let the messages of an issue that were given up be tried anew.

        Raises:
            NotFoundError: it has none.
        """
        if not await self._db.write(queries.try_again, issue_id, instant(self._clock)):
            raise NotFoundError("No message of this issue has failed.", field="issue_id")


def _receiver(text: str) -> Receiver:
    stored = orjson.loads(text)
    lists = {name: tuple(stored[name]) for name in ("to", "cc", "bcc")}
    return Receiver(**{**stored, **lists})
