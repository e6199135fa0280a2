"""Live sessions for tests of the pages."""

from __future__ import annotations

from typing import Any

from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.play import PlayerFacts
from watchkeeper.domain.session import ObservedSession, Person, SessionState
from watchkeeper.features.monitoring import LiveSession

NOW = 1_795_250_000.0
FACTS: dict[str, Any] = {  # Any: facts of several types
    "title": "The Tide",
    "full_title": "The Tide",
    "year": 2019,
    "transcode_decision": "direct play",
    "location": "lan",
    "container": "mkv",
    "video_codec": "hevc",
    "video_full_resolution": "4k",
    "audio_codec": "eac3",
    "audio_channels": 6,
}


def live_session(*, number: int = 1, **overrides: Any) -> LiveSession:
    """A film that somebody watches; facts and fields are open to keywords. Any: their values."""
    of_session = {name: overrides.pop(name) for name in LIVE if name in overrides}
    of_observed = {name: overrides.pop(name) for name in OBSERVED if name in overrides}
    observed = ObservedSession(
        **{
            "server_id": ServerId(1),
            "session_key": str(number),
            "session_id": f"id-{number}",
            "rating_key": 500,
            "guid": "",
            "media_type": "movie",
            "account_id": 1,
            "account_title": "ada",
            "state": SessionState.PLAYING,
            "view_offset": 600_000,
            "duration": 7_200_000,
            "section_id": None,
            "machine_id": "tv-1",
            "player": PlayerFacts(player="Living Room", product="Plex for TV", platform="Android"),
            "ip_address": "192.168.1.77",
            "facts": FACTS | overrides,
            **of_observed,
        }
    )
    values: dict[str, Any] = {  # Any: fields of a session
        "number": number,
        "observed": observed,
        "person": Person(UserId(101), "ada", "Ada"),
        "started": NOW - 600 + number,
        "position_at": NOW,
        "seen_at": NOW,
        "looked_at": NOW,
    }
    return LiveSession(**(values | of_session))


LIVE = ("paused_since", "is_confirmed", "started", "person")
OBSERVED = (
    *("state", "session_key", "session_id", "media_type", "is_live", "duration"),
    *("ip_address", "player"),
)
