"""One look at all sessions of a server: what was known, what it says, what therefore happened.

A complete look is the truth. A session is open from the first look that shows it to the second
that does not; one that was announced to end, or whose key or player shows something else, is
closed by the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from watchkeeper.domain.session import ObservedSession, SessionState
from watchkeeper.features.monitoring.advancing.ending import gone_at, last_alive, taken_over_at
from watchkeeper.features.monitoring.advancing.evidence import OUTAGE_SECONDS
from watchkeeper.features.monitoring.advancing.follow import follow
from watchkeeper.features.monitoring.advancing.hear import names, replay
from watchkeeper.features.monitoring.advancing.known import (
    HINT_SECONDS,
    TOMBSTONE_SECONDS,
    Heard,
    Known,
    Ledger,
    Step,
    Tombstone,
)
from watchkeeper.features.monitoring.advancing.opening import (
    Look,
    Sighting,
    open_session,
    pop_hints,
)
from watchkeeper.features.monitoring.events import Change, SessionChanged
from watchkeeper.features.monitoring.live import Identity, LiveSession, identity
from watchkeeper.features.monitoring.rules import Rules

LINGER_SECONDS = 10.0
PROGRESS_MS = 2_000
DECISIONS = (
    "transcode_decision",
    "video_decision",
    "audio_decision",
    "subtitle_decision",
    "stream_container_decision",
)


def advance(known: Known, look: Look, rules: Rules) -> Step:
    """What is known after a complete look."""
    ledger = Ledger(known)
    open_now = {session.identity: session for session in known.sessions.values()}
    newcomers: list[Sighting] = []
    for sighting in look.sightings:
        session = open_now.pop(identity(sighting.observed), None)
        if session is None:
            newcomers.append(sighting)
        elif _is_another(session, sighting, look):
            open_now[session.identity] = session
            newcomers.append(sighting)
        else:
            _follow_look(ledger, session, sighting, look, rules)
    missing = [session for session in open_now.values() if session.heard_at <= look.asked_at]
    opened = _open_all(ledger, newcomers, look, rules, missing)
    for session in missing:
        last = _with_last_words(ledger, session, look, rules)
        _miss(ledger, last, look, opened.get(session.number))
    _forget(ledger, look)
    ledger.covered_at, ledger.is_in_touch = look.asked_at, True
    return ledger.step(wants_look=_is_unsettled(ledger))


def stream_words(observed: ObservedSession) -> tuple[object, ...]:
    """What makes two looks at a stream show the same delivery."""
    return (observed.transcode_key, *(observed.facts.get(name) for name in DECISIONS))


def _is_another(session: LiveSession, sighting: Sighting, look: Look) -> bool:
    """Whether the same key, item and player nevertheless is another session than before."""
    observed = sighting.observed
    if observed.is_live:
        programmes = {observed.guid, session.observed.guid} - {""}
        return len(programmes) > 1
    silence = look.asked_at - session.seen_at
    if session.is_confirmed and silence <= OUTAGE_SECONDS:
        return False
    # Session keys start anew with the server; the session's own id then is another one.
    if observed.session_id and session.observed.session_id:
        return observed.session_id != session.observed.session_id
    return observed.view_offset < session.observed.view_offset - PROGRESS_MS


def _follow_look(
    ledger: Ledger, session: LiveSession, sighting: Sighting, look: Look, rules: Rules
) -> None:
    heard = pop_hints(ledger, sighting.observed, session.told_by)
    session, events = replay(session, heard, rules)
    ledger.events += events
    if session.ending is not None:
        if not _lives_on(session, sighting.observed):
            ledger.keep(session)
            _linger(ledger, session, look)
            return
        session = replace(session, ending=None)
    after = _described(session, sighting)
    if session.heard_at <= look.asked_at:
        after, events = follow(after, look.telling(sighting.observed), rules)
        ledger.events += events
    after = replace(after, looked_at=look.asked_at, is_confirmed=True)
    ledger.keep(after)
    _tell_description(ledger, session, after, look)


def _tell_description(ledger: Ledger, before: LiveSession, after: LiveSession, look: Look) -> None:
    if stream_words(before.observed) != stream_words(after.observed):
        what = Change.STREAM_CHANGED
        ledger.events.append(
            SessionChanged(session=after, at=look.asked_at, what=what, before=before)
        )
    elif (before.item is None) != (after.item is None) or before.person != after.person:
        ledger.events.append(SessionChanged(session=after, at=look.asked_at, what=Change.DESCRIBED))


def _described(session: LiveSession, sighting: Sighting) -> LiveSession:
    """The session with everything the look says, but for state and offset."""
    observed = replace(
        sighting.observed, state=session.state, view_offset=session.observed.view_offset
    )
    return replace(
        session,
        observed=observed,
        person=sighting.person,
        item=sighting.item or session.item,
    )


def _lives_on(session: LiveSession, observed: ObservedSession) -> bool:
    """Whether a session that was said to end is seen to go on."""
    ending = session.ending
    if ending is None or ending.is_doubted:
        return True
    ended = replace(session, ending=None).position(ending.at)
    at_end = ended if ending.view_offset is None else ending.view_offset
    return observed.view_offset > at_end + PROGRESS_MS


def _linger(ledger: Ledger, session: LiveSession, look: Look) -> None:
    """Servers may list a session a little longer than it runs."""
    if session.ending is not None and look.asked_at - session.ending.at > LINGER_SECONDS:
        _end(ledger, session, session.ending.at)


def _open_all(
    ledger: Ledger,
    newcomers: Iterable[Sighting],
    look: Look,
    rules: Rules,
    missing: list[LiveSession],
) -> Mapping[int, LiveSession]:
    """Open what is new; returns, by number, who took over from a session that is missing."""
    successors: dict[int, LiveSession] = {}
    for sighting in newcomers:
        if _is_ghost(ledger, sighting):
            continue
        before = next((one for one in missing if _takes_over(sighting.observed, one)), None)
        session = open_session(ledger, sighting, look, rules, before)
        if before is not None:
            successors.setdefault(before.number, session)
    return successors


def _takes_over(observed: ObservedSession, before: LiveSession) -> bool:
    if observed.session_key == before.observed.session_key:
        return True
    return bool(observed.machine_id) and observed.machine_id == before.observed.machine_id


def _is_ghost(ledger: Ledger, sighting: Sighting) -> bool:
    """Whether it is a session that ended and is merely still listed."""
    observed = sighting.observed
    tombstone = ledger.tombstones.get(identity(observed))
    if tombstone is None or tombstone.was_absent:
        return False
    if observed.session_id != tombstone.session_id:
        return False
    return observed.view_offset <= tombstone.view_offset + PROGRESS_MS


def _with_last_words(ledger: Ledger, session: LiveSession, look: Look, rules: Rules) -> LiveSession:
    """A missing session after what was heard of it while looks failed."""
    key = session.observed.session_key
    hints = ledger.hints.get(key, ())
    heard = tuple(one for one in hints if names(one.notice, session) and _goes_on(session, one))
    if not heard or heard[-1].at > look.asked_at:
        return session
    ledger.hints[key] = tuple(one for one in hints if one not in heard)
    if not ledger.hints[key]:
        del ledger.hints[key]
    session, events = replay(session, heard, rules)
    ledger.events += events
    return session


def _goes_on(session: LiveSession, heard: Heard) -> bool:
    """Whether the position of a notice is one that this session can have come to."""
    furthest = session.observed.view_offset + (heard.at - session.position_at) * 1000
    least = session.observed.view_offset - PROGRESS_MS
    return least <= heard.notice.view_offset <= furthest + PROGRESS_MS


def _miss(ledger: Ledger, session: LiveSession, look: Look, successor: LiveSession | None) -> None:
    """A session that was open and is not shown."""
    if not session.has_begun:
        ledger.drop(session)
    elif session.ending is not None:
        _end(ledger, session, session.ending.at, was_absent=True)
    elif successor is not None:
        _end(ledger, session, taken_over_at(session, successor), was_absent=True)
    elif session.missed_at is None:
        gone = gone_at(session, look.asked_at)
        ledger.keep(replace(session, missed_at=look.asked_at, gone_at=gone))
    else:
        _end(ledger, session, session.gone_at or last_alive(session), was_absent=True)


def _end(ledger: Ledger, session: LiveSession, at: float, *, was_absent: bool = False) -> None:
    ending = session.ending
    told = ending.view_offset if ending is not None and ending.at == at else None
    reached = replace(session, ending=None).position(at)
    ledger.end(session, at, reached if told is None else told, was_absent=was_absent)


def _forget(ledger: Ledger, look: Look) -> None:
    """Let go of hints that came to nothing and of tombstones that have served."""
    for key, heard in list(ledger.hints.items()):
        if look.asked_at - heard[0].at > HINT_SECONDS:
            del ledger.hints[key]
    listed = {identity(sighting.observed) for sighting in look.sightings}
    for ended, tombstone in list(ledger.tombstones.items()):
        _age(ledger, ended, tombstone, is_listed=ended in listed, at=look.asked_at)


def _age(
    ledger: Ledger, key: Identity, tombstone: Tombstone, *, is_listed: bool, at: float
) -> None:
    if not is_listed and at - tombstone.at > TOMBSTONE_SECONDS:
        del ledger.tombstones[key]
    elif not is_listed and not tombstone.was_absent:
        ledger.tombstones[key] = replace(tombstone, was_absent=True)


def _is_unsettled(ledger: Ledger) -> bool:
    """Whether the next look should come at once: something is about to begin or to end."""
    return bool(ledger.hints) or any(
        session.missed_at is not None
        or session.ending is not None
        or (not session.has_begun and session.state is not SessionState.BUFFERING)
        for session in ledger.sessions.values()
    )
