"""Location databases with made places, as their owner would bring them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from watchkeeper.application import Application
from watchkeeper.demo.mmdb import Value, mmdb
from watchkeeper.features.preferences import Location

DATABASE = "places.mmdb"
BUILT_AT = 1_700_000_000  # UTC seconds
GALWAY, CORK, LYON, NORWAY = "198.51.100.61", "198.51.100.145", "198.51.100.171", "203.0.113.24"
SIX = "2a02:1205:34f1:c2d0::9"


def record(
    code: str, country: str, city: str = "", region: str = "", at: tuple[float, float] | None = None
) -> dict[str, Value]:
    """What a database has of a place; `at` is latitude and longitude."""
    made: dict[str, Value] = {
        "continent": {"code": "EU"},
        "country": {"iso_code": code, "names": {"en": country, "de": f"{country} (de)"}},
    }
    if city:
        made["city"] = {"names": {"en": city}}
    if region:
        made["subdivisions"] = [{"iso_code": "XX", "names": {"en": region}}]
    if at is not None:
        latitude, longitude = at
        made["location"] = {
            "latitude": latitude,
            "longitude": longitude,
            "time_zone": "Europe/Dublin",
        }
    return made


RECORDS: Mapping[str, Value] = MappingProxyType(
    {
        "198.51.100.0/26": record("IE", "Ireland", "Galway", "Connaught", (53.27, -9.06)),
        "198.51.100.128/27": record("IE", "Ireland", "Cork", "Munster", (51.9, -8.48)),
        "198.51.100.160/27": record("FR", "France", "Lyon", "Auvergne-Rhône-Alpes", (45.76, 4.84)),
        "203.0.113.0/24": record("NO", "Norway"),
        "2a02:1205::/32": record("CH", "Switzerland", "Bern", "Bern", (46.95, 7.45)),
    }
)


def database(records: Mapping[str, Value] = RECORDS) -> bytes:
    """A database of version 6, as those are that can be had."""
    return mmdb(records, kind="Test-City", built_at=BUILT_AT, version=6)


def write_database(folder: Path, content: bytes | None = None) -> Path:
    """Put a database into a data folder."""
    path = folder / DATABASE
    path.write_bytes(database() if content is None else content)
    return path


async def look_up(app: Application) -> None:
    """Let a house look places up."""
    write_database(app.data_folder)
    values = {"local_lookup": True, "database_file": DATABASE}
    await app.preferences.change(Location, values, "owner")
