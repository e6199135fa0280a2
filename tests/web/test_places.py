"""Where people watch, on the pages: figures that lead to exactly their plays, and who sees none."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from tests.factories import STARTED
from tests.fakes.places import BUILT_AT, CORK, DATABASE, GALWAY, LYON, NORWAY, look_up
from tests.web.conftest import BASE_PATH, HOUR, OWNER, PASSWORD, Desk, opened
from tests.web.streams import live_session
from tests.web.test_statistics_page import meet_people
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.users.person import Privacy
from watchkeeper.settings import Secret

TAB = "/statistics?tab=places&range=all"
ROW = re.compile(
    r'<tr role="row" data-row><th scope="row" role="rowheader" dir="auto">'
    r'<a href="([^"]+)">([^<]+)</a></th><td role="cell" class="end quiet">([^<]+)</td>'
    r'<td role="cell" class="end">([^<]+)</td><td role="cell" class="end">(\d+)'
)
MARK = re.compile(r'<a href="([^"]+)" class="mark"[^>]*aria-label="([^"]+)"')
SUMMARY = re.compile(r'id="history-summary"[^>]*><b>([^<]*)</b>')
ADDRESSES = (GALWAY, GALWAY, CORK, LYON, NORWAY, "198.51.100.0", "192.168.1.4", "198.51.100.90")


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """Plays of two people from eight addresses; one play goes on in another town."""
    folder = tmp_path_factory.mktemp("places")
    async with opened(folder, owner=OWNER, password=Secret(PASSWORD)) as found:
        await found.app.servers.know("machine-1", "Harbour House")
        await found.sign_in()
        await meet(found)
        for number, address in enumerate(ADDRESSES):
            await found.record(
                rating_key=500 + number,
                user_id=UserId(101 + number % 2),
                username=f"person {number % 2}",
                ip_address=address,
                started=STARTED + number * 5 * HOUR,
                stopped=STARTED + number * 5 * HOUR + 3000,
            )
        for number, address in enumerate((GALWAY, CORK)):
            await found.record(
                rating_key=600,
                ip_address=address,
                started=STARTED + 90 * HOUR + number * 700,
                stopped=STARTED + 90 * HOUR + number * 700 + 600,
                view_offset=600_000 * (number + 1),
            )
        await look_up(found.app)
        found.clock.advance(STARTED + 100 * HOUR - found.clock.now())
        yield found


async def meet(desk: Desk) -> None:
    """Let the people of the plays be known."""
    await desk.app.db.write(meet_people)
    await desk.app.users.reload(ServerId(1))


async def plain(desk: Desk, path: str, **headers: str) -> str:
    answer = await desk.get(path, **headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def counted_there(desk: Desk, href: str) -> str:
    text = await plain(desk, unescape(href).removeprefix(BASE_PATH))
    found = SUMMARY.search(text)
    assert found
    return unescape(found[1])


async def test_each_country_and_town_leads_to_exactly_its_plays(house: Desk) -> None:
    rows = ROW.findall(await plain(house, TAB))
    names = [unescape(name) for _, name, *_ in rows]
    assert names[0] == "Ireland"
    assert {"France", "Norway", "Local network", "Not known"} <= set(names)
    assert {"Galway, Connaught, Ireland", "Cork, Munster, Ireland"} <= set(names)
    assert len(rows) == 8
    for href, name, plays, seconds, people in rows:
        said = await counted_there(house, href)
        assert said.startswith(f"{plays} · {seconds}"), (name, said)
        assert int(people) >= 1


async def test_each_mark_of_the_map_leads_to_exactly_its_plays(house: Desk) -> None:
    text = await plain(house, TAB)
    found = MARK.findall(text.split('id="place-map"')[1].split("</figure>")[0])
    assert len(found) == 5  # Galway, Cork, Lyon, and the middles of Ireland and Norway
    for href, label in found:
        assert (await counted_there(house, href)).startswith(unescape(label).rsplit(": ", 1)[1])
    assert "up to" in text
    assert "the country alone is known" in text
    assert ' style="' not in text


@pytest.mark.parametrize("metric", ["plays", "time", "people"])
@pytest.mark.parametrize("extent", ["", "&map=world"])
async def test_the_map_follows_what_is_counted_and_how_much_is_shown(
    house: Desk, metric: str, extent: str
) -> None:
    text = await plain(house, f"{TAB}&metric={metric}{extent}")
    marks = MARK.findall(text.split('id="place-map"')[1])
    word = {"plays": "play", "time": " m", "people": "pe"}[metric]
    assert word in marks[0][1]
    other = "Show only where people watched" if extent else "Show the whole world"
    assert other in text


async def test_a_person_has_a_map_and_tables_of_their_own(house: Desk) -> None:
    text = await plain(house, "/users/1/101?tab=places")
    assert 'id="place-map"' in text
    assert "account=1-101" in unescape(ROW.findall(text)[0][0])
    assert '<td role="cell" dir="auto">Galway, Ireland</td>' in text
    for href, _, plays, *_ in ROW.findall(text):
        assert (await counted_there(house, href)).startswith(f"{plays} ·")


async def test_the_history_can_be_asked_for_a_country_by_choice(house: Desk) -> None:
    text = await house.text("/history?country=fr")
    assert "Country: France" in text or "Country: fr" in text
    assert '<option value="IE">Ireland</option>' in text
    assert "1 play" in await counted_there(house, "/history?country=FR")
    assert (await counted_there(house, "/history?country=SE")).startswith("0 plays")
    taken = (await house.get("/history.json?country=FR")).json()
    assert [play["ip_address"] for play in taken["plays"]] == [LYON]


async def test_all_of_a_country_are_deleted_and_no_others(desk: Desk) -> None:
    for number, address in enumerate((GALWAY, LYON)):
        await desk.record(rating_key=500 + number, ip_address=address)
    await look_up(desk.app)
    form = {"all": "1", "next": "/history?country=FR"}
    await desk.post("/history/delete", form, "/history?country=FR")
    left = await desk.text("/history.json")
    assert GALWAY in left
    assert LYON not in left


async def test_without_a_database_no_play_is_in_any_country(desk: Desk) -> None:
    await desk.furnish()
    assert (await counted_there(desk, "/history?country=IE")).startswith("0 plays")
    await desk.post("/history/delete", {"all": "1", "next": "/history?city=Galway"}, "/history")
    assert "3 plays" in await counted_there(desk, "/history")


async def test_who_has_no_database_is_told_what_it_would_bring(desk: Desk) -> None:
    await meet(desk)
    await desk.furnish()
    for path in (TAB, "/users/1/101?tab=places"):
        text = await desk.text(path)
        assert "DB-IP Lite or GeoLite2" in text
        assert f'href="{BASE_PATH}/settings/location"' in text
        assert 'id="place-map"' not in text


async def test_the_settings_tell_of_the_database_and_refuse_what_is_none(desk: Desk) -> None:
    path = "/settings/location"
    form = {"local_lookup": "1", "database_file": "nowhere.mmdb", "log_blacklist": "1"}
    answer = await desk.post(path, form, path)
    assert answer.status_code == 400
    assert 'id="database_file-problem"' in answer.text
    assert "There is no such file." in answer.text
    assert "nowhere.mmdb" in answer.text
    await look_up(desk.app)
    desk.clock.advance(BUILT_AT + 61 * 24 * HOUR - desk.clock.now())
    text = await desk.text(path)
    assert "Test-City" in text
    assert "This database is 61 days old" in text
    (desk.app.data_folder / DATABASE).write_bytes(b"broken")
    assert "cannot be used" in await desk.text(path)
    assert "cannot be read" in await desk.text(TAB)


async def test_hidden_addresses_hide_places_too(house: Desk) -> None:
    house.client.cookies.set("watchkeeper_look", "addresses=hidden", path="/")
    try:
        for path in (TAB, "/users/1/101?tab=places", "/history"):
            text = await house.text(path)
            assert "Galway, Ireland" not in text
            assert 'id="place-map"' not in text
    finally:
        house.client.cookies.delete("watchkeeper_look", path="/")


async def test_the_privacy_view_has_stand_ins_for_places_and_no_map(house: Desk) -> None:
    house.client.cookies.set(
        "watchkeeper_look", "privacy=on&columns=started,person,title,place", path="/"
    )
    try:
        for path in (
            TAB,
            "/users/1/101?tab=places",
            "/history",
            "/history?city=Galway, Connaught, IE",
        ):
            text = await house.text(path)
            for word in ("Galway", "Connaught", "Cork", "Lyon", "Norway", "Ireland", GALWAY):
                assert word not in text, (path, word)
            assert 'class="mark" data-at="0 0"' not in text or "place-map" not in text
        href, _, plays, *_ = ROW.findall(await plain(house, TAB))[0]
        assert (await counted_there(house, href)).startswith(plays)
    finally:
        house.client.cookies.delete("watchkeeper_look", path="/")


async def test_a_stream_tells_its_town_and_of_shortened_addresses_the_country(desk: Desk) -> None:
    await meet(desk)
    await desk.furnish()
    await look_up(desk.app)
    desk.monitoring.live = [live_session(ip_address=GALWAY)]
    assert "Galway, Ireland" in await desk.text("/")
    assert "Galway, Ireland" in await desk.text("/stream/1/1")
    person = await desk.app.people.get(ServerId(1), UserId(101))
    await desk.app.people.set_privacy(person, Privacy(shortens_addresses=True), OWNER)
    text = await desk.text("/")
    assert "Galway" not in text
    assert "Ireland" in text
