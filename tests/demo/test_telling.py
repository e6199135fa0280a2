"""What the household is told, as its owner finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.v2.house import House, open_house
from tests.fakes.plex import FakePlex
from watchkeeper.demo.household.telling import set_up_newsletter, set_up_notifiers
from watchkeeper.demo.plexserver import routes_board
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.newsletters.letters.newsletter import Way


@pytest.fixture
def fake() -> FakePlex:
    return FakePlex()


async def known_server(house: House, fake: FakePlex) -> ServerId:
    server = await house.app.servers.know(fake.plex.machine_identifier, "Attic")
    await house.app.servers.load()
    return server.id


async def test_the_board_takes_messages_without_a_token(fake: FakePlex) -> None:
    async with fake.client(token="") as board:
        answer = await board.post(routes_board.PATH, json={"text": "ada watches The Tide."})
        assert (answer.status_code, answer.content) == (204, b"")
        assert (await board.get("/library/sections")).status_code == 401


async def test_notifiers_are_told_apart_by_what_they_ask_for(
    tmp_path: Path, fake: FakePlex
) -> None:
    async with open_house(tmp_path / "data", fake.clock) as house:
        server_id = await known_server(house, fake)
        await set_up_notifiers(house.app.notifiers, server_id, "http://plex.test/board")
        names = [one.friendly_name for one in await house.app.notifiers.all(server_id)]
        told = await house.app.notifiers.set_off_by(server_id, "on_created")
        assert names == ["Family board", "For whoever looks after the server"]
        assert [one.friendly_name for one in told] == ["Family board"]


async def test_the_newsletter_goes_to_nobody_and_is_due_by_itself(
    tmp_path: Path, fake: FakePlex
) -> None:
    async with open_house(tmp_path / "data", fake.clock) as house:
        server_id = await known_server(house, fake)
        newsroom = house.app.newsroom
        await set_up_newsletter(newsroom, server_id, house.app.libraries)
        (letter,) = await newsroom.letters.all(server_id)
        assert letter.way is Way.SAVE
        assert letter.next_at is not None
