"""The control API that tests of the whole product use."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.fakes.plex import FakePlex


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


def controls(fake: FakePlex) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=fake.transport(has_controls=True), base_url="http://plex.test:32400"
    )


async def do(client: httpx2.AsyncClient, verb: str, **given: Any) -> dict[str, Any]:
    reply = await client.post(f"/_sim/do/{verb}", json=given)
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


async def test_without_the_flag_there_is_no_control_api(fake: FakePlex) -> None:
    async with fake.client() as client:
        assert (await client.get("/_sim/streams")).status_code == 404


async def test_a_stream_is_led_through_its_life(fake: FakePlex) -> None:
    async with controls(fake) as client:
        film = fake.film().rating_key
        key = (await do(client, "start", person="marlow", rating_key=film, offset=1000))[
            "session_key"
        ]
        for verb in ("pause", "resume", "buffer", "fail", "resume"):
            await do(client, verb, session_key=key)
        await do(client, "seek", session_key=key, offset=60_000)
        await do(client, "deliver", session_key=key, mode="transcode", limit=2000)
        (stream,) = (await client.get("/_sim/streams")).json()
        assert (stream["offset"], stream["state"], stream["decision"]) == (
            60_000,
            "playing",
            "transcode",
        )
        await do(client, "take_over", session_key=key, rating_key=fake.film(1).rating_key)
        await do(client, "stop", session_key=key)
        assert (await client.get("/_sim/streams")).json() == []


async def test_a_player_may_be_anywhere(fake: FakePlex) -> None:
    film = fake.film().rating_key
    async with controls(fake) as client:
        await do(client, "start", person="leila", rating_key=film, address="2001:db8::7")
        headers = {"X-Plex-Token": fake.plex.token, "Accept": "application/json"}
        answer = await client.get("/status/sessions", headers=headers)
    player = answer.json()["MediaContainer"]["Metadata"][0]["Player"]
    assert (player["address"], player["remotePublicAddress"], player["local"]) == (
        "2001:db8::7",
        "2001:db8::7",
        False,
    )


async def test_the_rest_of_the_verbs_act_on_the_world(fake: FakePlex) -> None:
    async with controls(fake) as client:
        episode = fake.episode()
        key = (await do(client, "start", person="leila", rating_key=episode.rating_key))[
            "session_key"
        ]
        assert (await do(client, "autoplay", session_key=key))["session_key"] == key
        await do(client, "vanish", session_key=key)
        await do(client, "tune", person="leila", channel="5.1")
        await do(client, "restart")
        await do(client, "add", like=episode.rating_key, title="A New One")
        marker = {"type": "credits", "start": 1, "end": 2, "is_first": True, "is_final": True}
        await do(client, "mark", rating_key=episode.rating_key, markers=[marker])
        await do(client, "reach", is_reachable=False)
        await do(client, "delete", rating_key=episode.rating_key)
        frames = (await client.get("/_sim/frames")).json()
        await do(client, "replay", frames=frames[:2])
    kinds = {frame["NotificationContainer"]["type"] for frame in frames}
    assert {"playing", "timeline", "reachability"} <= kinds
    assert episode.rating_key not in fake.plex.catalogue
    assert list(fake.world.recorded)[-2:] == frames[:2]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/_sim/do/pause", {"session_key": "99"}),
        ("/_sim/do/start", {"person": "nobody", "rating_key": 1}),
        ("/_sim/do/start", {"person": "marlow", "rating_key": 1}),
        ("/_sim/do/start", {}),
        ("/_sim/faults", {"unknown": 1}),
        ("/_sim/faults", {"outage": "sideways"}),
    ],
)
async def test_nonsense_is_refused(fake: FakePlex, path: str, body: dict[str, Any]) -> None:
    async with controls(fake) as client:
        assert (await client.post(path, json=body)).status_code == 400


async def test_an_unknown_verb_is_answered_with_the_known_ones(fake: FakePlex) -> None:
    async with controls(fake) as client:
        reply = await client.post("/_sim/do/dance")
    assert reply.status_code == 404
    assert "start" in reply.json()["verbs"]


async def test_faults_are_set_and_healed(fake: FakePlex) -> None:
    async with controls(fake) as client:
        await client.post("/_sim/faults", json={"status": 503})
        assert (await client.get("/identity")).status_code == 503
        await client.post("/_sim/faults", json={})
        assert (await client.get("/identity")).status_code == 200


async def test_counts_are_read_and_begun_anew(fake: FakePlex) -> None:
    async with controls(fake) as client:
        await client.get("/identity")
        counted = (await client.get("/_sim/requests")).json()
        await client.delete("/_sim/requests")
        again = (await client.get("/_sim/requests")).json()
    assert counted["requests"] == {"GET /identity": 1}
    assert again == {"requests": {}, "dialects": {}}


async def test_sockets_can_be_silenced(fake: FakePlex) -> None:
    queue = fake.plex.sockets.open()
    async with controls(fake) as client:
        reply = await client.post("/_sim/sockets", json={"silent": True})
    fake.world.start(fake.world.person("marlow"), fake.film())
    assert reply.json() == {"open": 1}
    assert queue.empty()
