"""How often and when a notifier tells, as a form."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.features.notifications import Notifier, Options
from watchkeeper.features.notifications.notifiers.options import (
    Digest,
    Once,
    QuietThen,
    WatchedWhen,
)
from watchkeeper.values import dataclass

SPANS = ((60, "a minute"), (600, "ten minutes"), (3600, "an hour"), (86_400, "a day"))
WATCHED = (
    (WatchedWhen.THRESHOLD, "at once, when the part is reached that counts as watched"),
    (WatchedWhen.PLEX, "when Plex itself shows it as watched"),
)
ONCES = (
    (Once.NO, "each time"),
    (Once.ITEM, "once, whoever watches it"),
    (Once.PERSON, "once for each person"),
)
QUIET = ((QuietThen.HOLD, "send them when it is over"), (QuietThen.DROP, "leave them out"))
DIGESTS = (
    (Digest.NONE, "each message by itself, at once"),
    (Digest.GROUPED, "together, what comes within some minutes"),
    (Digest.HOURLY, "together, once an hour"),
    (Digest.DAILY, "together, once a day"),
)
READS_PLEX = frozenset({"webhook", "scripts"})
"""Agents whose receivers often look at Plex as soon as they are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsForm:
    """What the form shows; texts as they stand in its fields."""

    values: Mapping[str, str]
    recommends_plex: bool
    spans: tuple[tuple[int, str], ...]


def options_form(notifier: Notifier, entered: Mapping[str, str] | None = None) -> OptionsForm:
    """The options of a notifier; `entered` are the texts of a form that could not be kept."""
    values = _texts(notifier.options) | dict(entered or {})
    name = notifier.agent.name if notifier.agent else ""
    seconds = notifier.options.rate_seconds
    known = dict(SPANS)
    spans = SPANS if seconds in known else (*SPANS, (seconds, f"{seconds} seconds"))
    return OptionsForm(values=values, recommends_plex=name in READS_PLEX, spans=spans)


def entered_options(texts: Mapping[str, str]) -> dict[str, object]:
    """What a form sends, in the words of `read_options`."""
    sent: dict[str, object] = {
        name: texts.get(name, "")
        for name in ("watched_when", "watched_wait_seconds", "rate_count", "rate_seconds",
                     "quiet_then", "digest", "digest_minutes", "once", "is_silent")
    }  # fmt: skip
    sent["quiet_from"] = minute_of(texts.get("quiet_from", ""))
    sent["quiet_until"] = minute_of(texts.get("quiet_until", ""))
    if texts.get("digest") == Digest.HOURLY:
        sent["digest_at"] = texts.get("digest_minute", "")
    if texts.get("digest") == Digest.DAILY:
        sent["digest_at"] = minute_of(texts.get("digest_time", ""))
    return sent


def minute_of(text: str) -> str:
    """The minute of the day of a time; other texts as they are, to be refused by name.

    Examples:
        >>> minute_of("22:30"), minute_of(""), minute_of("soon")
        ('1350', '', 'soon')
    """
    hours, mark, minutes = text.strip().partition(":")
    if mark and hours.isdecimal() and minutes[:2].isdecimal():
        return str(int(hours) * 60 + int(minutes[:2]))
    return text.strip()


def time_of(minute: int | None) -> str:
    """A minute of the day as a time.

    Examples:
        >>> time_of(1350), time_of(None)
        ('22:30', '')
    """
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def told(options: Options) -> list[str]:
    """What differs from the usual, in words."""
    found = []
    if options.is_silent:
        found.append("silent")
    if options.watched_when is WatchedWhen.PLEX:
        found.append("watched when Plex shows it")
    if options.once is not Once.NO:
        found.append("told once")
    if options.rate_count:
        found.append(f"at most {options.rate_count} in {_span(options.rate_seconds)}")
    if options.has_quiet_hours:
        found.append(f"quiet {time_of(options.quiet_from)}–{time_of(options.quiet_until)}")
    if options.digest is not Digest.NONE:
        found.append(f"digest: {options.digest}")
    return found


def _span(seconds: int) -> str:
    return dict(SPANS).get(seconds, f"{seconds} seconds")


def _texts(options: Options) -> dict[str, str]:
    at = options.digest_at
    return {
        "watched_when": options.watched_when,
        "watched_wait_seconds": str(options.watched_wait_seconds),
        "rate_count": str(options.rate_count),
        "rate_seconds": str(options.rate_seconds),
        "quiet_from": time_of(options.quiet_from),
        "quiet_until": time_of(options.quiet_until),
        "quiet_then": options.quiet_then,
        "digest": options.digest,
        "digest_minutes": str(options.digest_minutes),
        "digest_minute": str(at if options.digest is Digest.HOURLY else 0),
        "digest_time": time_of(at if options.digest is Digest.DAILY else 8 * 60),
        "once": options.once,
        "is_silent": "1" if options.is_silent else "",
    }
