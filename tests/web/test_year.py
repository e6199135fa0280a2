"""The year in review: its figures, sharing it, keeping it to oneself."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.factories import STARTED
from tests.web.conftest import BASE_PATH, HOUR, Desk
from tests.web.guest_house import BO, FOREIGN, SERVER, ZEB, GuestHouse, guest_house
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import UserId
from watchkeeper.features.guests import NewLink
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.preferences import Guests
from watchkeeper.features.statistics.year import YearQuery
from watchkeeper.web.views.history.asked import Asked, history_query

LINK = re.compile(r"http://tests/x/y(/shared/year/[\w-]+)")
DAY = 24 * HOUR
YEAR = f"/users/{SERVER}/{BO}/year/2026"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[GuestHouse]:
    async with guest_house(tmp_path) as found:
        await found.let_in(BO)
        yield found


@pytest.fixture
async def owner(house: GuestHouse) -> GuestHouse:
    await house.sign_in()
    return house


async def shared(house: GuestHouse, page: str = YEAR, **form: str) -> str:
    """The address of a new link."""
    answer = await house.post(f"{page}/share", {"name": "B.", "days": "7", **form}, page)
    assert answer.status_code == 200, answer.text
    found = LINK.search(answer.text)
    assert found, answer.text
    return found[1]


async def test_the_year_says_what_the_history_says(owner: GuestHouse) -> None:
    review = await owner.app.years.review(YearQuery(year=2026, filter=HistoryFilter()))
    asked = Asked.of({"after": "2026-01-01", "before": "2026-12-31"})
    query = history_query(asked, date(2026, 1, 1))
    history = await owner.app.history.page(query)

    assert review is not None
    assert (review.total.plays, review.total.seconds) == (3, history.total_seconds)
    assert sum(review.facts.month_seconds) == history.total_seconds
    assert sum(review.facts.hour_seconds) == history.total_seconds
    assert review.facts.people == 3
    assert review.movies[0].row.full_title in {"The Tide", FOREIGN[1]}


async def test_streak_day_sitting_and_repeat_are_found(owner: GuestHouse) -> None:
    for day in range(3):
        start = STARTED + 40 * DAY + day * DAY
        await owner.record(user_id=BO, started=start, stopped=start + HOUR)
    follow = STARTED + 42 * DAY + HOUR + 600
    await owner.record(
        user_id=BO, title="Second", full_title="Second", rating_key=9,
        started=follow, stopped=follow + 2 * HOUR,
    )  # fmt: skip
    wanted = HistoryFilter(accounts=((SERVER, BO),))

    review = await owner.app.years.review(YearQuery(year=2026, filter=wanted))

    assert review is not None
    assert review.facts.streak.days == 3
    assert review.facts.busiest_day.seconds == 3 * HOUR
    assert review.binge is not None
    assert (review.binge.plays, review.binge.seconds) == (2, 3 * HOUR)
    assert review.facts.repeat is not None
    assert review.facts.repeat.plays == 3


async def test_the_years_known_are_those_with_plays(owner: GuestHouse) -> None:
    await owner.record(started=STARTED - 2 * 365 * DAY, stopped=STARTED - 2 * 365 * DAY + HOUR)

    assert await owner.app.years.known(HistoryFilter()) == [2026, 2024]
    assert (await owner.get("/year")).headers["location"] == f"{BASE_PATH}/year/2026"


async def test_every_figure_that_is_a_link_opens_plays(owner: GuestHouse) -> None:
    text = await owner.text("/year/2026")

    links = set(re.findall(r'href="/x/y(/history[^"]*)"', text.partition('id="main"')[2]))
    assert len(links) > 5
    for link in links:
        assert (await owner.get(link)).status_code == 200, link


@pytest.mark.parametrize("path", ["/year/2020", f"/users/{SERVER}/{BO}/year/1999"])
async def test_a_year_without_plays_says_so(owner: GuestHouse, path: str) -> None:
    assert "Nothing was played in" in await owner.text(path)
    assert (await owner.get(f"{path}.svg")).status_code == 404


@pytest.mark.parametrize("year", ["0", "1", "9999", "99999999999999999999"])
async def test_a_year_that_cannot_be_is_no_page(owner: GuestHouse, year: str) -> None:
    assert (await owner.get(f"/year/{year}")).status_code == 404


async def test_the_picture_is_one_that_any_program_can_read(owner: GuestHouse) -> None:
    hostile = '<script>alert("x")</script> & \u202eevil'
    await owner.record(user_id=BO, title=hostile, full_title=hostile, rating_key=77)

    answer = await owner.get(f"{YEAR}.svg")

    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert ET.fromstring(answer.text).tag.endswith("svg")
    assert "<script>" not in answer.text


async def test_a_link_opens_for_strangers_and_tells_no_more_than_it_should(
    owner: GuestHouse,
) -> None:
    link = await shared(owner)
    owner.forget_cookies()

    answer = await owner.get(link)

    assert answer.status_code == 200
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "B." in answer.text
    assert "Night Train" in answer.text
    for hidden in (*FOREIGN, str(BO), "192.168.", "/history", "/users", "Living Room"):
        assert hidden not in answer.text, hidden
    assert (await owner.get(f"{link}.svg")).status_code == 200


async def test_the_link_to_the_house_names_people_only_when_that_was_chosen(
    owner: GuestHouse,
) -> None:
    without, with_people = await shared(owner, "/year/2026"), ""
    with_people = await shared(owner, "/year/2026", people="1")
    owner.forget_cookies()

    assert "zebediah" not in (await owner.get(without)).text
    assert "zebediah" in (await owner.get(with_people)).text


async def test_a_link_ends_by_itself_and_when_it_is_revoked(owner: GuestHouse) -> None:
    first, second = await shared(owner), await shared(owner)
    [newest, _] = await owner.app.year_links.all()
    await owner.post(f"/year/links/{newest.id}/revoke", page="/year/links")

    assert (await owner.get(second)).status_code == 404
    assert (await owner.get(first)).status_code == 200
    owner.clock.advance(7 * DAY)
    assert (await owner.get(first)).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f..%2f", "%00"])
async def test_a_link_that_was_never_made_opens_nothing(house: GuestHouse, token: str) -> None:
    assert (await house.get(f"/shared/year/{token}")).status_code == 404


async def test_whoever_opts_out_is_seen_by_nobody_else(owner: GuestHouse) -> None:
    link = await shared(owner)
    await owner.app.opting_out.choose([(SERVER, BO)], is_out=True)

    assert (await owner.get(YEAR)).status_code == 403
    assert (await owner.get(f"{YEAR}.svg")).status_code == 403
    assert (await owner.get(link)).status_code == 404
    people = (await owner.text("/year/2026")).partition("Most active people")[2]
    assert "zebediah" in people
    assert not re.search(r">bo<", people)
    await owner.app.opting_out.choose([(SERVER, BO)], is_out=False)
    assert (await owner.get(YEAR)).status_code == 200


async def test_a_guest_opts_out_on_their_own_page(house: GuestHouse) -> None:
    await house.come_in()

    said = await house.follow(await house.post("/me/privacy/year", {"out": "1"}, "/me/privacy"))

    assert "Nobody but you sees your year in review" in said
    assert await house.app.opting_out.has([(SERVER, BO)])
    assert (await house.get("/me/year/2026")).status_code == 200


async def test_guests_share_their_year_only_where_the_owner_lets_them(house: GuestHouse) -> None:
    await house.come_in()
    refused = await house.post("/me/year/2026/share", {"name": "me"}, "/me")
    await house.app.preferences.change(Guests, {"guests_share_years": True}, "test")
    link = await shared(house, "/me/year/2026")

    assert refused.status_code == 403
    assert (await house.get(link)).status_code == 200
    await house.app.preferences.change(Guests, {"guests_share_years": False}, "test")
    assert (await house.get(link)).status_code == 404


async def test_a_guests_link_ends_when_they_are_not_let_in_any_more(house: GuestHouse) -> None:
    await house.app.preferences.change(Guests, {"guests_share_years": True}, "test")
    await house.come_in()
    link = await shared(house, "/me/year/2026")
    await house.app.users.edit(SERVER, BO, {"allow_guest": False}, "test")

    assert (await house.get(link)).status_code == 404


async def test_s2_a_guest_ends_only_links_of_their_own(house: GuestHouse) -> None:
    await house.sign_in()
    owners = await shared(house)
    house.forget_cookies()
    await house.come_in()
    [link] = await house.app.year_links.all()

    answer = await house.post(f"/me/year/links/{link.id}/revoke", page="/me/privacy")

    assert answer.status_code == 404
    assert (await house.get(owners)).status_code == 200


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"name": "x" * 41}, {"days": "0"}, {"days": "9999"}, {"days": "soon"}]
)
async def test_what_cannot_be_shared_is_said(owner: GuestHouse, form: dict[str, str]) -> None:
    answer = await owner.post(f"{YEAR}/share", {"name": "B.", "days": "7", **form}, YEAR)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert await owner.app.year_links.all() == []


async def test_people_hidden_from_statistics_are_in_no_figure_of_the_house(
    owner: GuestHouse,
) -> None:
    someone = await owner.app.people.get(SERVER, ZEB)
    privacy = owner.app.people.privacy(someone)
    await owner.app.people.set_privacy(someone, type(privacy)(is_hidden=True), "test")

    text = await owner.text("/year/2026")

    assert FOREIGN[1] not in text
    assert "zebediah" not in text


async def test_the_house_before_its_first_play_has_a_page(owner: GuestHouse) -> None:
    found = await owner.app.history.page(HistoryQuery(limit=None))
    plays = [play for entry in found.entries for play in entry.group_ids]
    await owner.app.history.delete(plays, "test")

    assert "Nothing was played in 2026" in await owner.text("/year/2026")


async def test_a_link_follows_an_owner_whose_number_becomes_known(desk: Desk) -> None:
    local, known, other = (SERVER, UserId(1)), (SERVER, UserId(7001)), (SERVER, UserId(7002))
    links = desk.app.year_links
    theirs = NewLink(year=2026, accounts=(local, other), shown_name="Ada", seconds=86_400)
    others = NewLink(year=2026, accounts=(other,), shown_name="Bo", seconds=86_400)
    first, second = [await links.share(one) for one in (theirs, others)]
    await links.hand_over(SERVER, local[1], known[1])
    assert (await links.opened(first)).accounts == (known, other)
    assert (await links.opened(second)).accounts == (other,)
