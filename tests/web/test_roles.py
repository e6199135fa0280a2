"""Who may see what (S1, S2): every address, as nobody, as a guest, and as the owner."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from tests.addresses import FOR_STRANGERS
from tests.web.conftest import BASE_PATH, BROWSER, TOKEN
from tests.web.guest_house import BO, FOREIGN, SERVER, ZEB, GuestHouse, guest_house
from tests.web.streams import live_session
from watchkeeper.domain.session import Person
from watchkeeper.features.accounts import Access, Page, Scope
from watchkeeper.features.accounts.sessions import sessions

FOR_GUESTS = {
    "/info",
    "/library",
    "/user",
    "/me",
    "/me/added",
    "/me/devices",
    "/me/history",
    "/me/history.csv",
    "/me/history.json",
    "/me/now",
    "/me/privacy",
    "/me/privacy/sign-out",
    "/me/privacy/year",
    "/me/statistics",
    "/me/year",
    "/me/year/links/{link_id:int}/revoke",
    "/me/year/{year:int}",
    "/me/year/{year:int}.svg",
    "/me/year/{year:int}/share",
}
FOR_EVERYBODY_SIGNED_IN = {"/auth/logout", "/image", "/sign-out"}
"""They show nothing of anybody: a picture needs a signature that a page of one's own carries."""
OTHERS = {"server_id": SERVER, "user_id": ZEB, "rating_key": 502, "year": 2026, "section_id": 1}
QUERY = (
    f"user_id={ZEB}&account={SERVER}-{ZEB}&server_id={SERVER}&rating_key=502&section_id=1"
    "&reference_id=3&play_id=3&q=Forbidden&include=all"
)
NEVER_ENDS = {"/live"}


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[GuestHouse]:
    async with guest_house(tmp_path_factory.mktemp("roles")) as found:
        await found.let_in(BO)
        yield found


@pytest.fixture
async def guest(house: GuestHouse) -> GuestHouse:
    house.forget_cookies()
    answer = await house.come_in()
    assert answer.status_code == 303, answer.text
    return house


def address(page: Page, number: int = 3) -> str:
    """Filled in with what is somebody else's."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(OTHERS.get(found[1], number)), page.path)


def pages(house: GuestHouse) -> list[Page]:
    return [page for page in house.routes.state.pages if page.path not in NEVER_ENDS]


def foreign(answer: httpx2.Response) -> list[str]:
    text = unescape(answer.text)
    return [mark for mark in FOREIGN if mark in text]


async def token_of(house: GuestHouse, path: str) -> str:
    found = TOKEN.search((await house.get(path)).text)
    assert found
    return found[1]


async def test_every_address_that_lets_in_more_than_the_owner_is_on_a_list(
    house: GuestHouse,
) -> None:
    by_access = {
        Access.GUEST: FOR_GUESTS,
        Access.SIGNED_IN: FOR_EVERYBODY_SIGNED_IN,
        Access.PUBLIC: FOR_STRANGERS,
    }
    for access, paths in by_access.items():
        assert {page.path for page in house.routes.state.pages if page.access is access} == paths
    stated = {Access.OWNER, Access.TOKEN, Access.KEY, *by_access}
    assert {page.access for page in house.routes.state.pages} <= stated


async def test_s2_a_guest_is_refused_where_the_owner_is_meant(guest: GuestHouse) -> None:
    token = await token_of(guest, "/me")
    for page in pages(guest):
        if page.access not in {Access.OWNER, Access.TOKEN}:
            continue
        for method in page.methods:
            answer = await guest.client.request(
                method,
                f"{BASE_PATH}{address(page)}",
                headers={"x-csrf-token": token},
                params=QUERY,
            )
            refused = (303, f"{BASE_PATH}/me") if page.path == "/" else (403, None)
            found = (answer.status_code, answer.headers.get("location"))
            assert found == refused, f"{method} {page.path}"
            assert not foreign(answer), f"{method} {page.path}"


async def test_s2_no_answer_tells_a_guest_of_anybody_else(guest: GuestHouse) -> None:
    guest.monitoring.live = [
        live_session(title=FOREIGN[1], person=Person(ZEB, "zebediah", "zebediah"), rating_key=502)
    ]
    try:
        for page in pages(guest):
            if "GET" not in page.methods:
                continue
            for query in ("", QUERY):
                answer = await guest.get(f"{address(page)}?{query}")
                assert answer.status_code < 500, page.path
                assert not foreign(answer), page.path
    finally:
        guest.monitoring.live = []


async def test_s2_what_a_guest_asks_by_another_account_stays_their_own(guest: GuestHouse) -> None:
    text = await guest.text(f"/me/history?{QUERY.replace('&rating_key=502', '')}")

    assert "Night Train" in text
    assert FOREIGN[1] not in text


async def test_s2_a_guest_who_stands_for_nobody_gets_nothing(guest: GuestHouse) -> None:
    await guest.app.users.edit(SERVER, BO, {"allow_guest": False}, "test")

    answers = [await guest.get(path) for path in ("/me", "/me/history", "/me/history.csv")]

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    await guest.app.users.edit(SERVER, BO, {"allow_guest": True}, "test")
    assert (await guest.get("/me")).status_code == 303  # signed out for good


async def test_s2_a_picture_needs_a_signature_that_a_page_of_ours_gave(guest: GuestHouse) -> None:
    asked = "server=1&path=%2Flibrary%2Fmetadata%2F502%2Fthumb%2F1&width=100&height=150"

    assert (await guest.get(f"/image?{asked}&sign=AAAAAAAAAAAAAAAAAAAAAA")).status_code == 400


async def test_s2_the_live_channel_is_not_for_guests(guest: GuestHouse) -> None:
    assert (await guest.get("/live")).status_code == 403
    assert "data-live" not in await guest.text("/me")


async def test_s1_nobody_is_led_to_the_sign_in_page(house: GuestHouse) -> None:
    house.forget_cookies()
    for page in pages(house):
        if "GET" in page.methods and page.access in {Access.GUEST, Access.OWNER}:
            answer = await house.get(address(page))
            assert answer.headers["location"].startswith(f"{BASE_PATH}/sign-in?next="), page.path


async def test_the_owner_is_let_in_everywhere(house: GuestHouse) -> None:
    house.forget_cookies()
    await house.sign_in()
    for page in pages(house):
        if "GET" not in page.methods or page.access is Access.KEY:
            continue
        answer = await house.get(address(page))
        assert answer.status_code not in {401, 403}, page.path
        assert answer.status_code < 500 or answer.status_code in {502, 503}, page.path


async def test_the_frame_of_a_guest_names_no_page_of_the_owner(guest: GuestHouse) -> None:
    text = await guest.text("/me")
    links = set(re.findall(r'href="/x/y(/[^"?]*)', text))

    owners = {page.path for page in pages(guest) if page.access is Access.OWNER} - {"/"}
    assert not links & owners


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("/info?rating_key=501", "/me/history?text=Night%20Train"),
        (f"/user?user_id={BO}", "/me"),
        ("/info?rating_key=502", None),
        ("/info?rating_key=999999", None),
        ("/info?row_id=3", None),
        ("/info", None),
        (f"/user?user_id={ZEB}", None),
        ("/library?section_id=1", None),
    ],
)
async def test_s2_old_addresses_lead_a_guest_to_their_own_pages_or_nowhere(
    guest: GuestHouse, link: str, leads_to: str | None
) -> None:
    answer = await guest.get(link)
    if leads_to is None:
        assert answer.status_code == 404
        assert not foreign(answer)
    else:
        assert answer.headers["location"] == f"{BASE_PATH}{leads_to}"


async def test_s2_what_is_for_programs_is_for_no_guest_whatever_scopes_they_hold(
    house: GuestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "GUEST_SCOPES", frozenset(Scope))
    house.forget_cookies()
    assert (await house.come_in()).status_code == 303

    answers = [await house.get(path) for path in ("/api/v1/plays", "/metrics", "/status/database")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_browser_headers_do_not_matter(guest: GuestHouse) -> None:
    answer = await guest.get("/history", **(BROWSER | {"hx-request": "true"}))

    assert answer.status_code == 403
