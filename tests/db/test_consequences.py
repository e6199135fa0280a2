"""What follows from an event is written with it or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database


@dataclass(frozen=True)
class Rang:
    number: int


def rows(db: Database) -> list[int]:
    return db.read_now(lambda conn: list(conn.execute(text("select n from bell")).scalars()))


def test_a_consequence_is_kept_only_with_its_cause(tmp_path: Path) -> None:
    db, consequences, after = Database.open(tmp_path), Consequences(), []
    db.write_now(lambda conn: conn.execute(text("create table bell (n integer)")))

    def write(conn: Connection, event: Rang) -> None:
        conn.execute(text("insert into bell values (:n)"), {"n": event.number})

    def broken(conn: Connection) -> None:
        consequences.write(conn, [Rang(2)])
        raise RuntimeError

    consequences.listen(Rang, write, lambda: after.append("kept"))
    db.write_now(lambda conn: consequences.write(conn, [Rang(1), "something else"]))
    consequences.written()
    with pytest.raises(RuntimeError):
        db.write_now(broken)
    assert rows(db) == [1]
    assert after == ["kept"]
    db.close()
