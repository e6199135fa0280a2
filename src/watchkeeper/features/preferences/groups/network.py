"""How media servers are asked, and how we are reached."""

from __future__ import annotations

from typing import ClassVar

from pydantic import field_validator

from watchkeeper.features.preferences.fields import Group, Range, preference


class Network(Group):
    """How media servers are asked."""

    name: ClassVar[str] = "network"
    title: ClassVar[str] = "Network"

    pms_timeout: int = preference(
        15,
        "Patience with a server\nHow long one answer of a media server or plex.tv may take.",
        tautulli="PMS_TIMEOUT",
        within=Range(1, 300, "seconds"),
    )
    websocket_connection_attempts: int = preference(
        5,
        "Tries before a server is down\nHow often the live connection is tried anew first.",
        tautulli="WEBSOCKET_CONNECTION_ATTEMPTS",
        within=Range(1, 1000, "times"),
    )
    websocket_connection_timeout: int = preference(
        5,
        "Pause between tries\nThe time between two tries of the live connection.",
        tautulli="WEBSOCKET_CONNECTION_TIMEOUT",
        within=Range(1, 300, "seconds"),
    )
    refresh_libraries_interval: int = preference(
        12,
        "Libraries are read every\nHow often the list of libraries and their sizes is read.",
        tautulli="REFRESH_LIBRARIES_INTERVAL",
        within=Range(1, 24, "hours"),
    )
    refresh_users_interval: int = preference(
        12,
        "People are read every\nHow often the list of people is read.",
        tautulli="REFRESH_USERS_INTERVAL",
        within=Range(1, 24, "hours"),
    )
    metadata_cache_seconds: int = preference(
        1800,
        "Facts of a running title are kept\nHow long before they are read anew.",
        tautulli="METADATA_CACHE_SECONDS",
        within=Range(0, 86_400, "seconds"),
    )
    cache_images: bool = preference(
        True,
        "Keep pictures on disk\nPosters and art appear at once and save the server work.",
        tautulli="CACHE_IMAGES",
    )
    pms_web_url: str = preference(
        "https://app.plex.tv/desktop",
        "Plex Web\nWhere links to a title in Plex lead.",
        tautulli="PMS_WEB_URL",
    )
    http_base_url: str = preference(
        "",
        "Public address\nWhere people outside reach this program, such as"
        " https://watch.example.org; links in newsletters begin with it.",
        tautulli="HTTP_BASE_URL",
    )
    api_enabled: bool = preference(
        True,
        "Answer the API\nOff, every call of the Tautulli API says that it is not enabled.",
        tautulli="API_ENABLED",
    )

    token_calls_a_minute: int = preference(
        6000,
        "Calls a token may make\nMore are told to wait. 0 sets no limit.",
        within=Range(0, 1_000_000, "calls a minute"),
    )
    tautulli_calls_a_minute: int = preference(
        0,
        "Calls a Tautulli key may make\nPrograms made for Tautulli know no waiting: they show an"
        " error. 0 sets no limit.",
        within=Range(0, 10_000_000, "calls a minute"),
    )

    def calls_a_minute(self, kind: str) -> int:
        """How many calls a key of a kind ("key" of the Tautulli face, "token") may make; 0: any."""
        return self.tautulli_calls_a_minute if kind == "key" else self.token_calls_a_minute

    @field_validator("http_base_url")
    @classmethod
    def _public_address(cls, value: str) -> str:
        return cls._web_address(value) if value else ""

    @field_validator("pms_web_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or any(map(str.isspace, value)):
            raise ValueError("must be an address that starts with https:// or http://")
        return value.rstrip("/")
