"""Makes Tautulli databases of any age for the import tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

SERVER = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678"
OTHER_SERVER = "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"
FIRST_START = 1_700_000_000

SIDE = """bitrate video_bitrate video_bit_depth video_codec video_codec_level video_width
video_height video_resolution video_framerate video_scan_type video_full_resolution
video_dynamic_range audio_bitrate audio_codec audio_channels audio_language audio_language_code
subtitle_codec subtitle_forced subtitle_language container"""

STREAM_SIDE = " ".join(f"stream_{name}" for name in SIDE.split())

TABLES = {
    "version_info": "key value",
    "session_history": """id reference_id started stopped rating_key user_id user ip_address
        paused_counter player product product_version platform platform_version profile machine_id
        bandwidth location quality_profile secure relayed parent_rating_key grandparent_rating_key
        media_type section_id view_offset""",
    "session_history_media_info": f"""id rating_key video_decision audio_decision
        transcode_decision duration width height aspect_ratio subtitles {SIDE}
        transcode_container transcode_video_codec transcode_audio_codec transcode_width
        transcode_height transcode_hw_decoding {STREAM_SIDE} stream_container_decision
        stream_video_decision stream_audio_decision synced_version optimized_version
        optimized_version_title""",
    "session_history_metadata": """id rating_key parent_rating_key grandparent_rating_key title
        parent_title grandparent_title original_title full_title media_index parent_media_index
        section_id thumb art media_type year added_at last_viewed_at content_rating summary rating
        duration guid directors actors genres labels live channel_title marker_credits_first
        marker_credits_final""",
    "users": """id user_id username friendly_name thumb custom_avatar_url title email is_active
        is_admin is_home_user is_allow_sync is_restricted do_notify keep_history deleted_user
        allow_guest user_token server_token shared_libraries filter_all filter_movies filter_tv
        filter_music filter_photos""",
    "library_sections": """id server_id section_id section_name section_type agent thumb
        custom_thumb_url art custom_art_url count parent_count child_count is_active do_notify
        do_notify_created keep_history deleted_section""",
    "user_login": """id timestamp user_id user user_group ip_address host user_agent success
        expiry jwt_token""",
    "sessions": """id session_key media_type rating_key started stopped paused_counter user_id user
        machine_id player title view_offset raw_stream_info""",
    "sessions_continued": "id user_id machine_id media_type stopped",
    "notifiers": "id agent_id agent_name agent_label friendly_name notifier_config",
    "notify_log": "id timestamp session_key rating_key user notify_action success",
    "newsletters": "id agent_name id_name email_config cron",
    "mobile_devices": "id device_id device_token device_name",
    "imgur_lookup": "id img_hash imgur_title imgur_url delete_hash",
    "image_hash_lookup": "id img_hash img rating_key",
    "tvmaze_lookup": "id rating_key tvmaze_id tvmaze_url",
}
TEXTS = """user ip_address player product product_version platform platform_version profile
    machine_id location quality_profile media_type title parent_title grandparent_title full_title
    guid username friendly_name device_token"""
COMPANIONS = ("session_history_metadata", "session_history_media_info")

Values = Mapping[str, object]
NOTHING: Values = MappingProxyType({})


@dataclass
class TautulliMaker:
    """Writes one file; columns and tables in `without` are left out, as in older versions."""

    path: Path
    version: str | None = "v2.17.2"
    without: Mapping[str, Iterable[str]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)  # tables of another shape
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def play(
        self, row_id: int, *, item: Values = NOTHING, stream: Values = NOTHING, **values: object
    ) -> None:
        """One history row with its companions."""
        started = FIRST_START + row_id * 10_000
        history = {
            "id": row_id,
            "reference_id": row_id,
            "started": started,
            "stopped": started + 3600,
            "rating_key": 100 + row_id,
            "user_id": 7,
            "user": "ann",
            "paused_counter": 0,
            "player": "Living Room",
            "platform": "Roku",
            "machine_id": "m1",
            "media_type": "movie",
            "section_id": 1,
            "parent_rating_key": "",
            "grandparent_rating_key": "",
            "view_offset": 3_600_000,
            "secure": 1,
            "relayed": 0,
            **values,
        }
        self.add("session_history", **history)
        shared = {"id": row_id, "rating_key": history["rating_key"]}
        title = {"title": f"Film {row_id}", "full_title": f"Film {row_id}", "live": 0}
        facts = {"media_type": history["media_type"], "section_id": 1, "duration": 4_000_000}
        self.add("session_history_metadata", **{**shared, **title, **facts, **item})
        decisions = {"video_decision": "direct play", "audio_decision": "direct play"}
        known = {**decisions, "transcode_decision": "direct play", "container": "mkv"}
        self.add("session_history_media_info", **{**shared, **known, **stream})

    def people(self) -> None:
        """Two people and a library."""
        self.add("users", id=1, user_id=0, username="Local", is_active=1)
        self.add(
            "users",
            id=2,
            user_id=7,
            username="ann",
            friendly_name="Ann",
            server_token="tok-secret-1",
        )
        self.library(1, 1, "Movies")

    def library(self, row_id: int, section_id: int, name: str, server: str = SERVER) -> None:
        """One library."""
        self.add(
            "library_sections",
            id=row_id,
            server_id=server,
            section_id=section_id,
            section_name=name,
            section_type="movie",
            is_active=int(server == SERVER),
        )

    def add(self, table: str, **values: object) -> None:
        """One row of any table."""
        self.rows.setdefault(table, []).append(values)

    def write(self) -> Path:
        """Make the file, anew each time."""
        self.path.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.path)) as conn:
            for table, names in {**TABLES, **self.instead}.items():
                self._write_table(conn, table, names)
            if self.version is not None:
                conn.execute("INSERT INTO version_info VALUES ('version', ?)", [self.version])
            else:
                conn.execute("DROP TABLE version_info")
            conn.commit()
        return self.path

    def _write_table(self, conn: sqlite3.Connection, table: str, names: str) -> None:
        missing = set(self.without.get(table, ()))
        if missing == {"*"}:
            return
        kept = [name for name in names.split() if name not in missing]
        columns = ", ".join(f'"{name}" {_type_of(name)}' for name in kept)
        conn.execute(f'CREATE TABLE "{table}" ({columns})')
        for row in self.rows.get(table, []):
            known = {name: value for name, value in row.items() if name in kept}
            marks = ", ".join("?" * len(known))
            listed = ", ".join(f'"{name}"' for name in known)
            conn.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', list(known.values()))


def _type_of(name: str) -> str:
    if name == "id":
        return "INTEGER PRIMARY KEY AUTOINCREMENT"
    return "TEXT" if name in TEXTS.split() else ""
