"""F8: a database of every released version is brought to the present schema, with all its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from watchkeeper.db.engines import upgrading_engine
from watchkeeper.db.tables import metadata
from watchkeeper.db.upgrade import MIGRATIONS, known_revisions, prepare, revision

OLD = [*known_revisions()[:-1]]


def made(path: Path, version: str) -> Path:
    """An empty database as that version wrote it."""
    engine = upgrading_engine(path)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, version)
    engine.dispose()
    return path


def tables(conn: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Name, and for each column its name, type and whether it must have a value."""
    names = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        " AND name <> 'alembic_version'"
    )
    for (name,) in names.fetchall():
        columns = conn.execute(f"PRAGMA table_info({name})").fetchall()
        yield name, [(column[1], column[2], column[3]) for column in columns]


def fill(path: Path) -> dict[str, list[dict[str, object]]]:
    """Put two rows into every table; returns what is in them."""
    with closing(sqlite3.connect(path)) as conn:
        conn.row_factory = sqlite3.Row
        conn.execute("PRAGMA foreign_keys = OFF")
        for name, columns in tables(conn):
            for number in (1, 2):
                row = [
                    number if kind != "TEXT" else f"{column} {number}"
                    for column, kind, _ in columns
                ]
                marks = ", ".join("?" * len(row))
                conn.execute(f'INSERT INTO "{name}" VALUES ({marks})', row)
        conn.commit()
        return {
            name: [dict(row) for row in conn.execute(f'SELECT * FROM "{name}"')]
            for name, _ in tables(conn)
        }


def read(path: Path, name: str, columns: list[str]) -> list[dict[str, object]]:
    with closing(sqlite3.connect(path)) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(f'SELECT {", ".join(columns)} FROM "{name}"')]


@pytest.mark.parametrize("version", OLD)
def test_f8_an_upgrade_keeps_every_row_as_it_was(tmp_path: Path, version: str) -> None:
    path = made(tmp_path / "old.db", version)
    before = fill(path)
    kept: list[str] = []
    prepare(path, lambda: kept.append("a backup"))
    assert kept == ["a backup"]
    assert revision(path) == known_revisions()[-1]
    for name, rows in before.items():
        assert read(path, name, list(rows[0])) == rows, name


def test_each_step_of_an_upgrade_is_told_as_it_begins(tmp_path: Path) -> None:
    told: list[str] = []
    path = made(tmp_path / "old.db", OLD[0])
    prepare(path, lambda: told.append("a backup"), told.append)
    changing = (
        f"The database is being changed: step {step} of {len(OLD)}."
        for step in range(1, len(OLD) + 1)
    )
    assert told == [
        "A backup is being made before the database is changed.", "a backup", *changing
    ]  # fmt: skip


@pytest.mark.parametrize("version", OLD)
def test_f8_an_upgraded_database_is_like_a_new_one(tmp_path: Path, version: str) -> None:
    upgraded, new = made(tmp_path / "old.db", version), tmp_path / "new.db"
    for path in (upgraded, new):
        prepare(path, lambda: None)
    engine = upgrading_engine(upgraded)
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    engine.dispose()


@pytest.mark.parametrize("version", OLD)
def test_numbers_of_plays_are_never_given_twice_after_an_upgrade(
    tmp_path: Path, version: str
) -> None:
    path = made(tmp_path / "old.db", version)
    prepare(path, lambda: None)
    with closing(sqlite3.connect(path)) as conn:
        (sql,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'play'").fetchone()
    assert "AUTOINCREMENT" in sql
