"""How a media server stands: whether it can be reached from outside, and whether it is current."""

from __future__ import annotations

from watchkeeper.values import dataclass

NOT_MAPPED = "Plex remote access port not mapped"
UNKNOWN = "Plex remote access port mapping unknown"
MAPPED_BUT = {
    "unreachable": "Plex remote access port mapped, but the port is unreachable from Plex.tv",
    "publisherror": ("Plex remote access port mapped, but failed to publish the port to Plex.tv"),
}
"""Tautulli's words, which texts of notifiers look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccess:
    """What a server says of being reachable from outside; "" where it says nothing."""

    mapping_state: str = ""  # mapped, waiting, failed ...
    mapping_error: str = ""  # unreachable, publisherror ...
    public_address: str = ""
    public_port: str = ""
    private_address: str = ""
    private_port: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether it is just being set up: nothing can be said."""
        return self.mapping_state == "waiting"

    @property
    def reason(self) -> str:
        """Why it cannot be reached; "" when it can.

        Examples:
            >>> RemoteAccess(mapping_state="mapped", mapping_error="").reason
            ''
            >>> RemoteAccess(mapping_state="failed").reason
            'Plex remote access port not mapped'
        """
        if self.mapping_state in {"", "unknown"}:
            return UNKNOWN
        if self.mapping_state not in {"mapped", "waiting"}:
            return NOT_MAPPED
        return MAPPED_BUT.get(self.mapping_error, "")

    def values(self) -> dict[str, str]:
        """The parameters of notifications about it."""
        return {
            "remote_access_mapping_state": self.mapping_state,
            "remote_access_mapping_error": self.mapping_error,
            "remote_access_public_address": self.public_address,
            "remote_access_public_port": self.public_port,
            "remote_access_private_address": self.private_address,
            "remote_access_private_port": self.private_port,
            "remote_access_reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A newer version of its own that a server knows; "" where it does not say."""

    version: str
    url: str = ""
    added: str = ""  # what is new
    fixed: str = ""

    def values(self) -> dict[str, str]:
        """The parameters of notifications about it."""
        return {
            "update_version": self.version,
            "update_url": self.url,
            "update_changelog_added": self.added,
            "update_changelog_fixed": self.fixed,
        }
