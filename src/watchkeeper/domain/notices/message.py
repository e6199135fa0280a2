"""What a channel is given to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from watchkeeper.domain.notices.agents import Setting

EXTRAS = (
    "title",
    "media_type",
    "user",
    "username",
    "user_id",
    "player",
    "poster_url",
    "poster_title",
    "summary",
    "plex_url",
    "imdb_url",
    "themoviedb_url",
    "thetvdb_url",
    "tvmaze_url",
    "trakt_url",
    "simkl_url",
    "lastfm_url",
    "musicbrainz_url",
    "session_key",
    "session_id",
    "user_streams",
    "remote_access_reason",
    "update_version",
    "tautulli_update_version",
    "rating_key",
)
"""Parameters that channels send besides subject and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: texts that are filled in, and parameters by their names.

    For a webhook the subject is a JSON object of headers and the body a JSON document; for a
    script the subject holds the arguments as a JSON list of texts.
    """

    action: str  # play, watched, created, test, api
    subject: str
    body: str
    at: int  # UTC seconds; when what it tells happened
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message, and the agent and settings to send it with."""

    server_id: int
    agent: str  # its name
    settings: Mapping[str, Setting] = field(repr=False)
    message: Message
