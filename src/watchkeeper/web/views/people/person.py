"""A person's page: what it shows of them and of their accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo

from watchkeeper.domain.facts import SectionId, ServerId
from watchkeeper.domain.place import Place
from watchkeeper.features.statistics import AddressFigures, DeviceFigures
from watchkeeper.features.users import KnownPerson, User
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.located import town_words
from watchkeeper.web.rendering import with_query
from watchkeeper.web.views.streams.delivery import place_words
from watchkeeper.web.words import Moment, moment, span

TABS = {
    "activity": N_("Activity"),
    "history": N_("History"),
    "statistics": N_("Statistics"),
    "devices": N_("Devices"),
    "places": N_("Places"),
    "access": N_("Access"),
    "privacy": N_("Privacy"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the page."""

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A device of a person; `url` leads to the plays on it."""

    player: str
    platform: str
    product: str
    plays: int
    watch_time: str
    first_seen: Moment
    last_seen: Moment
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """An address from which a person played; `url` leads to the plays from it."""

    address: str
    place: str  # local or remote
    town: str  # "" when it is not known
    plays: int
    first_seen: Moment
    last_seen: Moment
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One account of a person, and what the owner may change of it."""

    user: User
    server: str
    path: str  # of the account, for its forms
    role: str
    libraries: tuple[str, ...] | None  # None: not known
    filters: tuple[tuple[str, str], ...]


def tabs_of(path: str) -> tuple[Tab, ...]:
    """The parts of the page at that address (with base path)."""
    return tuple(
        Tab(name, text, path if name == "activity" else f"{path}?tab={name}")
        for name, text in TABS.items()
    )


def device_line(
    device: DeviceFigures, words: str, zone: tzinfo, url: Callable[[str], str]
) -> DeviceLine:
    """A device; `words` are the person's accounts as the history's address names them."""
    filters = {"account": words, "player": device.player or "", "platform": device.platform or ""}
    return DeviceLine(
        player=device.player or _("Unknown"),
        platform=device.platform or "",
        product=device.product or "",
        plays=device.plays,
        watch_time=span(device.seconds),
        first_seen=moment(device.first_seen, zone),
        last_seen=moment(device.last_seen, zone),
        url=url(with_query("/history", filters)),
    )


@dataclass(frozen=True, slots=True)
class PlaceSetting:
    """What all addresses of a person share."""

    words: str  # the person's accounts as the history's address names them
    zone: tzinfo
    url: Callable[[str], str]
    towns: Mapping[str | None, Place]


def place_line(place: AddressFigures, setting: PlaceSetting) -> PlaceLine:
    """An address; an unknown one leads nowhere."""
    zone, url = setting.zone, setting.url
    town = setting.towns.get(place.ip_address)
    address = place.ip_address or ""
    filters = {"account": setting.words, "text": address, "ungrouped": "1"}
    return PlaceLine(
        address=address or _("Unknown"),
        place=place_words(place.newest.location, place.newest.relayed),
        town=town_words(town) if town else "",
        plays=place.play_count,
        first_seen=moment(place.first_seen, zone),
        last_seen=moment(place.last_seen, zone),
        url=url(with_query("/history", filters)) if address else "",
    )


def account_view(
    user: User, server: str, shelves: Mapping[tuple[ServerId, SectionId], str]
) -> AccountView:
    """An account."""
    libraries = None
    if user.shared_libraries is not None:
        libraries = tuple(
            shelves.get((user.server_id, section), _("Library %(number)s", number=section))
            for section in user.shared_libraries
        )
    named = {
        N_("All"): user.filter_all,
        N_("Films"): user.filter_movies,
        N_("Shows"): user.filter_tv,
        N_("Music"): user.filter_music,
        N_("Photos"): user.filter_photos,
    }
    return AccountView(
        user=user,
        server=server,
        path=f"/users/{user.server_id}/{user.user_id}",
        role=account_role(user),
        libraries=libraries,
        filters=tuple((name, text) for name, text in named.items() if text),
    )


def account_role(user: User) -> str:
    """What one account may do on its server, in words."""
    if user.is_admin:
        return _("Owner of the server")
    if not user.is_active:
        return _("No access any more")
    if user.is_home_user:
        return _("Home user, restricted") if user.is_restricted else _("Home user")
    return _("Shared with, restricted") if user.is_restricted else _("Shared with")


def other_names(person: KnownPerson) -> str:
    """The person's usernames, for the line below the name."""
    names = dict.fromkeys(user.username for user in person.accounts)
    return ", ".join(name for name in names if name != person.name)
