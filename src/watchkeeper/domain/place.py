"""Where an address is, as far as it is known."""

from __future__ import annotations

from ipaddress import IPv6Address

from watchkeeper.domain.networks import Address, address_of, purpose, shortened
from watchkeeper.values import dataclass

LOCAL = "local"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, a region or a country; "" and None are what is not known."""

    city: str = ""
    region: str = ""
    code: str = ""  # of the country: two capital letters, ISO 3166-1
    country: str = ""  # its name
    continent: str = ""  # its two letters
    postal_code: str = ""
    latitude: float | None = None  # degrees, north is above 0
    longitude: float | None = None  # degrees, east is above 0
    timezone: str = ""
    is_local: bool = False  # the owner's own network, or another private one

    @property
    def country_key(self) -> str:
        """What tells its country from others: the code, LOCAL or UNKNOWN."""
        return LOCAL if self.is_local else self.code or UNKNOWN

    @property
    def city_key(self) -> str:
        """What tells its town from others.

        Examples:
            >>> Place(city="Galway", region="Connaught", code="IE").city_key
            'Galway, Connaught, IE'
            >>> Place(code="IE").city_key, Place(is_local=True).city_key, Place().city_key
            ('unknown, IE', 'local', 'unknown')
        """
        if self.is_local or not self.code:
            return self.country_key
        parts = (self.city or UNKNOWN, self.region if self.city else "", self.code)
        return ", ".join(part for part in parts if part)

    @property
    def words(self) -> str:
        """In words, "" when it is not known.

        Examples:
            >>> Place(city="Galway", code="IE", country="Ireland").words, Place(code="IE").words
            ('Galway, Ireland', 'IE')
        """
        if self.is_local:
            return "Local network"
        return ", ".join(part for part in (self.city, self.country_words) if part)

    @property
    def country_words(self) -> str:
        """The name of the country, else its code; "" when it is not known."""
        return self.country or self.code

    @property
    def of_country(self) -> Place:
        """The same place, told no closer than by its country."""
        return Place(code=self.code, country=self.country, continent=self.continent)


HERE = Place(is_local=True)
NOWHERE = Place()


def sought_address(text: str) -> Address | None:
    """The address to look up for one in the record; None for what is in no database.

    Examples:
        >>> str(sought_address("::ffff:198.51.100.7")), sought_address("cellar")
        ('198.51.100.7', None)
    """
    found = address_of(text)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def is_private(address: Address) -> bool:
    """Whether it is of a network of somebody's own, which is in no place that can be looked up.

    Addresses kept for examples are not: the demo has no others.
    """
    special = purpose(address)
    if special is not None and special[0].startswith("TEST-NET"):
        return False
    return address.is_private or address.is_link_local


def is_shortened(address: Address) -> bool:
    """Whether it may be all that is left of a longer one, so that it names no single household."""
    return shortened(str(address)) == str(address)


def as_kept(place: Place, address: Address) -> Place:
    """A place that was found for an address: of a shortened one no more than the country."""
    return place.of_country if is_shortened(address) else place
