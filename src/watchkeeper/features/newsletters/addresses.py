"""Where newsletters are on the web: their pages, their pictures, and the way out."""

from __future__ import annotations

from urllib.parse import quote

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.content import Picture
from watchkeeper.features.accounts import Signer
from watchkeeper.features.accounts.sessions.signing import image_signature, is_image_signed
from watchkeeper.features.newsletters.letters.newsletter import Newsletter
from watchkeeper.features.newsletters.making.pages import size_of
from watchkeeper.features.preferences import Network, Preferences
from watchkeeper.features.preferences.groups import Newsletters as Choices
from watchkeeper.values import dataclass

Size = tuple[int, int]
PASSWORD, SIGN_IN = 1, 2
"""Whom newsletters on the web are for (NEWSLETTER_AUTH): who has the password, or signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where this program answers."""

    base_path: str  # "" or begins with a slash
    local: str  # address in this house, without base path


@dataclass(frozen=True, slots=True)
class Signers:
    """What signs addresses, each for its purpose."""

    pictures: Signer
    receivers: Signer


class Addresses:
    """Makes addresses and knows its own again."""

    def __init__(self, place: Place, preferences: Preferences, signers: Signers) -> None:
        self._place = place
        self._preferences = preferences
        self._signers = signers

    @property
    def public(self) -> str:
        """The address at which people outside reach us, with base path; "" when not known."""
        stated = self._preferences.group(Network).http_base_url
        return f"{stated}{self._place.base_path}" if stated else ""

    @property
    def is_on_web(self) -> bool:
        """Whether issues can be read on the web by others than the owner."""
        return self._preferences.group(Choices).newsletter_self_hosted

    @property
    def access(self) -> int:
        """Who may read them there: PASSWORD, SIGN_IN, or anything else for everybody."""
        return self._preferences.group(Choices).newsletter_auth

    def issue(self, letter: Newsletter, uuid: str) -> str:
        """The page of an issue, as texts state it; it carries the password where one is needed."""
        return self._stated(letter, f"/newsletter/{uuid}")

    def newest(self, letter: Newsletter) -> str:
        """The page of the newest issue, as texts state it; "" without a lasting name."""
        return self._stated(letter, f"/newsletter/id/{letter.id_name}") if letter.id_name else ""

    def web(self, letter: Newsletter, uuid: str) -> str:
        """The page of an issue for readers outside; "" when it cannot be reached from there."""
        return self.issue(letter, uuid) if self.is_on_web and self.public else ""

    def picture(self, picture: Picture, size: Size | None = None) -> str:
        """The path of a picture for everybody who is given it, with base path.

        `size` are its pixels, where they are others than an issue shows.
        """
        width, height = size or size_of(picture)
        sign = image_signature(
            self._signers.pictures, picture.server_id, picture.path, (width, height)
        )
        asked = f"server={picture.server_id}&path={quote(picture.path, safe='')}"
        return (
            f"{self._place.base_path}/newsletter/picture?{asked}"
            f"&width={width}&height={height}&sign={quote(sign)}"
        )

    def public_picture(self, picture: Picture, size: Size | None = None) -> str:
        """The whole address of a picture; "" when we cannot be reached from outside."""
        path = self.picture(picture, size).removeprefix(self._place.base_path)
        return f"{self.public}{path}" if self.public else ""

    def is_picture(self, sign: str, server_id: int, path: str, size: tuple[int, int]) -> bool:
        """Whether a newsletter of ours shows just this picture."""
        return is_image_signed(self._signers.pictures, sign, server_id, path, size)

    def mark(self, letter: tuple[ServerId, int], address: str) -> str:
        """The mark of a receiver of a newsletter: the same for the same address, told by nobody."""
        return self._signers.receivers.sign("receiver", *map(str, letter), address.casefold())

    def unsubscribe_path(self, letter: tuple[ServerId, int], mark: str) -> str:
        """The path at which a receiver says that they want no more, without base path."""
        sign = self._signers.receivers.sign("leave", *map(str, letter), mark)
        return f"/newsletter/unsubscribe/{letter[0]}/{letter[1]}/{mark}/{sign}"

    def unsubscribe(self, letter: tuple[ServerId, int], mark: str) -> str:
        """The same as a whole address; "" when we cannot be reached from outside."""
        return f"{self.public}{self.unsubscribe_path(letter, mark)}" if self.public else ""

    def is_leaving(self, letter: tuple[ServerId, int], mark: str, sign: str) -> bool:
        """Whether that path was made by us."""
        return self._signers.receivers.is_signed(sign, "leave", *map(str, letter), mark)

    def message_mark(self, uuid: str, delivery_id: int) -> str:
        """The mark of a message: the same at every try, and like no other's."""
        return self._signers.receivers.sign("message", uuid, str(delivery_id))

    def _stated(self, letter: Newsletter, path: str) -> str:
        base = self.public if self.is_on_web else ""
        key = letter.design.password
        query = f"?key={quote(key, safe='')}" if self.access == PASSWORD and key else ""
        return f"{base or self._place.local + self._place.base_path}{path}{query}"
