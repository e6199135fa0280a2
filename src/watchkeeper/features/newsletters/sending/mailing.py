"""One issue as the message that one receiver gets."""

from __future__ import annotations

from collections.abc import Mapping

import anyio
import structlog

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Image, ImageRequest
from watchkeeper.domain.newsletters.content import Content, Picture
from watchkeeper.domain.notices.message import Attachment, Message
from watchkeeper.domain.notices.message import Delivery as Parcel
from watchkeeper.errors import InputError, OutsideError
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.letters.receivers import MAIL, Post
from watchkeeper.features.newsletters.making.pages import Links, page, plain_text, size_of
from watchkeeper.features.newsletters.ports import Posters
from watchkeeper.features.newsletters.sending.issue import Delivery, Issue, Receiver

log = structlog.get_logger(__name__)

MOST_BYTES = 6 * 1024 * 1024
"""Pictures beyond that are left out of a mail: many servers refuse more than 10 MB."""
PATIENCE_SECONDS = 60.0
"""How long the server may take for all pictures of an issue."""
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


class Mailing:
    """Makes messages of issues."""

    def __init__(self, posters: Posters, addresses: Addresses) -> None:
        self._posters = posters
        self._addresses = addresses

    async def pictures(self, letter: Newsletter, content: Content) -> Mapping[Picture, Attachment]:
        """The pictures that travel in the mails of an issue; some may be missing."""
        if letter.design.pictures != "embedded":
            return {}
        wanted = dict.fromkeys(
            entry.picture
            for section in content.sections
            for entry in section.entries
            if entry.picture is not None
        )
        found: dict[Picture, Attachment] = {}
        with anyio.move_on_after(PATIENCE_SECONDS):
            for number, picture in enumerate(wanted, 1):
                image = await self._picture(picture)
                if image is not None:
                    found[picture] = _attachment(number, image)
        return _bounded(found)

    def mail(
        self,
        letter: Newsletter,
        issue: Issue,
        content: Content,
        pictures: Mapping[Picture, Attachment],
        *,
        unsubscribe: str = "",
    ) -> Message:
        """The mail of an issue; `unsubscribe` is the way out of whoever alone gets it."""

        def address(picture: Picture) -> str:
            if picture in pictures:
                return f"cid:{pictures[picture].content_id}"
            is_linked = letter.design.pictures == "linked"
            return self._addresses.public_picture(picture) if is_linked else ""

        web = self._addresses.web(letter, issue.uuid)
        links = Links(picture=address, web=web, unsubscribe=unsubscribe)
        return Message(
            action=issue.action,
            subject=content.subject,
            body=plain_text(content, links),
            at=issue.made_at,
            html=page(content, links),
            attachments=tuple(pictures.values()),
            unsubscribe_url=unsubscribe,
        )

    def text(self, issue: Issue, content: Content) -> Message:
        """The words alone, for channels other than mail."""
        return Message(
            action=issue.action, subject=content.subject, body=content.body, at=issue.made_at
        )

    async def _picture(self, picture: Picture) -> Image | None:
        width, height = size_of(picture)
        request = ImageRequest(path=picture.path, width=width, height=height)
        try:
            return await self._posters.picture(ServerId(picture.server_id), request)
        except (InputError, OutsideError) as error:
            log.info("a newsletter goes without a picture", reason=str(error))
            return None


def parcel(issue: Issue, post: Post, receiver: Receiver, message: Message) -> Parcel:
    """A message with the settings that bring it to its receiver."""
    settings = dict(post.settings)
    if post.agent == MAIL:
        settings |= {"to": [*receiver.to], "cc": [*receiver.cc], "bcc": [*receiver.bcc]}
    return Parcel(server_id=issue.server_id, agent=post.agent, settings=settings, message=message)


def personal_address(delivery: Delivery) -> str:
    """The one address of a message that one person alone gets; "" for any other."""
    receiver = delivery.receiver
    return receiver.to[0] if receiver.is_personal and receiver.to else ""


def _attachment(number: int, image: Image) -> Attachment:
    suffix = SUFFIXES.get(image.content_type, "img")
    return Attachment(
        name=f"picture{number}.{suffix}",
        content_type=image.content_type,
        content=image.content,
        content_id=f"picture{number}@newsletter",
    )


def _bounded(found: Mapping[Picture, Attachment]) -> dict[Picture, Attachment]:
    kept: dict[Picture, Attachment] = {}
    room = MOST_BYTES
    for picture, attachment in found.items():
        room -= len(attachment.content)
        if room >= 0:
            kept[picture] = attachment
    return kept
