"""The websocket of notifications, at the practised and at the documented address."""

from __future__ import annotations

import asyncio

import anyio
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from watchkeeper.demo.plexserver.answers import refusal
from watchkeeper.demo.plexserver.sockets import Ending, SocketCutError
from watchkeeper.demo.plexserver.state import plex_of

PLURAL = "/:/websockets/notifications"
SINGULAR = "/:/websocket/notifications"


async def notifications(socket: WebSocket) -> None:
    """Send every frame until one side ends the connection; 401 without the token."""
    plex = plex_of(socket)
    plex.dialects[f"websocket {socket.url.path}"] += 1
    given = socket.headers.get("x-plex-token") or socket.query_params.get("X-Plex-Token")
    if given != plex.token:
        await socket.send_denial_response(refusal(401, "Unauthorized"))
        return
    await socket.accept()
    queue = plex.sockets.open()
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_send_frames, socket, queue, group.cancel_scope)
            group.start_soon(_watch, socket, group.cancel_scope)
    except* SocketCutError:
        raise SocketCutError from None
    finally:
        plex.sockets.close(queue)


async def _send_frames(
    socket: WebSocket, queue: asyncio.Queue[bytes | Ending], scope: anyio.CancelScope
) -> None:
    while True:
        content = await queue.get()
        if content == Ending.CUT:
            raise SocketCutError
        if isinstance(content, Ending):
            await socket.close()
            scope.cancel()
            return
        await socket.send_text(content.decode())


async def _watch(socket: WebSocket, scope: anyio.CancelScope) -> None:
    """Read what the client says, to notice that it leaves."""
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        scope.cancel()


ROUTES = [WebSocketRoute(PLURAL, notifications), WebSocketRoute(SINGULAR, notifications)]
