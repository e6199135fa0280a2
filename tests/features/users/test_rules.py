"""Rules about people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.media import make_account
from watchkeeper.domain.facts import LOCAL_USER, SectionId, ServerId, UserId
from watchkeeper.domain.media import PlexAccount
from watchkeeper.errors import MalformedError
from watchkeeper.features.users.rules import Refreshed, is_nobody, local_user, matched, refreshed
from watchkeeper.features.users.user import User

SERVER = ServerId(1)
SECTIONS = (SectionId(1), SectionId(2))
OWNER = make_account(5_000_001, "owner", is_admin=True, shared_sections=None)


def make_user(user_id: int, username: str, **changes: object) -> User:
    facts = {"id": user_id, "server_id": SERVER, "user_id": UserId(user_id), "username": username}
    return User(**{**facts, **changes})  # type: ignore[arg-type]  # tests name real fields


def fresh(known: list[User], *accounts: PlexAccount) -> Refreshed:
    people = {user.user_id: user for user in (local_user(SERVER), *known)}
    return refreshed(people, accounts, server_id=SERVER, sections=SECTIONS)


def only(found: Refreshed) -> User:
    (user,) = (user for user in (*found.added, *found.changed) if not user.is_admin)
    return user


def test_the_owner_sees_all_libraries_and_is_admin() -> None:
    (owner,) = fresh([], OWNER).added
    assert (owner.is_admin, owner.is_active, owner.shared_libraries) == (True, True, SECTIONS)


def test_a_managed_user_without_username_goes_by_the_title() -> None:
    child = only(fresh([], OWNER, make_account(7, "", title="Petra")))
    assert (child.username, child.title) == ("Petra", "Petra")


def test_a_title_is_kept_only_when_it_differs_from_the_username() -> None:
    same = only(fresh([], OWNER, make_account(7, "maria", title="maria")))
    other = only(fresh([], OWNER, make_account(7, "maria", title="Maria R.")))
    assert (same.title, other.title) == (None, "Maria R.")


def test_whoever_has_no_library_becomes_inactive_and_stays_on_record() -> None:
    maria = make_user(7, "maria")
    without = only(fresh([maria], OWNER, make_account(7, "maria", shared_sections=())))
    gone = only(fresh([maria], OWNER))
    assert (without.is_active, gone.is_active) == (False, False)
    assert (without.id, gone.id) == (maria.id, maria.id)


def test_whoever_gets_a_library_again_becomes_active() -> None:
    maria = make_user(7, "maria", is_active=False)
    assert only(fresh([maria], OWNER, make_account(7, "maria"))).is_active


def test_what_was_not_told_about_libraries_changes_nothing_of_them() -> None:
    maria = make_user(7, "maria", shared_libraries=(SectionId(3),))
    account = make_account(7, "maria", shared_sections=None, email="m@example.test")
    changed = only(fresh([maria], OWNER, account))
    assert (changed.shared_libraries, changed.is_active) == ((SectionId(3),), True)


@pytest.mark.parametrize(
    ("custom", "thumb", "after"),
    [
        (None, None, "new"),
        ("", "old", "new"),
        ("old", "old", "new"),
        ("mine", "old", "mine"),
        ("mine", None, "mine"),
    ],
)
def test_an_avatar_follows_the_account_unless_the_owner_chose_one(
    custom: str | None, thumb: str | None, after: str
) -> None:
    maria = make_user(7, "maria", custom_avatar_url=custom, thumb=thumb)
    changed = only(fresh([maria], OWNER, make_account(7, "maria", thumb="new")))
    assert (changed.thumb, changed.custom_avatar_url, changed.avatar) == ("new", after, after)


def test_what_the_owner_set_survives_a_refresh() -> None:
    mine = {
        "friendly_name": "Mum",
        "keep_history": False,
        "do_notify": False,
        "allow_guest": True,
        "is_deleted": True,
    }
    maria = make_user(7, "maria", **mine)
    changed = only(fresh([maria], OWNER, make_account(7, "maria2")))
    assert changed.username == "maria2"
    assert {name: getattr(changed, name) for name in mine} == mine


def test_f16_a_list_without_its_owner_is_not_believed() -> None:
    for accounts in ((), (make_account(7, "maria"),)):
        with pytest.raises(MalformedError):
            fresh([make_user(7, "maria")], *accounts)


def test_the_servers_own_list_only_adds_strangers_to_what_plex_tv_told() -> None:
    known = [make_user(5_000_001, "owner", is_admin=True), make_user(7, "maria", title="M")]
    own_list = (
        make_account(1, "owner", is_admin=True, shared_sections=None),
        make_account(7, "renamed", shared_sections=None),
        make_account(8, "new", shared_sections=None),
    )
    found = fresh(known, *own_list)
    assert [user.username for user in found.added] == ["new"]
    assert found.changed == ()


def test_an_owner_known_by_the_servers_own_number_gives_way_to_the_real_one() -> None:
    known = make_user(1, "owner", is_admin=True)
    found = fresh([known], OWNER)
    assert [user.user_id for user in found.added] == [5_000_001]
    assert [(user.is_active, user.is_admin) for user in found.changed] == [(False, False)]
    assert (found.changed[0].is_deleted, found.owner) == (True, 5_000_001)


def test_an_owner_whose_number_becomes_known_keeps_what_was_decided() -> None:
    known = make_user(1, "owner", is_admin=True, friendly_name="Boss", do_notify=False)
    (found,) = fresh([known], OWNER).added
    assert (found.user_id, found.friendly_name, found.do_notify) == (5_000_001, "Boss", False)
    assert fresh([found], OWNER).owner is None


def test_the_first_of_two_entries_of_a_person_counts() -> None:
    found = fresh([], OWNER, make_account(7, "maria"), make_account(7, "twin"))
    assert [user.username for user in found.added] == ["owner", "maria"]


PEOPLE = st.lists(
    st.builds(
        make_account,
        st.integers(0, 9),
        st.sampled_from(["", "a", "b"]),
        is_admin=st.booleans(),
        shared_sections=st.sampled_from([None, (), (SectionId(1),)]),
    )
)


@given(first=PEOPLE, second=PEOPLE)
def test_a_refresh_twice_changes_nothing_and_never_touches_local(
    first: list[PlexAccount], second: list[PlexAccount]
) -> None:
    people = {LOCAL_USER: local_user(SERVER)}
    for accounts in (first, second, second):
        try:
            news = refreshed(people, accounts, server_id=SERVER, sections=SECTIONS)
        except MalformedError:
            continue
        again = {**people, **{user.user_id: user for user in (*news.added, *news.changed)}}
        assert set(people) <= set(again)
        people = again
    assert people[LOCAL_USER] == local_user(SERVER)
    if any(account.is_admin for account in second):
        assert refreshed(people, second, server_id=SERVER, sections=SECTIONS).changed == ()


HOUSE = (
    local_user(SERVER),
    make_user(5_000_001, "Owner", is_admin=True),
    make_user(7, "maria"),
)


@pytest.mark.parametrize(
    ("account_id", "title", "user_id"),
    [
        (7, "maria", 7),
        (7, "whatever", 7),
        (8, "maria", None),
        (1, "owner", 5_000_001),
        (1, "OWNER", 5_000_001),
        (1, "maria", 7),
        (1, "renamed on the server", 5_000_001),
        (1, "", None),
        (1, "Local", 0),
    ],
)
def test_accounts_are_matched_to_people(account_id: int, title: str, user_id: int | None) -> None:
    found = matched(HOUSE, account_id, title)
    assert (None if found is None else found.user_id) == user_id


@pytest.mark.parametrize(
    ("account_id", "title", "nobody"),
    [(0, "x", True), (1, "", True), (1, "Local", True), (1, "owner", False), (7, "", False)],
)
def test_whoever_is_not_signed_in_is_nobody(account_id: int, title: str, nobody: bool) -> None:
    assert is_nobody(account_id, title) is nobody
