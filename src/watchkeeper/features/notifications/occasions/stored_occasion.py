"""Occasions as they are written down, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson

from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.media import Marker
from watchkeeper.features.monitoring import LiveSession
from watchkeeper.features.monitoring.keeping.stored import StoredSession, restored, stored
from watchkeeper.features.notifications.occasions.occasion import Occasion

PLAIN = ("at", "stopped_at", "view_offset", "rating_key", "tag", "notifier", "until")
"""Fields that hold numbers, texts or None."""


def content_of(occasion: Occasion) -> str:
    """What is known of it as JSON; trigger and server stand beside."""
    content: dict[str, object] = {name: getattr(occasion, name) for name in PLAIN}
    content = {name: value for name, value in content.items() if value not in {None, ""}}
    if occasion.session is not None:
        content["session"] = asdict(stored(occasion.session))
    if occasion.marker is not None:
        content["marker"] = asdict(occasion.marker)
    if occasion.child_keys:
        content["child_keys"] = occasion.child_keys
    if occasion.extra:
        content["extra"] = dict(occasion.extra)
    return orjson.dumps(content).decode()


def readable_occasion(server_id: ServerId, trigger: str, text: str) -> Occasion | None:
    """The occasion of a row; None when another version of this program wrote it otherwise."""
    try:
        return occasion_of(server_id, trigger, text)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def occasion_of(server_id: ServerId, trigger: str, text: str) -> Occasion:
    """The occasion of a row."""
    content = orjson.loads(text)
    marker = content.get("marker")
    return Occasion(
        trigger=trigger,
        server_id=server_id,
        session=_session(content.get("session")),
        marker=Marker(**marker) if marker else None,
        child_keys=tuple(content.get("child_keys", ())),
        extra=content.get("extra", {}),
        **{name: content[name] for name in PLAIN if name in content},
    )


def _session(content: Mapping[str, Any] | None) -> LiveSession | None:  # Any: JSON
    return None if content is None else restored(StoredSession(**content))
