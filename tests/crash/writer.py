"""Writes plays as fast as it can and tells the number of each once it is written."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import Connection, insert, select

from watchkeeper.db.database import Database
from watchkeeper.db.tables import server
from watchkeeper.domain.facts import ServerId, UserId
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.domain.watched import WatchedRule
from watchkeeper.features.history.queries.record import write_play


def main(folder: Path) -> None:
    """Write until killed."""
    db = Database.open(folder)
    db.write_now(add_server)
    number = 0
    while True:
        number += 1
        written = db.write_now(write_play, play_of(number), WatchedRule())
        sys.stdout.write(f"{written}\n")
        sys.stdout.flush()


def add_server(conn: Connection) -> None:
    """The one server all plays belong to."""
    if conn.execute(select(server.c.id)).first() is None:
        values = {"name": "Home", "url": "", "verify_tls": True, "is_watched": True, "added_at": 1}
        conn.execute(insert(server).values(values))


def play_of(number: int) -> NewPlay:
    """A play of one of some hundred titles."""
    title = number % 300
    return NewPlay(
        server_id=ServerId(1),
        started=1_700_000_000 + number * 60,
        stopped=1_700_000_000 + number * 60 + 50,
        paused_seconds=0,
        user_id=UserId(number % 7),
        username="ann",
        media_type="movie",
        rating_key=title,
        parent_rating_key=None,
        grandparent_rating_key=None,
        section_id=None,
        view_offset=1000,
        ip_address=None,
        player=PlayerFacts(player=f"Player {number % 5}"),
        item={"title": f"Film {title}", "duration": 100_000},
        stream={"container": "mkv", "bitrate": number % 50},
        source=PlaySource.RECORDED,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
