"""The one who asks: the application behind, and which servers may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from watchkeeper.application import Application
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import AccessError, NotFoundError
from watchkeeper.features.accounts.access import Principal
from watchkeeper.features.system.servers.server import Server
from watchkeeper.runtime.clock import instant
from watchkeeper.values import dataclass

NO_SERVER = ServerId(-1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what for."""

    app: Application
    principal: Principal
    only: ServerId | None  # the one server that may be seen; None: all

    async def server(self, server_id: int) -> Server:
        """A server that the caller may see.

        Raises:
            NotFoundError: there is none of this number, or it is not the caller's.
        """
        if self.only not in {None, server_id}:
            raise NotFoundError(f"There is no server {server_id}.", field="server_id")
        return await self.app.servers.get(ServerId(server_id))

    async def servers(self, asked: int | None = None) -> tuple[Server, ...]:
        """The server asked for, or all that the caller may see.

        Raises:
            NotFoundError: there is none of this number, or it is not the caller's.
        """
        if asked is not None:
            return (await self.server(asked),)
        servers = await self.app.servers.all()
        return tuple(server for server in servers if self.only in {None, server.id})

    def check_recent(self) -> None:
        """Let pass who may do what cannot be undone: a web session may have been left open.

        Raises:
            AccessError: the owner signed in to it too long ago.
        """
        principal = self.principal
        if principal.kind == "owner" and not principal.signed_in_recently(instant(self.app.clock)):
            raise AccessError("Sign in again first: what follows cannot be undone.")

    def server_ids(self, asked: Sequence[int]) -> tuple[int, ...]:
        """The servers of a filter: those asked for that the caller may see; () means all.

        Raises:
            NotFoundError: one of them is not the caller's.
        """
        if self.only is None:
            return tuple(asked)
        for server_id in asked:
            if server_id != self.only:
                raise NotFoundError(f"There is no server {server_id}.", field="server_id")
        return (self.only,)


async def caller_of(request: Request) -> Caller:
    """The caller that the gate has let in. A Tautulli key without a server is for the first one."""
    app: Application = request.app.state.application
    principal: Principal = request.state.principal
    only = principal.server_id
    if only is None and principal.kind == "key":
        first = await app.servers.default()
        only = NO_SERVER if first is None else first.id
    return Caller(app, principal, only)


Asks = Annotated[Caller, Depends(caller_of)]
