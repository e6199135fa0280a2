"""What this feature needs from outside."""

from __future__ import annotations

from typing import Protocol

from watchkeeper.features.system.servers.server import ServerAddress, ServerAnswer


class ServerProbe(Protocol):
    """Asks an address once who it is."""

    async def probe(self, address: ServerAddress) -> ServerAnswer:
        """What the server tells about itself and about the token.

        Raises:
            UnreachableError: nothing usable answered.
            SignInExpiredError: it answered that the token is not valid.
            MalformedError: it is no Plex server.
        """
        ...

    async def identifier(self, address: ServerAddress) -> str:
        """The machine identifier that the server tells everybody, whatever the token.

        Raises:
            UnreachableError: nothing usable answered.
            MalformedError: it is no Plex server.
        """
        ...
