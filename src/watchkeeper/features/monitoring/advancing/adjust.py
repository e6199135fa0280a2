"""Steps that no telling of the server causes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from watchkeeper.domain.media import MediaItem
from watchkeeper.features.monitoring.advancing.ending import last_alive
from watchkeeper.features.monitoring.advancing.known import Known, Ledger, Step
from watchkeeper.features.monitoring.events import Change, SessionChanged
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import SessionWords


def unconfirmed(known: Known) -> Known:
    """The same after a look that failed: nothing ended, nothing is certain."""
    sessions = {
        number: replace(one, is_confirmed=False) if one.is_confirmed else one
        for number, one in known.sessions.items()
    }
    return replace(known, sessions=sessions, is_in_touch=False)


def complete(
    known: Known,
    read: Callable[[LiveSession], MediaItem | None],
    words: SessionWords,
    now: float,
) -> Step:
    """Sessions with the metadata that was read meanwhile."""
    ledger = Ledger(known)
    for session in known.sessions.values():
        item = read(session)
        if item is None or session.item is not None:
            continue
        after = replace(session, observed=words.describe(session.observed, item), item=item)
        ledger.keep(after)
        if after.has_begun:
            ledger.events.append(SessionChanged(session=after, at=now, what=Change.DESCRIBED))
    return ledger.step()


def abandon(known: Known) -> Step:
    """Every session ended at its last sign of life: nobody watches this server any more."""
    ledger = Ledger(known)
    for session in known.sessions.values():
        ending = session.ending
        at = last_alive(session) if ending is None else ending.at
        ledger.end(session, at, session.position(at), was_absent=False)
    return ledger.step()
