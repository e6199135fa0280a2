"""Counts and sums of the streams that run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.stream import COPY, DIRECT_PLAY, TRANSCODE
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.notifications.telling.facts import NoticeFacts

LAN = "lan"


def running_values(facts: NoticeFacts) -> dict[str, object]:
    """How many streams run, how they are delivered, and what is reserved for them (kbps)."""
    running = facts.running
    lan = [session for session in running if session.observed.facts.get("location") == LAN]
    total, local = _bandwidth(running), _bandwidth(lan)
    return {
        "streams": len(running),
        "lan_streams": len(lan),
        "wan_streams": len(running) - len(lan),
        **_decisions("", running),
        "total_bandwidth": total,
        "lan_bandwidth": local,
        "wan_bandwidth": total - local,
        **(_of_person(facts, running) if facts.session else {}),
    }


def _of_person(facts: NoticeFacts, running: Sequence[LiveSession]) -> dict[str, object]:
    user_id = facts.session.person.user_id if facts.session else None
    own = [session for session in running if session.person.user_id == user_id]
    return {"user_streams": len(own), **_decisions("user_", own)}


def _decisions(prefix: str, sessions: Sequence[LiveSession]) -> dict[str, object]:
    decisions = Counter(
        session.observed.facts.get("transcode_decision") or DIRECT_PLAY for session in sessions
    )
    return {
        f"{prefix}direct_plays": decisions[DIRECT_PLAY],
        f"{prefix}direct_streams": decisions[COPY],
        f"{prefix}transcodes": decisions[TRANSCODE],
    }


def _bandwidth(sessions: Sequence[LiveSession]) -> int:
    return sum(whole_number(each.observed.facts.get("bandwidth")) or 0 for each in sessions)
