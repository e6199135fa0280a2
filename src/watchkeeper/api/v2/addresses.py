"""Where addresses are and whose they are; nothing outside is asked unless the owner allows it."""

from __future__ import annotations

from watchkeeper.api.v2.answers import Refused
from watchkeeper.api.v2.params import Text
from watchkeeper.api.v2.registry import Call, command
from watchkeeper.domain.networks import Address, address_of, purpose
from watchkeeper.domain.place import Place
from watchkeeper.errors import OutsideError
from watchkeeper.features.preferences.groups import Privacy
from watchkeeper.values import dataclass

NO_HOST = "Not available"
NOT_ASKED = "Addresses are not looked up outside."


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressParams:
    """Which address; needed, but an absent one is told in words."""

    ip_address: Text = ""


@command("get_geoip_lookup", params=AddressParams)
async def get_geoip_lookup(call: Call, params: AddressParams) -> object:
    """Where an address is. plex.tv is asked, and so learns it, only when the owner allows it."""
    if not params.ip_address:
        return _failure("No IP address provided.")
    address = address_of(params.ip_address)
    if address is None:
        return _failure(f"Invalid IP address provided: {params.ip_address}")
    place = await _place(call, address)
    if place is None:
        return _failure(f"Failed to lookup GeoIP info for address: {params.ip_address}")
    return {
        "city": place.city or None,
        "code": place.code or None,
        "continent": place.continent or None,
        "country": place.country or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "postal_code": place.postal_code or None,
        "region": place.region or None,
        "timezone": place.timezone or None,
        "accuracy": None,
    }


@command("get_whois_lookup", params=AddressParams)
async def get_whois_lookup(_call: Call, params: AddressParams) -> object:
    """Whose an address is, as far as that is known without asking anybody."""
    address = address_of(params.ip_address)
    if address is None:
        error = f"Invalid IP address provided: {params.ip_address}."
    elif (known := purpose(address)) is not None:
        name, source = known
        error = f"IPv{address.version} address {address} is already defined as {name} via {source}."
    else:
        error = NOT_ASKED
    return {"host": NO_HOST, "nets": [], "error": error}


async def _place(call: Call, address: Address) -> Place | None:
    """By plex.tv where the owner lets it be asked, else by the owner's own database."""
    return await _told_by_plex_tv(call, address) or await _kept_here(call, address)


async def _kept_here(call: Call, address: Address) -> Place | None:
    """What the owner's database says; None where it names no country."""
    found = await call.app.places.one(str(address))
    return found if found is not None and found.code else None


async def _told_by_plex_tv(call: Call, address: Address) -> Place | None:
    is_allowed = call.app.preferences.group(Privacy).locate_addresses
    if not is_allowed or not address.is_global:
        return None
    tv = call.app.open_plex_tv("")
    try:
        return await tv.place(str(address))
    except OutsideError:
        return None
    finally:
        await tv.aclose()


def _failure(message: str) -> Refused:
    return Refused(message, {"error": message})


COMMANDS = (get_geoip_lookup, get_whois_lookup)
