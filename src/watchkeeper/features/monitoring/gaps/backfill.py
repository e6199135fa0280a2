"""A play made of what Plex's own history tells: whose, of what, and when it was completed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.facts import Facts, whole_number
from watchkeeper.domain.media import ServerView
from watchkeeper.domain.play import NewPlay, PlayerFacts, PlaySource
from watchkeeper.domain.session import ObservedSession, SessionState
from watchkeeper.domain.titles import full_title
from watchkeeper.features.monitoring.gaps.gap import Gap, MissedView
from watchkeeper.features.monitoring.ports import SessionWords


def backfilled_play(missed: MissedView, gap: Gap, words: SessionWords) -> NewPlay:
    """The play of a missed view: watched to its end; player, pauses and stream are not known."""
    view, item = missed.view, missed.item
    facts = item.facts if item else _view_facts(view)
    observed = _stand_in(missed, gap, facts)
    return NewPlay(
        server_id=gap.server_id,
        started=missed.started(gap.from_at),
        stopped=view.viewed_at,
        paused_seconds=0,
        user_id=missed.person.user_id,
        username=missed.person.username,
        media_type=view.media_type,
        rating_key=view.rating_key,
        parent_rating_key=whole_number(facts.get("parent_rating_key")),
        grandparent_rating_key=whole_number(facts.get("grandparent_rating_key")),
        section_id=observed.section_id,
        view_offset=item.duration if item else None,
        ip_address=None,
        player=PlayerFacts(),
        item=words.item_facts(item, observed),
        stream=_stream_facts(words.stream_facts(observed)),
        source=PlaySource.BACKFILLED,
    )


def _stand_in(missed: MissedView, gap: Gap, facts: Mapping[str, Any]) -> ObservedSession:
    """What a session would have told of the item alone. Any: facts, and lists of them."""
    view, item = missed.view, missed.item
    return ObservedSession(
        server_id=gap.server_id,
        session_key="",
        session_id="",
        rating_key=view.rating_key,
        media_type=view.media_type,
        guid=item.guid if item else "",
        account_id=view.account_id,
        account_title="",
        state=SessionState.STOPPED,
        view_offset=0,
        duration=item.duration if item else None,
        section_id=item.section_id if item and view.section_id is None else view.section_id,
        machine_id="",
        facts={**facts, "live": 0},
    )


def _view_facts(view: ServerView) -> Facts:
    return {
        "rating_key": view.rating_key,
        "title": view.title,
        "parent_title": view.parent_title,
        "grandparent_title": view.grandparent_title,
        "media_type": view.media_type,
        "full_title": full_title(
            view.media_type,
            view.title,
            parent=view.parent_title,
            grandparent=view.grandparent_title,
        ),
    }


def _stream_facts(facts: Facts) -> Facts:
    """Nothing is known of the stream; the words of the file must not be taken for it."""
    return dict.fromkeys(facts, "")
