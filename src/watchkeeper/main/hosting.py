"""Wiring of the hosts of posters."""

from __future__ import annotations

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.newsletters.content import Picture
from watchkeeper.features.hosting import Hosting, HostName
from watchkeeper.features.hosting.service import SIZE, HostingParts
from watchkeeper.features.libraries import Images
from watchkeeper.features.newsletters.addresses import Addresses
from watchkeeper.features.preferences import Preferences
from watchkeeper.features.system.kept import Kept
from watchkeeper.integrations.address import AddressGuard
from watchkeeper.integrations.channels import Cloudinary, Imgur, Poster
from watchkeeper.main.ground import Ground
from watchkeeper.main.publishing import addresses_of


def hosting_of(ground: Ground, preferences: Preferences, kept: Kept, images: Images) -> Hosting:
    """Wire them; nothing is uploaded unless the owner chose a host that takes it."""
    public = Poster(guard=AddressGuard())
    return Hosting(
        HostingParts(
            kept=kept,
            clock=ground.clock,
            pictures=images,
            hosts={
                HostName.IMGUR: Imgur(public),
                HostName.CLOUDINARY: Cloudinary(public, ground.clock),
            },
            own=PosterAddresses(addresses_of(ground, preferences)).of,
        )
    )


class PosterAddresses:
    """Where everybody who is told of an item sees its poster here."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def of(self, server_id: ServerId, path: str) -> str:
        """The address; "" while nobody outside reaches us."""
        return self._addresses.public_picture(Picture(server_id, path), SIZE)
