"""What servers said by themselves, kept to be looked at."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.domain.facts import ServerId
from watchkeeper.integrations.plex.heard import LONGEST, MOST, HeardFrames
from watchkeeper.runtime.redaction import MASK, Redactor

DEN, LOFT = ServerId(1), ServerId(2)


def frame(kind: str, *entries: dict[str, Any]) -> str:
    container = {"type": kind, "size": len(entries), "Entry": list(entries)}
    return orjson.dumps({"NotificationContainer": container}).decode()


@pytest.fixture
def heard() -> HeardFrames:
    return HeardFrames(FakeClock(1_000_000), Redactor())


def lines(heard: HeardFrames, **servers: Any) -> list[dict[str, Any]]:
    return [orjson.loads(line.content) for line in heard.lines(servers.get("servers", {}))]


def test_a_frame_is_told_as_an_entry_of_a_log(heard: HeardFrames) -> None:
    heard.take(DEN, frame("playing", {"sessionKey": "7", "state": "paused", "viewOffset": 90}))
    [told] = lines(heard, servers={DEN: "Den"})
    assert told == {
        "timestamp": "1970-01-12T13:46:40+00:00",
        "level": "info",
        "server": "Den",
        "logger": "playing",
        "event": "paused",
        "sessionKey": "7",
        "state": "paused",
        "viewOffset": 90,
    }


def test_frames_of_several_entries_and_none_are_told(heard: HeardFrames) -> None:
    heard.take(DEN, frame("timeline", {"title": "Ebb", "state": 5}, {"title": "Flow"}))
    heard.take(LOFT, frame("reachability"))
    newest, older = lines(heard)
    assert (newest["logger"], newest["event"]) == ("reachability", "")
    assert older["event"] == "5, Ebb, Flow"
    assert [one["title"] for one in older["entries"]] == ["Ebb", "Flow"]


@pytest.mark.parametrize("content", ["no json", "[1]", b"\xff\xfe", ""])
def test_a_frame_that_cannot_be_read_is_shown_as_it_came(
    heard: HeardFrames, content: str | bytes
) -> None:
    heard.take(DEN, content)
    assert len(lines(heard)) == 1


def test_secrets_and_addresses_are_masked(heard: HeardFrames) -> None:
    heard.take(DEN, frame("status", {"token": "abcdefghij", "title": "from 93.184.216.34"}))
    [told] = lines(heard)
    assert told["token"] == MASK
    assert "93.184.216.34" not in told["event"]


def test_only_the_newest_are_kept_and_long_ones_are_cut(heard: HeardFrames) -> None:
    for number in range(MOST + 5):
        heard.take(DEN, frame("playing", {"sessionKey": str(number)}))
    found = lines(heard)
    assert len(found) == MOST
    assert found[0]["sessionKey"] == str(MOST + 4)
    heard.take(DEN, "x" * 1_000_000)
    assert lines(heard)[0]["event"] == "x" * LONGEST + "…"
