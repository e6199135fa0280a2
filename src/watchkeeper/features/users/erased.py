"""Accounts that were erased: known by a keyed hash alone, so that they do not come back."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.users import person_queries as queries
from watchkeeper.features.users.person import Account
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class ErasedMark:
    """One erased account; who it was, nobody can say."""

    id: int
    erased_at: int  # UTC seconds


class ErasedAccounts:
    """Answers from memory whether an account is erased; load it before use."""

    def __init__(self, db: Database, clock: Clock, key: bytes) -> None:
        """`key` never leaves the data folder (`Sealer.derive`)."""
        self._db = db
        self._clock = clock
        self._key = key
        self._marks: dict[str, ErasedMark] = {}

    async def load(self) -> None:
        """Read the marks."""
        found = await self._db.read(queries.marks)
        self._marks = {mark: ErasedMark(number, at) for number, mark, at in found}

    def is_erased(self, server_id: ServerId, user_id: UserId) -> bool:
        """Whether nothing of this account may be kept."""
        return bool(self._marks) and self._mark((server_id, user_id)) in self._marks

    def all(self) -> list[ErasedMark]:
        """Every mark, the oldest first."""
        return list(self._marks.values())

    async def add(self, accounts: Iterable[Account]) -> None:
        """Keep nothing of these accounts from now on."""
        marks = [self._mark(account) for account in accounts]
        await self._db.write(queries.add_marks, marks, instant(self._clock))
        await self.load()

    async def drop(self, number: int) -> None:
        """Let an account be recorded and imported again.

        Raises:
            NotFoundError: there is no such mark.
        """
        if not await self._db.write(queries.drop_mark, number):
            raise NotFoundError("There is no such erased account.", field="mark")
        await self.load()

    def _mark(self, account: Account) -> str:
        return hmac.digest(self._key, f"{account[0]}/{account[1]}".encode(), "sha256").hex()
