"""Where addresses are, by the owner's database: what is told, and what never is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.factories import make_play
from tests.fakes.clock import FakeClock
from tests.fakes.places import (
    CORK,
    DATABASE,
    GALWAY,
    NORWAY,
    SIX,
    database,
    look_up,
    record,
    write_database,
)
from watchkeeper.application import Application
from watchkeeper.demo.mmdb import mmdb
from watchkeeper.domain.place import HERE, NOWHERE, Place
from watchkeeper.errors import InputError
from watchkeeper.features.places import PlaceAsked
from watchkeeper.features.preferences import Location
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings

SETTING = {"local_lookup": True, "database_file": DATABASE}


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Application]:
    folder = tmp_path / "data"
    folder.mkdir()
    settings = Settings(data=folder, timezone="Europe/Oslo")
    async with quiet(settings, FakeClock(), Redactor()) as found:
        yield found


async def test_nothing_is_looked_up_before_the_owner_wants_it(app: Application) -> None:
    write_database(app.data_folder)
    await app.preferences.change(Location, {"database_file": DATABASE}, "owner")
    assert await app.places.of([GALWAY]) == {}
    assert await app.places.one(GALWAY) is None
    assert app.places.known(GALWAY) is None
    assert await app.places.addresses_in(PlaceAsked(countries=("IE",)), [GALWAY]) == frozenset()
    assert not (await app.places.state()).is_on


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (GALWAY, "Galway, Ireland"),
        (f"::ffff:{GALWAY}", "Galway, Ireland"),
        (NORWAY, "Norway"),
        (SIX, "Bern, Switzerland"),
        ("198.51.100.0", "Ireland"),  # all that is left of a shortened one
        ("2a02:1205:34f1::", "Switzerland"),
        ("198.51.100.80", ""),  # in no network of the database
        ("192.168.1.20", "Local network"),
        ("10.0.0.0", "Local network"),
        ("::1", "Local network"),
        ("fe80::1", "Local network"),
        ("fd00::7", "Local network"),
        ("cellar", ""),
        ("198.51.100.61; DROP TABLE", ""),
        ("", ""),
        (None, ""),
    ],
)
async def test_each_address_is_told_as_close_as_it_may_be(
    app: Application, address: str | None, words: str
) -> None:
    await look_up(app)
    found = (await app.places.of([address]))[address]
    assert found.words == words
    if not found.city:
        assert (found.latitude, found.longitude, found.timezone) == (None, None, "")


async def test_a_replaced_file_is_used_at_once_and_a_broken_one_is_told(app: Application) -> None:
    await look_up(app)
    assert (await app.places.of([GALWAY]))[GALWAY].city == "Galway"
    moved = database({"198.51.100.0/26": record("PT", "Portugal", "Porto")})
    write_database(app.data_folder, moved)
    assert (await app.places.of([GALWAY]))[GALWAY].words == "Porto, Portugal"
    write_database(app.data_folder, moved[: len(moved) // 2])
    assert await app.places.of([GALWAY]) == {}
    state = await app.places.state()
    assert state.is_on
    assert "MMDB" in state.problem
    (app.data_folder / DATABASE).unlink()
    assert (await app.places.state()).problem == "There is no such file."
    write_database(app.data_folder)
    assert (await app.places.of([GALWAY]))[GALWAY].city == "Galway"
    assert (await app.places.state()).kind == "Test-City"


async def test_a_file_that_is_damaged_inside_gives_no_wrong_place(app: Application) -> None:
    await look_up(app)
    whole = database()
    write_database(app.data_folder, whole.replace(b"iso_code", b"\xff\xfe_code"))
    assert await app.places.of([GALWAY]) == {}
    assert (await app.places.state()).problem


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("", b"", "Name the file"),
        ("missing.mmdb", None, "no such file"),
        ("../outside.mmdb", database(), "out of the data folder"),
        ("/", None, "no such file"),
        ("text.mmdb", b"no database at all", "MMDB"),
        ("empty.mmdb", b"", "MMDB"),
        ("zero\x00.mmdb", None, "path of a file"),
    ],
)
async def test_what_is_no_database_is_refused_by_its_field(
    app: Application, name: str, content: bytes | None, said: str
) -> None:
    if name and content is not None:
        (app.data_folder / name).write_bytes(content)
    values = {"local_lookup": True, "database_file": name}
    with pytest.raises(InputError, match=said) as caught:
        await app.preferences.change(Location, values, "owner")
    assert caught.value.field == "database_file"
    assert not app.places.is_on


async def test_a_database_of_something_else_is_refused(app: Application) -> None:
    numbers = mmdb({"198.51.100.0/24": {"asn": 64_500}}, kind="Test-ASN", built_at=1)
    write_database(app.data_folder, numbers)
    with pytest.raises(InputError, match="Test-ASN"):
        await app.preferences.change(Location, SETTING, "owner")


async def test_it_can_be_switched_off_while_its_file_is_gone(app: Application) -> None:
    await look_up(app)
    (app.data_folder / DATABASE).unlink()
    await app.preferences.change(Location, {"local_lookup": False}, "owner")
    assert not app.places.is_on


async def test_a_whole_path_may_be_anywhere(app: Application, tmp_path: Path) -> None:
    path = write_database(tmp_path)
    values = {"local_lookup": True, "database_file": str(path)}
    await app.preferences.change(Location, values, "owner")
    assert (await app.places.state()).path == str(path)


async def test_the_addresses_of_a_place_are_those_of_the_record(app: Application) -> None:
    await app.servers.know("machine-1", "Harbour House")
    for address in (GALWAY, CORK, NORWAY, None, "192.168.1.4"):
        await app.history.record(make_play(ip_address=address))
    await app.history.changed()
    await look_up(app)

    async def within(**keys: tuple[str, ...]) -> frozenset[str | None]:
        return await app.places.addresses_in(PlaceAsked(**keys))

    assert await within(countries=("IE",)) == {GALWAY, CORK}
    assert await within(cities=("Cork, Munster, IE",)) == {CORK}
    assert await within(countries=("IE",), cities=("unknown, NO",)) == frozenset()
    assert await within(cities=("unknown, NO",)) == {NORWAY}
    assert await within(countries=("local",)) == {"192.168.1.4"}
    assert await within(countries=("unknown",)) == {None}
    assert [one.code for one in await app.places.countries()] == ["IE", "NO"]


async def test_s23_what_was_looked_up_is_forgotten(app: Application) -> None:
    await look_up(app)
    await app.places.of([GALWAY])
    assert app.places.known(GALWAY) is not None
    assert "Galway" in await app.places.words([GALWAY])
    await app.places.forget()
    assert app.places.known(GALWAY) is None
    await app.places.of([GALWAY])
    await app.preferences.change(Location, {"local_lookup": False}, "owner")
    await app.preferences.change(Location, {"local_lookup": True}, "owner")
    assert app.places.known(GALWAY) is None


async def test_many_addresses_share_their_places(app: Application) -> None:
    await look_up(app)
    texts = [f"198.51.100.{number}" for number in range(1, 64)]
    found = await app.places.of(texts)
    assert len({id(place) for place in found.values()}) == 1
    assert found[texts[0]] == Place(
        city="Galway",
        region="Connaught",
        code="IE",
        country="Ireland",
        continent="EU",
        latitude=53.27,
        longitude=-9.06,
        timezone="Europe/Dublin",
    )
    assert await app.places.of([None, "10.1.2.3"]) == {None: NOWHERE, "10.1.2.3": HERE}
