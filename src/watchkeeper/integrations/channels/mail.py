"""Messages by mail, over the owner's own mail server."""

from __future__ import annotations

import html
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid

import anyio.to_thread

from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import InputError, OutsideError, SignInExpiredError, UnreachableError
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.chat import needed, number, text
from watchkeeper.runtime.clock import as_datetime

NONE, START_TLS, TLS = 0, 1, 2
SECONDS = 30.0
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
            SignInExpiredError: it does not know the name or password.
            OutsideError: it refuses the mail.
        """
        server = MailServer(
            host=needed(delivery, "smtp_server"),
            port=number(delivery.settings, "smtp_port"),
            encryption=number(delivery.settings, "tls"),
            user=text(delivery, "smtp_user"),
            password=str(delivery.settings.get("smtp_password") or ""),
        )
        mail = written(delivery)
        await self._guard.pinned(server.host, server.port)
        await anyio.to_thread.run_sync(self._hand_in, server, mail, abandon_on_cancel=True)

    def _hand_in(self, server: MailServer, mail: EmailMessage) -> None:
        try:
            self._speak(server, mail)
        except smtplib.SMTPAuthenticationError:
            raise SignInExpiredError(
                "The mail server does not accept the user name and password."
            ) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from None
        except smtplib.SMTPRecipientsRefused:
            raise OutsideError("The mail server refuses all recipients.") from None
        except smtplib.SMTPNotSupportedError:
            raise OutsideError(
                "The mail server offers no encryption or sign-in as set: choose another kind."
            ) from None
        except ssl.SSLError as error:
            reason = error.reason or "TLS failed"
            raise UnreachableError(f"The mail server cannot be reached: {reason}.") from None
        except (smtplib.SMTPException, OSError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise UnreachableError(f"The mail server cannot be reached: {reason}.") from None

    def _speak(self, server: MailServer, mail: EmailMessage) -> None:
        with self._connected(server) as connection:
            if server.encryption == START_TLS:
                connection.starttls(context=self._tls())
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(mail)

    def _connected(self, server: MailServer) -> smtplib.SMTP:
        if server.encryption == TLS:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=self._tls())
        return smtplib.SMTP(server.host, server.port, timeout=SECONDS)


def written(delivery: Delivery) -> EmailMessage:
    """The mail of a message: text, and HTML beside it where the notifier wants that.

    Raises:
        InputError: an address cannot be used, or nobody gets it.
    """
    mail, message = EmailMessage(), delivery.message
    sender = needed(delivery, "from")
    try:
        mail["Subject"] = " ".join(message.subject.split())
        mail["From"] = formataddr((" ".join(text(delivery, "from_name").split()), sender))
        for header, name in (("To", "to"), ("Cc", "cc"), ("Bcc", "bcc")):
            listed = addresses(delivery, name)
            if listed:
                mail[header] = ", ".join(listed)
    except (ValueError, MessageError, UnicodeError):
        raise InputError("An address of the mail cannot be used.", field="to") from None
    if not any(mail[name] for name in ("To", "Cc", "Bcc")):
        raise InputError("The notifier has no recipients.", field="to")
    mail["Date"] = format_datetime(as_datetime(message.at))
    _mark(mail, message, sender)
    if message.html:
        _set_page(mail, message)
    elif delivery.settings.get("html_support"):
        mail.set_content(_without_tags(message.body))
        mail.add_alternative(message.body.replace("\n", "<br>\n"), subtype="html")
    else:
        mail.set_content(message.body)
    return mail


def _mark(mail: EmailMessage, message: Message, sender: str) -> None:
    """What tells a mail from others, its place in a thread, and how to get no more of them."""
    domain = sender.rpartition("@")[2] or "watchkeeper"
    mail["Message-ID"] = f"<{message.mark}@{domain}>" if message.mark else make_msgid(domain=domain)
    if message.answers:
        mail["In-Reply-To"] = mail["References"] = f"<{message.answers}@{domain}>"
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"


def _set_page(mail: EmailMessage, message: Message) -> None:
    """The text, the page beside it with the pictures that it shows, and files below."""
    mail.set_content(message.body)
    mail.add_alternative(message.html, subtype="html")
    page = mail.get_body(("html",))
    for each in message.attachments:
        kind, _, sub = each.content_type.partition("/")
        if each.content_id and page is not None:
            page.add_related(
                each.content, kind, sub, cid=f"<{each.content_id}>", filename=each.name,
                disposition="inline",
            )  # fmt: skip
    for each in message.attachments:
        kind, _, sub = each.content_type.partition("/")
        if not each.content_id:
            mail.add_attachment(each.content, kind, sub, filename=each.name)


def addresses(delivery: Delivery, name: str) -> list[str]:
    """The addresses of a list; one entry may hold several, parted by commas or semicolons.

    Raises:
        InputError: one of them is none.
    """
    value = delivery.settings.get(name)
    listed = value if isinstance(value, list) else [str(value or "")]
    found = [each.strip() for one in listed for each in re.split(r"[,;]", one) if each.strip()]
    for address in found:
        if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", address):
            raise InputError(f"This is no mail address: {address[:80]}", field=name)
    return found


def _refused(code: int) -> OutsideError:
    if code in TEMPORARY:
        return UnreachableError(f"The mail server asks to come back later ({code}).")
    return OutsideError(f"The mail server refuses the mail ({code}).")


def _without_tags(source: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", source))
