"""How a notifier tells, besides what Tautulli knows: when, how often, and how many at once.

The defaults are Tautulli's behaviour: each event is told by itself and at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from typing import TypeVar

from watchkeeper.domain.facts import whole_number
from watchkeeper.errors import InputError
from watchkeeper.texts import N_, Sentence
from watchkeeper.values import dataclass

MINUTES_A_DAY = 1440
LONGEST_WAIT_SECONDS = 3600
MOST_MESSAGES = 10_000
LONGEST_SPAN_SECONDS = 7 * 86_400

Choice = TypeVar("Choice", bound=StrEnum)


class WatchedWhen(StrEnum):
    """What makes an item watched to a notifier."""

    THRESHOLD = "threshold"  # the part that the owner calls watched, as Tautulli does it
    PLEX = "plex"  # Plex itself shows it as watched


class QuietThen(StrEnum):
    """What becomes of messages in quiet hours."""

    HOLD = "hold"  # they are sent when the quiet hours end
    DROP = "drop"  # the log shows them, nobody is sent them


class Once(StrEnum):
    """What is told only once."""

    NO = "no"
    ITEM = "item"
    PERSON = "person"  # an item, for each person


class Digest(StrEnum):
    """Whether several messages are collected into one."""

    NONE = "none"
    GROUPED = "grouped"  # those of the minutes after the first
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices of one notifier; minutes of the day and of the hour count from 0, local time."""

    watched_when: WatchedWhen = WatchedWhen.THRESHOLD
    watched_wait_seconds: int = 120  # at the latest so long after the threshold, if "plex"
    rate_count: int = 0  # most messages in `rate_seconds`; 0: any
    rate_seconds: int = 3600
    quiet_from: int | None = None  # minute of the day; None: no quiet hours
    quiet_until: int | None = None  # minute of the day
    quiet_then: QuietThen = QuietThen.HOLD
    digest: Digest = Digest.NONE
    digest_minutes: int = 10  # if "grouped"
    digest_at: int = 0  # minute of the hour if "hourly", of the day if "daily"
    once: Once = Once.NO
    is_silent: bool = False  # came from a Tautulli that still tells: nothing is sent

    @property
    def has_quiet_hours(self) -> bool:
        return self.quiet_from is not None and self.quiet_from != self.quiet_until


DEFAULT = Options()
NUMBERS: Mapping[str, tuple[int, int]] = {
    "watched_wait_seconds": (0, LONGEST_WAIT_SECONDS),
    "rate_count": (0, MOST_MESSAGES),
    "rate_seconds": (1, LONGEST_SPAN_SECONDS),
    "digest_minutes": (1, MINUTES_A_DAY),
    "digest_at": (0, MINUTES_A_DAY - 1),
}
"""Smallest and largest value of each number."""
WORDS: Mapping[str, str] = {
    "watched_wait_seconds": N_("The longest wait for Plex"),
    "rate_count": N_("The most messages"),
    "rate_seconds": N_("The time for the most messages"),
    "quiet_from": N_("The beginning of the quiet hours"),
    "quiet_until": N_("The end of the quiet hours"),
    "digest_minutes": N_("The minutes of a digest"),
    "digest_at": N_("The time of a digest"),
}
"""What numbers are called where one cannot be what is stated."""


def read_options(sent: object) -> Options:
    """Options as somebody sends or stored them, perhaps as JSON; what is absent is as usual.

    Raises:
        InputError: one cannot be what is stated; its `field` is the option's name.
    """
    if sent is None:
        return DEFAULT
    if isinstance(sent, str):
        sent = _parsed(sent)
    if not isinstance(sent, Mapping):
        raise InputError("Options are an object of names and values.", field="options")
    unknown = set(sent) - {each.name for each in fields(Options)}
    if unknown:
        name = min(map(str, unknown))
        raise InputError("There is no option %(name)s.", name=name, field=name)
    return _checked(
        Options(
            watched_when=_choice(WatchedWhen, "watched_when", sent),
            quiet_from=_minute("quiet_from", sent),
            quiet_until=_minute("quiet_until", sent),
            quiet_then=_choice(QuietThen, "quiet_then", sent),
            digest=_choice(Digest, "digest", sent),
            once=_choice(Once, "once", sent),
            is_silent=_flag("is_silent", sent),
            **{name: _number(name, sent, bounds) for name, bounds in NUMBERS.items()},
        )
    )


def stored_options(options: Options) -> dict[str, object]:
    """Options as they are stored: those that are not as usual."""
    return {
        name: value for name, value in asdict(options).items() if value != getattr(DEFAULT, name)
    }


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(
            "The options are no JSON: %(reason)s", reason=error, field="options"
        ) from error


def _checked(options: Options) -> Options:
    if (options.quiet_from is None) != (options.quiet_until is None):
        missing = "quiet_until" if options.quiet_until is None else "quiet_from"
        raise InputError("Quiet hours need a beginning and an end.", field=missing)
    if options.digest is Digest.HOURLY and options.digest_at > 59:
        raise InputError("An hour has the minutes 0 to 59.", field="digest_at")
    return options


def _choice(kind: type[Choice], name: str, sent: Mapping[str, object]) -> Choice:
    value = sent.get(name)
    if value in {None, ""}:
        usual: Choice = getattr(DEFAULT, name)
        return usual
    try:
        return kind(str(value))
    except ValueError:
        words = ", ".join(kind)
        raise InputError(
            "%(name)s must be one of: %(words)s.", name=name, words=words, field=name
        ) from None


def _number(name: str, sent: Mapping[str, object], bounds: tuple[int, int]) -> int:
    value = sent.get(name)
    if value in {None, ""}:
        usual: int = getattr(DEFAULT, name)
        return usual
    number, (least, most) = whole_number(value), bounds
    if number is None or not least <= number <= most:
        raise InputError(
            "%(name)s must be a number from %(least)s to %(most)s.",
            name=Sentence(WORDS[name]),
            least=least,
            most=most,
            field=name,
        )
    return number


def _minute(name: str, sent: Mapping[str, object]) -> int | None:
    if sent.get(name) in {None, ""}:
        return None
    try:
        return _number(name, sent, (0, MINUTES_A_DAY - 1))
    except InputError:
        raise InputError(
            "%(name)s must be a time of the day.", name=Sentence(WORDS[name]), field=name
        ) from None


def _flag(name: str, sent: Mapping[str, object]) -> bool:
    value = sent.get(name)
    if value in {None, "", False, "0"}:
        return False
    if value in {True, "1"}:
        return True
    raise InputError("%(name)s must be 0 or 1.", name=name, field=name)
