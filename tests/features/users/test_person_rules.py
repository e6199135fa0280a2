"""Who is one person, and who may be."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.errors import InputError
from watchkeeper.features.users.person import KnownPerson
from watchkeeper.features.users.person_rules import Link, checked_accounts, people_of, suggestions
from watchkeeper.features.users.user import User


def make_user(server_id: int, user_id: int, username: str, **more: Any) -> User:
    return User(
        id=user_id,
        server_id=ServerId(server_id),
        user_id=UserId(user_id),
        username=username,
        **more,
    )


ADA, ADA_TOO, BO = make_user(1, 101, "ada"), make_user(2, 202, "ada.l"), make_user(1, 102, "bo")


def test_without_links_everybody_is_a_person_alone() -> None:
    assert [person.name for person in people_of([ADA, BO], [])] == ["ada", "bo"]


def test_linked_accounts_are_one_person_named_by_the_first() -> None:
    links = [Link(5, 1, 1, 101), Link(5, 0, 2, 202)]
    people = people_of([ADA, BO, ADA_TOO], links)
    assert [person.name for person in people] == ["bo", "ada.l"]
    assert people[1].keys == ((2, 202), (1, 101))


def test_a_link_to_an_account_that_is_gone_is_left_out() -> None:
    [person] = people_of([ADA], [Link(5, 0, 2, 202), Link(5, 1, 1, 101)])
    assert person.keys == ((1, 101),)


@pytest.mark.parametrize(
    ("accounts", "words"),
    [
        ([(1, 101)], "at least two"),
        ([(1, 101), (1, 101)], "at least two"),
        ([(1, 101), (1, 0)], "Local"),
        ([(1, number) for number in range(1, 60)], "at most"),
    ],
)
def test_accounts_that_cannot_be_one_person_are_refused(
    accounts: list[tuple[int, int]], words: str
) -> None:
    pairs = [(ServerId(server_id), UserId(user_id)) for server_id, user_id in accounts]
    with pytest.raises(InputError, match=words):
        checked_accounts(pairs)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (make_user(1, 101, "ada"), make_user(2, 101, "lovelace"), "the same Plex account"),
        (
            make_user(1, 101, "ada", email="Ada@x.org"),
            make_user(2, 7, "lovelace", email="ada@x.org "),
            "the same e-mail address",
        ),
        (make_user(1, 101, "Ada"), make_user(2, 7, "ada"), "the same username"),
    ],
)
def test_people_on_several_servers_are_suggested_by_what_they_share(
    one: User, other: User, why: str
) -> None:
    [found] = suggestions([KnownPerson((one,)), KnownPerson((other,))])
    assert found.why == why
    assert {person.name for person in found.people} == {one.username, other.username}


@pytest.mark.parametrize(
    "people",
    [
        [make_user(1, 101, "ada"), make_user(1, 102, "ada")],
        [make_user(1, 0, "Local"), make_user(2, 0, "Local")],
        [make_user(1, 101, "ada"), make_user(2, 101, "ada", is_deleted=True)],
        [make_user(1, 1, "olga"), make_user(2, 1, "peter")],
    ],
    ids=["one server", "nobody", "removed", "the number that every owner has"],
)
def test_nobody_is_suggested_without_reason(people: list[User]) -> None:
    assert suggestions([KnownPerson((user,)) for user in people]) == []


def test_those_who_are_one_already_are_not_suggested() -> None:
    pair = KnownPerson((make_user(1, 101, "ada"), make_user(2, 101, "ada")))
    assert suggestions([pair]) == []
