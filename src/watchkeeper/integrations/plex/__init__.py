"""Plex Media Server and plex.tv: clients, and the mappings that monitoring uses."""

from watchkeeper.integrations.plex.client import PlexServer, open_plex_server
from watchkeeper.integrations.plex.connection import ProductFacts
from watchkeeper.integrations.plex.describe import describe_session
from watchkeeper.integrations.plex.mapping_play import (
    item_words,
    session_item_facts,
    session_stream_facts,
)
from watchkeeper.integrations.plex.settings import PlexSettings
from watchkeeper.integrations.plex.socket import NoticeFeed
from watchkeeper.integrations.plex.tv import PlexTv, open_plex_tv

__all__ = [
    "NoticeFeed",
    "PlexServer",
    "PlexSettings",
    "PlexTv",
    "ProductFacts",
    "describe_session",
    "item_words",
    "open_plex_server",
    "open_plex_tv",
    "session_item_facts",
    "session_stream_facts",
]
