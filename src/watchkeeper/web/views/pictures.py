"""Addresses of pictures: signed, so that the image route serves only what a page asked for."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.accounts.sessions.signing import Signer, image_signature
from watchkeeper.values import dataclass

POSTER = (300, 450)
SQUARE = (300, 300)
SMALL_POSTER = (100, 150)
SMALL_SQUARE = (100, 100)
ART = (320, 180)  # it only tints a card: small, and soft when it is drawn large
SQUARE_KINDS = frozenset({"track", "album", "artist", "photo"})


@dataclass(frozen=True, slots=True)
class Pictures:
    """Makes the addresses of posters, covers, art and avatars."""

    url: Callable[[str], str]  # puts the base path before an address of ours
    signer: Signer

    def of_server(
        self, server_id: ServerId, path: str, size: tuple[int, int], fallback: str
    ) -> str:
        """A picture of a server; an empty path shows the fallback."""
        if not path.startswith("/"):
            return self.fallback(fallback)
        sign = image_signature(self.signer, server_id, path, size)
        wanted = f"server={server_id}&path={quote(path, safe='')}&width={size[0]}&height={size[1]}"
        return self.url(f"/image?{wanted}&fallback={fallback}&sign={quote(sign)}")

    def poster(
        self,
        server_id: ServerId,
        path: str,
        *,
        square: bool = False,
        small: bool = False,
        live: bool = False,
    ) -> str:
        """A poster, or a cover where the item has a square one; Live TV has a screen without."""
        sizes = {
            (False, False): POSTER,
            (False, True): SMALL_POSTER,
            (True, False): SQUARE,
            (True, True): SMALL_SQUARE,
        }
        shape = "cover" if square else "poster"
        fallback = f"{shape}-live" if live else shape
        return self.of_server(server_id, path, sizes[square, small], fallback)

    def fallback(self, name: str) -> str:
        """A picture of ours: poster, cover, art or user."""
        return self.url(f"/image?fallback={name}")
