"""Whatever a server sends, it is read or refused; nothing else ever happens (F17)."""

import contextlib
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integrations.plex import payloads
from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex import wire
from watchkeeper.integrations.plex.describe import describe_session
from watchkeeper.integrations.plex.mapping_item import media_item
from watchkeeper.integrations.plex.mapping_notice import notices
from watchkeeper.integrations.plex.mapping_play import session_item_facts, session_stream_facts
from watchkeeper.integrations.plex.mapping_session import observed_session

INTEGERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
SCALARS = st.none() | st.booleans() | INTEGERS | st.floats(allow_nan=False) | st.text(max_size=5)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def spoilt(payload: Any, value: Any, place: int) -> Any:
    """The payload with the value at its n-th place, counted through all its levels."""
    paths = list(_paths(payload))
    keys = paths[place % len(paths)]
    copy = orjson.loads(orjson.dumps(payload))
    target = copy
    for key in keys[:-1]:
        target = target[key]
    target[keys[-1]] = value
    return copy


def _paths(payload: Any, before: tuple[Any, ...] = ()) -> Any:
    entries = payload.items() if isinstance(payload, dict) else enumerate(payload)
    for key, value in entries:
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from _paths(value, (*before, key))


@settings(max_examples=300, deadline=None)
@given(JSON, st.integers(min_value=0, max_value=500))
def test_f17_a_session_with_anything_anywhere_is_read_or_refused(value: Any, place: int) -> None:
    item = media_item(payloads.library_episode(), {})
    try:
        session = observed_session(ServerId(1), spoilt(payloads.transcoding(), value, place), {})
    except MalformedError:
        return
    described = describe_session(session, item)
    session_stream_facts(described)
    session_item_facts(None, described)


@settings(max_examples=300, deadline=None)
@given(JSON, st.integers(min_value=0, max_value=500))
def test_f17_an_item_with_anything_anywhere_is_read_or_refused(value: Any, place: int) -> None:
    try:
        item = media_item(spoilt(payloads.library_episode(), value, place), {})
    except MalformedError:
        return
    session = observed_session(ServerId(1), payloads.transcoding(), {})
    session_item_facts(item, describe_session(session, item))


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_f17_any_frame_is_read_or_ignored(value: Any) -> None:
    frame = {"NotificationContainer": {"type": "playing", "PlaySessionStateNotification": value}}
    notices(ServerId(1), orjson.dumps(frame, option=orjson.OPT_NON_STR_KEYS))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_f17_any_bytes_are_a_container_or_malformed(content: bytes) -> None:
    for prefix in (b"", b"<", b'{"MediaContainer":'):
        with contextlib.suppress(MalformedError):
            wire.container(prefix + content)
