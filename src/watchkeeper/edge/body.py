"""Request bodies: counted while they arrive, never larger than a page takes."""

from __future__ import annotations

import anyio
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

PATIENCE_SECONDS = 60.0


def limited(scope: Scope, receive: Receive, most_bytes: int) -> Receive:
    """`receive`, refusing what is too large: at once when its length is told, else on the way.

    What is sent in pieces may take as long as it needs, but no piece `PATIENCE_SECONDS`.

    Raises:
        HTTPException: 408 nothing more comes, 413 too large, or 415 compressed (a small body could
            unfold to a huge one).
    """
    _check_head(scope, most_bytes)
    received, is_whole = 0, False

    async def receive_some() -> Message:
        nonlocal received, is_whole
        if is_whole:
            return await receive()  # that the client goes away
        with anyio.move_on_after(PATIENCE_SECONDS) as patience:
            message = await receive()
        if patience.cancelled_caught:
            raise HTTPException(408)
        received += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if received > most_bytes:
            raise HTTPException(413)
        return message

    return receive_some


def _check_head(scope: Scope, most_bytes: int) -> None:
    length = 0
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            length = int(value)
        elif name == b"content-encoding" and value.lower() != b"identity":
            raise HTTPException(415)
    if length > most_bytes:
        raise HTTPException(413)
