"""The servers on record: adding, changing, testing, removing, and knowing them again."""

from __future__ import annotations

import anyio
import structlog

from watchkeeper.db.database import Database
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import ServerIdentity
from watchkeeper.errors import (
    ConflictError,
    NotFoundError,
    OutsideError,
    UnreachableError,
    WrongServerError,
)
from watchkeeper.features.system import queries
from watchkeeper.features.system.events import (
    ServerAdded,
    ServerChanged,
    ServerEvent,
    ServerRemoved,
)
from watchkeeper.features.system.ports import ServerProbe
from watchkeeper.features.system.servers.address import server_token, server_url
from watchkeeper.features.system.servers.server import (
    Server,
    ServerAddress,
    ServerChange,
    ServerEntry,
    ServerTest,
)
from watchkeeper.features.system.servers.server_values import (
    Values,
    cleaned,
    imported_values,
    plain_values,
    told_values,
)
from watchkeeper.features.system.servers.testing import try_address
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

log = structlog.get_logger(__name__)

GLIMPSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Known:
    server: Server
    token_sealed: str | None


class Servers:
    """Keeps the servers on record. What is known is held in memory: reading it costs nothing."""

    def __init__(
        self, db: Database, clock: Clock, sealer: Sealer, bus: Bus, probe: ServerProbe
    ) -> None:
        self._db = db
        self._clock = clock
        self._sealer = sealer
        self._bus = bus
        self._probe = probe
        self._known: dict[ServerId, _Known] | None = None
        self._problems: dict[ServerId, str] = {}

    async def load(self) -> None:
        """Read what is on record; `known` answers from then on."""
        rows = await self._db.read(queries.all_servers)
        self._known = {server.id: _Known(server, token) for server, token in rows}

    async def all(self) -> tuple[Server, ...]:
        """All servers in the order they were added, also those known only from an import."""
        return tuple(known.server for known in (await self._loaded()).values())

    async def watched(self) -> tuple[Server, ...]:
        """Those that have an address and whose sessions are collected."""
        return tuple(server for server in await self.all() if server.url and server.is_watched)

    async def get(self, server_id: ServerId) -> Server:
        """One server.

        Raises:
            NotFoundError: there is none of this number.
        """
        known = (await self._loaded()).get(server_id)
        if known is None:
            raise NotFoundError(
                "There is no server %(server_id)s.", server_id=server_id, field="server_id"
            )
        return known.server

    def known(self, server_id: ServerId) -> Server | None:
        """One server, without waiting; None when it is not there or nothing was loaded yet."""
        found = (self._known or {}).get(server_id)
        return None if found is None else found.server

    def address(self, server_id: ServerId) -> ServerAddress | None:
        """Where a server is and what opens it, without waiting; None without an address."""
        found = (self._known or {}).get(server_id)
        if found is None or not found.server.url:
            return None
        token = self._sealer.open(found.token_sealed) if found.token_sealed else ""
        server = found.server
        return ServerAddress(url=server.url, token=token, verify_tls=server.verify_tls)

    async def default(self) -> Server | None:
        """The server meant when none is named: the first with an address, else the first."""
        servers = await self.all()
        return next((server for server in servers if server.url), next(iter(servers), None))

    async def by_identifier(self, identifier: str) -> Server | None:
        """The server with this machineIdentifier."""
        servers = await self.all()
        return next((server for server in servers if server.identifier == identifier), None)

    async def token(self, server_id: ServerId) -> str:
        """The opened token; "" when none is kept.

        Raises:
            NotFoundError: there is no such server.
        """
        await self.get(server_id)
        sealed = (await self._loaded())[server_id].token_sealed
        return self._sealer.open(sealed) if sealed else ""

    async def test(self, url: str, token: str, *, verify_tls: bool = True) -> ServerTest:
        """Try an address without keeping it.

        Raises:
            InputError: it is no http(s) address, or no token.
        """
        known = server_token(token)
        address = ServerAddress(url=server_url(url), token=known, verify_tls=verify_tls)
        return await try_address(self._probe, self._clock, address)

    async def identifier_at(self, url: str) -> str | None:
        """Who answers at an address, which need not be on record; None: no Plex server does.

        Raises:
            InputError: it is no http(s) address.
        """
        address = ServerAddress(url=server_url(url), token="", verify_tls=False)
        try:
            return await self._probe.identifier(address)
        except OutsideError:
            return None

    async def add(self, entry: ServerEntry) -> Server:
        """Keep a server that answers. One known only from an import becomes real with its history.

        Raises:
            InputError: the address is none.
            ConflictError: this very server is on record already.
            OutsideError: it does not answer as a Plex server should.
        """
        entry = cleaned(entry)
        identity = (await self._probe.probe(entry.address)).identity
        same = await self.by_identifier(identity.identifier)
        if same is not None and same.has_address:
            raise ConflictError(
                "This server is on record already, as %(name)s.", name=same.name, field="url"
            )
        return await self._keep(self._met_values(entry, identity), same)

    async def ensure(self, entry: ServerEntry) -> Server:
        """Keep a server named from outside (environment), even while it does not answer.

        Its identifier is then learned at first contact. One on record under the same address gets
        the new token; one on record under another address is left as its owner set it.

        Raises:
            InputError: the address is none.
        """
        entry = cleaned(entry)
        same = next((server for server in await self.all() if server.url == entry.url), None)
        if same is not None:
            return await self._with_token(same, entry.token)
        identity = await self._glimpse(entry.address)
        if identity is None:
            return await self._keep(self._unmet_values(entry), None)
        same = await self.by_identifier(identity.identifier)
        if same is not None and same.has_address:
            return same
        return await self._keep(self._met_values(entry, identity), same)

    async def know(self, identifier: str | None, name: str) -> Server:
        """The server of an imported history: the one on record, or a new one without address."""
        same = await self.by_identifier(identifier) if identifier else None
        if same is not None:
            return same
        values = imported_values(identifier, name)
        return await self._keep({**values, "added_at": instant(self._clock)}, None)

    async def change(self, server_id: ServerId, change: ServerChange) -> Server:
        """Change what an owner may change; a new address or token must be that of this server.

        Raises:
            NotFoundError: there is no such server.
            InputError: the address or the name cannot be used.
            ConflictError: another server answers there.
            OutsideError: nothing usable answers there.
        """
        server = await self.get(server_id)
        values = plain_values(change)
        if change.moves:
            return await self._move(server, change, values)
        await self._db.write(queries.update_server, server_id, values)
        return await self._published(ServerChanged(server_id, is_moved=False))

    async def remove(self, server_id: ServerId) -> None:
        """Ask it nothing any more and forget its token; its history stays.

        Raises:
            NotFoundError: there is no such server.
        """
        await self.get(server_id)
        values: Values = {"url": "", "token_sealed": None, "is_watched": False}
        await self._db.write(queries.update_server, server_id, values)
        await self._published(ServerRemoved(server_id))

    async def meet(self, server_id: ServerId) -> Server:
        """Ask a server who it is, and compare: see `met`.

        Raises:
            NotFoundError: there is no such server.
            WrongServerError: another server answers at its address; `problem` shows it.
            OutsideError: it has no address, or does not answer.
        """
        await self.get(server_id)
        address = self.address(server_id)
        if address is None:
            raise UnreachableError(
                "Server %(server_id)s has no address: set it up first.", server_id=server_id
            )
        return await self.met(server_id, (await self._probe.probe(address)).identity)

    async def met(self, server_id: ServerId, identity: ServerIdentity) -> Server:
        """Compare who answered with who is on record, at each connect; learn what is new.

        At first contact the identifier is learned. When it turns out to be a server known from an
        import, that one takes the address over and is returned.

        Raises:
            NotFoundError: there is no such server.
            WrongServerError: another server answers at its address; `problem` shows it.
        """
        server = await self.get(server_id)
        if server.identifier is None:
            server = await self._learned(server, identity)
        if server.identifier != identity.identifier:
            raise self._refused(server, identity)
        self._problems.pop(server.id, None)
        told = told_values(identity)
        is_news = any(getattr(server, name) != value for name, value in told.items())
        values = {**told, "last_seen_at": instant(self._clock)}
        await self._db.write(queries.update_server, server.id, values)
        await self.load()
        if is_news:
            self._bus.publish(ServerChanged(server.id, is_moved=False))
        return await self.get(server.id)

    def problem(self, server_id: ServerId) -> str:
        """Why a server is refused, as a sentence; "" when nothing is wrong."""
        return self._problems.get(server_id, "")

    async def _loaded(self) -> dict[ServerId, _Known]:
        if self._known is None:
            await self.load()
        return self._known or {}

    async def _glimpse(self, address: ServerAddress) -> ServerIdentity | None:
        """Who answers, if somebody does at once: a start must not wait for a server."""
        with anyio.move_on_after(GLIMPSE_SECONDS):
            try:
                return (await self._probe.probe(address)).identity
            except OutsideError as error:
                log.warning("server does not answer yet", url=address.url, error=str(error))
                return None
        log.warning("server does not answer yet", url=address.url, error="it is slow")
        return None

    async def _keep(self, values: Values, same: Server | None) -> Server:
        if same is not None:
            await self._db.write(queries.update_server, same.id, values)
            return await self._published(ServerAdded(same.id))
        values = {"added_at": instant(self._clock), **values}
        server_id = await self._db.write(queries.insert_server, values)
        return await self._published(ServerAdded(server_id))

    async def _published(self, event: ServerEvent) -> Server:
        if not isinstance(event, ServerChanged) or event.is_moved:
            self._problems.pop(event.server_id, None)
        await self.load()
        self._bus.publish(event)
        return await self.get(event.server_id)

    async def _with_token(self, server: Server, token: str) -> Server:
        if not token or await self.token(server.id) == token:
            return server
        values = {"token_sealed": self._sealer.seal(token)}
        await self._db.write(queries.update_server, server.id, values)
        return await self._published(ServerChanged(server.id, is_moved=True))

    async def _move(self, server: Server, change: ServerChange, values: Values) -> Server:
        address = ServerAddress(
            url=server.url if change.url is None else server_url(change.url),
            token=await self._token_of(server.id, change),
            verify_tls=server.verify_tls if change.verify_tls is None else change.verify_tls,
        )
        identity = (await self._probe.probe(address)).identity
        if server.identifier not in {None, identity.identifier}:
            raise ConflictError(
                "Another server (%(other)s) answers there, not %(server)s. Add it as a server of"
                " its own.",
                other=identity.name or identity.identifier,
                server=server.name,
                field="url",
            )
        values = values | self._address_values(address)
        await self._db.write(queries.update_server, server.id, values)
        await self._published(ServerChanged(server.id, is_moved=True))
        return await self.met(server.id, identity)

    async def _token_of(self, server_id: ServerId, change: ServerChange) -> str:
        return await self.token(server_id) if change.token is None else server_token(change.token)

    async def _learned(self, server: Server, identity: ServerIdentity) -> Server:
        same = await self.by_identifier(identity.identifier)
        if same is not None and same.has_address:
            raise self._refused(server, identity)
        if same is not None:
            await self._db.write(queries.hand_over_server, server.id, same.id)
            await self._published(ServerRemoved(server.id))
            return await self._published(ServerAdded(same.id))
        name = identity.name if server.name == server.url and identity.name else server.name
        values = {"identifier": identity.identifier, "name": name}
        await self._db.write(queries.update_server, server.id, values)
        return await self._published(ServerChanged(server.id, is_moved=False))

    def _refused(self, server: Server, identity: ServerIdentity) -> WrongServerError:
        problem = Sentence(
            "Another server (%(other)s) answers at %(url)s, not %(server)s. Nothing is recorded"
            " from it: correct the address, or add the other server as one of its own.",
            other=identity.name or identity.identifier,
            url=server.url,
            server=server.name,
        )
        if self._problems.get(server.id) != problem:
            log.warning("another server answers", server=server.id, found=identity.identifier)
        self._problems[server.id] = problem
        return WrongServerError(problem)

    def _met_values(self, entry: ServerEntry, identity: ServerIdentity) -> Values:
        name = entry.name.strip() or identity.name or entry.url
        seen_at = instant(self._clock)
        told = {**told_values(identity), "identifier": identity.identifier, "last_seen_at": seen_at}
        return {**self._unmet_values(entry), **told, "name": name}

    def _unmet_values(self, entry: ServerEntry) -> Values:
        name = entry.name.strip() or entry.url
        values = self._address_values(entry.address)
        return {**values, "name": name, "is_watched": entry.is_watched}

    def _address_values(self, address: ServerAddress) -> Values:
        sealed = self._sealer.seal(address.token) if address.token else None
        return {"url": address.url, "token_sealed": sealed, "verify_tls": address.verify_tls}
