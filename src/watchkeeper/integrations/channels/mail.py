"""Messages by mail, over the owner's own mail server."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from email.message import EmailMessage

import anyio
import anyio.to_thread

from watchkeeper.domain.notices.lengths import cut
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.errors import (
    OutsideError,
    RefusedError,
    UnreachableError,
)
from watchkeeper.integrations.address import AddressGuard, connected
from watchkeeper.integrations.channels.letter import written
from watchkeeper.integrations.channels.reading import needed, number, port, text
from watchkeeper.integrations.failure import cause_in_words
from watchkeeper.values import dataclass

NONE, START_TLS, TLS = 0, 1, 2
STEP_SECONDS, TOTAL_SECONDS = 20.0, 60.0
MOST_WORDS = 200
TEMPORARY = range(400, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where a mail is handed in, and as whom."""

    host: str
    port: int
    encryption: int
    user: str = ""
    password: str = field(default="", repr=False)


class Mail:
    """Sends mails one by one."""

    def __init__(self, guard: AddressGuard, tls: Callable[[], ssl.SSLContext]) -> None:
        self._guard = guard
        self._tls = tls

    async def send(self, delivery: Delivery) -> None:
        """Hand a mail in.

        Raises:
            InputError: settings or addresses cannot be used.
            UnreachableError: the server does not answer, or asks to come back later.
            RefusedError: it does not know the name or password, or refuses the mail, for all
                recipients or for some.
        """
        server = MailServer(
            host=needed(delivery, "smtp_server"),
            port=port(delivery, "smtp_port"),
            encryption=number(delivery.settings, "tls"),
            user=text(delivery, "smtp_user"),
            password=str(delivery.settings.get("smtp_password") or ""),
        )
        mail = written(delivery)
        addresses = await self._guard.pinned(server.host, server.port)
        try:
            with anyio.fail_after(TOTAL_SECONDS):
                await anyio.to_thread.run_sync(
                    self._hand_in, server, addresses, mail, abandon_on_cancel=True
                )
        except TimeoutError:
            raise UnreachableError("The mail server did not answer in time.") from None

    def _hand_in(self, server: MailServer, addresses: Sequence[str], mail: EmailMessage) -> None:
        try:
            connection = self._connected(server, addresses)
            try:
                refused = self._speak(connection, server, mail)
            finally:
                _leave(connection)
        except (smtplib.SMTPException, OSError) as error:
            raise in_words(error) from None
        if refused:
            raise RefusedError(
                "The mail server took the mail, but not for %(refused)s.",
                refused=", ".join(refused),
                field="to",
            )

    def _speak(
        self, connection: smtplib.SMTP, server: MailServer, mail: EmailMessage
    ) -> Collection[str]:
        """Hand it in on an open connection; the recipients that are refused."""
        if server.encryption == START_TLS:
            connection.starttls(context=self._tls())
        if server.user:
            connection.login(server.user, server.password)
        return connection.send_message(mail).keys()

    def _connected(self, server: MailServer, addresses: Sequence[str]) -> smtplib.SMTP:
        if server.encryption == TLS:
            return _PinnedTls(server, addresses, self._tls())
        return _Pinned(server, addresses)


def _leave(connection: smtplib.SMTP) -> None:
    """Take leave; whatever the server says to that, the mail is in its hands or is not."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()


class _Pinned(smtplib.SMTP):
    """Connects to an address that was checked; TLS verifies the name all the same."""

    def __init__(self, server: MailServer, addresses: Sequence[str]) -> None:
        self._addresses = addresses
        super().__init__(server.host, server.port, timeout=STEP_SECONDS)

    def _get_socket(self, _host: str, port: int, timeout: float) -> socket.socket:
        return connected(self._addresses, port, timeout)


class _PinnedTls(smtplib.SMTP_SSL):
    """The same where TLS comes first."""

    def __init__(self, server: MailServer, addresses: Sequence[str], tls: ssl.SSLContext) -> None:
        self._addresses = addresses
        self._server = server
        super().__init__(server.host, server.port, timeout=STEP_SECONDS, context=tls)

    def _get_socket(self, _host: str, port: int, timeout: float) -> socket.socket:
        plain = connected(self._addresses, port, timeout)
        return self.context.wrap_socket(plain, server_hostname=self._server.host)


def in_words(error: smtplib.SMTPException | OSError) -> OutsideError:
    """What a failure means: done over later, or never until a setting changes."""
    match error:
        case smtplib.SMTPAuthenticationError() if error.smtp_code not in TEMPORARY:
            return RefusedError(
                "The mail server does not accept the user name and password.",
                field="smtp_password",
            )
        case smtplib.SMTPRecipientsRefused():
            return _all_refused(error.recipients)
        case smtplib.SMTPResponseException():
            return _refused(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return RefusedError(
                "The mail server offers no encryption or sign-in as set: choose another kind.",
                field="tls",
            )
        case smtplib.SMTPServerDisconnected():
            return UnreachableError("The mail server cannot be reached: it closed the connection.")
        case _:
            return UnreachableError(
                "The mail server cannot be reached: %(cause)s.", cause=cause_in_words(error)
            )


def _all_refused(recipients: Mapping[str, tuple[int, bytes]]) -> OutsideError:
    """Nobody gets it; later perhaps, if that is what is said of at least one of them."""
    said = next((each for each in recipients.values() if each[0] in TEMPORARY), None)
    if said is not None:
        return _refused(*said)
    code, words = next(iter(recipients.values()))
    return RefusedError(
        "The mail server refuses all recipients (%(code)s%(told)s).",
        code=code,
        told=_told(words),
        field="to",
    )


def _refused(code: int, words: bytes | str) -> OutsideError:
    if code in TEMPORARY:
        return UnreachableError(
            "The mail server asks to come back later (%(code)s%(told)s).",
            code=code,
            told=_told(words),
        )
    return RefusedError(
        "The mail server refuses the mail (%(code)s%(told)s).",
        code=code,
        told=_told(words),
        field="from",
    )


def _told(words: bytes | str) -> str:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    plain = " ".join("".join(each if each.isprintable() else " " for each in said).split())
    return f": {cut(plain, MOST_WORDS)}" if plain else ""
