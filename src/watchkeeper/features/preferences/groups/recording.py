"""What is recorded, and how the history is listed."""

from __future__ import annotations

from typing import ClassVar

from watchkeeper.features.preferences.fields import Group, Range, preference

PERCENT = Range(1, 100, "%")


class Recording(Group):
    """What counts as a play, and when it counts as watched."""

    name: ClassVar[str] = "recording"
    title: ClassVar[str] = "Recording"

    movie_watched_percent: int = preference(
        85,
        "Movies are watched at\nThe part of a movie that must be seen.",
        tautulli="MOVIE_WATCHED_PERCENT",
        within=PERCENT,
    )
    tv_watched_percent: int = preference(
        85,
        "Episodes are watched at\nThe part of an episode that must be seen.",
        tautulli="TV_WATCHED_PERCENT",
        within=PERCENT,
    )
    music_watched_percent: int = preference(
        85,
        "Tracks are listened to at\nThe part of a track that must be heard.",
        tautulli="MUSIC_WATCHED_PERCENT",
        within=PERCENT,
    )
    watched_marker: int = preference(
        3,
        "Watched counts from\nWhere a title has no markers, the part above counts.",
        tautulli="WATCHED_MARKER",
        within=Range(0, 3),
        choices={
            0: "the part above",
            1: "the final credits",
            2: "the first credits",
            3: "the part above or the first credits, whichever comes first",
        },
    )
    logging_ignore_interval: int = preference(
        120,
        "Shortest play\nMovies and episodes that were played for less are not recorded;"
        " pauses do not count. 0 records all.",
        tautulli="LOGGING_IGNORE_INTERVAL",
        within=Range(0, 86_400, "seconds"),
    )
    buffer_threshold: int = preference(
        10,
        "Buffering is noticed after\nHow often a stream must buffer before it is told."
        " 0 never tells.",
        tautulli="BUFFER_THRESHOLD",
        within=Range(0, 1000, "times"),
    )
    buffer_wait: int = preference(
        900,
        "Buffering is told again after\nThe least time between two notices about one stream.",
        tautulli="BUFFER_WAIT",
        within=Range(0, 86_400, "seconds"),
    )
    continued_session_threshold: int = preference(
        15,
        "A stream goes on within\nA stream that follows another of the same person, player and"
        " kind so soon is a continued one, not a new one.",
        tautulli="NOTIFY_CONTINUED_SESSION_THRESHOLD",
        within=Range(0, 86_400, "seconds"),
    )
    server_connection_threshold: int = preference(
        60,
        "A server is down after\nHow long it must not answer before that is told; the pages show it"
        " at once.",
        tautulli="NOTIFY_SERVER_CONNECTION_THRESHOLD",
        within=Range(0, 86_400, "seconds"),
    )


class HistoryTables(Group):
    """How history is listed."""

    name: ClassVar[str] = "history_tables"
    title: ClassVar[str] = "History"

    group_history_tables: bool = preference(
        True,
        "Group plays\nPlays of one title that continue each other are one row, in history,"
        " statistics, graphs, and in API answers where the caller does not say.",
        tautulli="GROUP_HISTORY_TABLES",
    )
    history_table_activity: bool = preference(
        True,
        "Show running streams\nStreams that run now stand at the top of history.",
        tautulli="HISTORY_TABLE_ACTIVITY",
    )
