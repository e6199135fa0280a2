"""One notice of the websocket: exact in time, but only a hint of what is so.

Notices come twice, late, in another order, or not at all. A notice therefore moves what is known
of an open session, but only a look opens or closes one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.session import PlayingNotice, SessionState
from watchkeeper.features.monitoring.advancing.evidence import Telling, accounted
from watchkeeper.features.monitoring.advancing.follow import follow
from watchkeeper.features.monitoring.advancing.known import Heard, Known, Ledger, Step
from watchkeeper.features.monitoring.events import Change, SessionChanged, SessionEvent
from watchkeeper.features.monitoring.live import Ending, LiveSession
from watchkeeper.features.monitoring.rules import Rules

MOST_HINTS = 50
LATE_SECONDS = 10.0
"""How late a notice may come: should it be a new session after all, the look still finds it."""


def hear(known: Known, notice: PlayingNotice, at: float, rules: Rules) -> Step:
    """What is known after a notice that came at that instant (UTC seconds)."""
    sessions = [
        session
        for session in known.sessions.values()
        if session.observed.session_key == notice.session_key
    ]
    named = next((session for session in reversed(sessions) if names(notice, session)), None)
    if named is not None:
        return _hear_of(known, named, Heard(notice, at), rules)
    if _names_ended(known, Heard(notice, at)):
        return Step(known, wants_look=True)
    return _hear_of_stranger(known, sessions, Heard(notice, at))


def names(notice: PlayingNotice, session: LiveSession) -> bool:
    """Whether a notice under its session key speaks of this session's player and item."""
    if session.told_by and notice.client_identifier not in {"", session.told_by}:
        return False
    uuid = session.observed.live_uuid
    if uuid and notice.key.rstrip("/").endswith(f"/{uuid}"):
        return True
    if not notice.rating_key or session.rating_key is None:
        return True
    return notice.rating_key == str(session.rating_key)


def _names_ended(known: Known, heard: Heard) -> bool:
    """Whether it speaks, late, of a session that is over."""
    notice = heard.notice
    return any(
        key.session_key == notice.session_key
        and key.item == notice.rating_key
        and notice.client_identifier in {"", key.machine_id}
        and (not tombstone.was_absent or heard.at - tombstone.at < LATE_SECONDS)
        for key, tombstone in known.tombstones.items()
    )


def replay(
    session: LiveSession, heard: Iterable[Heard], rules: Rules
) -> tuple[LiveSession, list[SessionEvent]]:
    """The session after notices that name it, in the order in which they came."""
    events: list[SessionEvent] = []
    for one in heard:
        session, more = _told(session, one, rules)
        events += more
    return session, events


def _told(
    session: LiveSession, heard: Heard, rules: Rules
) -> tuple[LiveSession, list[SessionEvent]]:
    notice, at = heard.notice, heard.at
    if session.ending is not None:
        is_doubted = session.ending.is_doubted or notice.state is not SessionState.STOPPED
        return replace(session, ending=replace(session.ending, is_doubted=is_doubted)), []
    if not session.told_by:
        session = replace(session, told_by=notice.client_identifier)
    if session.rating_key is None:
        session = replace(session, noticed_rating_key=whole_number(notice.rating_key))
    if notice.state is SessionState.STOPPED:
        session = accounted(session, Telling(notice.state, notice.view_offset, at, is_exact=True))
        stopping = replace(session, ending=Ending(at, notice.view_offset), seen_at=at, heard_at=at)
        return stopping, [SessionChanged(session=stopping, at=at, what=Change.STOPPING)]
    return follow(session, Telling(notice.state, notice.view_offset, at, is_exact=True), rules)


def _hear_of(known: Known, session: LiveSession, heard: Heard, rules: Rules) -> Step:
    ledger = Ledger(known)
    if not session.is_confirmed:
        # While looks fail this may be another session under the same key: a look decides.
        _hint(ledger, heard)
        return ledger.step(wants_look=True)
    after, ledger.events = _told(session, heard, rules)
    ledger.keep(after)
    has_new_stream = heard.notice.transcode_key != session.observed.transcode_key
    is_ending = after.ending is not None
    return ledger.step(wants_look=bool(ledger.events) or has_new_stream or is_ending)


def _hear_of_stranger(known: Known, holders: list[LiveSession], heard: Heard) -> Step:
    """A notice of something not open: whoever holds its key ended, a look will show the rest."""
    ledger = Ledger(known)
    for session in holders:
        if session.ending is None:
            ledger.keep(replace(session, ending=Ending(heard.at, None)))
    is_real = heard.notice.state not in {SessionState.BUFFERING, SessionState.STOPPED}
    if is_real or heard.notice.session_key in ledger.hints:
        _hint(ledger, heard)
    return ledger.step(wants_look=True)


def _hint(ledger: Ledger, heard: Heard) -> None:
    """Keep a notice for the look that will show its session; repetitions tell nothing."""
    key = heard.notice.session_key
    earlier = ledger.hints.get(key, ())
    last = earlier[-1].notice if earlier else None
    is_repeated = last is not None and (last.rating_key, last.state) == (
        heard.notice.rating_key,
        heard.notice.state,
    )
    if not is_repeated and len(earlier) < MOST_HINTS:
        ledger.hints[key] = (*earlier, heard)
