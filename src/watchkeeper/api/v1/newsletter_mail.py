"""How newsletters go out: the way, the mail server, and who gets copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from watchkeeper.api.v1.shape import Changes, Number, Shape, Text
from watchkeeper.features.newsletters import Newsletter
from watchkeeper.features.newsletters.letters.editing import Edit, way_edit
from watchkeeper.features.newsletters.letters.newsletter import ENCRYPTIONS, Way

WayName = Literal["mail", "notifier", "text", "save"]
EncryptionName = Literal["none", "starttls", "tls"]
WAYS = (
    "mail: through its own mail server; notifier: a mail through a mail notifier; text: its text"
    " alone through any notifier; save: a page and a file, no message."
)


class NewsletterMail(Shape):
    """How a newsletter goes out, without its secrets."""

    way: WayName = Field(description=WAYS)
    notifier: int = Field(description="Number of the notifier that it goes through; 0 for none.")
    from_name: str = Field(description="Name of the sender.")
    from_address: str = Field(description="Address of the sender.")
    smtp_server: str = Field(description="Its mail server.")
    smtp_port: int = Field(description="The port there.")
    encryption: EncryptionName = Field(description="Encryption of the way there.")
    smtp_user: str = Field(description="User name there.")
    has_smtp_password: bool = Field(description="Whether a password is set.")
    cc: list[str] = Field(description="Addresses that get a copy.")
    bcc: list[str] = Field(description="Addresses that get a copy which the others do not see.")
    is_threaded: bool = Field(description="Whether each mail answers the one before.")


class NewsletterMailChange(Changes):
    """What to change of the way out. What is left out stays as it is, the password too."""

    way: WayName | None = Field(None, description=WAYS)
    notifier: Number | None = Field(
        None, description="Number of the notifier, for the ways notifier and text."
    )
    from_name: Text | None = Field(None, description="Name of the sender.")
    from_address: Text | None = Field(None, description="Address of the sender.")
    smtp_server: Text | None = Field(None, description="The mail server.")
    smtp_port: Annotated[int, Field(ge=1, le=65_535)] | None = Field(None, description="Port.")
    encryption: EncryptionName | None = Field(None, description="Encryption of the way there.")
    smtp_user: Text | None = Field(None, description="User name; empty: no sign-in.")
    smtp_password: Annotated[str, Field(max_length=1000)] | None = Field(
        None, description="Password, which is never told again; empty removes it."
    )
    cc: list[Text] | None = Field(None, description="Addresses that get a copy.")
    bcc: list[Text] | None = Field(None, description="Addresses that get a hidden copy.")
    is_threaded: bool | None = Field(None, description="Whether each mail answers the one before.")


SAME = ("from_name", "smtp_server", "smtp_port", "smtp_user", "smtp_password", "cc", "bcc")


def mail_of(letter: Newsletter) -> NewsletterMail:
    """How a newsletter goes out, in the words of the API."""
    email = letter.email
    return NewsletterMail(
        way=letter.way.value,
        notifier=letter.notifier,
        from_name=str(email["from_name"]),
        from_address=str(email["from"]),
        smtp_server=str(email["smtp_server"]),
        smtp_port=_number(email["smtp_port"]),
        encryption=_encryption(_number(email["tls"])),
        smtp_user=str(email["smtp_user"]),
        has_smtp_password=bool(email["smtp_password"]),
        cc=_listed(email["cc"]),
        bcc=_listed(email["bcc"]),
        is_threaded=letter.is_threaded,
    )


def mail_edit(wanted: NewsletterMailChange, before: Newsletter) -> Edit:
    """What a change means.

    Raises:
        InputError: the way needs a notifier, and none was chosen.
    """
    named = wanted.model_dump(exclude_none=True)
    email: dict[str, Any] = {name: named[name] for name in SAME if name in named}
    if wanted.from_address is not None:
        email["from"] = wanted.from_address
    if wanted.encryption is not None:
        email["tls"] = ENCRYPTIONS.index(wanted.encryption)
    config: Mapping[str, Any] = (
        {} if wanted.is_threaded is None else {"threaded": int(wanted.is_threaded)}
    )
    if wanted.way is None and wanted.notifier is None:
        return Edit(config=config, email=email)
    notifier = before.notifier if wanted.notifier is None else wanted.notifier
    out = way_edit(Way(wanted.way or before.way), notifier)
    return Edit(config={**config, **out.config}, email={**email, **out.email})


def _encryption(number: int) -> EncryptionName:
    """The word for Tautulli's number; what it does not know it takes for none."""
    match number:
        case 1:
            return "starttls"
        case 2:
            return "tls"
        case _:
            return "none"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
