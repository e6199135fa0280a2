"""Made places of the household's addresses, which are kept for examples and belong to nobody."""

from __future__ import annotations

from watchkeeper.demo.mmdb import Value, mmdb
from watchkeeper.demo.people import HOME_ADDRESS
from watchkeeper.values import dataclass

KIND = "Watchkeeper-Demo-City"


@dataclass(frozen=True, slots=True)
class MadePlace:
    """A place in Europe; without a city the country alone is known."""

    city: str
    region: str
    country: str
    code: str
    latitude: float
    longitude: float
    timezone: str


PLACES = {
    HOME_ADDRESS: MadePlace("Bergen", "Vestland", "Norway", "NO", 60.3913, 5.3221, "Europe/Oslo"),
    "198.51.100.17": MadePlace(
        "Ålesund", "Møre og Romsdal", "Norway", "NO", 62.4722, 6.1495, "Europe/Oslo"
    ),
    "198.51.100.61": MadePlace(
        "Galway", "Connaught", "Ireland", "IE", 53.2707, -9.0568, "Europe/Dublin"
    ),
    "198.51.100.83": MadePlace(
        "Malmö", "Skåne", "Sweden", "SE", 55.6050, 13.0038, "Europe/Stockholm"
    ),
    "198.51.100.102": MadePlace(
        "Utrecht", "Utrecht", "Netherlands", "NL", 52.0907, 5.1214, "Europe/Amsterdam"
    ),
    "198.51.100.103": MadePlace(
        "Rotterdam", "South Holland", "Netherlands", "NL", 51.9244, 4.4777, "Europe/Amsterdam"
    ),
    "198.51.100.120": MadePlace(
        "Lisbon", "Lisbon", "Portugal", "PT", 38.7223, -9.1393, "Europe/Lisbon"
    ),
    "198.51.100.131": MadePlace(
        "Tallinn", "Harju", "Estonia", "EE", 59.4370, 24.7536, "Europe/Tallinn"
    ),
    "198.51.100.144": MadePlace(
        "Porto", "Porto", "Portugal", "PT", 41.1579, -8.6291, "Europe/Lisbon"
    ),
    "198.51.100.145": MadePlace(
        "Cork", "Munster", "Ireland", "IE", 51.8985, -8.4756, "Europe/Dublin"
    ),
    "198.51.100.158": MadePlace("", "", "United Kingdom", "GB", 54.0, -2.0, "Europe/London"),
    "198.51.100.171": MadePlace(
        "Lyon", "Auvergne-Rhône-Alpes", "France", "FR", 45.7640, 4.8357, "Europe/Paris"
    ),
}


def places_database(built_at: int) -> bytes:
    """A location database of the household, as its owner would have brought it."""
    records = {f"{address}/32": _record(place) for address, place in PLACES.items()}
    return mmdb(records, kind=KIND, built_at=built_at)


def _record(place: MadePlace) -> Value:
    record: dict[str, Value] = {
        "continent": {"code": "EU", "names": {"en": "Europe"}},
        "country": {"iso_code": place.code, "names": {"en": place.country}},
    }
    if not place.city:
        return record
    return {
        **record,
        "city": {"names": {"en": place.city}},
        "location": {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "time_zone": place.timezone,
        },
        "subdivisions": [{"names": {"en": place.region}}],
    }
