"""The users page and the page of a person."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any

import anyio
import pytest
from sqlalchemy import Connection

from tests.factories import STARTED, make_player
from tests.web.conftest import HOUR, Desk
from watchkeeper.columns.selection.filter import HistoryFilter
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.features.history.large import parts
from watchkeeper.features.monitoring import queries as gap_queries
from watchkeeper.features.system.jobs.job import JobState
from watchkeeper.features.users import User
from watchkeeper.features.users.queries import insert_user

PERSON = "/users/1/101"
TABS = ("activity", "history", "statistics", "devices", "places", "access", "privacy")
HOSTILE = "<script>alert(1)</script>\u202edlrow"


async def add_user(desk: Desk, user_id: int, username: str, **more: Any) -> None:
    values = {"server_id": ServerId(1), **more}
    user = User(id=0, user_id=UserId(user_id), username=username, **values)
    await desk.app.db.write(insert_user, user)
    await desk.app.users.reload(user.server_id)


@pytest.fixture
async def peopled(desk: Desk) -> Desk:
    """Ada and Bo with plays, Cleo without, Dan gone."""
    await add_user(desk, 101, "ada", email="ada@example.org", is_home_user=True)
    await add_user(desk, 102, "bo", friendly_name="Bo the Great")
    await add_user(desk, 103, "cleo", is_admin=True)
    await add_user(desk, 104, "dan", is_active=False)
    await desk.furnish()
    return desk


async def test_the_table_tells_who_watched_what_when(peopled: Desk) -> None:
    page = await peopled.text("/users")
    assert "4 people" in page
    for words in ("ada", "Bo the Great", "cleo", "Undertow - The Keys", "Night Train", "never"):
        assert words in page
    assert page.index("ada") < page.index("Bo the Great") < page.index("cleo")


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("text=great", "Bo the Great", ">ada<"),
        ("text=ADA@example", ">ada<", "Bo the Great"),
        ("show=home", ">ada<", "Bo the Great"),
        ("show=shared", "Bo the Great", ">ada<"),
        ("show=owner", ">cleo<", ">ada<"),
        ("show=gone", ">dan<", ">ada<"),
        ("show=active", ">ada<", ">dan<"),
        ("server_id=1", ">ada<", "Nobody matches"),
    ],
)
async def test_the_table_is_filtered(peopled: Desk, query: str, shown: str, hidden: str) -> None:
    page = await peopled.text(f"/users?{query}")
    assert shown in page
    assert hidden not in page


async def test_the_size_of_a_page_stays_when_the_table_is_filtered(peopled: Desk) -> None:
    form = (await peopled.text("/users?size=25")).partition('data-filters="people"')[2]
    assert '<input type="hidden" name="size" value="25">' in form.partition("</form>")[0]


async def test_a_filter_without_anybody_offers_to_be_cleared(peopled: Desk) -> None:
    page = await peopled.text("/users?text=nobody-of-this-name")
    assert "Nobody matches these filters" in page


@pytest.mark.parametrize(
    ("order", "first", "then"),
    [
        ("name", "ada", "Bo the Great"),
        ("-name", "dan", "ada"),
        ("-plays", "ada", "Bo the Great"),
        ("plays", "cleo", "ada"),
        ("-watch_time", "ada", "Bo the Great"),
    ],
)
async def test_the_table_is_sorted(peopled: Desk, order: str, first: str, then: str) -> None:
    page = await peopled.text(f"/users?order={order}")
    assert page.index(f">{first}<") < page.index(f">{then}<")


@pytest.mark.parametrize("query", ["size=x", "page=x", "server_id=x", "page=99999999999999999999"])
async def test_a_number_that_is_none_is_told(peopled: Desk, query: str) -> None:
    answer = await peopled.get(f"/users?{query}")
    assert answer.status_code == 400
    assert "number" in answer.text


async def test_what_is_shown_can_be_taken_along(peopled: Desk) -> None:
    rows = list(csv.DictReader(StringIO((await peopled.get("/users.csv?show=home")).text)))
    assert [row["name"] for row in rows] == ["ada"]
    assert (rows[0]["plays"], rows[0]["last_title"]) == ("2", "Undertow - The Keys")
    answer = (await peopled.get("/users.json?show=home")).json()
    assert answer["filters"] == {"show": "home"}
    assert answer["people"][0]["accounts"] == "1-101"


async def test_before_anybody_is_known_the_page_says_what_will_come(desk: Desk) -> None:
    assert "Nobody is known yet" in await desk.text("/users")


@pytest.mark.parametrize("tab", TABS)
async def test_every_tab_stands_for_those_with_plays_and_those_without(
    peopled: Desk, tab: str
) -> None:
    assert ">ada<" in await peopled.text(f"{PERSON}?tab={tab}")
    assert ">cleo<" in await peopled.text(f"/users/1/103?tab={tab}")
    assert ">Local<" in await peopled.text(f"/users/1/0?tab={tab}")


@pytest.mark.parametrize("tab", TABS)
async def test_s10_hostile_names_and_titles_do_nothing(desk: Desk, tab: str) -> None:
    await add_user(desk, 101, HOSTILE, email=HOSTILE, filter_all=HOSTILE)
    await desk.record(title=HOSTILE, full_title=HOSTILE, player=make_player(player=HOSTILE))
    for path in (f"{PERSON}?tab={tab}", "/users", f"{PERSON}/link", f"{PERSON}/erase"):
        assert "<script>alert" not in (await desk.get(path)).text


@pytest.mark.parametrize(
    "path", ["/users/1/999", "/users/9/101", "/users/1/999/link", "/users/1/999/erase"]
)
async def test_an_unknown_person_is_not_found(peopled: Desk, path: str) -> None:
    assert (await peopled.get(path)).status_code == 404


async def test_a_number_beyond_all_accounts_names_nobody(peopled: Desk) -> None:
    assert (await peopled.get(f"/users/1/{2**63}")).status_code == 404


async def test_the_strip_counts_what_the_history_shows(peopled: Desk) -> None:
    assert "/history?account=1-101" in await peopled.text(PERSON)
    assert "2 plays" in await peopled.text("/history?account=1-101")


async def test_the_history_tab_pages_and_sorts_on_the_page_of_the_person(peopled: Desk) -> None:
    page = await peopled.text(f"{PERSON}?tab=history")
    assert "Undertow" in page
    assert "Night Train" not in page
    orders = re.findall(r'href="([^"?]*)\?([^"]*order=[^"]*)"', page)
    assert orders
    assert all(path.endswith(PERSON) and "tab=history" in query for path, query in orders)
    assert 'name="next" value="/history?account=1-101' in page


async def test_devices_and_places_lead_to_their_plays(peopled: Desk) -> None:
    devices = await peopled.text(f"{PERSON}?tab=devices")
    assert "Living Room" in devices
    assert "player=Living%20Room" in devices
    assert "192.168.1.20" in await peopled.text(f"{PERSON}?tab=places")


async def test_places_are_not_shown_while_addresses_are_hidden(peopled: Desk) -> None:
    await peopled.post("/look", {"addresses": "hidden", "next": "/users"})
    page = await peopled.text(f"{PERSON}?tab=places")
    assert "Addresses are hidden" in page
    assert "192.168.1.20" not in page


async def test_an_edit_is_kept_and_can_be_undone(peopled: Desk) -> None:
    form = {"friendly_name": "Countess", "custom_avatar_url": "", "do_notify": "1"}
    page = await peopled.follow(await peopled.post(f"{PERSON}/edit", form, PERSON))
    assert "The account was changed." in page
    user = await peopled.app.users.get(ServerId(1), UserId(101))
    assert user is not None
    assert (user.display_name, user.keep_history) == ("Countess", False)
    await undo(peopled, page)
    user = await peopled.app.users.get(ServerId(1), UserId(101))
    assert user is not None
    assert (user.display_name, user.keep_history) == ("ada", True)


async def test_a_picture_that_is_no_address_is_refused(peopled: Desk) -> None:
    form = {"friendly_name": "x", "custom_avatar_url": "javascript:alert(1)"}
    page = await peopled.follow(await peopled.post(f"{PERSON}/edit", form, PERSON))
    assert "Nothing was changed." in page


async def undo(desk: Desk, page: str) -> str:
    """Press the button of the message on a page."""
    start = page.index("/users/undo/")
    path = page[start : page.index('"', start)]
    return await desk.follow(await desk.post(path, {"next": "/users"}, "/users"))


async def test_linked_accounts_are_one_row_with_both_their_plays(peopled: Desk) -> None:
    preview = await peopled.text(f"{PERSON}/link?account=1-102")
    assert "together" in preview
    form = {"accounts": "1-101,1-102"}
    page = await peopled.follow(await peopled.post(f"{PERSON}/link", form, PERSON))
    assert "2 accounts are one person now." in page
    people = await peopled.text("/users")
    assert "3 people" in people
    assert "/history?account=1-101,1-102" in people.replace("%2C", ",")
    assert "Night Train" in await peopled.text(f"{PERSON}?tab=history")
    assert await peopled.app.people.get(ServerId(1), UserId(102)) == await peopled.app.people.get(
        ServerId(1), UserId(101)
    )
    await undo(peopled, page)
    assert "4 people" in await peopled.text("/users")


async def test_an_account_can_be_taken_out_of_a_person(peopled: Desk) -> None:
    await peopled.post(f"{PERSON}/link", {"accounts": "1-101,1-102,1-103"}, PERSON)
    page = await peopled.follow(await peopled.post("/users/1/102/unlink", {}, PERSON))
    assert "a person of its own again" in page
    assert "Bo the Great" in page
    assert peopled.app.people.accounts_of(1, 101) == ((1, 101), (1, 103))
    await undo(peopled, page)
    assert len(peopled.app.people.accounts_of(1, 101)) == 3


async def test_local_is_linked_with_nobody(peopled: Desk) -> None:
    page = await peopled.follow(await peopled.post(f"{PERSON}/link", {"accounts": "1-0"}, PERSON))
    assert "cannot be linked" in page


async def test_a_link_that_changed_since_is_not_undone(peopled: Desk) -> None:
    first = await peopled.follow(
        await peopled.post(f"{PERSON}/link", {"accounts": "1-102"}, PERSON)
    )
    await peopled.post(f"{PERSON}/link", {"accounts": "1-102,1-103"}, PERSON)
    start = first.index("/users/undo/")
    path = first[start : first.index('"', start)]
    assert (await peopled.post(path, {}, "/users")).status_code == 409


async def test_accounts_with_one_e_mail_on_two_servers_are_suggested(peopled: Desk) -> None:
    other = await peopled.app.servers.know("machine-2", "Cabin")
    await add_user(peopled, 900, "lovelace", email="ada@example.org", server_id=other.id)
    page = await peopled.text("/users")
    assert "may be one person" in page
    assert f"{PERSON}/link?account=1-101,{other.id}-900" in page


async def test_a_merge_gives_the_plays_to_the_other_account_until_undone(peopled: Desk) -> None:
    form = {"target": "102", "remove": "1"}
    page = await peopled.follow(await peopled.post(f"{PERSON}/merge", form, PERSON))
    assert "2 sessions belong to this account now." in page
    assert "3 plays" in await peopled.text("/history?account=1-102")
    assert ">ada<" not in await peopled.text("/users")
    await undo(peopled, page)
    assert "2 plays" in await peopled.text("/history?account=1-101")
    assert ">ada<" in await peopled.text("/users")


async def test_many_plays_are_merged_and_deleted_by_jobs_of_which_the_page_tells(
    peopled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LARGE", 0)
    async with anyio.create_task_group() as group:
        group.start_soon(peopled.app.jobs.run)
        page = await peopled.follow(
            await peopled.post(f"{PERSON}/merge", {"target": "102"}, PERSON)
        )
        assert "2 sessions are being given to this account. Logs show the job" in page
        assert await newest_job(peopled) is JobState.DONE
        assert "3 plays" in await peopled.text("/history?account=1-102")
        other = "/users/1/102"
        page = await peopled.follow(
            await peopled.post(f"{other}/delete", {"with_history": "1"}, other)
        )
        assert "3 sessions are being deleted." in page
        assert await newest_job(peopled) is JobState.DONE
        assert len(peopled.app.columns) == 0
        group.cancel_scope.cancel()


async def newest_job(desk: Desk) -> JobState:
    """How the newest job ended."""
    [job] = await desk.app.jobs.all(limit=1)
    return (await desk.app.jobs.wait(job.id)).state


@pytest.mark.parametrize("target", ["999", "101"])
async def test_a_merge_into_nobody_or_oneself_changes_nothing(peopled: Desk, target: str) -> None:
    page = await peopled.follow(await peopled.post(f"{PERSON}/merge", {"target": target}, PERSON))
    assert "Nothing was changed." in page
    assert "2 plays" in await peopled.text("/history?account=1-101")


async def test_removing_a_person_with_their_plays_is_undone_as_one(peopled: Desk) -> None:
    form = {"with_history": "1"}
    page = await peopled.follow(await peopled.post(f"{PERSON}/delete", form, PERSON))
    assert ">ada<" not in page
    assert len(peopled.app.columns) == 1
    await undo(peopled, page)
    assert len(peopled.app.columns) == 3
    assert ">ada<" in await peopled.text("/users")


async def test_a_removed_person_can_be_put_back(peopled: Desk) -> None:
    await peopled.post(f"{PERSON}/delete", {}, PERSON)
    assert "Put them back" in await peopled.text(f"{PERSON}?tab=privacy")
    page = await peopled.follow(await peopled.post(f"{PERSON}/restore", {}, PERSON))
    assert "Back on the list" in page


async def test_all_plays_of_a_person_are_deleted_and_restored(peopled: Desk) -> None:
    page = await peopled.follow(await peopled.post(f"{PERSON}/delete-history", {}, PERSON))
    assert len(peopled.app.columns) == 1
    await undo(peopled, page)
    assert len(peopled.app.columns) == 3


async def test_whoever_is_left_out_of_statistics_stays_on_their_page(peopled: Desk) -> None:
    await peopled.post(f"{PERSON}/hide", {"is_hidden": "1"}, PERSON)
    people = peopled.app.people
    assert people.counted(HistoryFilter()).without_accounts == ((1, 101),)
    mine = HistoryFilter(accounts=((1, 101),))
    assert people.counted(mine) == mine
    assert "not in statistics" in await peopled.text("/users")
    assert "2 plays" in await peopled.text("/history?account=1-101")
    await peopled.post(f"{PERSON}/hide", {"is_hidden": ""}, PERSON)
    assert people.counted(HistoryFilter()) == HistoryFilter()


async def test_short_addresses_hold_for_old_plays_and_new_ones(peopled: Desk) -> None:
    await peopled.record(started=STARTED + 30 * HOUR, ip_address="203.0.113.77")
    await peopled.post(f"{PERSON}/shorten", {"shortens_addresses": "1"}, PERSON)
    job = (await peopled.app.jobs.all())[0]
    assert (await peopled.app.jobs.wait(job.id)).result is not None
    await peopled.record(started=STARTED + 40 * HOUR, ip_address="198.51.100.9")
    page = await peopled.text(f"{PERSON}?tab=places")
    assert "203.0.113.0" in page
    assert "198.51.100.0" in page
    assert "203.0.113.77" not in page
    assert "198.51.100.9" not in page
    assert "192.168.1.20" in page, "an address of one's own network tells of no place"


async def test_s2_nothing_of_a_person_is_open_to_strangers(stranger: Desk) -> None:
    for path in (
        "/users",
        "/users.csv",
        "/users.json",
        PERSON,
        f"{PERSON}/link",
        f"{PERSON}/erase",
    ):
        answer = await stranger.get(path)
        assert answer.status_code in {303, 401, 403}, path
    for path in ("edit", "link", "merge", "delete", "erase", "export", "hide", "shorten"):
        answer = await stranger.client.post(f"/x/y{PERSON}/{path}", data={})
        assert answer.status_code in {303, 401, 403}, path


async def test_a_tab_that_there_is_not_is_told(peopled: Desk) -> None:
    answer = await peopled.get(f"{PERSON}?tab=nonsense")
    assert answer.status_code == 400
    assert "no tab" in answer.text


async def test_whoever_plays_without_an_account_of_no_server_is_not_changed(desk: Desk) -> None:
    for act in ("edit", "guest/allow"):
        answer = await desk.post(f"/users/0/0/{act}", {"friendly_name": "x"})
        assert answer.status_code in {303, 404}


async def test_the_days_of_a_person_tell_nothing_as_none_and_add_up_to_the_figure_over_them(
    peopled: Desk,
) -> None:
    """A viewing over midnight belongs to two days, and is one play all the same."""
    night = STARTED + 7 * HOUR + 1200  # 23:33 of the owner
    first = {"started": night, "stopped": night + 20 * 60, "view_offset": 1_200_000}
    second = {"started": night + HOUR, "stopped": night + 2 * HOUR, "view_offset": 4_800_000}
    for one in (first, second):
        await peopled.record(user_id=103, username="cleo", **one)
    peopled.clock.advance(night + 3 * HOUR - peopled.clock.now())
    page = await peopled.text("/users/1/103")
    days = page.partition('id="person-tab"')[2]
    assert '<b class="num">1 <small>play</small></b>' in page.partition("30 days")[2][:200]
    assert re.search(r"data-readout><a[^>]*>1 play<", days)
    assert days.count('data-value="1"') >= 2
    assert 'data-value="0"' in days
    assert "not known" not in days


async def test_a_gap_in_collection_shows_in_the_days_of_a_person(peopled: Desk) -> None:
    peopled.clock.advance(STARTED + 48 * HOUR - peopled.clock.now())
    await peopled.app.db.write(gap_of_a_day, int(STARTED - 30 * HOUR))
    page = await peopled.text(PERSON)
    assert "gap in collection" in page


def gap_of_a_day(conn: Connection, at: int) -> None:
    number = gap_queries.open_gap(conn, ServerId(1), at, "not running")
    gap_queries.end_gap(conn, number, at + 24 * HOUR)
