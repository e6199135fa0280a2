"""A person's mark: initials on a colour of their own, readable on both themes."""

from __future__ import annotations

from zlib import crc32

from watchkeeper.values import dataclass

# Pairs of ground and ink, each with a contrast of at least 4.5 to 1.
TONES = (
    ("#7c3f58", "#ffffff"),
    ("#2f5d7c", "#ffffff"),
    ("#35634a", "#ffffff"),
    ("#6a4c93", "#ffffff"),
    ("#8a4b22", "#ffffff"),
    ("#2f6b6b", "#ffffff"),
    ("#5b5f1d", "#ffffff"),
    ("#84413b", "#ffffff"),
)


@dataclass(frozen=True, slots=True)
class Avatar:
    """What the mark shows."""

    initials: str
    ground: str
    ink: str


def avatar_of(name: str) -> Avatar:
    """The mark of a person; the same name always gets the same one.

    Examples:
        >>> avatar_of("Maria Kern").initials, avatar_of("jonas").initials, avatar_of("").initials
        ('MK', 'J', '?')
    """
    words = [word for word in name.replace(".", " ").replace("_", " ").split() if word]
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
    ground, ink = TONES[crc32(name.encode()) % len(TONES)]
    return Avatar(initials, ground, ink)
