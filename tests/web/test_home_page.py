"""Home, and what it says when something is wrong."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.web.conftest import BASE_PATH, Desk
from tests.web.streams import live_session
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.session import SessionState
from watchkeeper.features.history import Suggestion
from watchkeeper.features.monitoring import ServerState, Trouble
from watchkeeper.features.system.servers.server import Server
from watchkeeper.runtime.clock import as_datetime, instant
from watchkeeper.runtime.supervisor import LoopState
from watchkeeper.web.pages.home import page as home
from watchkeeper.web.views.home.page import failing_loops, problems_of


async def watched(desk: Desk) -> ServerId:
    """The server that is known, as one that has an address and is watched."""
    [server] = await desk.app.servers.all()
    return server.id


async def test_without_a_server_home_says_what_to_do(desk: Desk) -> None:
    page = await desk.text("/")
    assert "No server is watched" in page
    assert f'href="{BASE_PATH}/setup/plex"' in page
    assert "Nothing is playing" in page


async def test_f10_a_record_on_a_network_share_is_warned_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The record lies on another machine" not in await desk.text("/")
    monkeypatch.setattr(home, "network_share", lambda _folder: "nfs4")
    page = await desk.text("/")
    assert "The record lies on another machine" in page
    assert "(nfs4)" in page


async def test_a_stream_has_a_card_and_counts(desk: Desk) -> None:
    desk.monitoring.live = [
        live_session(number=1, transcode_decision="transcode", bandwidth=4000, location="lan"),
        live_session(number=2, title="Other", bandwidth=2500, location="wan"),
    ]
    page = await desk.text("/")
    assert "<title>(2) Home – Watchkeeper</title>" in page
    assert 'id="stream-1-1"' in page
    assert "6.5 Mbps (4.0 Mbps local, 2.5 Mbps remote)" in page
    assert page.index('id="stream-1-1"') < page.index('id="stream-1-2"')


async def test_a_card_stands_still_while_its_stream_does(desk: Desk) -> None:
    desk.monitoring.live = [
        live_session(number=1, state=SessionState.PAUSED, paused_since=desk.clock.now() - 60),
        live_session(number=2, is_confirmed=False),
    ]
    page = await desk.text("/")
    assert page.count('data-running="0"') == 2
    assert "Not confirmed" in page
    assert "is-unconfirmed" in page


async def test_addresses_are_hidden_when_the_owner_wants_it(desk: Desk) -> None:
    desk.monitoring.live = [live_session(number=1)]
    assert "192.168.1.77" in await desk.text("/")
    await desk.post("/look", {"addresses": "hidden"})
    assert "192.168.1.77" not in await desk.text("/")
    assert "192.168.1.77" not in await desk.text("/stream/1/1")


@pytest.mark.parametrize("path", ["/stream/1/9", "/stream/1/key-none"])
async def test_a_stream_that_ended_is_said_so(desk: Desk, path: str) -> None:
    answer = await desk.get(path)
    assert answer.status_code == 404
    assert "This stream has ended" in answer.text


async def test_a_running_row_of_the_history_leads_to_its_stream(desk: Desk) -> None:
    desk.monitoring.live = [live_session(number=4, session_key="77")]
    assert f"{BASE_PATH}/stream/1/key-77" in await desk.text("/history")
    assert "Stop this stream" in await desk.text("/stream/1/key-77")


async def test_a_stream_without_an_id_cannot_be_stopped(desk: Desk) -> None:
    desk.monitoring.live = [live_session(number=4, session_id="")]
    assert "Stop this stream" not in await desk.text("/stream/1/4")
    page = await desk.follow(await desk.post("/stream/1/4/stop", {"message": "Bye"}))
    assert "cannot be stopped" in page


async def test_the_light_tells_how_the_servers_are(desk: Desk) -> None:
    server_id = await watched(desk)
    page = await desk.text("/servers")
    assert "known from its history" in page
    desk.monitoring.states[server_id] = ServerState(
        server_id=server_id, is_connected=False, trouble=Trouble.SIGN_IN, cause="It refused us."
    )
    assert (await desk.get("/")).status_code == 200


def test_f15_a_sign_in_that_has_expired_is_said_although_the_server_answers() -> None:
    den = Server(
        id=ServerId(1),
        identifier="machine-1",
        name="Den",
        url="http://plex.test",
        verify_tls=True,
        is_watched=True,
        version=None,
        platform=None,
        has_plex_pass=None,
        added_at=0,
        last_seen_at=None,
    )
    state = ServerState(
        server_id=den.id, is_connected=True, trouble=Trouble.SIGN_IN, cause="Plex refused it."
    )
    [problem] = problems_of([den], {den.id: state}, UTC, lambda path: path)
    assert "Den has expired" in problem.title
    assert problem.action_text == "Sign in again"


async def test_f19_home_tells_of_plays_that_can_find_their_items_again(desk: Desk) -> None:
    suggestion = Suggestion(ServerId(1), items=12, plays=345)
    desk.app.relinks._suggested[ServerId(1)] = suggestion
    text = await desk.text("/")
    assert "345 plays can find their items again" in text
    assert "/repair/relink?server_id=1" in text


async def test_today_counts_what_is_new_and_leads_to_it(desk: Desk) -> None:
    today = as_datetime(desk.clock.now()).astimezone(desk.app.zone).date()
    page = await desk.text("/")
    assert f"/statistics?tab=library&after={today}&before={today}" in page
    assert "<b>–</b><span>new items</span>" in page, "no library was read: unknown, not none"
    assert f"/notifications/log?since={today}T00%3A00" in page or f"since={today}T00:00" in page
    assert "<b>0</b><span>notifications</span>" in page


async def test_work_that_keeps_failing_leads_to_its_log(desk: Desk) -> None:
    failing = [LoopState("read the lists", failures=9, failing_since=instant(desk.clock))]
    [problem] = failing_loops(failing, desk.app.zone, lambda path: f"/x{path}")
    assert "read the lists" in problem.title
    assert problem.action_url == "/x/logs?text=read%20the%20lists"
