"""What a notifier would have sent of the events that it is shown, counted."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence

from watchkeeper.features.notifications.notifiers.notifier import Notifier, Wording
from watchkeeper.features.notifications.notifiers.rule import conditions_of, worded
from watchkeeper.features.notifications.rehearsal.replay import (
    REPLAYED,
    Happened,
    Window,
    is_told_at_all,
)
from watchkeeper.features.notifications.rehearsal.turns import Turns
from watchkeeper.features.notifications.values import (
    media_type_of,
    values_named,
    values_of,
)
from watchkeeper.values import dataclass

SHOWN = 200
CONDITIONS = "conditions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One message that would have been sent."""

    at: int  # UTC seconds; when it happened
    sent_at: int  # UTC seconds; later where quiet hours, a digest or a limit hold it
    trigger: str
    person: str
    title: str
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What would have been sent between two instants (UTC seconds)."""

    days: int
    since: int
    until: int
    count: int
    deliveries: int  # fewer where digests collect several messages
    by_trigger: Mapping[str, int]
    held: Mapping[str, int]  # by reason: what happened but was not sent
    shown: tuple[Rehearsed, ...]  # the newest, at most SHOWN
    not_replayed: tuple[str, ...]  # triggers of the notifier of which the record knows nothing
    is_cut: bool  # more happened than is looked at
    unknown: tuple[str, ...] = ()  # parameters of conditions that the inventory does not know


@dataclass(frozen=True, slots=True)
class _Sent:
    event: Happened
    at: int  # UTC seconds


class Tally:
    """Counts what is sent of past events, in their order, and what is not and why."""

    def __init__(self, notifier: Notifier, span: Window) -> None:
        """Begin with nothing.

        Raises:
            InputError: the conditions of the notifier cannot be read.
        """
        self.is_cut = False
        self._notifier = notifier
        self._span = span
        self._conditions = conditions_of(notifier)
        self._turns = Turns(notifier, span.base.formats.zone)
        self._asked = frozenset(one.parameter for one in self._conditions.conditions if one.type)
        self._blank = set(self._asked)
        self._held: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()
        self._shown: deque[_Sent] = deque(maxlen=SHOWN)

    def take(self, events: Sequence[Happened], window: Window) -> None:
        """Count further events, later than those before."""
        for event in events:
            if not is_told_at_all(event, window):
                continue
            if self._asked and not self._holds(event):
                self._held[CONDITIONS] += 1
                continue
            sent_at, reason = self._turns.take(event.facts)
            if reason:
                self._held[reason] += 1
                continue
            self._counted[event.occasion.trigger] += 1
            self._shown.append(_Sent(event, sent_at))

    def told(self, days: int) -> DryRun:
        """The whole count of so many days."""
        triggers = self._notifier.triggers
        return DryRun(
            days=days,
            since=self._span.since,
            until=self._span.until,
            count=self._counted.total(),
            deliveries=self._turns.deliveries,
            by_trigger=dict(self._counted),
            held=dict(self._held),
            shown=tuple(_line(self._notifier, sent) for sent in reversed(self._shown)),
            not_replayed=tuple(name for name in triggers if name not in REPLAYED),
            is_cut=self.is_cut,
            unknown=tuple(sorted(self._blank)) if self._counted or self._held else (),
        )

    def _holds(self, event: Happened) -> bool:
        values = values_named(event.facts, self._asked)
        self._blank -= {name for name in self._blank if values.get(name, "") != ""}
        return self._conditions.hold(values)


def _line(notifier: Notifier, sent: _Sent) -> Rehearsed:
    trigger, values = sent.event.occasion.trigger, values_of(sent.event.facts)
    wording = worded(notifier, trigger, values, media_type_of(sent.event.facts))
    return Rehearsed(
        at=round(sent.event.occasion.at),
        sent_at=sent.at,
        trigger=trigger,
        person=str(values.get("user", "")),
        title=str(values.get("title", "")),
        wording=wording,
    )
