"""Why a connection failed, in words an owner can act on."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from watchkeeper.texts import N_, Sentence

UNREACHED = {
    errno.EHOSTUNREACH: N_("there is no route to the host"),
    errno.ENETUNREACH: N_("there is no route to the network"),
    errno.ECONNRESET: N_("it closed the connection"),
    errno.ECONNREFUSED: N_("the connection was refused (is it running, is the port right?)"),
    errno.EPIPE: N_("it closed the connection"),
    errno.ETIMEDOUT: N_("it did not answer in time"),
}
CLOSED = frozenset({"RemoteProtocolError", "ReadError", "WriteError"})


def cause_in_words(error: BaseException) -> Sentence:
    """The first telling cause behind an error of the network, as part of a sentence."""
    for cause in _causes(error):
        words = _words(cause)
        if words:
            return words
    return Sentence("the connection failed")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    if error is None:
        return
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _causes(member)
    yield from _causes(error.__cause__ or error.__context__)
    yield error


def _words(error: BaseException) -> Sentence | None:
    name = type(error).__name__
    words: Sentence | None
    match error:
        case socket.gaierror():
            words = Sentence("its name was not found")
        case ssl.SSLCertVerificationError():
            reason = getattr(error, "verify_message", "") or Sentence("no reason told")
            words = Sentence("its certificate is not valid (%(reason)s)", reason=reason)
        case ssl.SSLError():
            words = Sentence("it does not speak TLS as expected (http instead of https?)")
        case OSError() if error.errno in UNREACHED:
            words = Sentence(UNREACHED[error.errno])
        case _ if isinstance(error, TimeoutError) or name.endswith("Timeout"):
            words = Sentence("it did not answer in time")
        case _:
            words = Sentence("it closed the connection") if name in CLOSED else None
    return words
