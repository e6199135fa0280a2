"""What is new, from the file that comes with the program."""

from __future__ import annotations

import re
from dataclasses import field
from functools import cache
from pathlib import Path

from watchkeeper.values import dataclass

HERE = Path(__file__)
PLACES = (HERE.parents[1] / "CHANGELOG.md", HERE.parents[3] / "CHANGELOG.md")
"""In an installed program, and in its source."""

RELEASE = re.compile(r"## \[?([^\]\s]+)\]?(?: - (.*))?")
MARKS = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")
SECURITY = "Security"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Changes of one kind: Added, Fixed, Security ..."""

    title: str
    items: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Release:
    """One version and what changed; security first."""

    name: str
    date: str
    chapters: list[Chapter] = field(default_factory=list)

    @property
    def ordered(self) -> list[Chapter]:
        """Its chapters, security before the others."""
        return sorted(self.chapters, key=lambda one: one.title != SECURITY)


@cache
def releases() -> list[Release]:
    """All versions, newest first; none when the file is missing."""
    path = next((path for path in PLACES if path.is_file()), None)
    return parsed(path.read_text("utf-8")) if path else []


def parsed(text: str) -> list[Release]:
    r"""A file in the form of Keep a Changelog.

    Examples:
        >>> parsed("## [1.0] - 2026-01-01\n### Added\n- One\n  more.")[0].chapters[0].items
        ['One more.']
    """
    found: list[Release] = []
    for line in text.splitlines():
        if match := RELEASE.fullmatch(line.strip()):
            found.append(Release(match[1], match[2] or ""))
        elif found and line.startswith("### "):
            found[-1].chapters.append(Chapter(line.removeprefix("### ").strip()))
        elif found and found[-1].chapters:
            _add(found[-1].chapters[-1].items, line)
    return found


def _add(items: list[str], line: str) -> None:
    text = MARKS.sub(lambda match: match[1] or "", line).strip()
    if line.startswith("- "):
        items.append(text.removeprefix("- "))
    elif text and items:
        items[-1] += f" {text}"
