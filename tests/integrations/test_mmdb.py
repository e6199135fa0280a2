"""Location databases: what their records say, and what a file can be that is none."""

from __future__ import annotations

import random
from pathlib import Path

import maxminddb
import pytest

from tests.fakes.places import BUILT_AT, GALWAY, RECORDS, SIX, database, record
from watchkeeper.demo.mmdb import Value, mmdb
from watchkeeper.demo.places import PLACES, places_database
from watchkeeper.domain.networks import address_of
from watchkeeper.domain.place import NOWHERE, Place
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.mmdb import PlaceDatabase, place_of


def opened(folder: Path, content: bytes) -> PlaceDatabase:
    path = folder / "places.mmdb"
    path.write_bytes(content)
    return PlaceDatabase(path)


def found(known: PlaceDatabase, text: str) -> Place:
    address = address_of(text)
    assert address is not None
    return known.find(address)


def test_addresses_of_both_versions_are_found(tmp_path: Path) -> None:
    known = opened(tmp_path, database())
    assert (known.kind, known.built_at, known.has_cities) == ("Test-City", BUILT_AT, True)
    assert found(known, GALWAY).city == "Galway"
    assert found(known, SIX).words == "Bern, Switzerland"
    assert found(known, "198.51.100.99") == NOWHERE
    known.close()


def test_a_database_of_version_4_knows_nothing_of_version_6(tmp_path: Path) -> None:
    content = mmdb({"198.51.100.0/24": record("IE", "Ireland")}, kind="Test-Country", built_at=1)
    known = opened(tmp_path, content)
    assert not known.has_cities
    assert found(known, GALWAY).words == "Ireland"
    assert found(known, SIX) == NOWHERE
    known.close()


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"country": {"iso_code": "ie"}}, Place(code="IE")),
        ({"country": {"iso_code": "Ireland"}}, NOWHERE),
        ({"country": {"names": {"de": "Irland"}}}, NOWHERE),
        ({"registered_country": {"iso_code": "IE"}}, Place(code="IE")),
        ({"country": "IE", "city": ["Galway"], "location": "here", "subdivisions": {}}, NOWHERE),
        ({"location": {"latitude": 99.0, "longitude": float("nan")}}, NOWHERE),
        ({"location": {"latitude": True, "longitude": "9"}}, NOWHERE),
        ({"city": {"names": {"en": " Gal\nway \x00" + "y" * 500}}}, None),
        (None, NOWHERE),
        ("Galway", NOWHERE),
    ],
)
def test_records_of_any_shape_are_read(told: object, place: Place | None) -> None:
    read = place_of(told)
    if place is None:
        assert read.city.startswith("Gal way")
        assert len(read.city) == 200
    else:
        assert read == place


def test_no_change_of_a_file_does_more_harm_than_an_error(tmp_path: Path) -> None:
    """Bytes changed at random are an error or a place, and never anything else."""
    chance, whole = random.Random(5), database()
    for _ in range(150):
        changed = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            known = opened(
                tmp_path, bytes(changed[: chance.randrange(len(changed) // 2, len(changed))])
            )
        except MalformedError:
            continue
        try:
            for text in (GALWAY, SIX):
                assert isinstance(found(known, text), Place)
        except MalformedError:
            pass
        finally:
            known.close()


def test_texts_of_any_length_are_written_as_the_reader_reads_them(tmp_path: Path) -> None:
    records: dict[str, Value] = {
        f"10.0.{number}.0/24": record("IE", "é" * size)
        for number, size in enumerate((0, 1, 14, 15, 28, 29, 100, 142, 143, 190))
    }
    known = opened(tmp_path, mmdb(records, kind="Test", built_at=2**33))
    assert known.built_at == 2**33
    for number, size in enumerate((0, 1, 14, 15, 28, 29, 100, 142, 143, 190)):
        assert found(known, f"10.0.{number}.7").country == "é" * size
    known.close()


def test_the_strict_reader_of_the_formats_makers_takes_what_is_written(tmp_path: Path) -> None:
    pytest.importorskip("maxminddb.extension", reason="maxminddb has no compiled reader here")
    path = tmp_path / "places.mmdb"
    path.write_bytes(database())
    with maxminddb.open_database(path, maxminddb.MODE_MMAP_EXT) as reader:
        assert reader.metadata().build_epoch == BUILT_AT
        told = reader.get(GALWAY)
    assert told == RECORDS["198.51.100.0/26"]


def test_the_household_of_the_demo_has_its_places(tmp_path: Path) -> None:
    known = opened(tmp_path, places_database(1_700_000_000))
    for address, place in PLACES.items():
        assert (found(known, address).city, found(known, address).code) == (place.city, place.code)
    known.close()
