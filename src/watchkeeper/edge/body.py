"""Request bodies: counted while they arrive, never larger than a page takes."""

from __future__ import annotations

import anyio
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

PATIENCE_SECONDS = 60.0
LEAST_BYTES_A_SECOND = 500


def limited(scope: Scope, receive: Receive, most_bytes: int) -> Receive:
    """`receive`, refusing what is too large: at once when its length is told, else on the way.

    What is sent in pieces is awaited for `PATIENCE_SECONDS` in all, and longer the more has come:
    else a byte now and then would hold a place for ever.

    Raises:
        HTTPException: 408 too little comes, 413 too large, or 415 compressed (a small body could
            unfold to a huge one).
    """
    _check_head(scope, most_bytes)
    received, is_whole, waited = 0, False, 0.0

    async def receive_some() -> Message:
        nonlocal received, is_whole, waited
        if is_whole:
            return await receive()  # that the client goes away
        began = anyio.current_time()
        seconds = PATIENCE_SECONDS + received / LEAST_BYTES_A_SECOND - waited
        with anyio.move_on_after(seconds) as patience:
            message = await receive()
        if patience.cancelled_caught:
            raise HTTPException(408)
        waited += anyio.current_time() - began
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
