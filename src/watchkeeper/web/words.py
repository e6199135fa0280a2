"""How numbers, spans and sizes are written for people, in the language of the page."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from unicodedata import category

from watchkeeper.dates import dated
from watchkeeper.texts import N_, _, number
from watchkeeper.values import dataclass

MINUTE = 60
HOUR = 60 * MINUTE
MEGABIT = 1000  # kbps
FIRST, LAST = -62_135_510_400, 253_402_128_000
"""UTC seconds: one day after the first and before the last date, in every zone a date too."""
SIZES = ((N_("%(num)s TB"), 1e12), (N_("%(num)s GB"), 1e9), (N_("%(num)s MB"), 1e6))
"""Units of bytes, and how many bytes each is."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant for a `<time>` element: machine form, and text in the owner's zone."""

    iso: str
    text: str


def moment(seconds: float, zone: tzinfo, form: str = "%Y-%m-%d %H:%M") -> Moment:
    """The instant of UTC seconds, written in `zone`; `form` is one of `dates.FORMS`.

    An instant that no calendar has is written as the first or the last that has a date.

    Examples:
        >>> moment(0, UTC).text, moment(2**62, UTC).text
        ('1970-01-01 00:00', '9999-12-30 00:00')
    """
    instant = datetime.fromtimestamp(min(max(seconds, FIRST), LAST), UTC)
    return Moment(instant.strftime("%Y-%m-%dT%H:%M:%SZ"), dated(instant.astimezone(zone), form))


def span(seconds: float) -> str:
    """A length of time, short.

    Examples:
        >>> span(42), span(3 * 60), span(6120), span(200 * 3600)
        ('42 s', '3 m', '1 h 42 m', '200 h')
    """
    whole = max(0, round(seconds))
    if whole < MINUTE:
        return _("%(num)s s", num=whole)
    if whole < HOUR:
        return _("%(num)s m", num=whole // MINUTE)
    hours, minutes = divmod(whole // MINUTE, 60)
    if minutes and hours < 100:
        return _("%(hours)s h %(minutes)s m", hours=hours, minutes=minutes)
    return _("%(num)s h", num=number(hours))


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
    if kbps >= MEGABIT:
        return _("%(num)s Mbps", num=number(kbps / MEGABIT, 1))
    return _("%(num)s kbps", num=number(kbps))


def file_size(size: float | None) -> str:
    """Bytes in GB or TB (decimal, as disks are sold), or "" when not known.

    Examples:
        >>> file_size(7_300_000_000), file_size(2_400_000_000_000), file_size(None)
        ('7.3 GB', '2.4 TB', '')
    """
    if size is None:
        return ""
    for form, per in SIZES:
        if size >= per:
            return _(form, num=number(size / per, 1))
    return _("%(num)s kB", num=number(size / 1000))


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


def per_cent(value: float) -> str:
    """A part of a hundred, in whole per cent.

    Examples:
        >>> per_cent(85)
        '85 %'
    """
    return _("%(num)s %%", num=number(value))
