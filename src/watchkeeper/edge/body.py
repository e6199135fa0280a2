"""Request bodies: counted while they arrive, never larger than a page takes."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope


def limited(scope: Scope, receive: Receive, most_bytes: int) -> Receive:
    """`receive`, refusing what is too large: at once when its length is told, else on the way.

    Raises:
        HTTPException: 413 too large, or 415 compressed (a small body could unfold to a huge one).
    """
    length = 0
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            length = int(value)
        elif name == b"content-encoding" and value.lower() != b"identity":
            raise HTTPException(415)
    if length > most_bytes:
        raise HTTPException(413)
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most_bytes:
            raise HTTPException(413)
        return message

    return receive_some
