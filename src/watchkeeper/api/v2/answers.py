"""What a command can answer besides plain data.

Plain data (mappings, lists, texts, numbers, flags) is a success. None is a failure without words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A success with a sentence."""

    message: str
    data: Any = field(default_factory=dict)  # Any: whatever JSON can hold


@dataclass(frozen=True, slots=True)
class Refused:
    """A failure: HTTP 400 with a sentence (None: without words)."""

    message: str | None = None
    data: Any = field(default_factory=dict)  # Any: whatever JSON can hold


@dataclass(frozen=True, slots=True)
class Stated:
    """A text of the media server's: read as JSON, else as XML, else taken as it is.

    Callers see the number 1 where the server states the text "1"; Tautulli does so too.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes outside the envelope, such as a picture."""

    content: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file outside the envelope, to be saved under its own name."""

    path: Path
    content_type: str
