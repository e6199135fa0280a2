"""People: accounts that are one person, and what is held back of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.relinks import Moved
from watchkeeper.api.v1.shape import Changes, Done, Instant, Number, Paging, Part, Shape
from watchkeeper.api.v1.users import User, user_of
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import NotFoundError
from watchkeeper.features.statistics import PersonFigures
from watchkeeper.features.users import KnownPerson, Privacy

MOST_ACCOUNTS = 50


class Person(Shape):
    """Whoever is behind one or more accounts; the first account names them."""

    name: str = Field(description="What the person is called.")
    accounts: list[User] = Field(description="Their accounts.")
    is_hidden: bool = Field(description="Whether our own statistics leave them out.")
    shortens_addresses: bool = Field(description="Whether only short addresses are kept.")


class PersonList(Part):
    """Everybody of all servers, each once."""

    people: list[Person] = Field(description="This part of them.")


class LinkSuggestion(Shape):
    """People that seem to be one."""

    people: list[Person] = Field(description="Who.")
    why: str = Field(description="By what: account, e-mail or name.")


class LinkSuggestions(Shape):
    """People that may be one."""

    suggestions: list[LinkSuggestion] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class PersonTotals(Shape):
    """Plays of somebody; those that continue each other count as one."""

    plays: int = Field(description="Plays.")
    seconds: int = Field(description="Watch time, seconds.")
    first_started: Instant | None = Field(description="Start of the oldest play, UTC seconds.")
    last_started: Instant | None = Field(description="Start of the newest play, UTC seconds.")
    addresses: int = Field(description="Different addresses that they played from.")


class LinkPart(Shape):
    """One of those who would be one person."""

    person: Person = Field(description="Who they are now.")
    totals: PersonTotals = Field(description="Their plays.")


class LinkPreview(Shape):
    """What linking would do."""

    people: list[LinkPart] = Field(description="Who would be one person.")
    together: PersonTotals = Field(description="Plays of that person.")


AccountText = Annotated[str, Field(pattern=r"^[0-9]{1,15}/[0-9]{1,15}$")]


class AccountsAsked(Shape):
    """Accounts by server and user."""

    account: list[AccountText] = Field(
        min_length=1, max_length=MOST_ACCOUNTS, description="server/user, e.g. 1/7001."
    )


class Accounts(Shape):
    """Accounts by server and user."""

    accounts: list[AccountText] = Field(
        min_length=2,
        max_length=MOST_ACCOUNTS,
        description="server/user, e.g. 1/7001; the first one names the person.",
    )


class ChangedPerson(Changes):
    """What to hold back; what is left out stays as it is."""

    is_hidden: bool = Field(False, description="Whether our own statistics leave them out.")
    shortens_addresses: bool = Field(
        False, description="Whether only short addresses are kept of new plays."
    )


class PeopleAsked(Paging):
    """Who."""

    with_hidden: bool = Field(False, description="Also people who were hidden from lists.")


class AccountMerge(Shape):
    """The account that gets all plays."""

    into_user_id: Number = Field(description="plex.tv account number, on the same server.")


ServerPath = Annotated[Number, Path(description="Number of the server.")]
UserPath = Annotated[Number, Path(description="plex.tv account number; 0 is Local.")]


async def list_people(asks: Asks, asked: Annotated[PeopleAsked, Query()]) -> PersonList:
    """List everybody of all servers; accounts that are linked are one person."""
    people = await asks.app.people.all(with_deleted=asked.with_hidden)
    part = people[asked.offset : asked.offset + asked.limit]
    return PersonList(
        people=[person_of(asks, one) for one in part], total=len(people), offset=asked.offset
    )


async def get_person(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Person:
    """Get who is behind an account."""
    return person_of(asks, await known_person(asks, server_id, user_id))


async def edit_person(
    asks: Asks, server_id: ServerPath, user_id: UserPath, wanted: ChangedPerson
) -> Done:
    """Change what is held back of a person, for all their accounts."""
    person = await known_person(asks, server_id, user_id)
    known = asks.app.people.privacy(person)
    changes = wanted.model_dump(exclude_unset=True)
    privacy = Privacy(
        changes.get("is_hidden", known.is_hidden),
        changes.get("shortens_addresses", known.shortens_addresses),
    )
    return Done(change_id=await asks.app.people.set_privacy(person, privacy, asks.principal.name))


async def list_link_suggestions(asks: Asks) -> LinkSuggestions:
    """List people that seem to be one: same account, e-mail address or name."""
    found = [
        LinkSuggestion(people=[person_of(asks, who) for who in one.people], why=one.why)
        for one in await asks.app.people.suggestions()
    ]
    return LinkSuggestions(suggestions=found, total=len(found))


async def preview_link(asks: Asks, asked: Annotated[AccountsAsked, Query()]) -> LinkPreview:
    """See who would be one person, before they are."""
    people: list[KnownPerson] = []
    for server_id, user_id in map(_numbers, asked.account):
        found = await known_person(asks, server_id, user_id)
        people += [found] if found not in people else []
    table = asks.app.statistics.people.table
    whole = [key for one in people for key in one.keys]
    apart, together = await table([one.keys for one in people]), await table([whole])
    return LinkPreview(
        people=[
            LinkPart(person=person_of(asks, one), totals=totals_of(apart.get(place)))
            for place, one in enumerate(people)
        ],
        together=totals_of(together.get(0)),
    )


async def link_people(asks: Asks, wanted: Accounts) -> Done:
    """Make accounts one person, with all accounts that are linked with them already."""
    people = [await known_person(asks, *_numbers(text)) for text in wanted.accounts]
    accounts = list(dict.fromkeys(key for one in people for key in one.keys))
    return Done(change_id=await asks.app.people.link(accounts, asks.principal.name))


async def unlink_account(asks: Asks, server_id: ServerPath, user_id: UserPath) -> Done:
    """Make an account a person of its own again."""
    await known_person(asks, server_id, user_id)
    account = (ServerId(server_id), UserId(user_id))
    return Done(change_id=await asks.app.people.unlink(account, asks.principal.name))


async def merge_account(
    asks: Asks, server_id: ServerPath, user_id: UserPath, wanted: AccountMerge
) -> Moved:
    """Give all plays of an account to another one of its server. Very many take a job."""
    server = await asks.server(server_id)
    if await asks.app.users.get(server.id, UserId(user_id)) is None:
        raise NotFoundError(f"There is no user {user_id} on this server.", field="user_id")
    begun = await asks.app.large_changes.reassign(
        server.id, UserId(user_id), UserId(wanted.into_user_id), asks.principal.name
    )
    return Moved(plays=begun.plays, change_id=begun.audit_id, job_id=begun.job_id)


async def known_person(asks: Caller, server_id: int, user_id: int) -> KnownPerson:
    """Who is behind an account.

    Raises:
        NotFoundError: there is no such account.
    """
    return await asks.app.people.get(ServerId(server_id), UserId(user_id))


def person_of(asks: Caller, person: KnownPerson) -> Person:
    """A person in the words of the API."""
    privacy = asks.app.people.privacy(person)
    return Person(
        name=person.name,
        accounts=[user_of(user) for user in person.accounts],
        is_hidden=privacy.is_hidden,
        shortens_addresses=privacy.shortens_addresses,
    )


def totals_of(found: PersonFigures | None) -> PersonTotals:
    """Their plays in the words of the API."""
    return PersonTotals(
        plays=found.plays if found else 0,
        seconds=found.seconds if found else 0,
        first_started=found.first_seen if found else None,
        last_started=found.last_seen if found else None,
        addresses=found.places if found else 0,
    )


def _numbers(text: str) -> tuple[int, int]:
    server_id, _, user_id = text.partition("/")
    return int(server_id), int(user_id)
