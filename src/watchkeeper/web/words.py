"""How numbers, spans and sizes are written for people."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from unicodedata import category

from watchkeeper.values import dataclass

MINUTE = 60
HOUR = 60 * MINUTE
MEGABIT = 1000  # kbps


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant for a `<time>` element: machine form, and text in the owner's zone."""

    iso: str
    text: str


def moment(seconds: float, zone: tzinfo, form: str = "%Y-%m-%d %H:%M") -> Moment:
    """The instant of UTC seconds, written in `zone`.

    Examples:
        >>> moment(0, UTC).text
        '1970-01-01 00:00'
    """
    instant = datetime.fromtimestamp(seconds, UTC)
    return Moment(instant.strftime("%Y-%m-%dT%H:%M:%SZ"), instant.astimezone(zone).strftime(form))


def span(seconds: float) -> str:
    """A length of time, short.

    Examples:
        >>> span(42), span(3 * 60), span(6120), span(200 * 3600)
        ('42 s', '3 m', '1 h 42 m', '200 h')
    """
    whole = max(0, round(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} m"
    hours, minutes = divmod(whole // MINUTE, 60)
    return f"{hours} h {minutes} m" if minutes and hours < 100 else f"{hours:,} h"


def clock(milliseconds: float) -> str:
    """A position in an item as players show it.

    Examples:
        >>> clock(65_000), clock(3_725_000)
        ('1:05', '1:02:05')
    """
    whole = max(0, int(milliseconds // 1000))
    hours, rest = divmod(whole, HOUR)
    minutes, seconds = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def bitrate(kbps: float | None) -> str:
    """A rate in Mbit/s, or "" when it is not known.

    Examples:
        >>> bitrate(8100), bitrate(320), bitrate(None)
        ('8.1 Mbps', '320 kbps', '')
    """
    if not kbps:
        return ""
    return f"{kbps / MEGABIT:.1f} Mbps" if kbps >= MEGABIT else f"{kbps:.0f} kbps"


def file_size(size: float | None) -> str:
    """Bytes in GB or TB (decimal, as disks are sold), or "" when not known.

    Examples:
        >>> file_size(7_300_000_000), file_size(2_400_000_000_000), file_size(None)
        ('7.3 GB', '2.4 TB', '')
    """
    if size is None:
        return ""
    for unit, per in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size >= per:
            return f"{size / per:,.1f} {unit}"
    return f"{size / 1000:,.0f} kB"


def joined(*parts: str) -> str:
    """The parts that are not empty, with a dot between them.

    Examples:
        >>> joined("Shield", "", "Android 12")
        'Shield · Android 12'
    """
    return " · ".join(part for part in parts if part)


def readable(*texts: str | None, otherwise: str) -> str:
    """The first of the texts in which there is something to see: names can be all but empty.

    Examples:
        >>> readable(None, "ada", otherwise="Unknown")
        'ada'
        >>> readable("\u200b\u200d", otherwise="Unknown")
        'Unknown'
    """
    return next((text for text in texts if text and _has_ink(text)), otherwise)


def _has_ink(text: str) -> bool:
    return any(category(sign)[0] not in "CZM" for sign in text)


def percent(part: float, whole: float | None) -> int:
    """`part` of `whole` in whole per cent, 0 to 100; 0 when the whole is not known."""
    return max(0, min(100, round(100 * part / whole))) if whole else 0
