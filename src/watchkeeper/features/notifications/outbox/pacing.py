"""When a message goes out: pure rules over a notifier's options, for sending and for a dry run."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from watchkeeper.features.notifications.notifiers.options import Digest, Once, Options, QuietThen
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

QUIET = N_("quiet hours")
MANY = N_("as many as you allow were sent")
COLLECTED = N_("collected for a digest")


@dataclass(frozen=True, slots=True)
class Pace:
    """What is done with a message whose turn it is: sent, held until an instant, or dropped."""

    until: int | None = None  # UTC seconds
    is_dropped: bool = False
    reason: str = ""


NOW = Pace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A message whose turn it is; instants in UTC seconds.

    `limiting_at` is when the message was sent that fills the rate limit: of the last `rate_count`
    ones the first. None: fewer were sent.
    """

    occurred_at: int
    now: int
    limiting_at: int | None = None


def pace(options: Options, turn: Turn, zone: tzinfo) -> Pace:
    """Whether a message is sent now."""
    quiet_end = quiet_until(options, turn.now, zone)
    if quiet_end is not None and options.quiet_then is QuietThen.DROP:
        return Pace(is_dropped=True, reason=QUIET)
    if quiet_end is not None:
        return Pace(until=quiet_end, reason=QUIET)
    due = digest_at(options, turn.occurred_at, zone)
    if due > turn.now:
        return Pace(until=due, reason=COLLECTED)
    if options.rate_count and turn.limiting_at is not None:
        free_at = turn.limiting_at + options.rate_seconds
        if free_at > turn.now:
            return Pace(until=free_at, reason=MANY)
    return NOW


def quiet_until(options: Options, at: int, zone: tzinfo) -> int | None:
    """When the quiet hours end that an instant (UTC seconds) lies in; None: in none."""
    start, end = options.quiet_from, options.quiet_until
    if start is None or end is None or start == end:
        return None
    local = datetime.fromtimestamp(at, zone)
    minute = local.hour * 60 + local.minute
    is_quiet = start <= minute < end if start < end else minute >= start or minute < end
    return _next(local, end) if is_quiet else None


def digest_at(options: Options, occurred_at: int, zone: tzinfo) -> int:
    """When the message of an event (UTC seconds) goes out as far as digests decide."""
    local = datetime.fromtimestamp(occurred_at, zone)
    match options.digest:
        case Digest.GROUPED:
            return occurred_at + options.digest_minutes * 60
        case Digest.HOURLY:
            full = local.replace(minute=options.digest_at, second=0, microsecond=0)
            return int((full if full > local else full + timedelta(hours=1)).timestamp())
        case Digest.DAILY:
            return _next(local, options.digest_at)
        case _:
            return occurred_at


def once_tag(options: Options, identity: str, user_id: int | None) -> str:
    """Under what a message is told only once; "" when that is not wanted or cannot be known."""
    if not identity or options.once is Once.NO:
        return ""
    if options.once is Once.PERSON and user_id is not None:
        return f"{identity} {user_id}"
    return identity


def _next(local: datetime, minute: int) -> int:
    """The next time that the clock on the wall shows a minute of the day (UTC seconds)."""
    wanted = time(*divmod(minute, 60), tzinfo=local.tzinfo)
    today = datetime.combine(local.date(), wanted)
    later = today if today > local else datetime.combine(local.date() + timedelta(days=1), wanted)
    return int(later.timestamp())
