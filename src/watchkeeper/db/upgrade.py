"""Bringing a database file to the schema of this program, and refusing what cannot be used.

A file of the present schema costs one look: Alembic is loaded only when there is work for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from watchkeeper.db.engines import translated, upgrading_engine
from watchkeeper.errors import CorruptError, NewerSchemaError
from watchkeeper.texts import N_, Sentence

MIGRATIONS = Path(__file__).parent / "migrations"
HEADER = b"SQLite format 3\x00"
HEADER_SIZE = 100  # bytes

CHECKING = Sentence("The database is being checked.")
BACKING_UP = Sentence("A backup is being made before the database is changed.")
CHANGING = N_("The database is being changed: step %(step)s of %(steps)s.")

CHECKED_AT_ONCE = 256 * 2**20
"""Bytes up to which the whole file is checked before it is used: about a second of reading.

A larger file gets the quick checks at once and is read whole in the background, so that the
program is ready within three seconds however long its history is.
"""


def nobody(_step: Sentence) -> None:
    """Tell nobody."""


def prepare(
    path: Path, before_upgrade: Callable[[], object], tell: Callable[[Sentence], None] = nobody
) -> bool:
    """Check the file and bring it to the newest schema; a missing file is made.

    `before_upgrade` is called before the schema of an existing file changes, and each step is told.
    Returns whether the whole file was checked; if not, `check` it once the program runs.

    Raises:
        CorruptError: the file is damaged or no database; it is left as it is.
        NewerSchemaError: a newer Watchkeeper wrote it; it is left as it is.
    """
    if not path.exists():
        _make(path)
        return True
    check_size(path)
    is_small = path.stat().st_size <= CHECKED_AT_ONCE
    if is_small:
        check(path)
    present = revision(path)
    if present is not None and present not in known_revisions():
        raise NewerSchemaError(
            "The database has schema %(present)s, which this Watchkeeper does not know: a newer"
            " version wrote it. Upgrade Watchkeeper, or restore a backup made by this version.",
            present=present,
        )
    if present != known_revisions()[-1]:
        tell(BACKING_UP)
        before_upgrade()
        _upgrade(path, tell)
    return is_small


def is_outdated(path: Path) -> bool:
    """Whether `prepare` will upgrade a file, as far as a look at it tells."""
    try:
        return path.is_file() and revision(path) in known_revisions()[:-1]
    except CorruptError:
        return False


def known_revisions() -> list[str]:
    """The schema revisions of this program, the oldest first: their files begin with them."""
    names = (file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return sorted(name.partition("_")[0] for name in names)


def revision(path: Path, address: str | None = None) -> str | None:
    """The schema revision of a database file, None when it has none.

    Raises:
        CorruptError: it cannot be read.
    """
    try:
        with closing(reading(path, address)) as conn:
            present = conn.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
            row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if present and row else None
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise CorruptError(
            "%(path)s cannot be read (%(reason)s). It was not touched.", path=path, reason=error
        ) from error
    except sqlite3.DatabaseError as error:
        raise _corrupt(path, str(error)) from error


def check_size(path: Path) -> None:
    """Refuse a file that is empty, no database, or shorter than it says itself; costs nothing.

    A file with a write-ahead log beside it may be longer there: its length is left to SQLite.

    Raises:
        CorruptError: with what is wrong with it.
    """
    size = path.stat().st_size
    if size == 0:
        raise _corrupt(path, Sentence("it is empty"))
    with path.open("rb") as file:
        header = file.read(HEADER_SIZE)
    if not header.startswith(HEADER) or len(header) < HEADER_SIZE:
        raise _corrupt(path, Sentence("it is no database"))
    page_size = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    is_counted = header[24:28] == header[92:96]  # else an old SQLite wrote it: no count
    stated = pages * (65536 if page_size == 1 else page_size)
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    if is_counted and size < stated and not has_log:
        found = Sentence("it has %(size)s of %(stated)s bytes", size=size, stated=stated)
        raise _corrupt(path, found)


def check(path: Path) -> None:
    """Read the whole file once and refuse it when anything is out of order.

    Raises:
        CorruptError: with what SQLite says about it.
    """
    check_size(path)
    try:
        with closing(reading(path)) as conn:
            found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _corrupt(path, str(error)) from error
    if found != "ok":
        raise _corrupt(path, str(found))


def reading(path: Path, address: str | None = None) -> sqlite3.Connection:
    """A connection that changes nothing, not even by putting a write-ahead log in order."""
    return sqlite3.connect(address or f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _corrupt(path: Path, found: str) -> CorruptError:
    return CorruptError(
        "The database %(path)s is damaged: %(found)s. It was not touched.", path=path, found=found
    )


def _make(path: Path) -> None:
    """Make a new database beside its place and move it there when it is whole."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    _upgrade(new, nobody)
    new.rename(path)


def _upgrade(path: Path, tell: Callable[[Sentence], None]) -> None:
    present, known = revision(path), known_revisions()
    steps = len(known) - (known.index(present) + 1 if present else 0)
    engine = upgrading_engine(path)
    try:
        with engine.begin() as conn:
            _run_migrations(conn, _counted(steps, tell))
    except DatabaseError as error:
        raise translated(error) from error
    finally:
        engine.dispose()


def _counted(steps: int, tell: Callable[[Sentence], None]) -> Callable[..., None]:
    """What tells the first step, and with each call the next one."""
    numbers = iter(range(1, steps + 1))

    def tell_next(**_applied: object) -> None:
        number = next(numbers, None)
        if number is not None:
            tell(Sentence(CHANGING, step=number, steps=steps))

    tell_next()
    return tell_next


def _run_migrations(conn: Connection, applied: Callable[..., None]) -> None:
    from alembic import command  # noqa: PLC0415  # 0.3 s that a usual start does not spend
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    config.attributes["applied"] = applied
    command.upgrade(config, "head")
