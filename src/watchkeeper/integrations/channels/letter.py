"""What a message is as a mail: text, a page beside it, its pictures, and files."""

from __future__ import annotations

import html
import re
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, formataddr, make_msgid

from watchkeeper.domain.notices.demands import is_mail_address, mail_addresses
from watchkeeper.domain.notices.message import Delivery, Message
from watchkeeper.errors import InputError
from watchkeeper.integrations.channels.reading import needed, text
from watchkeeper.runtime.clock import as_datetime

LINES = default.clone(max_line_length=998)
"""Long addresses in headers are not folded: readers take them as they stand (RFC 5322, 2.1.1)."""

_LINE_TAG = re.compile(
    r"<(?:br|p|div|h[1-6]|hr|ul|ol|li|table|tr|pre|blockquote|style|html|body)\b", re.IGNORECASE
)


def written(delivery: Delivery) -> EmailMessage:
    """The mail of a message: text, and HTML beside it where the notifier wants that.

    Raises:
        InputError: an address cannot be used, or nobody gets it.
    """
    mail, message = EmailMessage(policy=LINES), delivery.message
    sender = _checked(needed(delivery, "from"), "from")
    try:
        _set_headers(mail, delivery, sender)
    except (ValueError, MessageError, UnicodeError):
        raise InputError("A header of the mail cannot be sent.", field="subject") from None
    if not any(mail[name] for name in ("To", "Cc", "Bcc")):
        raise InputError("Fill in To: the mail has no recipients.", field="to")
    if message.html:
        _set_page(mail, message)
    elif delivery.settings.get("html_support"):
        mail.set_content(_without_tags(message.body))
        mail.add_alternative(_with_lines(message.body), subtype="html")
    else:
        mail.set_content(message.body)
    return mail


def _set_headers(mail: EmailMessage, delivery: Delivery, sender: str) -> None:
    mail["Subject"] = " ".join(delivery.message.subject.split())
    mail["From"] = formataddr((" ".join(text(delivery, "from_name").split()), sender))
    for header, name in (("To", "to"), ("Cc", "cc"), ("Bcc", "bcc")):
        listed = addresses(delivery, name)
        if listed:
            mail[header] = ", ".join(listed)
    mail["Date"] = format_datetime(as_datetime(delivery.message.at))
    _mark(mail, delivery.message, sender)


def _mark(mail: EmailMessage, message: Message, sender: str) -> None:
    """What tells a mail from others, its place in a thread, and how to get no more of them."""
    domain = sender.rpartition("@")[2] or "watchkeeper"
    mail["Message-ID"] = f"<{message.mark}@{domain}>" if message.mark else make_msgid(domain=domain)
    if message.answers:
        mail["In-Reply-To"] = mail["References"] = f"<{message.answers}@{domain}>"
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        if message.unsubscribe_url.startswith("https:"):  # RFC 8058 3.1 wants it
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


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
    return [_checked(each, name) for each in mail_addresses(listed)]


def _checked(address: str, name: str) -> str:
    if not is_mail_address(address):
        raise InputError("This is no mail address: %(address)s", address=address[:80], field=name)
    return address


def _with_lines(source: str) -> str:
    """HTML in which lines are lines, unless its author made them so with tags."""
    return source if _LINE_TAG.search(source) else source.replace("\n", "<br>\n")


def _without_tags(source: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", source))
