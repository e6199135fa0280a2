"""What the work on personal data needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from watchkeeper.db.database import Database
from watchkeeper.features.accounts import Accounts
from watchkeeper.features.history import History
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.users import ErasedAccounts, People, Users
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

Forget = Callable[[], Awaitable[object]]
"""Throws away what a part of the program keeps beside the database and can get again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyParts:
    """The services and folders; `forget` names what is thrown away for an erasure."""

    db: Database
    clock: Clock
    sealer: Sealer
    jobs: Jobs
    accounts: Accounts
    users: Users
    people: People
    erased: ErasedAccounts
    history: History
    folder: Path  # the data folder
    forget: Mapping[str, Forget]

    @property
    def exports(self) -> Path:
        """Where exports of people lie until they are fetched."""
        return self.folder / "cache" / "people"

    @property
    def thrown_away(self) -> tuple[Path, ...]:
        """Files that may tell of anybody, and are not needed."""
        cache = self.folder / "cache"
        pages = self.folder / "newsletters"  # issues as files; the database has them too
        return (cache / "columns", self.exports, self.folder / "uploads", pages)
