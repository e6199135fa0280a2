"""Whether something is told at all, before any notifier's own conditions are asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import IPv6Address, ip_address, ip_network

from watchkeeper.domain.place import Place
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.occasions.occasion import Occasion
from watchkeeper.features.preferences import Notifying, Recording

WATCHABLE = frozenset({"movie", "episode", "clip"})
TOLD_TYPES = WATCHABLE | {"track"}
LAST_PERCENT = 99
SAME_PLACE_BITS = 64  # of an IPv6 address: one household
REGION_BITS = {4: 16, 6: 32}
AT_HOME = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)


def is_wanted(occasion: Occasion, notifying: Notifying, recording: Recording) -> bool:
    """Tautulli's conditions of each trigger; server events are always told."""
    session = occasion.session
    if session is None:
        return True
    media_type = session.observed.media_type
    if media_type not in TOLD_TYPES:
        return False
    if notifying.notify_consecutive or media_type not in WATCHABLE:
        return True
    percent = _percent(occasion, session)
    if occasion.trigger == "on_stop":
        limit = {
            "movie": recording.movie_watched_percent,
            "episode": recording.tv_watched_percent,
        }.get(media_type)
        return limit is not None and percent < limit
    return occasion.trigger != "on_resume" or percent < LAST_PERCENT


def has_many_streams(
    session: LiveSession, running: Sequence[LiveSession], notifying: Notifying
) -> bool:
    """Whether the person of a stream has so many that the owner wants to know."""
    theirs = [one for one in running if one.person.user_id == session.person.user_id]
    if notifying.notify_concurrent_by_ip:
        count = len({_place(one.observed.ip_address) for one in theirs})
    else:
        count = len(theirs)
    return count >= notifying.notify_concurrent_threshold


def is_new_place(address: str, known: Collection[str]) -> bool:
    """Whether somebody never played from the part of the world that an address belongs to.

    Providers give households other addresses every day, so only the first half of IPv4 addresses
    and the first 32 bits of IPv6 addresses count. Addresses at home are no place, and who has
    not played from outside before is not asked about.

    Examples:
        >>> is_new_place("203.0.113.9", {"203.0.2.1"}), is_new_place("198.51.100.7", {"203.0.2.1"})
        (False, True)
    """
    here = _region(address)
    regions = {_region(each) for each in known} - {""}
    return bool(here and regions) and here not in regions


def is_new_by_place(here: Place, known: Collection[Place], *, in_new_network: bool) -> bool:
    """The same where a location database tells of an address in which country and town it is.

    A country is new by itself. A town counts only in a part of the network that is new too:
    databases move the addresses of a provider from town to town.

    Examples:
        >>> galway, cork = Place(city="Galway", code="IE"), Place(city="Cork", code="IE")
        >>> is_new_by_place(Place(city="Lyon", code="FR"), [galway], in_new_network=False)
        True
        >>> is_new_by_place(cork, [galway], in_new_network=False)
        False
    """
    before = [one for one in known if one.code]
    if not before or all(one.code != here.code for one in before):
        return bool(before)
    return in_new_network and all(one.city_key != here.city_key for one in before)


def _percent(occasion: Occasion, session: LiveSession) -> int:
    duration = session.observed.duration
    offset = occasion.view_offset
    if offset is None:
        return session.progress_percent
    return round(offset / duration * 100) if duration else 0


def _place(address: str) -> str:
    """An address, of IPv6 only its network.

    Examples:
        >>> _place("2001:db8::1") == _place("2001:db8::2"), _place("192.0.2.1")
        (True, '192.0.2.1')
    """
    try:
        number = ip_address(address)
    except ValueError:
        return address
    if isinstance(number, IPv6Address):
        return str(ip_network((number, SAME_PLACE_BITS), strict=False))
    return str(number)


def _region(address: str) -> str:
    """The network of an address as a provider holds it; "" for one at home or none at all."""
    try:
        number = ip_address(address)
    except ValueError:
        return ""
    if number.is_loopback or number.is_link_local or any(number in each for each in AT_HOME):
        return ""
    bits = REGION_BITS[number.version]
    return str(ip_network((number, bits), strict=False))
