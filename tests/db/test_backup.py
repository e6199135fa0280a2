from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from tests.db.rows import add_notes
from watchkeeper.db.backup import Backups
from watchkeeper.db.database import Database
from watchkeeper.errors import CorruptError, ReadOnlyError

DAY = 86_400
START = 1_700_000_000
Usage = namedtuple("Usage", "total used free")


def with_plays(path: Path, count: int) -> None:
    """Make the `play` table of a closed database hold so many rows, whatever they say."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("DELETE FROM play")
        row = (1, 1, 0, 0, 1, 1, 1, 1, "movie", "recorded", 1)
        conn.executemany(
            "INSERT INTO play (server_id, reference_id, started, paused_seconds, user_id, item_id,"
            " player_id, stream_id, media_type, source, revision)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [row] * count,
        )
        conn.commit()


def test_f7_a_backup_is_opened_checked_and_counted(db: Database) -> None:
    db.write_now(add_notes, 5)
    made = Backups(db.path).make("by_hand", START)
    assert (made.plays, made.reason, made.made_at) == (0, "by_hand", START)
    assert made.path.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(made.path)) as conn:
        assert conn.execute("SELECT COUNT(*) FROM audit").fetchone() == (5,)
    assert [file.name for file in made.path.parent.iterdir()] == [made.path.name]


def test_a_backup_can_be_used_as_the_database(db: Database, tmp_path: Path) -> None:
    db.write_now(add_notes, 5)
    made = Backups(db.path).make("by_hand", START)
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(made.path, restored / "watchkeeper.db")
    again = Database.open(restored)
    again.write_now(add_notes, 1)
    again.close()


def test_only_the_newest_are_kept(db: Database) -> None:
    backups = Backups(db.path, keep=3)
    for number in range(6):
        backups.make("by_hand", START + number * DAY)
    assert [one.made_at for one in backups.all()] == [
        START + 5 * DAY,
        START + 4 * DAY,
        START + 3 * DAY,
    ]


def test_f6_the_fullest_backup_outlives_those_of_an_emptied_record(db: Database) -> None:
    backups = Backups(db.path, keep=2)
    db.close()
    with_plays(db.path, 50)
    full = backups.make("by_hand", START)
    with_plays(db.path, 0)
    for number in range(1, 5):
        backups.make("by_hand", START + number * DAY)
    assert backups.all()[-1] == full
    assert len(backups.all()) == 3


def test_f6_a_damaged_database_makes_no_backup_and_costs_none(db: Database) -> None:
    backups = Backups(db.path, keep=1)
    db.write_now(add_notes, 2000, "a text that fills the pages of the file")
    good = backups.make("by_hand", START)
    db.close()
    content = db.path.read_bytes()
    db.path.write_bytes(content[:65536] + b"\x5a" * 8192 + content[65536 + 8192 :])
    with pytest.raises(CorruptError):
        backups.make("by_hand", START + DAY)
    assert backups.all() == [good]
    assert backups.newest_good() == good
    assert [file.name for file in backups.folder.iterdir()] == [good.path.name]


def test_f3_without_room_no_backup_is_begun(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10, 10, 0))
    with pytest.raises(ReadOnlyError, match="MB of free disk space"):
        Backups(db.path).make("by_hand", START)


def test_other_files_in_the_folder_are_left_alone(db: Database) -> None:
    backups = Backups(db.path, keep=1)
    first = backups.make("by_hand", START)
    other = first.path.with_name("watchkeeper-my-own-copy.db")
    other.write_text("mine")
    for number in (1, 2):
        backups.make("by_hand", START + number * DAY)
    assert other.read_text() == "mine"
