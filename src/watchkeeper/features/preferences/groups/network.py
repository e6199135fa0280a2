"""How media servers are asked, and how we are reached."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Group, Range, preference
from watchkeeper.texts import N_, Sentence


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")) or any(map(str.isspace, value)):
        raise ValueError(
            Sentence("The value must be an address that starts with https:// or http://.")
        )
    return value.rstrip("/")


def _public_address(value: str) -> str:
    return _web_address(value) if value else ""


class Network(Group):
    """How media servers are asked."""

    name: ClassVar[str] = "network"
    title: ClassVar[str] = "Network"

    pms_timeout: int = preference(
        15,
        N_("Patience with a server"),
        N_("How long one answer of a media server or plex.tv may take."),
        tautulli="PMS_TIMEOUT",
        within=Range(1, 300, N_("seconds")),
    )
    websocket_connection_attempts: int = preference(
        5,
        N_("Tries before a server is down"),
        N_("How often the live connection is tried anew first."),
        tautulli="WEBSOCKET_CONNECTION_ATTEMPTS",
        within=Range(1, 1000, N_("times")),
    )
    websocket_connection_timeout: int = preference(
        5,
        N_("Pause between tries"),
        N_("The time between two tries of the live connection."),
        tautulli="WEBSOCKET_CONNECTION_TIMEOUT",
        within=Range(1, 300, N_("seconds")),
    )
    refresh_libraries_interval: int = preference(
        12,
        N_("Libraries are read every"),
        N_("How often the list of libraries and their sizes is read."),
        tautulli="REFRESH_LIBRARIES_INTERVAL",
        within=Range(1, 24, N_("hours")),
    )
    refresh_users_interval: int = preference(
        12,
        N_("People are read every"),
        N_("How often the list of people is read."),
        tautulli="REFRESH_USERS_INTERVAL",
        within=Range(1, 24, N_("hours")),
    )
    metadata_cache_seconds: int = preference(
        1800,
        N_("Facts of a running title are kept"),
        N_("How long before they are read anew."),
        tautulli="METADATA_CACHE_SECONDS",
        within=Range(0, 86_400, N_("seconds")),
    )
    cache_images: bool = preference(
        True,
        N_("Keep pictures on disk"),
        N_("Posters and art appear at once and save the server work."),
        tautulli="CACHE_IMAGES",
    )
    pms_web_url: str = preference(
        "https://app.plex.tv/desktop",
        N_("Plex Web"),
        N_("Where links to a title in Plex lead."),
        tautulli="PMS_WEB_URL",
        within=_web_address,
    )
    http_base_url: str = preference(
        "",
        N_("Public address"),
        N_(
            "Where people outside reach this program, such as https://watch.example.org; links"
            " in newsletters begin with it."
        ),
        tautulli="HTTP_BASE_URL",
        within=_public_address,
    )
    api_enabled: bool = preference(
        True,
        N_("Answer the API"),
        N_("Off, every call of the Tautulli API says that it is not enabled."),
        tautulli="API_ENABLED",
    )

    token_calls_a_minute: int = preference(
        6000,
        N_("Calls a token may make"),
        N_("More are told to wait. 0 sets no limit."),
        within=Range(0, 1_000_000, N_("calls a minute")),
    )
    tautulli_calls_a_minute: int = preference(
        0,
        N_("Calls a Tautulli key may make"),
        N_("Programs made for Tautulli know no waiting: they show an error. 0 sets no limit."),
        within=Range(0, 10_000_000, N_("calls a minute")),
    )

    def calls_a_minute(self, kind: str) -> int:
        """How many calls a key of a kind ("key" of the Tautulli face, "token") may make; 0: any."""
        return self.tautulli_calls_a_minute if kind == "key" else self.token_calls_a_minute
