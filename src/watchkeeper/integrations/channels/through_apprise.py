"""Any of the services that Apprise knows, by its addresses: https://github.com/caronc/apprise/wiki.

Apprise runs in a program of its own, see `apprise_program`.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from watchkeeper.domain.notices.demands import GROWL_PORT, NO_HOST, host_and_port
from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import InputError, OutsideError, RefusedError, UnreachableError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.apprise_program import UNKNOWN
from watchkeeper.integrations.channels.process import Program, run_to_end
from watchkeeper.integrations.channels.reading import needed, text

URLS, HOST = "urls", "host"
PROGRAM = Path(__file__).with_name("apprise_program.py")
SECONDS = 60.0
MOST_URLS = 20
MOST_WORDS = 200
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "SSL_CERT_FILE", "PYTHONPATH")
SHORTEST_SECRET = 5
_STATUS = re.compile(r"error=(\d{3})")

Told = Sequence[tuple[str, str]]
"""For each address its scheme, and what is wrong."""


async def apprise(delivery: Delivery) -> None:
    """Send a message to every address of the list.

    Raises:
        InputError: Apprise knows no such address.
        UnreachableError: none was reached.
        RefusedError: one refused the message, or some were reached and others not.
    """
    urls = addresses(needed(delivery, URLS))
    subject = delivery.message.subject if delivery.settings.get("incl_subject") else ""
    asked = {URLS: urls, "subject": subject, "body": delivery.message.body}
    _judge(await _answered(json.dumps(asked).encode()), urls)


async def growl(delivery: Delivery) -> None:
    """Growl's notifications on a desktop, by its network protocol (GNTP).

    Raises:
        InputError: the host is none.
        UnreachableError: it was not reached.
        RefusedError: it refused the message.
    """
    found = host_and_port(needed(delivery, HOST).strip(), GROWL_PORT)
    if found is None:
        raise InputError(NO_HOST, field=HOST)
    addresses, port = await AddressGuard(is_owners=True).pinned(*found), found[1]
    address = next((each for each in addresses if ":" not in each), None)
    if address is None:
        raise InputError("Growl listens on IPv4 alone: enter such an address.", field=HOST)
    password = quote(text(delivery, "password"), safe="")
    url = f"growl://{password}{'@' if password else ''}{address}:{port}?image=no"
    asked = {URLS: [url], "subject": delivery.message.subject, "body": delivery.message.body}
    _judge(await _answered(json.dumps(asked).encode()), [url], HOST)


def addresses(written: str) -> list[str]:
    """The addresses of a list, parted by blanks, lines, or commas before the next one.

    Raises:
        InputError: there are too many, or one has no scheme.

    Examples:
        >>> addresses("json://a/b,c, ntfy://d")
        ['json://a/b,c', 'ntfy://d']
    """
    found = [each for each in re.split(r"\s+|,(?=\s*[a-z0-9]+://)", written) if each]
    if len(found) > MOST_URLS:
        raise InputError("These are more than %(most)s addresses.", most=MOST_URLS, field=URLS)
    for each in found:
        if not re.match(r"[a-z0-9]+://", each, re.IGNORECASE):
            raise InputError("An address of Apprise begins with scheme://.", field=URLS)
    return [each.rstrip(",") for each in found]


async def _answered(asked: bytes) -> Told:
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    program = Program(
        command=(sys.executable, "-P", str(PROGRAM)),
        folder=PROGRAM.parent,
        environment=environment,
        seconds=SECONDS,
        given=asked,
    )
    try:
        ended = await run_to_end(program)
        found: Told = json.loads(ended.output)
    except TimeoutError:
        raise UnreachableError(
            "The services did not answer within %(seconds)g seconds.", seconds=SECONDS
        ) from None
    except (OSError, ValueError):
        raise OutsideError("Apprise cannot be run.") from None
    return found


def _judge(told: Told, urls: Sequence[str], setting: str = URLS) -> None:
    failed = [(scheme, words) for scheme, words in told if words]
    if not failed:
        return
    for scheme, words in failed:
        if words == UNKNOWN:
            raise InputError(
                "Apprise knows no such address: %(scheme)s://…", scheme=scheme, field=URLS
            )
    reasons = "; ".join(f"{scheme}: {_plain(words, urls)}" for scheme, words in failed)
    if len(failed) < len(told):
        raise RefusedError("Not all services took it: %(reasons)s", reasons=reasons, field=setting)
    if any(map(_is_lasting, (words for _, words in failed))):
        raise RefusedError(
            "Refused: %(reasons)s Check %(setting)s.",
            reasons=reasons,
            setting=setting.capitalize(),
            field=setting,
        )
    raise UnreachableError("Not sent: %(reasons)s", reasons=reasons)


def _is_lasting(words: str) -> bool:
    status = _STATUS.search(words)
    return "may not" in words or bool(
        status and 400 <= int(status[1]) < 500 and int(status[1]) not in {408, 425, 429}
    )


def _plain(words: str, urls: Sequence[str]) -> str:
    """One line without any part of an address that could open something."""
    parts = {part for url in urls for part in re.split(r"[/:@?&=,]+", url)[1:]}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST_SECRET:
            words = words.replace(part, "***")
    return cut(" ".join(words.split()), MOST_WORDS)
