"""Databases of places in the MMDB format, as MaxMind (GeoLite2) and DB-IP hand them out.

The format: https://maxmind.github.io/MaxMind-DB/. Files are read, not mapped into memory: a mapped
file that somebody overwrites in place ends the whole process, and reading costs no memory either.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchkeeper.domain.networks import Address
from watchkeeper.domain.place import NOWHERE, Place
from watchkeeper.errors import MalformedError
from watchkeeper.texts import Sentence

if TYPE_CHECKING:
    from maxminddb.reader import Reader

Known = Mapping[str, Any]  # Any: values of a record of the format, of several types
LANGUAGE = "en"
SAMPLE = 2000
"""So many records are looked at to learn whether a database tells countries or towns."""

LONGEST = 200
"""Characters of a name that are kept: longer ones name no place."""

READING = (RuntimeError, OSError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError)
"""What reading a file that is damaged, or is being overwritten, may raise."""


class PlaceDatabase:
    """An open database. To be used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            MalformedError: it cannot be read, is of another format, or tells of no countries.
        """
        try:
            path.open("rb").close()
        except OSError as error:
            reason = error.strerror or Sentence("it cannot be read")
            raise MalformedError("The file cannot be opened: %(reason)s.", reason=reason) from error
        self._reader = _reader(path)
        try:
            self._measure()
        except BaseException:
            self._reader.close()
            raise

    def _measure(self) -> None:
        try:
            about = self._reader.metadata()
            self.kind = str(about.database_type)
            self.built_at = int(about.build_epoch)  # UTC seconds
            self._has_version_6 = about.ip_version == 6
            sample = [place_of(record) for _, record in islice(self._reader, SAMPLE)]
        except READING as error:
            raise MalformedError("The file is damaged, or not whole yet.") from error
        self.has_cities = any(place.city for place in sample)
        if not any(place.code for place in sample):
            raise MalformedError(
                "The database (%(kind)s) tells of no countries.",
                kind=self.kind or Sentence("of no stated kind"),
            )

    def find(self, address: Address) -> Place:
        """Where an address is; nothing is known of an address that is not in it.

        Raises:
            MalformedError: the file is damaged, or was changed.
        """
        if address.version == 6 and not self._has_version_6:
            return NOWHERE
        try:
            return place_of(self._reader.get(address))
        except READING as error:
            raise MalformedError("The file is damaged, or was changed.") from error

    def close(self) -> None:
        """Close the file."""
        self._reader.close()


def _reader(path: Path) -> Reader:
    from maxminddb import MODE_FILE, open_database  # noqa: PLC0415  # only who has a file needs it

    try:
        return open_database(path, MODE_FILE)
    except READING as error:
        raise MalformedError("The file is no database in the MMDB format.") from error


def place_of(record: object) -> Place:
    """What a record says, whatever it is."""
    if not isinstance(record, Mapping):
        return NOWHERE
    country = _part(record, "country") or _part(record, "registered_country")
    location = _part(record, "location")
    code = country.get("iso_code")
    return Place(
        city=_name(_part(record, "city")),
        region=_region(record),
        code=code.upper() if isinstance(code, str) and len(code) == 2 else "",
        country=_name(country),
        continent=_text(_part(record, "continent").get("code")),
        postal_code=_text(_part(record, "postal").get("code")),
        latitude=_degrees(location.get("latitude"), 90),
        longitude=_degrees(location.get("longitude"), 180),
        timezone=_text(location.get("time_zone")),
    )


def _region(record: Known) -> str:
    regions = record.get("subdivisions")
    first = regions[0] if isinstance(regions, list) and regions else None
    return _name(first) if isinstance(first, Mapping) else ""


def _part(record: Known, name: str) -> Known:
    part = record.get(name)
    return part if isinstance(part, Mapping) else {}


def _name(part: Known) -> str:
    return _text(_part(part, "names").get(LANGUAGE))


def _text(value: object) -> str:
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def _degrees(value: object, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        return None
    return float(value)
