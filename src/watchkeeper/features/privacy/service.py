"""What is kept of a person: told, handed out, shortened, erased. Each is a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import anyio.to_thread
import orjson
from sqlalchemy import Connection

from watchkeeper.db.backup import Backup, Backups
from watchkeeper.errors import ConflictError, InputError, NotFoundError
from watchkeeper.features.privacy import erasure, handing_out, shortening
from watchkeeper.features.privacy.erasure import Erasure
from watchkeeper.features.privacy.handing_out import HandingOut, existing_file
from watchkeeper.features.privacy.holdings import WORDS
from watchkeeper.features.privacy.parts import PrivacyParts
from watchkeeper.features.privacy.queries.finding import count_of, personal_tables, traces_of
from watchkeeper.features.privacy.shortening import Shortening
from watchkeeper.features.system.jobs.job import Job
from watchkeeper.features.users import Account, KnownPerson
from watchkeeper.values import dataclass

IMPORTS = frozenset({"import_tautulli"})


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of a person: how many of what, and in which backups they are."""

    counts: Mapping[str, int]  # words -> rows
    backups: tuple[Backup, ...]


class PersonalData:
    """Answers what is kept of a person, and starts the work on it."""

    def __init__(self, parts: PrivacyParts) -> None:
        self._parts = parts
        parts.jobs.register(erasure.KIND, Erasure(parts).run)
        parts.jobs.register(shortening.KIND, Shortening(parts).run)
        parts.jobs.register(handing_out.KIND, HandingOut(parts).run)

    async def held(self, person: KnownPerson) -> Held:
        """What an erasure would take, and which backups would still hold the person."""
        counts = await self._parts.db.read(_counts, _plain(person))
        backups = Backups(self._parts.db.path)
        return Held(counts, tuple(await anyio.to_thread.run_sync(backups.all)))

    async def erase(
        self, person: KnownPerson, who: str, *, backups: Sequence[str] | Literal["all"] = ()
    ) -> int:
        """Begin to erase a person for good; returns the number of the job.

        `backups` are the file names of those that are deleted too; "all": also unreadable ones.

        Raises:
            InputError: it is the owner of a server, or the stand-in for everybody.
            NotFoundError: a backup of these is not there.
            ConflictError: an import runs.
        """
        if person.is_owner:
            raise InputError("The owner of a server cannot be erased from its record.")
        if person.is_nobody:
            raise InputError("Local is nobody in particular: delete its plays instead.")
        if any(job.kind in IMPORTS and not job.state.is_over for job in await self._jobs()):
            raise ConflictError("An import runs: wait for its end, or stop it first.")
        if backups != "all":
            await self._check_named(backups)
        order = {"accounts": _plain(person), "backups": backups, "who": who}
        sealed = self._parts.sealer.seal(orjson.dumps(order).decode())
        return await self._parts.jobs.start(erasure.KIND, "Erase a person", {"sealed": sealed})

    async def shorten(self, person: KnownPerson) -> int:
        """Begin to shorten the stored addresses of a person; returns the number of the job."""
        inputs = {"accounts": _plain(person)}
        return await self._parts.jobs.start(shortening.KIND, "Shorten addresses", inputs)

    async def hand_out(self, person: KnownPerson) -> int:
        """Begin to write all that is kept of a person; returns the number of the job."""
        inputs = {"accounts": _plain(person)}
        return await self._parts.jobs.start(handing_out.KIND, "Export of a person", inputs)

    async def files(self, person: KnownPerson) -> list[Job]:
        """The jobs that wrote, or write, this person's files, the newest first."""
        accounts = [list(account) for account in _plain(person)]
        return [
            job
            for job in await self._jobs()
            if job.kind == handing_out.KIND and job.inputs.get("accounts") == accounts
        ]

    async def file(self, person: KnownPerson, job_id: int) -> Path:
        """The file that a job wrote of this person.

        Raises:
            NotFoundError: the job wrote none of them, or it is not there any more.
        """
        is_theirs = any(job.id == job_id for job in await self.files(person))
        return existing_file(self._parts.exports, job_id if is_theirs else 0)

    async def _check_named(self, names: Sequence[str]) -> None:
        backups = Backups(self._parts.db.path)
        known = {one.path.name for one in await anyio.to_thread.run_sync(backups.all)}
        if missing := [name for name in names if name not in known]:
            raise NotFoundError(
                "There is no backup %(backup_id)s.", backup_id=missing[0], field="backups"
            )

    async def _jobs(self) -> list[Job]:
        return await self._parts.jobs.all(limit=200)


def _plain(person: KnownPerson) -> tuple[Account, ...]:
    return person.keys


def _counts(conn: Connection, accounts: tuple[Account, ...]) -> dict[str, int]:
    traces = traces_of(conn, accounts)
    found = {table.name: count_of(conn, table, traces) for table in personal_tables()}
    return {words: found[name] for name, words in WORDS.items() if found.get(name)}
