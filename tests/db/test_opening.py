from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.db.rows import add_notes, count_notes
from watchkeeper.db import upgrade
from watchkeeper.db.backup import Backups
from watchkeeper.db.database import FILE, Database
from watchkeeper.errors import (
    CorruptError,
    NewerSchemaError,
    ReadOnlyError,
    StorageBusyError,
    StorageError,
)

NOBODY = 65534


def filled(folder: Path) -> Path:
    """A closed database with some pages of content."""
    db = Database.open(folder)
    db.write_now(add_notes, 2000, "a text that fills the pages of the file")
    db.close()
    return folder / FILE


def test_a_new_database_is_readable_by_its_owner_alone(db: Database) -> None:
    assert db.path.stat().st_mode & 0o077 == 0
    assert not db.path.with_name(FILE + ".new").exists()


def test_a_start_that_was_killed_while_making_the_database_starts_anew(folder: Path) -> None:
    folder.mkdir()
    (folder / (FILE + ".new")).write_bytes(b"half of a dat")
    db = Database.open(folder)
    assert db.read_now(count_notes) == 0
    db.close()


def test_an_up_to_date_database_opens_without_alembic(folder: Path) -> None:
    filled(folder)
    code = (
        "import sys; from pathlib import Path; from watchkeeper.db.database import Database;"
        f"Database.open(Path({str(folder)!r})).close();"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_known_revisions_are_those_of_the_migrations() -> None:
    assert upgrade.known_revisions()[0] == "0001"


def test_s15_a_folder_that_we_make_is_for_its_owner_alone(tmp_path: Path) -> None:
    made, known = tmp_path / "in" / "data", tmp_path / "known"
    known.mkdir()
    known.chmod(0o750)

    for folder in (made, known):
        Database.open(folder).close()

    assert [stat.S_IMODE(each.stat().st_mode) for each in (made, known)] == [0o700, 0o750]


def test_f9_a_second_process_is_refused_and_told_who_holds_the_folder(db: Database) -> None:
    with pytest.raises(StorageBusyError, match=str(os.getpid())):
        Database.open(db.path.parent)


def test_f8_a_newer_schema_is_refused_and_left_as_it_is(folder: Path) -> None:
    path = filled(folder)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.commit()
    before = path.read_bytes()
    with pytest.raises(NewerSchemaError, match="9999"):
        Database.open(folder)
    assert path.read_bytes() == before


def test_f8_a_backup_is_made_before_the_schema_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(folder)
    ran: list[Path] = []
    later = [*upgrade.known_revisions(), "9999"]
    monkeypatch.setattr(upgrade, "known_revisions", lambda: later)
    monkeypatch.setattr(upgrade, "_upgrade", lambda file, _tell: ran.append(file))
    Database.open(folder).close()
    assert ran == [path]
    assert [one.reason for one in Backups(path).all()] == ["before_upgrade"]


def test_f8_an_interrupted_schema_change_leaves_the_old_schema(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / FILE
    run = upgrade._run_migrations

    def breaks_off(conn: Connection, applied: Callable[..., None]) -> None:
        run(conn, applied)
        raise KeyboardInterrupt

    monkeypatch.setattr(upgrade, "_run_migrations", breaks_off)
    folder.mkdir()
    path.touch()
    with pytest.raises(KeyboardInterrupt):
        upgrade._upgrade(path, upgrade.nobody)
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda content: b"", "it is empty"),
        (lambda content: b"no database at all" * 100, "it is no database"),
        (lambda content: content[: len(content) // 2], "bytes"),
        (lambda content: content[:8192] + b"\x5a" * 8192 + content[16384:], "damaged"),
    ],
    ids=["zero length", "other content", "truncated", "flipped pages"],
)
def test_f5_damage_is_found_at_start_and_the_file_is_left_as_it_is(
    folder: Path, damage: object, said: str
) -> None:
    path = filled(folder)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(CorruptError, match=said) as found:
        Database.open(folder)
    assert "no backup" in str(found.value)
    assert path.read_bytes() == before


def test_f5_the_newest_good_backup_is_offered(folder: Path) -> None:
    path = filled(folder)
    backups = Backups(path)
    good = backups.make("by_hand", 1_700_000_000)
    bad = backups.make("by_hand", 1_700_000_100)
    bad.path.write_bytes(bad.path.read_bytes()[:8192] + b"\x5a" * 8192)
    path.write_bytes(b"")
    with pytest.raises(CorruptError) as found:
        Database.open(folder)
    assert str(good.path) in str(found.value)
    assert "2023-11-14" in str(found.value)


def test_f5_a_truncated_write_ahead_log_loses_its_end_only(folder: Path, tmp_path: Path) -> None:
    db = Database.open(folder)
    db.write_now(add_notes, 1)
    db.write_now(add_notes, 1)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in (FILE, FILE + "-wal"):
        (copy / name).write_bytes((folder / name).read_bytes())
    db.close()
    log = copy / (FILE + "-wal")
    log.write_bytes(log.read_bytes()[:-100])
    again = Database.open(copy)
    assert again.read_now(count_notes) == 1
    again.write_now(add_notes, 1)
    again.close()


async def test_a_large_file_is_read_whole_in_the_background(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(folder)
    monkeypatch.setattr(upgrade, "CHECKED_AT_ONCE", 1000)
    db = Database.open(folder)
    assert not db.is_checked
    await db.check()
    assert db.is_checked
    db.close()
    content = path.read_bytes()
    path.write_bytes(content[:65536] + b"\x5a" * 8192 + content[65536 + 8192 :])
    damaged = Database.open(folder)
    with pytest.raises(CorruptError):
        await damaged.check()
    damaged.close()


def test_f4_a_full_disk_refuses_writes_and_goes_on_reading(db: Database) -> None:
    db.write_now(add_notes, 10)
    pages = db.read_now(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar_one())
    db.write_now(lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar_one())
    with pytest.raises(ReadOnlyError, match="disk space"):
        db.write_now(add_notes, 5000, "too much")
    assert db.read_now(count_notes) == 10
    db.write_now(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count=100000").scalar_one())
    db.write_now(add_notes, 5000, "room again")
    assert db.read_now(count_notes) == 5010


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as another user")
def test_f4_a_folder_that_cannot_be_written_stays_readable_and_says_so(folder: Path) -> None:
    filled(folder)
    for part in (folder, *folder.parents):
        if part == Path("/tmp"):
            break
        part.chmod(part.stat().st_mode | 0o055)
    (folder / FILE).chmod(0o644)
    (folder / "watchkeeper.lock").chmod(0o644)
    child = os.fork()
    if not child:
        os._exit(_as_nobody(folder))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _as_nobody(folder: Path) -> int:
    """Exit status 0 when the folder can be read, and a write is refused with a sentence."""
    os.setuid(NOBODY)
    try:
        db = Database.open(folder)
        assert db.is_read_only
        assert db.read_now(count_notes) == 2000
        with pytest.raises(ReadOnlyError, match="reading goes on"):
            db.write_now(add_notes, 1)
        db.close()
    except BaseException as error:  # noqa: BLE001
        print(repr(error))  # noqa: T201
        return 1
    return 0


def test_f4_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="WATCHKEEPER_DATA"):
        Database.open(tmp_path / "file" / "data")
