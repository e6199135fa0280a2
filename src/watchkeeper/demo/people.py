"""The household of the demo: a dozen people and the devices they watch on."""

from __future__ import annotations

from dataclasses import field

from watchkeeper.domain.facts import UserId
from watchkeeper.values import dataclass

HOME_ADDRESS = "203.0.113.24"
"""The household's own address as the internet sees it (a documentation address)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A player: what it is, where it stands and what it can show without help."""

    machine_id: str
    title: str
    product: str
    product_version: str
    platform: str
    platform_version: str
    device: str
    model: str
    vendor: str
    profile: str
    address: str
    public_address: str = HOME_ADDRESS
    is_local: bool = True
    is_relayed: bool = False
    limit: int | None = None  # kbit/s: the quality its owner chose for it; None is original
    codecs: frozenset[str] = frozenset({"h264", "hevc", "aac", "ac3", "eac3", "mp3", "flac"})
    shows_hdr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with access to the server.

    `account_id` is the number the server itself uses: 1 for the owner, the plex.tv number for
    everybody else. A managed (restricted) person's username is their title.
    """

    user_id: UserId
    account_id: int
    username: str
    title: str
    email: str
    uuid: str
    is_owner: bool = False
    is_home_user: bool = False
    is_restricted: bool = False
    is_allow_sync: bool = True
    sections: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    filter_movies: str = ""
    filter_tv: str = ""
    devices: tuple[Device, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of device, from which devices are made."""

    product: str
    product_version: str
    platform: str
    platform_version: str
    device: str
    model: str
    vendor: str
    profile: str
    codecs: str
    shows_hdr: bool = False


_ALL = "h264 hevc mpeg2video mpeg4 aac ac3 eac3 dca truehd mp3 flac"
_TELEVISION = "h264 hevc aac ac3 eac3 mp3 flac"
_BROWSER = "h264 aac mp3 flac"

_MODELS = {
    "shield": Model(
        "Plex for Android (TV)", "10.26.0", "Android", "11", "SHIELD Android TV", "mdarcy",
        "NVIDIA", "Android", _ALL, shows_hdr=True,
    ),
    "appletv": Model(
        "Plex for Apple TV", "8.45", "tvOS", "18.1", "Apple TV", "AppleTV14,1",
        "Apple", "tvOS", _TELEVISION, shows_hdr=True,
    ),
    "roku": Model(
        "Plex for Roku", "7.8.14", "Roku", "13.0", "Roku Ultra", "4802X",
        "Roku", "Roku-13.x", _TELEVISION,
    ),
    "lg": Model(
        "Plex for LG", "5.93.1", "webOS", "7.3", "OLED55C2", "OLED55C2",
        "LG", "HTML TV App", _TELEVISION, shows_hdr=True,
    ),
    "samsung": Model(
        "Plex for Samsung", "5.93.1", "Tizen", "6.5", "QE55Q80", "QE55Q80",
        "Samsung", "HTML TV App", _TELEVISION,
    ),
    "chromecast": Model(
        "Plex for Chromecast", "3.4.0", "Chromecast", "1.56", "Chromecast Ultra", "Chromecast",
        "Google", "Chromecast", "h264 aac ac3 mp3",
    ),
    "iphone": Model(
        "Plex for iOS", "8.44", "iOS", "18.1", "iPhone", "16,1",
        "Apple", "iOS", _TELEVISION,
    ),
    "ipad": Model(
        "Plex for iOS", "8.44", "iOS", "18.1", "iPad", "14,3",
        "Apple", "iOS", _TELEVISION,
    ),
    "pixel": Model(
        "Plex for Android (Mobile)", "10.26.0", "Android", "15", "Pixel 8", "shiba",
        "Google", "Android", _TELEVISION,
    ),
    "chrome": Model(
        "Plex Web", "4.145.1", "Chrome", "130.0", "Linux", "hosted",
        "", "Web", _BROWSER,
    ),
    "firefox": Model(
        "Plex Web", "4.145.1", "Firefox", "132.0", "Windows", "hosted",
        "", "Web", _BROWSER,
    ),
    "xbox": Model(
        "Plex for Xbox", "2.12", "Xbox", "10.0", "Xbox Series X", "Xbox",
        "Microsoft", "Xbox One", _TELEVISION,
    ),
    "plexamp": Model(
        "Plexamp", "4.11.5", "iOS", "18.1", "iPhone", "16,1",
        "Plex", "Plexamp", "mp3 flac aac",
    ),
    "desktop": Model(
        "Plex HTPC", "1.67.1", "Linux", "6.8", "Living Room PC", "hosted",
        "", "Generic", _ALL,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device is used: at home, at another address, or through the relay."""

    public_address: str = HOME_ADDRESS
    is_relayed: bool = False
    limit: int | None = None

    @property
    def is_local(self) -> bool:
        """Whether it is the household's own network."""
        return self.public_address == HOME_ADDRESS


_HOME = Place()


class _Devices:
    """Numbers the devices while the household is put together."""

    def __init__(self) -> None:
        self._count = 0

    def make(self, kind: str, title: str, place: Place = _HOME) -> Device:
        model = _MODELS[kind]
        self._count += 1
        address = f"192.168.1.{20 + self._count}" if place.is_local else place.public_address
        return Device(
            machine_id=f"demo-{kind}-{self._count:02d}",
            title=title,
            product=model.product,
            product_version=model.product_version,
            platform=model.platform,
            platform_version=model.platform_version,
            device=model.device,
            model=model.model,
            vendor=model.vendor,
            profile=model.profile,
            address=address,
            public_address=place.public_address,
            is_local=place.is_local,
            is_relayed=place.is_relayed,
            limit=place.limit,
            codecs=frozenset(model.codecs.split()),
            shows_hdr=model.shows_hdr,
        )


def household() -> tuple[Person, ...]:
    """Everybody, the owner first. Always the same people, whatever the seed."""
    devices = _Devices()
    return (*_family(devices), *_friends(devices))


def _family(devices: _Devices) -> tuple[Person, ...]:
    living_room = devices.make("shield", "Living Room")
    bedroom = devices.make("appletv", "Bedroom")
    playroom = devices.make("roku", "Playroom")
    return (
        _person(1, "marlow", "Marlow", is_owner=True, is_home_user=True, devices=(
            living_room,
            bedroom,
            devices.make("iphone", "Marlow's iPhone", Place("198.51.100.17", limit=4000)),
            devices.make("plexamp", "Marlow's Plexamp"),
        )),
        _person(2, "ines.h", "Ines", is_home_user=True, devices=(
            living_room,
            bedroom,
            devices.make("ipad", "Ines' iPad"),
            devices.make("plexamp", "Kitchen Speaker"),
        )),
        _person(3, "Juno", "Juno", is_home_user=True, is_restricted=True, sections=(5, 6, 1),
                filter_movies="contentRating=G%2CPG", filter_tv="contentRating=TV-Y", devices=(
            playroom,
            devices.make("ipad", "Juno's iPad"),
        )),
        _person(4, "Teddy", "Teddy", is_home_user=True, is_restricted=True, sections=(5, 4, 1),
                filter_movies="contentRating=G%2CPG%2CPG-13", devices=(
            playroom,
            devices.make("xbox", "Teddy's Xbox"),
        )),
        _person(5, "grandma_ruth", "Ruth", is_home_user=True, devices=(
            devices.make("samsung", "Ruth's Television", Place("198.51.100.61", limit=8000)),
        )),
    )  # fmt: skip


def _friends(devices: _Devices) -> tuple[Person, ...]:
    def away(last: int, limit: int | None = None, *, is_relayed: bool = False) -> Place:
        return Place(f"198.51.100.{last}", is_relayed, limit)

    return (
        _person(6, "oskar_b", "oskar_b", devices=(
            devices.make("lg", "OLED", away(83, 20000)),
            devices.make("firefox", "Firefox", away(83)),
        )),
        _person(7, "priya.codes", "priya.codes", devices=(
            devices.make("chrome", "Chrome", away(102, 8000)),
            devices.make("pixel", "Priya's Pixel", away(103, 3000)),
        )),
        _person(8, "thandi", "thandi", devices=(
            devices.make("roku", "Bravo Roku", away(120, 12000)),
        )),
        _person(9, "nightowl_vik", "nightowl_vik", sections=(1, 2, 3, 4, 6), devices=(
            devices.make("desktop", "Attic HTPC", away(131)),
            devices.make("plexamp", "Vik's Plexamp", away(131)),
        )),
        _person(10, "saoirse", "saoirse", devices=(
            devices.make("chromecast", "Saoirse's Chromecast", away(144, 4000)),
            devices.make("iphone", "Saoirse's iPhone", away(145, 2000)),
        )),
        _person(11, "callum.w", "callum.w", sections=(1, 3), devices=(
            devices.make("appletv", "Cottage", away(158, 2000, is_relayed=True)),
        )),
        _person(12, "leila", "leila", sections=(1, 3, 6), is_allow_sync=False, devices=(
            devices.make("chrome", "Chrome", away(171, 4000)),
            devices.make("plexamp", "Leila's Plexamp", away(171)),
        )),
    )  # fmt: skip


def _person(
    number: int,
    username: str,
    title: str,
    *,
    devices: tuple[Device, ...],
    **more: object,
) -> Person:
    user_id = 31_400_000 + number * 104_729
    is_owner = bool(more.get("is_owner"))
    is_restricted = bool(more.get("is_restricted"))
    return Person(
        user_id=UserId(user_id),
        account_id=1 if is_owner else user_id,
        username=username,
        title=title,
        email="" if is_restricted else f"{username.replace('_', '.')}@example.org",
        uuid=f"{user_id * 2654435761 % 2**64:016x}",
        devices=devices,
        **more,  # type: ignore[arg-type]  # the named fields of Person
    )
