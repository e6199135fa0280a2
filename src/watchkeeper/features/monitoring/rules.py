"""What the owner decides about recording, as the pure steps need it."""

from __future__ import annotations

from dataclasses import field

from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.preferences.groups import Recording
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Limits in seconds; defaults are Tautulli's."""

    watched: WatchedRule = field(default_factory=WatchedRule)
    logging_ignore_interval: int = 120  # shorter plays of films and episodes are not recorded
    buffer_threshold: int = 10
    buffer_wait: int = 900
    continued_session_threshold: int = 15
    server_connection_threshold: int = 60


def rules_of(recording: Recording) -> Rules:
    """The rules that the owner's preferences make."""
    return Rules(
        watched=WatchedRule(
            movie_percent=recording.movie_watched_percent,
            tv_percent=recording.tv_watched_percent,
            music_percent=recording.music_watched_percent,
            marker=recording.watched_marker,
        ),
        logging_ignore_interval=recording.logging_ignore_interval,
        buffer_threshold=recording.buffer_threshold,
        buffer_wait=recording.buffer_wait,
        continued_session_threshold=recording.continued_session_threshold,
        server_connection_threshold=recording.server_connection_threshold,
    )
