"""The people on record."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia, make_account
from watchkeeper.columns.columns import Columns
from watchkeeper.db.database import Database
from watchkeeper.db.tables import library
from watchkeeper.domain.facts import LIVE_TV_SECTION, ServerId, UserId
from watchkeeper.domain.media import PlexAccount
from watchkeeper.domain.session import Person
from watchkeeper.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    SignInExpiredError,
    UnreachableError,
)
from watchkeeper.features.system.audit.audit import AuditTrail
from watchkeeper.features.system.queries import insert_server
from watchkeeper.features.users import People, Privacy, Users, UsersChanged
from watchkeeper.features.users.users import ASK_AGAIN_SECONDS
from watchkeeper.runtime.bus import Bus

SERVER = ServerId(1)
MARIA = UserId(7)
OWNER = make_account(5_000_001, "owner", is_admin=True, shared_sections=None)


@pytest.fixture
def media() -> FakeMedia:
    return FakeMedia(account_list=(OWNER, make_account(7, "maria", email="m@example.test")))


@pytest.fixture
def users(db: Database, clock: FakeClock, bus: Bus, media: FakeMedia) -> Users:
    for name in ("Den", "Attic"):
        values = {"name": name, "url": "", "verify_tls": True, "is_watched": True, "added_at": 1}
        db.write_now(insert_server, values)
    return Users(db, clock, bus, lambda server_id: media if server_id == SERVER else None)


async def test_local_is_always_there(users: Users) -> None:
    assert [user.username for user in await users.all(SERVER)] == ["Local"]
    assert (await users.local(ServerId(2))).user_id == 0


async def test_nobody_but_local_is_on_a_server_that_does_not_exist(users: Users) -> None:
    assert [user.username for user in await users.all(ServerId(99))] == ["Local"]
    assert await users.get(ServerId(99), MARIA) is None
    assert await users.everybody() == ()


async def test_a_refresh_keeps_everybody_and_says_so(users: Users, bus: Bus) -> None:
    changes: list[UsersChanged] = []
    bus.listen(UsersChanged, changes.append)
    await users.refresh(SERVER)
    assert [user.username for user in await users.all(SERVER)] == ["Local", "owner", "maria"]
    assert changes == [UsersChanged(SERVER)]
    await users.refresh(SERVER)
    assert len(changes) == 1


async def test_the_owner_is_given_all_libraries_of_the_server(users: Users, db: Database) -> None:
    flags = ("is_active", "do_notify", "do_notify_created", "keep_history")
    row = {"server_id": 1, "is_deleted": False, **dict.fromkeys(flags, True)}
    gone, live_tv = {"section_id": 4, "is_active": False}, {"section_id": LIVE_TV_SECTION}
    rows = [{**row, **each} for each in ({"section_id": 1}, gone, live_tv)]
    db.write_now(lambda conn: conn.execute(library.insert(), rows))
    await users.refresh(SERVER)
    owner = await users.get(SERVER, OWNER.user_id)
    assert owner is not None
    assert owner.shared_libraries == (1,)


@pytest.mark.parametrize("failure", [UnreachableError("down"), SignInExpiredError("expired")])
async def test_f15_a_failed_refresh_changes_nothing(
    users: Users, media: FakeMedia, failure: UnreachableError
) -> None:
    await users.refresh(SERVER)
    before = await users.all(SERVER)
    media.failure = failure
    with pytest.raises(type(failure)):
        await users.refresh(SERVER)
    assert await users.all(SERVER) == before


async def test_a_server_without_address_cannot_be_refreshed(users: Users) -> None:
    with pytest.raises(UnreachableError, match="no address"):
        await users.refresh(ServerId(2))


async def test_people_are_there_after_a_restart(
    users: Users, db: Database, clock: FakeClock, bus: Bus
) -> None:
    await users.refresh(SERVER)
    await users.edit(SERVER, MARIA, {"friendly_name": "Mum"}, "owner")
    again = Users(db, clock, bus, lambda _server_id: None)
    assert again.named(SERVER) == {}
    await again.load()
    assert again.named(SERVER)[MARIA].name == "Mum"
    assert await again.all(SERVER) == await users.all(SERVER)


async def test_names_are_at_hand_without_waiting(users: Users) -> None:
    await users.refresh(SERVER)
    card = users.named(SERVER)[MARIA]
    assert (card.name, card.avatar) == ("maria", "https://plex.tv/users/7/avatar")


async def test_an_edit_is_kept_noted_and_can_be_taken_back(users: Users, db: Database) -> None:
    await users.refresh(SERVER)
    before = await users.get(SERVER, MARIA)
    changes = {"friendly_name": " Mum ", "keep_history": False, "custom_avatar_url": "/a.png"}
    edited = await users.edit(SERVER, MARIA, changes, "Ola")
    assert (edited.display_name, edited.avatar, edited.keep_history) == ("Mum", "/a.png", False)
    (entry,) = (await AuditTrail(db).page()).entries
    assert (entry.note.who, entry.note.action, entry.note.subject) == (
        "Ola",
        "user_edited",
        "user:1/7",
    )
    assert await users.undo(entry.id, "Ola") == before
    with pytest.raises(ConflictError):
        await users.undo(entry.id, "Ola")


@pytest.mark.parametrize("name", ["", "  ", None, "maria"])
async def test_a_blank_name_or_the_username_is_no_name_of_its_own(
    users: Users, name: str | None
) -> None:
    await users.refresh(SERVER)
    edited = await users.edit(SERVER, MARIA, {"friendly_name": name}, "owner")
    assert (edited.friendly_name, edited.display_name) == (None, "maria")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "x"),
        ("is_admin", True),
        ("tokens_sealed", "x"),
        ("keep_history", "perhaps"),
        ("keep_history", None),
        ("friendly_name", "a\nb"),
        ("friendly_name", "x" * 201),
        ("custom_avatar_url", "javascript:alert(1)"),
    ],
)
async def test_what_cannot_be_changed_is_named_and_nothing_happens(
    users: Users, field: str, value: object
) -> None:
    await users.refresh(SERVER)
    with pytest.raises(InputError) as refused:
        await users.edit(SERVER, MARIA, {"do_notify": False, field: value}, "owner")
    assert refused.value.field == field
    maria = await users.get(SERVER, MARIA)
    assert maria is not None
    assert maria.do_notify


async def test_an_unknown_user_cannot_be_edited(users: Users) -> None:
    with pytest.raises(NotFoundError):
        await users.edit(SERVER, UserId(99), {"do_notify": False}, "owner")


async def test_a_deleted_user_is_hidden_not_recorded_and_can_come_back(users: Users) -> None:
    await users.refresh(SERVER)
    deleted = await users.delete(SERVER, MARIA, "owner")
    assert (deleted.is_deleted, deleted.keep_history, deleted.do_notify) == (True, False, False)
    assert deleted not in await users.all(SERVER)
    assert deleted in await users.all(SERVER, with_deleted=True)
    await users.refresh(SERVER)
    assert (await users.match(SERVER, 7, "maria")).user_id == MARIA
    back = await users.undelete(SERVER, MARIA, "owner")
    assert (back.is_deleted, back.keep_history, back.do_notify) == (False, True, True)


async def test_a_session_belongs_to_the_person_of_its_account(users: Users) -> None:
    await users.refresh(SERVER)
    await users.edit(SERVER, MARIA, {"friendly_name": "Mum"}, "owner")
    assert await users.match(SERVER, 7, "maria") == Person(MARIA, "maria", "Mum")
    assert (await users.match(SERVER, 1, "owner")).user_id == OWNER.user_id


async def test_an_unknown_account_makes_the_list_be_read_again(
    users: Users, media: FakeMedia, clock: FakeClock
) -> None:
    assert (await users.match(SERVER, 7, "maria")).username == "maria"
    assert media.asked == ["accounts"]
    for _ in range(5):
        assert (await users.match(SERVER, 9, "new")).username == "Local"
    assert media.asked == ["accounts"]
    media.account_list = (*media.account_list, make_account(9, "new"))
    clock.advance(ASK_AGAIN_SECONDS)
    assert (await users.match(SERVER, 9, "new")).username == "new"
    assert media.asked == ["accounts", "accounts"]


OWN_LIST = (make_account(1, "owner", is_admin=True, shared_sections=None),)
"""What a server lists itself while plex.tv cannot be asked."""


async def test_an_owner_whose_number_is_not_known_makes_plex_tv_be_asked_again(
    users: Users, media: FakeMedia, clock: FakeClock
) -> None:
    moved: list[tuple[ServerId, UserId, UserId]] = []

    async def hand_over(server_id: ServerId, source: UserId, target: UserId) -> None:
        moved.append((server_id, source, target))

    users.hand_over_by(hand_over)
    media.account_list, told = OWN_LIST, media.account_list
    await users.refresh(SERVER)
    assert (await users.match(SERVER, 1, "owner")).user_id == 1
    media.account_list = told
    clock.advance(ASK_AGAIN_SECONDS)
    assert (await users.match(SERVER, 1, "owner")).user_id == OWNER.user_id
    assert moved == [(SERVER, UserId(1), OWNER.user_id)]
    assert [user.user_id for user in await users.all(SERVER)] == [0, OWNER.user_id, MARIA]


async def test_what_was_decided_for_the_owner_without_a_number_holds_for_their_number(
    users: Users, db: Database, media: FakeMedia, clock: FakeClock
) -> None:
    people = People(db, clock, Bus(), users, Columns(ZoneInfo("UTC")))
    users.hand_over_by(people.hand_over)
    media.account_list, told = OWN_LIST, media.account_list
    await users.refresh(SERVER)
    wanted = Privacy(is_hidden=True, shortens_addresses=True)
    await people.set_privacy(await people.get(SERVER, UserId(1)), wanted, "olga")
    media.account_list = told
    await users.refresh(SERVER)
    owner = await people.get(SERVER, OWNER.user_id)
    assert people.privacy(owner) == wanted
    await people.hand_over(SERVER, UserId(1), OWNER.user_id)
    assert people.privacy(owner) == wanted


async def test_a_session_waits_for_the_list_that_is_being_read(
    users: Users, media: FakeMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    media.account_list, told = OWN_LIST, media.account_list
    await users.refresh(SERVER)
    begun, answers = anyio.Event(), anyio.Event()

    async def slow() -> tuple[PlexAccount, ...]:
        begun.set()
        await answers.wait()
        return told

    monkeypatch.setattr(media, "accounts", slow)
    found: list[UserId] = []

    async def look() -> None:
        found.append((await users.match(SERVER, 1, "owner")).user_id)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(users.refresh, SERVER)
        await begun.wait()
        tasks.start_soon(look)
        await anyio.wait_all_tasks_blocked()
        answers.set()
    assert found == [OWNER.user_id]


async def test_whoever_stays_unknown_is_local_even_when_nobody_can_be_asked(
    users: Users, media: FakeMedia
) -> None:
    media.failure = UnreachableError("down")
    assert await users.match(SERVER, 7, "maria") == Person(UserId(0), "Local", "Local")
    assert await users.match(ServerId(2), 7, "maria") == Person(UserId(0), "Local", "Local")


async def test_nobody_signed_in_asks_nobody(users: Users, media: FakeMedia) -> None:
    assert (await users.match(SERVER, 1, "")).username == "Local"
    assert (await users.match(SERVER, 0, "guest")).username == "Local"
    assert media.asked == []
