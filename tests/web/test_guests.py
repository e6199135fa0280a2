"""Guests come in, and are put out again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from tests.web.conftest import BASE_PATH, BROWSER, OWNER
from tests.web.guest_house import ADA, BO, SERVER, ZEB, GuestHouse, guest_house, person
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.accounts import SignIn, SignInQuery
from watchkeeper.features.preferences import Guests
from watchkeeper.features.users.queries import insert_user

OWN_PASSWORD = "a sentence of the guest"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[GuestHouse]:
    async with guest_house(tmp_path) as found:
        yield found


@pytest.fixture
async def open_house(house: GuestHouse) -> GuestHouse:
    await house.let_in(BO)
    return house


async def logged(house: GuestHouse) -> list[SignIn]:
    return list((await house.app.accounts.sign_ins(SignInQuery())).rows)


async def invitation(house: GuestHouse, user_id: UserId = BO) -> str:
    return f"/welcome/{(await house.app.accounts.guests.invite(user_id)).token}"


async def test_signing_in_with_plex_is_not_offered_while_guests_are_off(house: GuestHouse) -> None:
    assert "Sign in with Plex" not in await house.text("/sign-in")
    assert (await house.post("/sign-in/plex", {}, "/sign-in")).status_code == 404


async def test_a_guest_signs_in_with_plex_and_comes_to_their_own_pages(
    open_house: GuestHouse,
) -> None:
    answer = await open_house.come_in()

    assert answer.headers["location"] == f"{BASE_PATH}/me"
    assert "Night Train" in await open_house.text("/me")
    [attempt] = await logged(open_house)
    assert (attempt.user_id, attempt.username, attempt.user_group) == (BO, "bo", "guest")
    assert attempt.success


async def test_while_nobody_has_said_yes_the_page_waits(open_house: GuestHouse) -> None:
    path = await open_house.plex_page()

    page = await open_house.text(path)
    answer = await open_house.post(path, page=path)

    assert "https://app.plex.tv/auth#?code=abcd" in page
    assert answer.headers["location"] == f"{BASE_PATH}{path}"
    assert (await open_house.get("/me")).headers["location"].startswith(f"{BASE_PATH}/sign-in")


@pytest.mark.parametrize("user_id", [ZEB, ADA, UserId(999), UserId(1), UserId(0)])
async def test_whoever_is_not_allowed_is_refused_and_logged(
    open_house: GuestHouse, user_id: UserId
) -> None:
    answer = await open_house.come_in(user_id)

    assert answer.headers["location"] == f"{BASE_PATH}/sign-in?why=guest"
    assert "does not let this account in" in await open_house.follow(answer)
    [attempt] = await logged(open_house)
    assert (attempt.user_id, attempt.success) == (user_id, False)


async def test_another_browser_cannot_end_a_sign_in_that_was_begun(open_house: GuestHouse) -> None:
    path = await open_house.plex_page()
    open_house.tv.signed_in = BO
    open_house.forget_cookies()

    answer = await open_house.post(path, page="/sign-in")

    assert answer.headers["location"] == f"{BASE_PATH}/sign-in?why=over"
    assert (await open_house.get(path)).status_code == 404


async def test_a_sign_in_that_waits_too_long_is_over(open_house: GuestHouse) -> None:
    path = await open_house.plex_page()
    open_house.clock.advance(901)

    assert (await open_house.get(path)).status_code == 404


async def test_a_sign_in_is_good_once(open_house: GuestHouse) -> None:
    path = await open_house.plex_page()
    open_house.tv.signed_in = BO
    assert (await open_house.post(path, page=path)).status_code == 303

    answer = await open_house.post(path, page="/me")

    assert answer.headers["location"] == f"{BASE_PATH}/sign-in?why=over"


async def test_s14_sign_ins_that_come_to_nothing_are_slowed_down(open_house: GuestHouse) -> None:
    answers = [await open_house.post("/sign-in/plex", {"next": "/"}, "/sign-in") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    open_house.clock.advance(1000)
    assert (await open_house.come_in()).status_code == 303


async def test_plex_tv_being_down_is_said(open_house: GuestHouse) -> None:
    open_house.tv.is_down = True

    answer = await open_house.post("/sign-in/plex", {"next": "/"}, "/sign-in")

    assert answer.status_code == 502
    assert "plex.tv does not answer" in answer.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/me/history", "/me/history"),
        ("/me/year/2026?x=1", "/me/year/2026?x=1"),
        ("/history", "/me"),
        ("/menu", "/me"),
        ("//evil.example", "/me"),
        ("/me/..//evil.example", "/me/..//evil.example"),
        ("https://evil.example", "/me"),
        ("/\\evil.example", "/me"),
        ("/%2F/evil.example", "/me"),
        ("javascript:alert(1)", "/me"),
        ("/me\t//evil.example", "/me"),
    ],
)
async def test_s11_a_guest_is_led_nowhere_but_into_their_own_pages(
    open_house: GuestHouse, asked: str, shown: str
) -> None:
    answer = await open_house.come_in(next_path=asked)

    assert answer.headers["location"] == f"{BASE_PATH}{shown}"


async def test_taking_the_word_back_ends_the_session_at_once(open_house: GuestHouse) -> None:
    await open_house.come_in()
    await open_house.app.users.edit(SERVER, BO, {"allow_guest": False}, "test")

    assert (await open_house.get("/me")).status_code == 303
    await open_house.app.users.edit(SERVER, BO, {"allow_guest": True}, "test")
    assert (await open_house.get("/me")).status_code == 303


async def test_switching_guests_off_ends_the_session_at_once(open_house: GuestHouse) -> None:
    await open_house.come_in()
    await open_house.app.preferences.change(Guests, {"allow_guest_access": False}, "test")

    assert (await open_house.get("/me")).status_code == 303


async def test_deleting_the_person_ends_the_session_at_once(open_house: GuestHouse) -> None:
    await open_house.come_in()
    await open_house.app.users.delete(SERVER, BO, "test")

    assert (await open_house.get("/me")).status_code == 303


async def test_sessions_of_refused_guests_end_without_a_request_too(open_house: GuestHouse) -> None:
    await open_house.come_in()
    await open_house.app.users.edit(SERVER, BO, {"allow_guest": False}, "test")
    await open_house.app.accounts.keep_books()

    assert await open_house.app.accounts.guests.sessions(BO) == []


@pytest.mark.parametrize("way", ["person", "guests"])
async def test_a_word_taken_back_for_a_moment_has_ended_the_session(
    open_house: GuestHouse, way: str
) -> None:
    await open_house.come_in()
    for says in (False, True):
        if way == "person":
            await open_house.app.users.edit(SERVER, BO, {"allow_guest": says}, "test")
        else:
            await open_house.app.preferences.change(Guests, {"allow_guest_access": says}, "test")
        with anyio.fail_after(30):
            while not says and await open_house.app.accounts.guests.sessions(BO):
                await anyio.lowlevel.checkpoint()
    assert (await open_house.get("/me")).status_code == 303


async def test_a_guest_stands_for_their_account_on_every_server(open_house: GuestHouse) -> None:
    other = await open_house.app.servers.know("machine-2", "Cabin")
    for user_id, name in ((BO, "bo"), (ZEB, "zebediah")):
        user = person(user_id, name, allow_guest=user_id == BO)
        values = {**{n: getattr(user, n) for n in user.__slots__}, "server_id": other.id}
        await open_house.app.db.write(insert_user, type(user)(**values))
    await open_house.app.users.reload(other.id)

    admitted = await open_house.app.guest_admission.admitted(BO)

    assert admitted is not None
    assert set(admitted.accounts) == {(SERVER, BO), (ServerId(other.id), BO)}


async def test_linked_accounts_count_only_where_they_are_allowed_too(
    open_house: GuestHouse,
) -> None:
    await open_house.app.people.link([(SERVER, BO), (SERVER, ZEB)], "test")
    before = await open_house.app.guest_admission.admitted(BO)
    await open_house.app.users.edit(SERVER, ZEB, {"allow_guest": True}, "test")
    after = await open_house.app.guest_admission.admitted(BO)

    assert before is not None
    assert after is not None
    assert before.accounts == ((SERVER, BO),)
    assert after.accounts == ((SERVER, BO), (SERVER, ZEB))


async def test_a_guest_has_no_password_until_they_choose_one(open_house: GuestHouse) -> None:
    await open_house.come_in()
    open_house.forget_cookies()

    for password in ("", "nobody has this password", "a guess of somebody"):
        form = {"name": "bo", "password": password}
        assert (await open_house.post("/sign-in", form, "/sign-in")).status_code == 401


async def test_an_invited_guest_chooses_a_password_and_signs_in_with_it(
    open_house: GuestHouse,
) -> None:
    path = await invitation(open_house)
    assert "bo" in await open_house.text(path)

    answer = await open_house.post(path, {"password": OWN_PASSWORD}, path)
    assert answer.headers["location"] == f"{BASE_PATH}/me"
    open_house.forget_cookies()
    form = {"name": "bo", "password": OWN_PASSWORD, "next": "/history"}
    answer = await open_house.post("/sign-in", form, "/sign-in")

    assert answer.headers["location"] == f"{BASE_PATH}/me"


async def test_an_invitation_is_good_once_and_for_three_days(open_house: GuestHouse) -> None:
    used, old = await invitation(open_house), ""
    await open_house.post(used, {"password": OWN_PASSWORD}, used)
    assert (await open_house.get(used)).status_code == 404
    old = await invitation(open_house)
    open_house.clock.advance(3 * 86_400)

    assert (await open_house.get(old)).status_code == 404


async def test_an_invitation_ends_with_a_newer_one_and_when_the_word_is_taken_back(
    open_house: GuestHouse,
) -> None:
    first, second = await invitation(open_house), await invitation(open_house)
    assert (await open_house.get(first)).status_code == 404
    assert (await open_house.get(second)).status_code == 200
    await open_house.app.users.edit(SERVER, BO, {"allow_guest": False}, "test")

    assert (await open_house.get(second)).status_code == 404


async def test_a_password_that_is_too_short_uses_nothing_up(open_house: GuestHouse) -> None:
    path = await invitation(open_house)

    answer = await open_house.post(path, {"password": "short"}, path)

    assert answer.status_code == 400
    assert "at least 8 characters" in answer.text
    assert (await open_house.get(path)).status_code == 200


async def test_a_password_that_was_right_is_refused_when_the_word_is_taken_back(
    open_house: GuestHouse,
) -> None:
    path = await invitation(open_house)
    await open_house.post(path, {"password": OWN_PASSWORD}, path)
    await open_house.app.users.edit(SERVER, BO, {"allow_guest": False}, "test")
    open_house.forget_cookies()

    form = {"name": "bo", "password": OWN_PASSWORD}
    answer = await open_house.post("/sign-in", form, "/sign-in")

    assert answer.status_code == 401
    assert not (await logged(open_house))[0].success


async def test_a_guest_called_like_the_owner_takes_nothing_over(open_house: GuestHouse) -> None:
    await open_house.app.db.write(insert_user, person(UserId(7009), OWNER, allow_guest=True))
    await open_house.app.users.reload(SERVER)

    await open_house.come_in(UserId(7009))

    assert (await open_house.get("/history")).status_code == 403
    open_house.forget_cookies()
    await open_house.sign_in()
    assert (await open_house.get("/history")).status_code == 200


async def test_the_owner_lets_in_invites_and_signs_out_on_one_page(house: GuestHouse) -> None:
    await house.app.preferences.change(Guests, {"allow_guest_access": True}, "test")
    await house.sign_in()
    page = f"/users/{SERVER}/{BO}/guest"

    said = await house.follow(await house.post(f"{page}/allow", {"allow": "1"}, page))
    assert "bo may come in as a guest." in said
    made = await house.post(f"{page}/invite", page=page)
    assert f"http://tests{BASE_PATH}/welcome/" in made.text
    assert "/welcome/" not in await house.text(page)
    await house.post(f"{page}/allow", {}, page)

    assert await house.app.guest_admission.admitted(BO) is None
    assert await house.app.accounts.guests.invitation(BO) is None


async def test_a_guest_signs_out_everywhere(open_house: GuestHouse) -> None:
    await open_house.come_in()

    answer = await open_house.post("/me/privacy/sign-out", page="/me/privacy")

    assert answer.headers["location"] == f"{BASE_PATH}/sign-in"
    assert await open_house.app.accounts.guests.sessions(BO) == []


async def test_what_is_taken_along_is_ones_own_and_says_nothing_of_the_server(
    open_house: GuestHouse,
) -> None:
    await open_house.come_in()

    plays = (await open_house.get("/me/history.json")).json()["plays"]
    table = (await open_house.get("/me/history.csv")).text

    assert [play["full_title"] for play in plays] == ["Night Train"]
    assert not {"username", "user_id", "server_id", "id"} & set(plays[0])
    assert table.count("\r\n") == 2


@pytest.mark.parametrize(
    "query", ["page=x", "after=yesterday", "page=-1", "kind=%3Cscript%3E", "text=%F0%9F%8D%BF"]
)
async def test_strange_questions_are_answered_or_refused_in_words(
    open_house: GuestHouse, query: str
) -> None:
    await open_house.come_in()

    answer = await open_house.get(f"/me/history?{query}")

    assert answer.status_code in {200, 400}
    assert "<script>" not in answer.text


async def test_s10_hostile_titles_stay_text_on_all_own_pages(open_house: GuestHouse) -> None:
    hostile = "<script>alert(1)</script>\u202eevil"
    await open_house.record(title=hostile, full_title=hostile, user_id=BO, username="bo")
    await open_house.come_in()

    for path in ("/me", "/me/history", "/me/year/2026", "/me/year/2026.svg", "/me/devices"):
        answer = await open_house.get(path, **BROWSER)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.text, path


async def test_no_secret_of_a_guest_is_logged(
    open_house: GuestHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    path = await invitation(open_house)
    await open_house.post(path, {"password": OWN_PASSWORD}, path)
    open_house.forget_cookies()
    waiting = await open_house.plex_page()

    from watchkeeper.runtime.redaction import Redactor

    text = Redactor().text(f"path=/x/y{path} path=/x/y{waiting}")
    assert path.rpartition("/")[2] not in text
    assert waiting.rpartition("/")[2] not in text
    assert OWN_PASSWORD not in capsys.readouterr().out


async def test_whoever_comes_by_an_invitation_that_is_over_is_led_to_the_sign_in(
    house: GuestHouse,
) -> None:
    answer = await house.get("/welcome/no-such-invitation-any-more")
    assert answer.status_code == 404
    assert f'href="{BASE_PATH}/sign-in"' in answer.text
    assert f'action="{BASE_PATH}/search"' not in answer.text
    nowhere = await house.get("/nothing/here")
    assert f'action="{BASE_PATH}/search"' in nowhere.text
