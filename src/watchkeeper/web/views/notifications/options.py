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
from watchkeeper.texts import N_, _, ngettext
from watchkeeper.values import dataclass

SPANS = (
    (60, N_("a minute")),
    (600, N_("ten minutes")),
    (3600, N_("an hour")),
    (86_400, N_("a day")),
)
WATCHED = (
    (WatchedWhen.THRESHOLD, N_("at once, when the part is reached that counts as watched")),
    (WatchedWhen.PLEX, N_("when Plex itself shows it as watched")),
)
ONCES = (
    (Once.NO, N_("each time")),
    (Once.ITEM, N_("once, whoever watches it")),
    (Once.PERSON, N_("once for each person")),
)
QUIET = ((QuietThen.HOLD, N_("send them when it is over")), (QuietThen.DROP, N_("leave them out")))
DIGESTS = (
    (Digest.NONE, N_("each message by itself, at once")),
    (Digest.GROUPED, N_("together, what comes within some minutes")),
    (Digest.HOURLY, N_("together, once an hour")),
    (Digest.DAILY, N_("together, once a day")),
)
TOGETHER = {
    Digest.GROUPED: N_("digest: grouped"),
    Digest.HOURLY: N_("digest: hourly"),
    Digest.DAILY: N_("digest: daily"),
}
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
    known = {span: _span(span) for span, __ in SPANS}
    spans = known if seconds in known else {**known, seconds: _span(seconds)}
    return OptionsForm(
        values=values, recommends_plex=name in READS_PLEX, spans=tuple(spans.items())
    )


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


def unusual(options: Options) -> list[str]:
    """What differs from the usual, in words."""
    found = []
    if options.is_silent:
        found.append(_("silent"))
    if options.watched_when is WatchedWhen.PLEX:
        found.append(_("watched when Plex shows it"))
    if options.once is not Once.NO:
        found.append(_("told once"))
    if options.rate_count:
        span = _span(options.rate_seconds)
        found.append(_("at most %(count)s in %(span)s", count=options.rate_count, span=span))
    if options.has_quiet_hours:
        begin, end = time_of(options.quiet_from), time_of(options.quiet_until)
        found.append(_("quiet %(begin)s–%(end)s", begin=begin, end=end))
    if options.digest is not Digest.NONE:
        found.append(_(TOGETHER[options.digest]))
    return found


def _span(seconds: int) -> str:
    known = dict(SPANS)
    if seconds in known:
        return _(known[seconds])
    return ngettext("%(num)s second", "%(num)s seconds", seconds)


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
