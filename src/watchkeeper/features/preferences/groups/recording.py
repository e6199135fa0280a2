"""What is recorded, and how the history is listed."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Choices, Group, Range, preference
from watchkeeper.texts import N_

PERCENT = Range(1, 100, "%")


class Recording(Group):
    """What counts as a play, and when it counts as watched."""

    name: ClassVar[str] = "recording"
    title: ClassVar[str] = "Recording"

    movie_watched_percent: int = preference(
        85,
        N_("Movies are watched at"),
        N_("The part of a movie that must be seen."),
        tautulli="MOVIE_WATCHED_PERCENT",
        within=PERCENT,
    )
    tv_watched_percent: int = preference(
        85,
        N_("Episodes are watched at"),
        N_("The part of an episode that must be seen."),
        tautulli="TV_WATCHED_PERCENT",
        within=PERCENT,
    )
    music_watched_percent: int = preference(
        85,
        N_("Tracks are listened to at"),
        N_("The part of a track that must be heard."),
        tautulli="MUSIC_WATCHED_PERCENT",
        within=PERCENT,
    )
    watched_marker: int = preference(
        3,
        N_("Watched counts from"),
        N_("Where a title has no markers, the part above counts."),
        tautulli="WATCHED_MARKER",
        within=Choices(
            {
                0: N_("the part above"),
                1: N_("the final credits"),
                2: N_("the first credits"),
                3: N_("the part above or the first credits, whichever comes first"),
            }
        ),
    )
    logging_ignore_interval: int = preference(
        120,
        N_("Shortest play"),
        N_(
            "Movies and episodes that were played for less are not recorded; pauses do not"
            " count. 0 records all."
        ),
        tautulli="LOGGING_IGNORE_INTERVAL",
        within=Range(0, 86_400, N_("seconds")),
    )
    buffer_threshold: int = preference(
        10,
        N_("Buffering is noticed after"),
        N_("How often a stream must buffer before it is told. 0 never tells."),
        tautulli="BUFFER_THRESHOLD",
        within=Range(0, 1000, N_("times")),
    )
    buffer_wait: int = preference(
        900,
        N_("Buffering is told again after"),
        N_("The least time between two notices about one stream."),
        tautulli="BUFFER_WAIT",
        within=Range(0, 86_400, N_("seconds")),
    )
    continued_session_threshold: int = preference(
        15,
        N_("A stream goes on within"),
        N_(
            "A stream that follows another of the same person, player and kind so soon is a"
            " continued one, not a new one."
        ),
        tautulli="NOTIFY_CONTINUED_SESSION_THRESHOLD",
        within=Range(0, 86_400, N_("seconds")),
    )
    server_connection_threshold: int = preference(
        60,
        N_("A server is down after"),
        N_("How long it must not answer before that is told; the pages show it at once."),
        tautulli="NOTIFY_SERVER_CONNECTION_THRESHOLD",
        within=Range(0, 86_400, N_("seconds")),
    )


class HistoryTables(Group):
    """How history is listed."""

    name: ClassVar[str] = "history_tables"
    title: ClassVar[str] = "History"

    group_history_tables: bool = preference(
        True,
        N_("Group plays"),
        N_(
            "Plays of one title that continue each other are one row, in history, statistics,"
            " graphs, and in API answers where the caller does not say."
        ),
        tautulli="GROUP_HISTORY_TABLES",
    )
    history_table_activity: bool = preference(
        True,
        N_("Show running streams"),
        N_("Streams that run now stand at the top of history."),
        tautulli="HISTORY_TABLE_ACTIVITY",
    )
