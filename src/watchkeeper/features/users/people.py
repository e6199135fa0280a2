"""People: accounts linked as one, what is held back of them, and who may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.audit.audit_entry import AuditNote, State
from watchkeeper.features.users import person_queries as queries
from watchkeeper.features.users.person import (
    Account,
    KnownPerson,
    PeopleChanged,
    Privacy,
    Suggestion,
)
from watchkeeper.features.users.person_rules import Link, checked_accounts, people_of, suggestions
from watchkeeper.features.users.users import Users
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant

UNDECIDED = Privacy()


class People:
    """Knows which accounts are one person. Links and privacy are held in memory."""

    def __init__(
        self, db: Database, clock: Clock, bus: Bus, users: Users, columns: Columns
    ) -> None:
        self._db = db
        self._columns = columns
        self._clock = clock
        self._bus = bus
        self._users = users
        self._trail = AuditTrail(db)
        self._links: list[Link] = []
        self._linked: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}
        self._privacy: dict[tuple[int, int], Privacy] = {}

    async def load(self) -> None:
        """Read links and privacy, so that `accounts_of` and `counted` answer."""
        self._links = sorted(await self._db.read(queries.all_links))
        by_person: dict[int, list[tuple[int, int]]] = {}
        for link in self._links:
            by_person.setdefault(link.person_id, []).append(link.account)
        self._linked = {
            account: tuple(accounts) for accounts in by_person.values() for account in accounts
        }
        self._privacy = await self._db.read(queries.all_privacy)
        self._columns.link(by_person.values())

    async def all(self, *, with_deleted: bool = True) -> list[KnownPerson]:
        """Everybody of all servers, each once."""
        users = await self._users.everybody(with_deleted=with_deleted)
        return people_of(users, self._links)

    async def get(self, server_id: ServerId, user_id: UserId) -> KnownPerson:
        """Who is behind an account, also a deleted one.

        Raises:
            NotFoundError: there is no such account.
        """
        for person in await self.all():
            if (server_id, user_id) in person.keys:
                return person
        raise NotFoundError("There is no such person here (any more).", field="user_id")

    def accounts_of(self, server_id: int, user_id: int) -> tuple[tuple[int, int], ...]:
        """All accounts of whoever has this one, the first one names them."""
        return self._linked.get((server_id, user_id), ((server_id, user_id),))

    def counted(self, wanted: HistoryFilter) -> HistoryFilter:
        """The filter without those who are hidden from statistics.

        Whoever asks for certain people gets them: a person's own page counts their own plays.
        """
        if wanted.user_ids or wanted.accounts:
            return wanted
        hidden = tuple(sorted(key for key, one in self._privacy.items() if one.is_hidden))
        return replace(wanted, without_accounts=(*wanted.without_accounts, *hidden))

    def shortens(self, account: Account) -> bool:
        """Whether addresses of an account are told short."""
        return self._privacy.get(account, UNDECIDED).shortens_addresses

    def privacy(self, person: KnownPerson) -> Privacy:
        """What holds for a person: what was decided for their first account."""
        return self._privacy.get(person.keys[0], UNDECIDED)

    async def suggestions(self) -> list[Suggestion]:
        """People that may be one."""
        return suggestions(await self.all(with_deleted=False))

    async def link(self, accounts: Sequence[Account], who: str) -> int:
        """Make accounts one person; returns the audit entry by which it can be undone.

        Raises:
            InputError: these accounts cannot be linked.
            NotFoundError: one of them is not known.
        """
        wanted = checked_accounts(accounts)
        for server_id, user_id in wanted:
            await self.get(server_id, user_id)
        first = self._privacy.get(wanted[0], UNDECIDED)
        audit_id = await self._db.write(queries.link, wanted, self._note("people_linked", who))
        if any(self._privacy.get(account, UNDECIDED) != first for account in wanted):
            await self._decide(wanted, first, who)
        return await self._changed(audit_id)

    async def unlink(self, account: Account, who: str) -> int:
        """Make an account a person alone; returns the audit entry by which it can be undone."""
        note = self._note("people_linked", who)
        return await self._changed(await self._db.write(queries.unlink, [account], note))

    async def set_privacy(self, person: KnownPerson, wanted: Privacy, who: str) -> int:
        """Decide for all accounts of a person; returns the number of the audit entry."""
        return await self._changed(await self._decide(person.keys, wanted, who))

    async def hand_over(self, server_id: ServerId, source: UserId, target: UserId) -> None:
        """Let an account that turns out to be another one pass on its links and its privacy.

        What was decided for the other one stays.
        """
        await self._db.write(
            queries.hand_over, (int(server_id), int(source)), (int(server_id), int(target))
        )
        await self.load()
        self._bus.publish(PeopleChanged())

    async def undo(self, audit_id: int, who: str) -> None:
        """Take back a change of links or privacy.

        Raises:
            NotFoundError: there is no such entry.
            ConflictError: it was taken back already, or changed again since.
        """
        entry = await self._trail.undoable(audit_id, "people")
        before, after = _links(entry.note.values_before), _links(entry.note.values_after)
        note = self._note("people_link_undone", who)
        await self._db.write(queries.undo_links, audit_id, (before, after), note)
        await self._changed(audit_id)

    async def _decide(self, accounts: Sequence[Account], wanted: Privacy, who: str) -> int:
        subject = ",".join(f"{server_id}/{user_id}" for server_id, user_id in accounts)
        note = AuditNote(
            at=instant(self._clock),
            who=who,
            action="privacy_changed",
            subject=f"user:{subject}",
            after={
                "is_hidden": wanted.is_hidden,
                "shortens_addresses": wanted.shortens_addresses,
            },
        )
        decided = dict.fromkeys(map(tuple, accounts), wanted)
        return await self._db.write(queries.put_privacy, decided, note)  # type: ignore[arg-type]  # pairs

    async def _changed(self, audit_id: int) -> int:
        await self.load()
        self._bus.publish(PeopleChanged())
        return audit_id

    def _note(self, action: str, who: str) -> AuditNote:
        return AuditNote(at=instant(self._clock), who=who, action=action, subject="people")


def _links(state: State) -> list[Link]:
    return [Link(*numbers) for numbers in state.get("links", ())]
