"""The statistics page and the cards: figures that lead to exactly the plays behind them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from html import unescape
from random import Random

import pytest
from sqlalchemy import Connection, insert

from tests.factories import STARTED
from tests.web.conftest import BASE_PATH, HOUR, OWNER, PASSWORD, Desk, opened
from watchkeeper.db.tables import user
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.play import PlaySource
from watchkeeper.features.history import HistoryQuery
from watchkeeper.features.monitoring import queries
from watchkeeper.features.preferences import Display
from watchkeeper.settings import Secret

DAY = 24 * HOUR
TABS = ("overview", "media", "people", "playback", "library", "places")
MARK = re.compile(r'<a href="([^"]+)" class="mark"[^>]*aria-label="([^"]+)"')
FIGURE = re.compile(r'<div class="figure"><a class="quiet" href="([^"]+)"><b>([^<]+)</b>')
CELL = re.compile(r'<td class="end" data-value="[^"]*"><a class="quiet" href="([^"]+)">([^<]+)<')
SUMMARY = re.compile(r'id="history-summary"[^>]*><b>([^<]*)</b>')
HOSTILE = "<script>alert(1)</script> \u202e\u05e9\u05dc"
TITLES = (
    {"title": "The Tide", "full_title": "The Tide", "rating_key": 500, "year": 1999},
    {"title": HOSTILE, "full_title": HOSTILE, "rating_key": 501, "year": 2011},
    {
        "media_type": "episode",
        "title": "One",
        "grandparent_title": "Night & Train",
        "full_title": "Night & Train - One",
        "rating_key": 502,
        "section_id": 2,
    },
    {
        "media_type": "track",
        "title": "Undertow",
        "grandparent_title": "The Keys",
        "full_title": "Undertow - The Keys",
        "rating_key": 503,
        "section_id": 3,
    },
)


def meet_people(conn: Connection) -> None:
    rows = [
        {
            "server_id": 1,
            "user_id": 101 + number,
            "username": f"person {number}",
            "is_active": True,
            "is_admin": False,
            "do_notify": True,
            "keep_history": True,
            "is_deleted": False,
            "allow_guest": False,
        }
        for number in range(4)
    ]
    conn.execute(insert(user), rows)


async def live_in(desk: Desk) -> None:
    """Eighty plays of four people in ten weeks; some go on with the one before."""
    await desk.app.db.write(meet_people)
    await desk.app.users.reload(ServerId(1))
    chance = Random(7)
    desk.clock.advance(STARTED + 70 * DAY - desk.clock.now())
    at = STARTED
    for number in range(80):
        title = chance.choice(TITLES)
        length = chance.randrange(300, 2 * HOUR)
        person = chance.randrange(4)
        await desk.record(
            **title,
            user_id=101 + person,
            username=f"person {person}",
            started=at,
            stopped=at + length,
            paused_seconds=chance.choice([0, 0, 30]),
            view_offset=length * 500,
            transcode_decision=chance.choice(["direct play", "copy", "transcode"]),
            location=chance.choice(["lan", "wan"]),
            ip_address=chance.choice(["10.0.0.9", "203.0.113.7"]),
            bandwidth=chance.choice([900, 5000, 21000]),
            source=PlaySource.IMPORTED if number % 9 == 0 else PlaySource.RECORDED,
        )
        at += length + chance.choice([60, 5 * HOUR, 20 * HOUR, 35 * HOUR])
        at = min(at, STARTED + 69 * DAY)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("house")
    async with opened(folder, owner=OWNER, password=Secret(PASSWORD)) as found:
        await found.app.servers.know("machine-1", "Harbour House")
        await found.sign_in()
        await live_in(found)
        yield found


async def plain(desk: Desk, path: str) -> str:
    answer = await desk.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def counted_there(desk: Desk, href: str) -> str:
    """The line over the history that a link leads to."""
    text = await plain(desk, unescape(href).removeprefix(BASE_PATH))
    found = SUMMARY.search(text)
    assert found
    return unescape(found[1])


def links(text: str) -> Iterator[tuple[str, str]]:
    for href, label in MARK.findall(text):
        if "/history?" in href:
            yield href, unescape(label).rsplit(": ", 1)[1]


def some(chance: Random, text: str) -> list[tuple[str, str]]:
    found = [pair for pair in links(text) if re.match(r"[\d,]+ (plays?|sessions?)\b", pair[1])]
    return chance.sample(found, min(12, len(found)))


FILTERS = (
    "range=all",
    "range=30",
    "range=90&ungrouped=1",
    "range=all&account=1-101",
    "range=90&section_id=2",
    "after=2026-10-05&before=2026-11-20&server_id=1",
)


@pytest.mark.parametrize("tab", ["overview", "media", "people", "playback", "places"])
@pytest.mark.parametrize("filters", FILTERS)
async def test_every_mark_says_what_the_history_behind_it_says(
    house: Desk, tab: str, filters: str
) -> None:
    text = await plain(house, f"/statistics?tab={tab}&{filters}")
    chance = Random(f"{tab}{filters}")
    chosen = some(chance, text)
    assert chosen
    for href, told in chosen:
        there = await counted_there(house, href)
        shown = re.match(r"([\d,]+) (plays?|sessions?)\b", told)
        of = re.search(r"of ([\d,]+) (plays?|sessions?)", told)
        number = of if of and "share=" not in href else shown
        assert number
        assert there.startswith(f"{number[1]} "), (href, told, there)


async def test_watch_time_of_a_mark_is_that_of_its_plays(house: Desk) -> None:
    text = await plain(house, "/statistics?range=all&metric=time")
    for href, told in list(links(text))[:15]:
        there = await counted_there(house, href)
        time = told.split(" (")[0]
        assert f" · {time} watched" in there, (href, told, there)


async def test_the_table_has_the_same_numbers_and_links_as_the_chart(house: Desk) -> None:
    text = await plain(house, "/statistics?range=90")
    cells = {(unescape(href), value) for href, value in CELL.findall(text)}
    shown = {(unescape(href), told.split(" (")[0]) for href, told in links(text)}
    assert shown <= cells


async def test_the_figures_are_those_of_the_history_and_of_the_tautulli_api(house: Desk) -> None:
    text = await plain(house, "/statistics?range=all")
    (href, plays), (_, time), (_, people) = FIGURE.findall(text)
    summary = await counted_there(house, href)
    assert summary.startswith(f"{plays} plays · {time} watched · {people} people")
    assert people == "4"
    page = await house.app.history.page(HistoryQuery())
    assert page.filtered == int(plays)
    cards = await plain(house, "/cards?days=0")
    told = re.findall(r'class="quiet value num" href="([^"]+)"[^>]*>([\d,]+) plays?<', cards)
    assert len(told) >= 8
    for link, number in told:
        assert (await counted_there(house, link)).startswith(f"{number} play")
    people_of_cards = {pair for pair in told if "account=" in pair[0]}
    shown = {
        (href, re.match(r"[\d,]+", value)[0])  # type: ignore[index]  # it begins so
        for href, value in links(await plain(house, "/statistics?range=all&tab=people"))
        if "after=" not in href
    }
    assert people_of_cards <= shown


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("metric", ["plays", "time", "people"])
async def test_an_empty_house_has_every_page(desk: Desk, tab: str, metric: str) -> None:
    for rest in ("", "&range=all&compare=previous", "&range=7&compare=year"):
        await plain(desk, f"/statistics?tab={tab}&metric={metric}{rest}")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("tab=nothing", "there are overview, media"),
        ("range=31", "there are 7, 30, 90"),
        ("metric=fun", "there are plays, time, people"),
        ("compare=never", "there are previous, year"),
        ("after=yesterday", "takes a date such as"),
        ("after=0001-01-01", "from 1970 to 2200"),
        ("after=2026-02-01&before=2026-01-01", "after the last one"),
        ("section_id=x", "takes whole numbers"),
        ("account=1-x", "is no number"),
        ("with=1-1,1-2,1-3,1-4,1-5,1-6", "At most 5 people"),
    ],
)
async def test_what_means_nothing_is_said_to_mean_nothing(
    reader: Desk, query: str, words: str
) -> None:
    answer = await reader.get(f"/statistics?{query}")
    assert answer.status_code == 400
    assert words in unescape(answer.text)


@pytest.mark.parametrize(
    "query",
    [
        *("weekday=7", "hour=x", "decade=-1", "reason=fun", "bandwidth=a-b", "work=x"),
        *("work=[1]", 'work=[{"a":1},2]', "without=x"),
    ],
)
async def test_the_history_refuses_words_that_mean_nothing(reader: Desk, query: str) -> None:
    assert (await reader.get(f"/history?{query}")).status_code == 400


@pytest.mark.parametrize("tab", TABS)
async def test_names_of_plays_and_people_stay_text(house: Desk, tab: str) -> None:
    text = await plain(house, f"/statistics?tab={tab}&range=all")
    assert "<script>alert(1)" not in text
    assert "style=" not in text
    assert "<script>alert(1)" not in await plain(house, "/cards?days=0")


async def test_people_are_compared_side_by_side(house: Desk) -> None:
    text = await plain(house, "/statistics?tab=people&range=all&with=1-101&with=1-103")
    legend = re.findall(r'data-series="\d".*?<span dir="auto">([^<]+)<', text)
    assert legend[:2] == ["person 0", "person 2"]


async def test_a_gap_in_collection_is_drawn_and_named(desk: Desk) -> None:
    await desk.furnish()
    desk.clock.advance(STARTED + 2 * DAY - desk.clock.now())
    await desk.app.db.write(open_gap, int(STARTED - DAY))
    text = await plain(desk, "/statistics")
    assert 'class="gap"' in text
    assert "with a gap in collection" in text
    assert "not over yet" in text


def open_gap(conn: Connection, at: int) -> None:
    number = queries.open_gap(conn, ServerId(1), at, "not running")
    queries.end_gap(conn, number, at + 8 * HOUR)


async def test_hidden_people_are_in_no_figure_and_their_plays_behind_none(house: Desk) -> None:
    person = await house.app.people.get(ServerId(1), UserId(103))
    privacy = house.app.people.privacy(person)
    audit = await house.app.people.set_privacy(person, replace(privacy, is_hidden=True), OWNER)
    try:
        text = await plain(house, "/statistics?range=all")
        (href, plays), _, (_, people) = FIGURE.findall(text)
        assert people == "3"
        assert (await counted_there(house, href)).startswith(f"{plays} plays")
        assert "person 2" not in await plain(house, "/cards?days=0")
    finally:
        assert audit
        await house.app.people.set_privacy(person, privacy, OWNER)


async def test_cards_can_be_hidden_and_ordered(desk: Desk) -> None:
    await desk.furnish()
    form = {"card": ["people", "watched"], "order": "people,watched", "up": "watched", "next": "/"}
    page = await desk.follow(await desk.post("/cards/choose", form, "/"))
    assert page.count('<div class="card"></div>') == 2
    names = re.findall(r'<h3 id="card-(\w+)">', await plain(desk, "/cards?days=0"))
    assert names == ["watched", "people"]
    await desk.post("/cards/choose", {"order": "watched,people", "next": "/"}, "/")
    assert "All cards are hidden" in await plain(desk, "/cards")
    await desk.post("/cards/choose", {"reset": "1", "next": "/"}, "/")
    assert len(re.findall(r'<h3 id="card-', await plain(desk, "/cards"))) == 8


@pytest.mark.parametrize("query", ["days=2", "metric=fun", "days=x"])
async def test_cards_of_other_days_are_refused(reader: Desk, query: str) -> None:
    assert (await reader.get(f"/cards?{query}")).status_code == 400
    assert (await reader.get(f"/?{query}")).status_code == 400


async def test_weeks_begin_on_the_day_that_was_chosen(house: Desk) -> None:
    async def first_day() -> str:
        text = await plain(house, "/statistics")
        heat = text[text.index('id="by-hour"') :]
        return min((heat.index(f">{day}<"), day) for day in ("Sun", "Mon"))[1]

    assert await first_day() == "Sun"
    await house.app.preferences.change(Display, {"week_start_monday": True}, "ada")
    try:
        assert await first_day() == "Mon"
    finally:
        await house.app.preferences.change(Display, {"week_start_monday": False}, "ada")
