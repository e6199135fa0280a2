"""Several messages as one: the lines of all, each with its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from watchkeeper.domain.notices.message import Message

MOST_LINES = 50
MOST_CHARACTERS = 1_800
"""What the tightest of the usual receivers takes as one message, with some room."""


def that_fit(texts: Sequence[str]) -> int:
    """How many of the first texts one digest takes: at least one."""
    taken = characters = 0
    for text in texts[:MOST_LINES]:
        characters += len(text) + len("00-00 00:00 \n")
        if taken and characters > MOST_CHARACTERS:
            break
        taken += 1
    return taken


def digest(messages: Sequence[Message], zone: tzinfo) -> Message:
    """One message with the texts of all, the oldest first; of the first has it the rest."""
    if len(messages) == 1:
        return messages[0]
    lines = (f"{_when(message.at, zone)} {message.body.strip()}" for message in messages)
    return replace(messages[0], subject=_subject(messages), body="\n".join(lines))


def _subject(messages: Sequence[Message]) -> str:
    subjects = {message.subject for message in messages}
    name = subjects.pop() if len(subjects) == 1 else messages[0].subject
    return f"{name}: {len(messages)} messages" if name else ""


def _when(at: int, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%m-%d %H:%M}"
