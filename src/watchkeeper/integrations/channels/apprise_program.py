"""The program that hands messages to Apprise: run by itself, so that its memory goes with it.

It reads one JSON document (urls, subject, body) from its input and answers one: for each address
its scheme and what is wrong, "" where it was sent. Whatever Apprise's many services do, this
program connects to no address that is refused elsewhere (S7), and starts no other program.
"""

from __future__ import annotations

import json
import logging
import platform
import sys

from watchkeeper.errors import InputError
from watchkeeper.integrations.address import AddressGuard

FORBIDDEN = frozenset(
    {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
)
CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
UNKNOWN = "unknown address"
WARNING_ONLY = frozenset({"growl"})
"""Schemes at which Apprise only warns of a refusal, and takes the message for sent."""


class Guarded:
    """Refuses what no message needs, right where Python does it."""

    def __init__(self) -> None:
        self._guard = AddressGuard(is_owners=True)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Hear of everything that Python does; an error stops it.

        Raises:
            InputError: it is not allowed.
        """
        if event in FORBIDDEN:
            raise InputError("No other program may be started.")
        if event in CONNECTING and len(arguments) > 1 and arguments[1] is not None:
            self._check(arguments[1])

    def _check(self, address: object) -> None:
        try:
            is_allowed = isinstance(address, tuple) and self._guard.allows(str(address[0]))
        except ValueError:  # a name that nobody looked up yet
            is_allowed = False
        if not is_allowed:
            raise InputError("This address may not be connected to.", field="urls")


class _Heard(logging.Handler):
    """Keeps the last complaint."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.words = record.getMessage()


def told(urls: list[str], subject: str, body: str) -> list[tuple[str, str]]:
    """Send to each address; its scheme, and what is wrong ("" where it was sent)."""
    import apprise  # noqa: PLC0415  # behind the guard

    heard = _Heard()
    logging.getLogger("apprise").addHandler(heard)
    found = []
    for url in urls:
        scheme = url.partition("://")[0]
        service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        if service is None:
            found.append((scheme, UNKNOWN))
            continue
        heard.words = ""
        try:
            is_sent = service.notify(body=body, title=subject)
        except Exception as error:  # noqa: BLE001  # hundreds of services: none may stop the others
            is_sent, heard.words = False, str(error)
        if scheme in WARNING_ONLY and heard.words:
            is_sent = False
        found.append((scheme, "" if is_sent else heard.words or "it was not sent"))
    return found


def main() -> None:
    """Read, send, answer."""
    platform.platform()  # Growl's library asks it, and Python starts `uname` the first time
    sys.addaudithook(Guarded())
    asked = json.load(sys.stdin)
    answered = told(asked["urls"], asked["subject"], asked["body"])
    json.dump(answered, sys.stdout)


if __name__ == "__main__":
    main()
