"""Mails, handed in to a real SMTP server."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.integrations.certificates import self_signed, trusted_for
from tests.integrations.channels.deliveries import HELLO, PICTURE, delivery
from watchkeeper.domain.notices.message import Attachment, Delivery, Message
from watchkeeper.errors import (
    InputError,
    OutsideError,
    RefusedError,
    UnreachableError,
)
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels.letter import written
from watchkeeper.integrations.channels.mail import Mail

HOST = "mail.test"
ADA, BEN = "ada@example.test", "ben@example.test"
PLAIN, START_TLS, TLS = 0, 1, 2


@dataclass
class PostOffice:
    """An SMTP server's mind: whom it knows, what it refuses, and what it took."""

    refused: dict[str, str] = field(default_factory=dict)
    at_the_end: str = "250 OK"
    dies: bool = False
    farewell: str = "221 Bye"
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.dies:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        if self.at_the_end.startswith("250"):
            assert isinstance(envelope.content, bytes)
            mail = BytesParser(policy=policy.default).parsebytes(envelope.content)
            assert isinstance(mail, EmailMessage)
            self.taken.append((list(envelope.rcpt_tos), mail))
        return self.at_the_end

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        return self.farewell

    def authenticated(self, *sent: Any) -> AuthResult:
        name, password = sent[-1].login, sent[-1].password
        self.names.append(name)
        return AuthResult(success=(name, password) == (b"keeper", b"right"), handled=False)


@asynccontextmanager
async def opened(
    office: PostOffice, *, encryption: int = PLAIN, tls: ssl.SSLContext | None = None
) -> AsyncIterator[PostOffice]:
    def made() -> SMTP:
        return SMTP(
            office,
            hostname=HOST,
            authenticator=office.authenticated,
            auth_require_tls=False,
            tls_context=tls if encryption == START_TLS else None,
            require_starttls=encryption == START_TLS,
        )

    wrapping = tls if encryption == TLS else None
    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0, ssl=wrapping)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()


async def at_home(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


def mail_channel(tls: ssl.SSLContext | None = None) -> Mail:
    guard = AddressGuard(is_owners=True, resolve=at_home)
    return Mail(guard, lambda: tls or ssl.create_default_context())


def to(office: PostOffice, message: Message = HELLO, /, **settings: Any) -> Delivery:
    place = {"smtp_server": HOST, "smtp_port": office.port, "tls": PLAIN}
    return delivery(
        "email", message, **{"from": "keeper@mail.test", "to": [ADA]} | place | settings
    )


@pytest.mark.parametrize("encryption", [PLAIN, START_TLS, TLS])
async def test_a_mail_arrives_with_each_kind_of_encryption(encryption: int) -> None:
    server, client = trusted_for(HOST)
    async with opened(PostOffice(), encryption=encryption, tls=server) as office:
        settings = {"tls": encryption, "smtp_user": "keeper", "smtp_password": "right"}
        await mail_channel(client).send(to(office, cc=[BEN], bcc=["eve@example.test"], **settings))
    ((people, mail),) = office.taken
    assert sorted(people) == [ADA, BEN, "eve@example.test"]
    assert (mail["To"], mail["Cc"], mail["Bcc"], mail["Subject"]) == (ADA, BEN, None, "Attic")
    assert office.names == [b"keeper"]


async def test_a_wrong_password_is_told_and_never_repeated() -> None:
    async with opened(PostOffice()) as office:
        settings = {"smtp_user": "keeper", "smtp_password": "wrong-password"}
        with pytest.raises(RefusedError, match="user name and password") as raised:
            await mail_channel().send(to(office, **settings))
    assert "wrong-password" not in str(raised.value)
    assert office.taken == []


async def test_a_server_without_encryption_gets_no_mail_where_encryption_is_set() -> None:
    async with opened(PostOffice()) as office:
        with pytest.raises(RefusedError, match="no encryption") as raised:
            await mail_channel().send(to(office, tls=START_TLS))
    assert raised.value.field == "tls"


@pytest.mark.parametrize("encryption", [START_TLS, TLS])
async def test_a_certificate_that_nobody_trusts_ends_it(encryption: int) -> None:
    async with opened(PostOffice(), encryption=encryption, tls=self_signed()) as office:
        with pytest.raises(UnreachableError, match="certificate is not valid"):
            await mail_channel().send(to(office, tls=encryption))
    assert office.taken == []


@pytest.mark.parametrize("encryption", [START_TLS, TLS])
async def test_s7_the_certificate_must_be_that_of_the_name_and_not_of_the_address(
    encryption: int,
) -> None:
    server, client = trusted_for("other.test")
    async with opened(PostOffice(), encryption=encryption, tls=server) as office:
        with pytest.raises(UnreachableError, match="certificate is not valid"):
            await mail_channel(client).send(to(office, tls=encryption))


async def test_s7_the_name_is_looked_up_once_and_what_was_checked_is_connected_to() -> None:
    asked: list[str] = []

    async def changing(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("169.254.169.254",)

    async with opened(PostOffice()) as office:
        await Mail(AddressGuard(is_owners=True, resolve=changing), ssl.create_default_context).send(
            to(office)
        )
    assert asked == [HOST]
    assert len(office.taken) == 1
    with pytest.raises(InputError, match="may not be connected"):
        await Mail(AddressGuard(is_owners=True, resolve=changing), ssl.create_default_context).send(
            to(office)
        )


@pytest.mark.parametrize("encryption", [PLAIN, TLS])
async def test_a_server_is_reached_at_whichever_address_of_its_name_it_listens_on(
    encryption: int,
) -> None:
    async def several(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.2", "127.0.0.1")

    server, client = trusted_for(HOST)
    async with opened(PostOffice(), encryption=encryption, tls=server) as office:
        await Mail(AddressGuard(is_owners=True, resolve=several), lambda: client).send(
            to(office, tls=encryption)
        )
    assert len(office.taken) == 1


REFUSALS: list[tuple[dict[str, Any], type[OutsideError], str]] = [
    ({"refused": {ADA: "550 5.1.1 no such user"}}, RefusedError, "no such user"),
    ({"refused": {ADA: "451 greylisted"}}, UnreachableError, "later .451: greylisted"),
    ({"at_the_end": "554 5.7.1 spam"}, RefusedError, "refuses the mail .554: 5.7.1 spam"),
    ({"at_the_end": "452 disk full"}, UnreachableError, "later .452: disk full"),
    ({"dies": True}, UnreachableError, "closed the connection"),
]


@pytest.mark.parametrize(("mind", "error", "words"), REFUSALS)
async def test_a_refusal_for_ever_is_told_apart_from_one_for_now(
    mind: dict[str, Any], error: type[OutsideError], words: str
) -> None:
    async with opened(PostOffice(**mind)) as office:
        with pytest.raises(OutsideError, match=words) as raised:
            await mail_channel().send(to(office))
    assert type(raised.value) is error


async def test_a_mail_that_some_get_is_not_tried_again_for_all() -> None:
    async with opened(PostOffice(refused={BEN: "550 unknown"})) as office:
        with pytest.raises(RefusedError, match=f"not for {BEN}") as raised:
            await mail_channel().send(to(office, to=[ADA, BEN]))
    assert raised.value.field == "to"
    assert office.taken[0][0] == [ADA]


async def test_a_mail_that_was_taken_is_not_sent_again_for_a_rude_farewell() -> None:
    async with opened(PostOffice(farewell="421 no time")) as office:
        await mail_channel().send(to(office))
    assert len(office.taken) == 1


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match="connection was refused"):
        await mail_channel().send(to(PostOffice(port=1)))


@pytest.mark.parametrize("port", [0, 70_000])
async def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(InputError) as raised:
        await mail_channel().send(to(PostOffice(port=port)))
    assert raised.value.field == "smtp_port"


async def test_a_newsletter_arrives_with_its_pictures_and_its_place_in_a_thread() -> None:
    letter = replace(
        HELLO,
        body="Plain words",
        html='<p>Neu: <img src="cid:up"></p>',
        attachments=(
            replace(PICTURE, content_id="up"),
            Attachment(name="list.txt", content_type="text/plain", content=b"Up"),
        ),
        mark="second",
        answers="first",
        unsubscribe_url="https://keeper.test/stop/7",
    )
    async with opened(PostOffice()) as office:
        await mail_channel().send(to(office, letter))
    ((_, mail),) = office.taken
    assert mail["Message-ID"] == "<second@mail.test>"
    assert mail["In-Reply-To"] == mail["References"] == "<first@mail.test>"
    assert mail["List-Unsubscribe"] == "<https://keeper.test/stop/7>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert text is not None
    assert "cid:up" in page.get_content()
    assert text.get_content().strip() == "Plain words"
    kinds = {part.get_content_type(): part for part in mail.walk()}
    assert kinds["image/jpeg"].get_payload(decode=True) == PICTURE.content
    assert kinds["image/jpeg"]["Content-ID"] == "<up>"
    assert [each.get_filename() for each in mail.iter_attachments()] == ["list.txt"]


def test_a_mail_has_text_and_html_and_no_injected_header() -> None:
    message = replace(HELLO, subject="Hi\r\nBcc: eve@example.test", body="<b>Bold</b>\nline")
    mail = written(delivery("email", message, **{"from": "wk@x.test", "to": [f"{ADA};{BEN}"]}))
    read = BytesParser(policy=policy.default).parsebytes(bytes(mail))
    assert (read["Bcc"], read["To"]) == (None, f"{ADA}, {BEN}")
    assert read["Subject"] == "Hi Bcc: eve@example.test"
    text, page = (part.get_content() for part in read.iter_parts())
    assert (text.strip(), page.strip()) == ("Bold\nline", "<b>Bold</b><br>\nline")


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ("one\ntwo & <i>three</i>", "one<br>\ntwo & <i>three</i>"),
        ("one<br>\ntwo", "one<br>\ntwo"),
        ("<table>\n<tr><td>1</td></tr>\n</table>", "<table>\n<tr><td>1</td></tr>\n</table>"),
        ("<STYLE>\nb {}\n</STYLE>one", "<STYLE>\nb {}\n</STYLE>one"),
    ],
)
def test_html_of_the_owners_own_stays_as_it_is_and_lines_stay_lines(body: str, page: str) -> None:
    message = replace(HELLO, body=body)
    mail = written(delivery("email", message, **{"from": "wk@x.test", "to": [ADA]}))
    shown = mail.get_body(("html",))
    assert shown is not None
    assert shown.get_content().strip() == page


@pytest.mark.parametrize(
    "settings",
    [
        {"to": []},
        {"to": ["nobody"]},
        {"to": ["a@b.test\r\nBcc: x@y.test"]},
        {"to": [ADA], "from": "wk@x.test\r\nBcc: x@y.test"},
        {"to": [ADA], "from": "Keeper <wk@x.test>"},
        {"to": [ADA], "cc": ["a@b.test>,<c@d.test"]},
    ],
)
def test_a_mail_with_an_address_that_is_none_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        written(delivery("email", **{"from": "wk@example.test"} | settings))


@pytest.mark.parametrize("part", ["mark", "answers", "unsubscribe_url"])
def test_a_mark_that_would_split_a_header_is_refused(part: str) -> None:
    hostile: dict[str, Any] = {part: "x>\r\nBcc: eve@example.test"}
    message = replace(HELLO, **hostile)
    with pytest.raises(InputError):
        written(delivery("email", message, **{"from": "wk@example.test", "to": [ADA]}))


async def test_a_long_link_to_unsubscribe_is_not_folded() -> None:
    url = f"https://watch.example.org/newsletter/unsubscribe/1/2/{'a' * 90}"
    found = written(to(PostOffice(port=25), replace(HELLO, unsubscribe_url=url)))
    assert f"List-Unsubscribe: <{url}>\n" in found.as_bytes().decode()


async def test_one_click_is_offered_only_over_https_as_rfc_8058_wants_it() -> None:
    url = "http://192.168.1.5:8181/newsletter/unsubscribe/1/2/a"
    found = written(to(PostOffice(port=25), replace(HELLO, unsubscribe_url=url)))
    assert found["List-Unsubscribe"] == f"<{url}>"
    assert found["List-Unsubscribe-Post"] is None
