"""Keeping one server's sessions on disk, and turning ended ones into plays.

A session has a row from its first second. The transaction that writes its play removes the row,
so whenever the process is killed, each stream becomes exactly one play. What follows from an event
(see `Consequences`) is written together with the state that it left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace

from sqlalchemy import Connection

from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database
from watchkeeper.domain.facts import SectionId, ServerId, UserId
from watchkeeper.features.monitoring import queries
from watchkeeper.features.monitoring.advancing.known import Known, stop_key
from watchkeeper.features.monitoring.events import (
    NotRecorded,
    SessionEnded,
    SessionEvent,
    SessionStopped,
)
from watchkeeper.features.monitoring.keeping.recording import new_play, section_of, why_not
from watchkeeper.features.monitoring.keeping.stored import (
    carried_to,
    description_text,
    needs_description,
    needs_state,
    restored,
    state_text,
    stored,
)
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import Libraries, People, PlayRecord, SessionWords
from watchkeeper.features.monitoring.queries import Closing, Saving
from watchkeeper.features.monitoring.rules import Rules
from watchkeeper.values import dataclass

BEAT_SECONDS = 2.0
IDLE_BEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """What recording needs besides the database."""

    record: PlayRecord
    words: SessionWords
    people: People
    libraries: Libraries
    consequences: Consequences = field(default_factory=Consequences)

    async def keeps(
        self, server_id: ServerId, user_id: UserId, section_id: SectionId | None
    ) -> bool:
        """Whether plays of this person in this library are recorded."""
        person = await self.people.get(server_id, user_id)
        library = None if section_id is None else await self.libraries.get(server_id, section_id)
        return all(one is None or one.keep_history for one in (person, library))


class Recorder:
    """The disk side of one server's sessions; used by one task at a time."""

    def __init__(self, server_id: ServerId, db: Database, keeping: Keeping) -> None:
        self._server_id = server_id
        self._db = db
        self._keeping = keeping
        self._stored: dict[int, LiveSession] = {}
        self._covered_at = 0.0

    async def load(self) -> Known:
        """What was known when the last process ended, carried on to its last sign of life."""
        rows = await self._db.read(queries.load_sessions, self._server_id)
        covered_at = await self._db.read(queries.load_covered_at, self._server_id)
        last_stops = await self._db.read(queries.load_last_stops, self._server_id)
        sessions = [restored(row) for row in rows]
        self._stored = {session.number: session for session in sessions}
        if covered_at is not None:
            sessions = [carried_to(session, covered_at) for session in sessions]
        return Known(
            sessions={session.number: session for session in sessions},
            last_stops=last_stops,
            covered_at=covered_at,
            next_number=max(self._stored, default=0) + 1,
            is_in_touch=False,
        )

    async def save(
        self,
        known: Known,
        now: float,
        covered_at: float | None,
        events: Sequence[SessionEvent] = (),
    ) -> None:
        """Write what differs from what is written, in one transaction; often nothing does.

        `events` are those that led to what is known of running sessions since the last time.
        """
        running = {number: one for number, one in known.sessions.items() if one.has_begun}
        new = [one for number, one in running.items() if number not in self._stored]
        old = [
            (self._stored[number], one) for number, one in running.items() if number in self._stored
        ]
        described = [after for before, after in old if needs_description(before, after)]
        counted = [after for before, after in old if needs_state(before, after, now)]
        beat = self._due_beat(covered_at, is_busy=bool(running))
        if not (new or described or counted or events or beat is not None):
            return
        saving = Saving(
            opened=[stored(one) for one in new],
            described={one.number: description_text(one) for one in described},
            counted={one.number: state_text(one) for one in counted},
            covered_at=beat,
        )
        await self._db.write(self._save, saving, events)
        self._keeping.consequences.written()
        self._stored |= {one.number: one for one in (*new, *described, *counted)}
        self._covered_at = self._covered_at if beat is None else beat

    async def close(
        self, ended: SessionEnded, rules: Rules, events: Sequence[SessionEvent] = ()
    ) -> SessionStopped:
        """Write what became of an ended session, and say it; `events` are its last ones before."""
        reason = why_not(ended, rules) or await self._not_kept(ended.session)
        session = ended.session
        play = new_play(ended, self._keeping.words) if reason is None else None
        closing = Closing(
            number=session.number,
            is_stored=session.number in self._stored,
            stop_key=stop_key(session),
            stopped=round(ended.at),
            play=play,
        )
        stopped = SessionStopped(
            session=session, at=ended.at, view_offset=ended.view_offset, not_recorded=reason
        )
        stopped = await self._db.write(self._close, closing, stopped, events)
        self._keeping.consequences.written()
        self._stored.pop(session.number, None)
        if stopped.play_id is not None and play is not None:
            await self._keeping.record.recorded(play, stopped.play_id)
        return stopped

    def _save(self, conn: Connection, saving: Saving, events: Sequence[SessionEvent]) -> None:
        queries.save(conn, self._server_id, saving)
        self._keeping.consequences.write(conn, events)

    def _close(
        self,
        conn: Connection,
        closing: Closing,
        stopped: SessionStopped,
        events: Sequence[SessionEvent],
    ) -> SessionStopped:
        rule = self._keeping.record.watched_rule
        play_id = queries.close(conn, self._server_id, closing, rule)
        stopped = replace(stopped, play_id=play_id)
        self._keeping.consequences.write(conn, (*events, stopped))
        return stopped

    def _due_beat(self, covered_at: float | None, *, is_busy: bool) -> float | None:
        """The coverage to write down now, if it is time."""
        seconds = BEAT_SECONDS if is_busy else IDLE_BEAT_SECONDS
        if covered_at is None or abs(covered_at - self._covered_at) < seconds:
            return None
        return covered_at

    async def _not_kept(self, session: LiveSession) -> NotRecorded | None:
        keeps = await self._keeping.keeps(
            self._server_id, session.person.user_id, section_of(session)
        )
        return None if keeps else NotRecorded.NOT_KEPT
