"""A stream that was not known: when it began, and what was already heard of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.media import MediaItem
from watchkeeper.domain.session import ObservedSession, Person, SessionState
from watchkeeper.features.monitoring.advancing.ending import last_alive
from watchkeeper.features.monitoring.advancing.evidence import OUTAGE_SECONDS, Telling
from watchkeeper.features.monitoring.advancing.follow import follow
from watchkeeper.features.monitoring.advancing.hear import replay
from watchkeeper.features.monitoring.advancing.known import Heard, Ledger, stop_key
from watchkeeper.features.monitoring.events import SessionStarted
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.rules import Rules
from watchkeeper.values import dataclass

DLNA = "DLNA"
LATE_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """One session of a look, described with its item, and whom it belongs to."""

    observed: ObservedSession
    person: Person
    item: MediaItem | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A complete answer about all sessions."""

    sightings: Sequence[Sighting]
    asked_at: float  # UTC seconds; the server may have looked any time later

    def telling(self, observed: ObservedSession) -> Telling:
        """What this look tells of one of its sessions."""
        return Telling(observed.state, observed.view_offset, self.asked_at, is_exact=False)


def open_session(
    ledger: Ledger, sighting: Sighting, look: Look, rules: Rules, before: LiveSession | None
) -> LiveSession:
    """Open a session and return it; `before` is what its key or player showed until now."""
    heard = pop_hints(ledger, sighting.observed)
    session = _first(ledger, sighting, look, heard, before)
    session = replace(session, initial_stream=_is_initial(ledger, session, rules))
    if session.has_begun:
        ledger.events.append(SessionStarted(session=session, at=session.started))
    session, events = replay(session, heard[1:], rules)
    ledger.events += events
    if heard and session.ending is None and heard[-1].at <= look.asked_at:
        session, events = follow(session, look.telling(sighting.observed), rules)
        ledger.events += events
    session = replace(session, looked_at=look.asked_at, is_confirmed=True)
    ledger.next_number += 1
    ledger.keep(session)
    return session


def pop_hints(ledger: Ledger, observed: ObservedSession, told_by: str = "") -> tuple[Heard, ...]:
    """What notices told of a session before a look showed it."""
    heard = ledger.hints.pop(observed.session_key, ())
    words = {"", str(observed.rating_key)}
    of_item = [
        one for one in heard if observed.rating_key is None or one.notice.rating_key in words
    ]
    players = {"", told_by or observed.machine_id}
    of_player = [one for one in of_item if one.notice.client_identifier in players]
    # Some players name themselves otherwise in notices: until one of theirs was heard, who knows?
    named = tuple(of_player or ([] if told_by else of_item))
    others = tuple(one for one in heard if one not in named)
    if others:
        ledger.hints[observed.session_key] = others
    return named


def _first(
    ledger: Ledger,
    sighting: Sighting,
    look: Look,
    heard: tuple[Heard, ...],
    before: LiveSession | None,
) -> LiveSession:
    """The session as it was when it began."""
    observed, noticed_rating_key = sighting.observed, None
    if heard:
        first = heard[0]
        seen_at = first.at
        started = _heard_start(first, _not_before(ledger, before), is_live=observed.is_live)
        noticed_rating_key = whole_number(first.notice.rating_key)
        observed = replace(observed, state=first.notice.state, view_offset=first.notice.view_offset)
    else:
        seen_at = look.asked_at
        started = _estimated_start(
            observed, look, _not_before(ledger, before), is_in_touch=ledger.is_in_touch
        )
    is_dlna = DLNA in {observed.player.platform, observed.player.product}
    return LiveSession(
        number=ledger.next_number,
        observed=observed,
        person=sighting.person,
        item=sighting.item,
        noticed_rating_key=noticed_rating_key,
        told_by=heard[0].notice.client_identifier if heard else "",
        has_begun=observed.state is not SessionState.BUFFERING and not is_dlna,
        started=started,
        paused_since=_first_pause(observed, started, seen_at),
        position_at=seen_at,
        seen_at=seen_at,
        looked_at=look.asked_at,
        is_confirmed=not heard,  # its notices may have been heard across an outage
    )


def _first_pause(observed: ObservedSession, started: float, seen_at: float) -> float | None:
    """Since when it is paused: from its start, or from where its position stands."""
    if observed.state is not SessionState.PAUSED:
        return None
    stands_at = started + observed.view_offset / 1000
    return stands_at if stands_at <= seen_at and started < seen_at else started


def _not_before(ledger: Ledger, before: LiveSession | None) -> float | None:
    """The earliest moment at which a stream without notices can have begun."""
    if before is None or ledger.covered_at is None:
        return ledger.covered_at
    return max(ledger.covered_at, last_alive(before))


def _heard_start(first: Heard, not_before: float | None, *, is_live: bool) -> float:
    """When a stream began whose first notice came then.

    Where that one is seconds into an item that nobody played at the last look, it is not the
    first that was sent: the others were lost.
    """
    played = first.notice.view_offset / 1000
    if not_before is None or is_live or played < LATE_SECONDS:
        return first.at
    return first.at - played if played <= first.at - not_before else first.at


def _estimated_start(
    observed: ObservedSession, look: Look, not_before: float | None, *, is_in_touch: bool
) -> float:
    """When a stream began that was simply there: its position tells if it began at zero.

    If it did not, it began between two looks; across an outage only the second proves anything.
    """
    if not_before is None:
        return look.asked_at
    unseen = look.asked_at - not_before
    played = observed.view_offset / 1000
    if not observed.is_live and 0 < played <= unseen:
        return look.asked_at - played
    is_short = is_in_touch and unseen <= OUTAGE_SECONDS
    return look.asked_at - max(0.0, unseen) / 2 if is_short else look.asked_at


def _is_initial(ledger: Ledger, session: LiveSession, rules: Rules) -> bool:
    last = ledger.last_stops.get(stop_key(session), 0.0)
    return session.started - last >= rules.continued_session_threshold
