"""Statistics say the same as the rows behind them."""

from __future__ import annotations

import pytest

from tests.api.v1.house import House
from tests.factories import STARTED, make_play
from tests.fakes.places import CORK, GALWAY, look_up
from watchkeeper.api.v1.graphs import GraphName
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.statistics import Card


async def test_watch_time_is_that_of_the_plays(shown: House) -> None:
    answer = await shown.get("/statistics/watch-time", days=[0, 1], grouped=False)
    plays = await shown.get("/plays", grouped=False)
    assert answer["windows"][0] == {"days": 0, "plays": 4, "seconds": plays["total_seconds"]}
    assert answer["windows"][1]["plays"] == 0


async def test_shares_add_up(shown: House) -> None:
    whole = (await shown.get("/plays", grouped=False))["total_seconds"]
    for noun in ("users", "players", "libraries"):
        answer = await shown.get(f"/statistics/{noun}", grouped=False)
        assert sum(one["plays"] for one in answer[noun]) == 4, noun
        assert sum(one["seconds"] for one in answer[noun]) == whole, noun
        assert answer["total"] == len(answer[noun])


async def test_addresses_tell_first_and_last(shown: House) -> None:
    (address,) = (await shown.get("/statistics/addresses"))["addresses"]
    assert address["plays"] == 4
    assert address["first_started"] < address["last_started"]


async def test_places_are_told_where_they_are_looked_up(house: House) -> None:
    off = await house.get("/statistics/places")
    assert off == {"is_on": False, "countries": [], "cities": []}
    assert (await house.get("/plays", country=["IE"]))["filtered"] == 0
    for number, address in enumerate((GALWAY, CORK, CORK)):
        await house.app.history.record(
            make_play(ip_address=address, rating_key=900 + number, started=STARTED + number * 9000)
        )
    await look_up(house.app)
    found = await house.get("/statistics/places")
    ireland = next(one for one in found["countries"] if one["key"] == "IE")
    assert (ireland["plays"], ireland["addresses"], ireland["city"]) == (3, 2, None)
    cork = next(one for one in found["cities"] if one["key"] == "Cork, Munster, IE")
    assert (cork["plays"], cork["region"], cork["latitude"]) == (2, "Munster", 51.9)
    plays = await house.get("/plays", ip_address=[GALWAY, CORK])
    assert ireland["seconds"] == plays["total_seconds"]
    assert (await house.get("/plays", country=["ie"]))["filtered"] == ireland["plays"]
    assert (await house.get("/plays", country=["FR", "SE"]))["filtered"] == 0
    assert (await house.get("/plays", city=[cork["key"]]))["filtered"] == cork["plays"]
    galway = await house.get("/plays", country=["IE"], city=["Galway, Connaught, IE"])
    assert galway["filtered"] == 1
    assert (await house.get("/statistics/places", user_id=[999]))["countries"] == []
    assert len((await house.get("/statistics/places", limit=1))["cities"]) == 1


async def test_every_card_is_answered_once(shown: House) -> None:
    answer = await shown.get("/statistics/cards", days=36_500)
    assert [card["card"] for card in answer["cards"]] == [card.value for card in Card]
    cards = {card["card"]: card for card in answer["cards"]}
    assert cards["top_users"]["lines"][0]["play"]["user_id"] == 101
    assert cards["most_concurrent"]["peaks"][0]["decision"] is None
    assert cards["last_watched"]["plays"]


@pytest.mark.parametrize("name", list(GraphName))
async def test_every_graph_has_a_value_for_each_category(shown: House, name: GraphName) -> None:
    answer = await shown.get(f"/statistics/graphs/{name.value}", days=90)
    assert answer["graph"] == name.value
    assert len(answer["labels"]) == len(answer["categories"])
    for series in answer["series"]:
        assert len(series["values"]) == len(answer["categories"])


async def test_a_graph_counts_what_the_table_counts(shown: House) -> None:
    answer = await shown.get("/statistics/graphs/days", days=90, grouped=False)
    assert sum(sum(series["values"]) for series in answer["series"]) == 3  # one has not stopped


async def test_the_graph_of_people_has_those_who_are_known_alone(house: House) -> None:
    known, name = next(
        (user_id, card.name)
        for user_id, card in house.app.users.named(ServerId(1)).items()
        if user_id
    )
    await house.record(user_id=known, username=name, started=STARTED)
    answer = await house.get("/statistics/graphs/users", days=90, grouped=False)
    assert (answer["categories"], answer["labels"]) == ([f"1/{known}"], [name])
    assert sum(sum(series["values"]) for series in answer["series"]) == 1


async def test_an_unknown_graph_is_named(shown: House) -> None:
    answer = await shown.ask("GET", "/statistics/graphs/pies")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "graph")
