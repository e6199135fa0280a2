"""What a channel is given to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.values import dataclass

EXTRAS = (
    "title",
    "media_type",
    "user",
    "username",
    "user_id",
    "player",
    "poster_url",
    "poster_title",
    "poster_thumb",
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
    "server_name",
    "server_machine_id",
    "show_name",
    "season_name",
    "artist_name",
    "album_name",
    "episode_name",
    "track_name",
    "track_artist",
    "season_num",
    "episode_num",
    "episode_count",
    "year",
    "platform",
    "machine_id",
    "user_thumb",
    "thumb",
    "parent_thumb",
    "grandparent_thumb",
    "parent_rating_key",
)
"""Parameters that channels send besides subject and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a message."""

    name: str  # of the file, without folders
    content_type: str  # image/png ...
    content: bytes = field(repr=False)
    content_id: str = ""  # the HTML of a mail shows it as `cid:<content_id>`; "" for a file beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: texts that are filled in, and parameters by their names.

    For a webhook the subject is a JSON object of headers and the body a JSON document; for a
    script the subject holds the arguments as a JSON list of texts.

    `html`, `attachments` and what follows them are for mails: other channels send subject and body
    alone. `poster` is for channels whose services take a picture.
    """

    action: str  # play, watched, created, test, api
    subject: str
    body: str
    at: int  # UTC seconds; when what it tells happened
    extras: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""  # the same at every try: by it receivers can tell a double
    html: str = field(default="", repr=False)  # a whole page; the body is its plain text
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    answers: str = ""  # the mark of the mail before it in its thread
    unsubscribe_url: str = ""  # where whoever gets it says that they want no more
    poster: Attachment | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message, and the agent and settings to send it with."""

    server_id: int
    agent: str  # its name
    settings: Mapping[str, Setting] = field(repr=False)
    message: Message
