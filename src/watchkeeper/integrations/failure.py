"""Why a connection failed, in words an owner can act on."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

UNREACHED = {
    errno.EHOSTUNREACH: "there is no route to the host",
    errno.ENETUNREACH: "there is no route to the network",
    errno.ECONNRESET: "it closed the connection",
    errno.ECONNREFUSED: "the connection was refused (is it running, is the port right?)",
    errno.EPIPE: "it closed the connection",
    errno.ETIMEDOUT: "it did not answer in time",
}
CLOSED = frozenset({"RemoteProtocolError", "ReadError", "WriteError"})


def cause_in_words(error: BaseException) -> str:
    """The first telling cause behind an error of the network, as part of a sentence."""
    for cause in _causes(error):
        words = _words(cause)
        if words:
            return words
    return "the connection failed"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    if error is None:
        return
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member)
    yield from _causes(error.__cause__ or error.__context__)
    yield error


def _words(error: BaseException) -> str:
    name = type(error).__name__
    match error:
        case socket.gaierror():
            words = "its name was not found"
        case ssl.SSLCertVerificationError():
            reason = getattr(error, "verify_message", "no reason told")
            words = f"its certificate is not valid ({reason})"
        case ssl.SSLError():
            words = "it does not speak TLS as expected (http instead of https?)"
        case OSError() if error.errno in UNREACHED:
            words = UNREACHED[error.errno]
        case _ if isinstance(error, TimeoutError) or name.endswith("Timeout"):
            words = "it did not answer in time"
        case _:
            words = "it closed the connection" if name in CLOSED else ""
    return words
