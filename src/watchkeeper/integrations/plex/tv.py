"""plex.tv: signing in, the owner's servers, people with access, places of addresses.

Its older answers (users, shares) are XML only. They hold the tokens of other people: those are
never read out of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from watchkeeper.domain.facts import SectionId, UserId
from watchkeeper.domain.media import PlexAccount
from watchkeeper.domain.place import Place
from watchkeeper.domain.plex_tv import (
    PlexOwner,
    PublishedServer,
    ServerConnection,
    ServerRelease,
    SignInPin,
)
from watchkeeper.errors import MalformedError, NotFoundError, SignInExpiredError, UnreachableError
from watchkeeper.integrations.http import Call, HttpClient, HttpSettings, Transport
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.connection import PlexConnection, ProductFacts, plex_headers
from watchkeeper.integrations.plex.wire import Element

PLEX_TV = "https://plex.tv"
SIGN_IN_PAGE = "https://app.plex.tv/auth#?"


def open_plex_tv(
    product: ProductFacts,
    *,
    token: str = "",
    url: str = PLEX_TV,
    transport: Transport | None = None,
) -> PlexTv:
    """A client of plex.tv, or of its stand-in at that address; without token it can only sign in.

    Raises:
        InputError: The address is not usable.
    """
    settings = HttpSettings(
        base_url=url,
        label="plex.tv",
        headers=plex_headers(product, token),
        secrets=(token,),
    )
    return PlexTv(HttpClient(settings, transport=transport), product)


class PlexTv:
    """Speaks to plex.tv for one account.

    Every method raises UnreachableError, SignInExpiredError, MalformedError or OutsideError when
    there is no answer.
    """

    def __init__(self, http: HttpClient, product: ProductFacts) -> None:
        self._http = http
        self._product = product
        self._plex = PlexConnection(http)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    @property
    def request_counts(self) -> Mapping[str, int]:
        """Requests sent so far, by method and path template."""
        return self._http.request_counts

    async def create_pin(self) -> SignInPin:
        """Begin a sign-in; open `sign_in_address` next and ask `pin_token` once a second."""
        call = Call(method="POST", path="/api/v2/pins", params={"strong": True})
        answer = self._http.checked(await self._http.send(call))
        pin = wire.document(answer.content)
        number, code = wire.number(pin, "id"), wire.text(pin, "code")
        if number is None or not code:
            raise MalformedError("plex.tv gave no code to sign in with.")
        return SignInPin(number, code, wire.number(pin, "expiresIn"))

    def sign_in_address(self, pin: SignInPin, forward_url: str = "") -> str:
        """The page at which the person allows the sign-in; it then leads to `forward_url`."""
        query = {
            "clientID": self._product.client_identifier,
            "code": pin.code,
            "context[device][product]": self._product.product,
        }
        return SIGN_IN_PAGE + urlencode(
            query | ({"forwardUrl": forward_url} if forward_url else {})
        )

    async def pin_token(self, pin_id: int) -> str | None:
        """The account's token as soon as the person has allowed it, None until then.

        Raises:
            NotFoundError: The sign-in has expired: begin a new one.
        """
        answer = await self._plex.answer("GET", f"/api/v2/pins/{pin_id}")
        if answer.status == 404:
            raise NotFoundError("This sign-in has expired: begin again.")
        pin = wire.document(self._http.checked(answer).content)
        return wire.text(pin, "authToken") or None

    async def owner(self) -> PlexOwner:
        """The account of the token."""
        user = wire.document((await self._http.get("/api/v2/user")).content)
        user = wire.child(user, "user") or user
        number = wire.number(user, "id")
        if number is None:
            raise MalformedError("plex.tv told no account.")
        username = wire.text(user, "username") or wire.text(user, "title")
        return PlexOwner(
            user_id=UserId(number),
            username=username,
            title=wire.text(user, "friendlyName") or wire.text(user, "title"),
            email=wire.text(user, "email"),
            thumb=wire.link(user, "thumb"),
            uuid=wire.text(user, "uuid"),
            has_plex_pass=bool(wire.flag(wire.child(user, "subscription"), "active")),
            is_home_user=wire.flag(user, "home"),
            is_restricted=wire.flag(user, "restricted"),
        )

    async def token_valid(self) -> bool | None:
        """Whether the token still is; None when plex.tv says neither yes nor no."""
        try:
            answer = await self._plex.answer("GET", "/api/v2/user")
            self._http.checked(answer)
        except SignInExpiredError:
            return False
        except UnreachableError:
            return None
        return True

    async def servers(self) -> tuple[PublishedServer, ...]:
        """The servers of the account, its own first, with every address they publish."""
        params = {"includeHttps": True, "includeRelay": True, "includeIPv6": True}
        answer = await self._http.get("/api/v2/resources", params)
        found = self._plex.readable(wire.listed(answer.content), published_server)
        servers = [server for server in found if server is not None]
        return tuple(sorted(servers, key=lambda server: (not server.is_owned, server.name)))

    async def accounts(self, machine_identifier: str) -> tuple[PlexAccount, ...]:
        """The owner and everybody else, with the libraries of that server they are given."""
        owner = await self.owner()
        shares = await self.shared_sections(machine_identifier)
        container = await self._plex.container("/api/users")
        friends = self._plex.readable(
            wire.elements(container, "User"), lambda user: friend_account(user, shares)
        )
        return (_owner_account(owner), *friends)

    async def shared_sections(self, machine_identifier: str) -> dict[int, tuple[SectionId, ...]]:
        """The shared libraries of each person, by the number of their account."""
        container = await self._plex.container(f"/api/servers/{machine_identifier}/shared_servers")
        return {
            person: _shared(server)
            for server in wire.elements(container, "SharedServer")
            if (person := wire.number(server, "userID")) is not None
        }

    async def place(self, ip_address: str) -> Place:
        """Where an address is. This tells plex.tv the address: ask only where the owner agreed."""
        answer = await self._http.get("/api/v2/geoip", {"ip_address": ip_address})
        found = wire.document(answer.content)
        return geo_location(wire.child(found, "location") or found)

    async def newest_release(self, platform: str) -> ServerRelease | None:
        """The newest public media server for a platform, as servers call it; None for others."""
        answer = await self._http.get("/api/downloads/5.json")
        listed = wire.document(answer.content)
        for kind in ("computer", "nas"):
            for release in wire.child(listed, kind).values():
                if isinstance(release, Mapping) and wire.text(release, "name") == platform:
                    return server_release(release)
        return None


def server_release(release: Element) -> ServerRelease:
    """A release of the list of downloads."""
    download = wire.child(release, "releases")
    return ServerRelease(
        platform=wire.text(release, "name"),
        released_at=wire.number(release, "release_date") or 0,
        version=wire.text(release, "version"),
        requirements=wire.text(release, "requirements"),
        extra_info=wire.text(release, "extra_info"),
        added=wire.text(release, "items_added"),
        fixed=wire.text(release, "items_fixed"),
        label=wire.text(download, "label"),
        distro=wire.text(download, "distro"),
        build=wire.text(download, "build"),
        url=wire.text(download, "url"),
    )


def published_server(resource: Element) -> PublishedServer | None:
    """A server of the list of resources; None for players.

    Raises:
        MalformedError: A server without identifier.
    """
    if "server" not in wire.text(resource, "provides").split(","):
        return None
    identifier = wire.text(resource, "clientIdentifier")
    if not identifier:
        raise MalformedError("A server without identifier.")
    connections = wire.elements(resource, "connections")
    return PublishedServer(
        identifier=identifier,
        name=wire.text(resource, "name"),
        version=wire.text(resource, "productVersion"),
        platform=wire.text(resource, "platform"),
        is_owned=bool(wire.flag(resource, "owned")),
        is_present=bool(wire.flag(resource, "presence")),
        https_required=bool(wire.flag(resource, "httpsRequired")),
        connections=tuple(sorted((_connection(each) for each in connections), key=_reach)),
        access_token=wire.text(resource, "accessToken"),
    )


def friend_account(user: Element, shares: Mapping[int, tuple[SectionId, ...]]) -> PlexAccount:
    """A friend or home user; managed users have a title alone.

    Raises:
        MalformedError: It has no number.
    """
    number = wire.number(user, "id")
    if number is None:
        raise MalformedError("A person without number.")
    return PlexAccount(
        user_id=UserId(number),
        username=wire.text(user, "username"),
        title=wire.text(user, "title"),
        email=wire.text(user, "email"),
        thumb=wire.link(user, "thumb"),
        is_home_user=wire.flag(user, "home"),
        is_allow_sync=wire.flag(user, "allowSync"),
        is_restricted=wire.flag(user, "restricted"),
        shared_sections=shares.get(number, ()),
        filter_all=wire.text(user, "filterAll"),
        filter_movies=wire.text(user, "filterMovies"),
        filter_tv=wire.text(user, "filterTelevision"),
        filter_music=wire.text(user, "filterMusic"),
        filter_photos=wire.text(user, "filterPhotos"),
    )


def geo_location(found: Element) -> Place:
    """A place; its coordinates come as one text "latitude, longitude"."""
    latitude, _, longitude = wire.text(found, "coordinates").partition(",")
    return Place(
        city=wire.text(found, "city"),
        code=wire.text(found, "code"),
        continent=wire.text(found, "continent_code"),
        country=wire.text(found, "country"),
        latitude=wire.decimal({"value": latitude.strip()}, "value"),
        longitude=wire.decimal({"value": longitude.strip()}, "value"),
        postal_code=wire.text(found, "postal_code"),
        region=wire.text(found, "subdivisions"),
        timezone=wire.text(found, "time_zone"),
    )


def _owner_account(owner: PlexOwner) -> PlexAccount:
    return PlexAccount(
        user_id=owner.user_id,
        username=owner.username,
        title=owner.title,
        email=owner.email,
        thumb=owner.thumb,
        is_admin=True,
        is_home_user=owner.is_home_user,
        is_allow_sync=True,
        is_restricted=owner.is_restricted,
    )


def _shared(server: Element) -> tuple[SectionId, ...]:
    keys = (
        wire.number(section, "key")
        for section in wire.elements(server, "Section")
        if wire.flag(section, "shared")
    )
    return tuple(SectionId(key) for key in keys if key is not None)


def _connection(connection: Element) -> ServerConnection:
    return ServerConnection(
        uri=wire.text(connection, "uri"),
        address=wire.text(connection, "address"),
        port=wire.count(connection, "port"),
        is_local=bool(wire.flag(connection, "local")),
        is_relay=bool(wire.flag(connection, "relay")),
    )


def _reach(connection: ServerConnection) -> tuple[bool, bool]:
    """Local addresses first, the slow relay last."""
    return (connection.is_relay, not connection.is_local)
