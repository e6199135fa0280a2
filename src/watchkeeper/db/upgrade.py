"""Bringing a database file to the schema of this program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from watchkeeper.db.engines import passing_engine, translated
from watchkeeper.errors import CorruptError, NewerSchemaError

MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(path: Path) -> None:
    """Check the file and bring it to the newest schema; a missing file is made.

    Raises:
        CorruptError: the file is damaged or no database; it is left as it is.
        NewerSchemaError: a newer Watchkeeper wrote it; it is left as it is.
    """
    if path.exists():
        check(path)
    engine = passing_engine(path)
    try:
        with engine.begin() as conn:
            _refuse_newer(conn)
            _upgrade(conn)
    except DatabaseError as error:
        raise translated(error) from error
    finally:
        engine.dispose()


def check(path: Path) -> None:
    """Refuse a file that is empty, truncated or damaged.

    Raises:
        CorruptError: with what SQLite says about it.
    """
    if path.stat().st_size == 0:
        raise CorruptError(
            f"{path} is empty: it is no database. Restore a backup, or move it away."
        )
    engine = passing_engine(path)
    try:
        with engine.connect() as conn:
            found = conn.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    except DatabaseError as error:
        raise translated(error) from error
    finally:
        engine.dispose()
    if found != "ok":
        raise CorruptError(f"{path} is damaged ({found}). It was not touched: restore a backup.")


def current_revision(conn: Connection) -> str | None:
    """The schema revision of a database, None when it has none yet."""
    return MigrationContext.configure(conn).get_current_revision()


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _refuse_newer(conn: Connection) -> None:
    revision = current_revision(conn)
    known = {script.revision for script in ScriptDirectory.from_config(_scripts()).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerSchemaError(
            f"The database has schema {revision}, which this Watchkeeper does not know: a newer"
            " version wrote it. Upgrade Watchkeeper, or restore a backup made by this version."
        )


def _upgrade(conn: Connection) -> None:
    config = _scripts()
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
