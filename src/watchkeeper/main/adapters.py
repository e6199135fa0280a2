"""Adapters put into the shapes that the features ask for."""

from __future__ import annotations

from contextlib import aclosing
from datetime import tzinfo
from uuid import UUID

from watchkeeper import __version__
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import SignInExpiredError
from watchkeeper.features.monitoring import SessionWords
from watchkeeper.features.system.servers.server import Server, ServerAddress, ServerAnswer
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.plex.client import PlexServer, open_plex_server
from watchkeeper.integrations.plex.connection import ProductFacts
from watchkeeper.integrations.plex.describe import describe_session
from watchkeeper.integrations.plex.mapping_play import session_item_facts, session_stream_facts
from watchkeeper.integrations.plex.settings import PlexSettings
from watchkeeper.integrations.plex.socket import Hear
from watchkeeper.integrations.plex.tv import PlexTv, open_plex_tv
from watchkeeper.integrations.tautulli.client import (
    TautulliServer,
    TautulliSettings,
    open_tautulli,
)
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.values import dataclass

NOBODYS = ServerId(0)

SESSION_WORDS = SessionWords(
    describe=describe_session, item_facts=session_item_facts, stream_facts=session_stream_facts
)


def product_facts(sealer: Sealer) -> ProductFacts:
    """How this installation introduces itself to Plex: the same at every start."""
    identifier = UUID(bytes=sealer.derive("plex client")[:16], version=4)
    return ProductFacts(client_identifier=str(identifier), version=__version__)


@dataclass(frozen=True, slots=True)
class PlexConnections:
    """Opens clients of Plex servers and of plex.tv; nothing is sent before they are asked."""

    product: ProductFacts
    plex_tv_url: str
    zone: tzinfo
    hear: Hear

    def server(self, server: Server, token: str) -> PlexServer:
        """A client of a server on record."""
        address = ServerAddress(url=server.url, token=token, verify_tls=server.verify_tls)
        return self._open(server.id, address)

    def tv(self, token: str) -> PlexTv:
        """A client of plex.tv for an account, "" for none."""
        return open_plex_tv(self.product, token=token, url=self.plex_tv_url)

    async def probe(self, address: ServerAddress) -> ServerAnswer:
        """Who answers at an address, and whether the token is its owner's (`ServerProbe`)."""
        async with aclosing(self._named(address)) as client:
            identity = await client.identity()
            return ServerAnswer(identity=identity, is_owner_token=await _is_owner(client))

    async def identifier(self, address: ServerAddress) -> str:
        """The machine identifier of the server at an address (`ServerProbe`)."""
        async with aclosing(self._named(address)) as client:
            return await client.identifier()

    def _named(self, address: ServerAddress) -> PlexServer:
        """A client of an address that its owner named and that may not be kept."""
        return self._open(NOBODYS, address, AddressGuard(is_owners=True))

    def _open(
        self, server_id: ServerId, address: ServerAddress, guard: AddressGuard | None = None
    ) -> PlexServer:
        settings = PlexSettings(
            server_id=server_id,
            url=address.url,
            product=self.product,
            token=address.token,
            verify_tls=address.verify_tls,
            guard=guard,
            zone=self.zone,
            hear=self.hear,
        )
        return open_plex_server(settings, tv=self.tv(address.token))


def connect_tautulli(url: str, api_key: str, *, verify_tls: bool) -> TautulliServer:
    """A client of a Tautulli that its owner named; it is only ever read (`TautulliConnect`).

    Raises:
        InputError: the address or the key is not usable.
    """
    return open_tautulli(
        TautulliSettings(
            url=url,
            api_key=api_key,
            verify_tls=verify_tls,
            guard=AddressGuard(is_owners=True),
        )
    )


async def _is_owner(client: PlexServer) -> bool:
    """Only the owner's token may read the sessions."""
    try:
        await client.sessions()
    except SignInExpiredError:
        return False
    return True
