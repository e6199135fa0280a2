"""Rules about people and their accounts: who is one person, and who may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from watchkeeper.errors import InputError
from watchkeeper.features.users.person import Account, KnownPerson, Suggestion
from watchkeeper.features.users.user import User
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

MOST_ACCOUNTS = 50


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One account of a person that has several."""

    person_id: int
    position: int
    server_id: int
    user_id: int

    @property
    def account(self) -> tuple[int, int]:
        return self.server_id, self.user_id


def people_of(users: Iterable[User], links: Iterable[Link]) -> list[KnownPerson]:
    """Everybody once, in the order of the users; accounts that are gone are left out."""
    by_account: dict[tuple[int, int], User] = {
        (user.server_id, user.user_id): user for user in users
    }
    linked: dict[int, list[User]] = {}
    person_ids: dict[tuple[int, int], int] = {}
    for link in sorted(links):
        user = by_account.get(link.account)
        if user is not None:
            linked.setdefault(link.person_id, []).append(user)
            person_ids[link.account] = link.person_id
    found: list[KnownPerson] = []
    for account, user in by_account.items():
        person_id = person_ids.get(account)
        if person_id is None:
            found.append(KnownPerson((user,)))
        elif linked[person_id][0] is user:
            found.append(KnownPerson(tuple(linked[person_id])))
    return found


def checked_accounts(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """The accounts of a new person, each once, in their order.

    Raises:
        InputError: fewer than two, too many, or one that stands for nobody in particular.
    """
    wanted = tuple(dict.fromkeys(accounts))
    if len(wanted) < 2:
        raise InputError("Choose at least two accounts to link.", field="account")
    if len(wanted) > MOST_ACCOUNTS:
        raise InputError("Link at most %(most)s accounts.", most=MOST_ACCOUNTS, field="account")
    if any(user_id == 0 for _, user_id in wanted):
        raise InputError(
            "Local stands for everybody without an account: it cannot be linked to one person.",
            field="account",
        )
    return wanted


def suggestions(people: Sequence[KnownPerson]) -> list[Suggestion]:
    """People that are probably one: by account number, e-mail or username, the surest first.

    Only across servers: two accounts on one server are two on purpose until the owner says so.
    """
    found: list[Suggestion] = []
    seen: set[frozenset[Account]] = set()
    for why, mark in MARKS.items():
        for group in _alike(people, mark):
            accounts = frozenset(key for person in group for key in person.keys)
            if not any(accounts <= known for known in seen):
                seen.add(accounts)
                found.append(Suggestion(group, why))
    return found


def _number(user: User) -> str:
    return str(user.user_id) if user.user_id > 1 else ""


def _email(user: User) -> str:
    return (user.email or "").strip().casefold()


def _username(user: User) -> str:
    return user.username.strip().casefold()


MARKS: Mapping[str, Callable[[User], str]] = {
    N_("the same Plex account"): _number,
    N_("the same e-mail address"): _email,
    N_("the same username"): _username,
}


def _alike(
    people: Sequence[KnownPerson], mark: Callable[[User], str]
) -> list[tuple[KnownPerson, ...]]:
    groups: dict[str, dict[Account, KnownPerson]] = {}
    for person in people:
        if person.is_nobody or all(user.is_deleted for user in person.accounts):
            continue
        for text in filter(None, map(mark, person.accounts)):
            groups.setdefault(text, {})[person.keys[0]] = person
    return [
        tuple(group.values())
        for group in groups.values()
        if len(group) > 1 and _on_several_servers(group.values())
    ]


def _on_several_servers(group: Iterable[KnownPerson]) -> bool:
    listed = [{user.server_id for user in person.accounts} for person in group]
    return len(set().union(*listed)) == sum(map(len, listed))
