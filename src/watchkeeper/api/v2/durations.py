"""Spans of time in the words of history answers."""

from __future__ import annotations

MINUTES_ONLY_SECONDS = 300_000
UNITS = (("day", 86_400), ("hr", 3_600), ("min", 60), ("sec", 1))


def human_duration(seconds: int) -> str:
    """The span in days, hours, minutes and seconds; long ones in whole minutes.

    Examples:
        >>> human_duration(6195), human_duration(0), human_duration(86_400 * 4 + 59)
        ('1 hr 43 mins 15 secs', '0', '4 days 1 min')
    """
    if seconds >= MINUTES_ONLY_SECONDS:
        seconds = round(seconds / 60) * 60
    words = []
    for unit, length in UNITS:
        count, seconds = divmod(seconds, length)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(words) or "0"
