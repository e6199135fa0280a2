"""What a notifier would have sent, for reading."""

from __future__ import annotations

from datetime import tzinfo

from watchkeeper.domain.notices.markup import as_read
from watchkeeper.domain.notices.parameters import parameters_by_name
from watchkeeper.features.notifications import Notifier
from watchkeeper.features.notifications.rehearsal import DryRun, Rehearsed
from watchkeeper.texts import N_, _
from watchkeeper.values import dataclass
from watchkeeper.web.views.notifications.triggers import label_of
from watchkeeper.web.words import Moment, moment

LATER_SECONDS = 60
HELD = {
    "conditions": N_("did not meet the conditions"),
    "told already": N_("were told already"),
    "quiet hours": N_("fell into the quiet hours"),
}


@dataclass(frozen=True, slots=True)
class RehearsedLine:
    """One message that would have been sent."""

    at: Moment
    sent: Moment | None  # where that would have been later
    what: str
    person: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunView:
    """What the page says of a dry run."""

    days: int
    count: int
    deliveries: int
    by_trigger: tuple[tuple[str, int], ...]
    held: tuple[tuple[str, int], ...]
    lines: tuple[RehearsedLine, ...]
    not_replayed: tuple[str, ...]
    unknown: tuple[str, ...]
    is_cut: bool
    has_triggers: bool


def dry_run_view(notifier: Notifier, found: DryRun, zone: tzinfo) -> DryRunView:
    """A dry run in words."""
    known = parameters_by_name()
    return DryRunView(
        days=found.days,
        count=found.count,
        deliveries=found.deliveries,
        by_trigger=tuple((label_of(name), count) for name, count in found.by_trigger.items()),
        held=tuple((_(HELD.get(reason, reason)), count) for reason, count in found.held.items()),
        lines=tuple(_line(notifier, one, zone) for one in found.shown),
        not_replayed=tuple(label_of(name) for name in found.not_replayed),
        unknown=tuple(_(known[name].title) if name in known else name for name in found.unknown),
        is_cut=found.is_cut,
        has_triggers=bool(notifier.triggers),
    )


def _line(notifier: Notifier, one: Rehearsed, zone: tzinfo) -> RehearsedLine:
    is_later = one.sent_at - one.at >= LATER_SECONDS
    agent = notifier.agent.name if notifier.agent else ""
    return RehearsedLine(
        at=moment(one.at, zone),
        sent=moment(one.sent_at, zone) if is_later else None,
        what=label_of(one.trigger),
        person=one.person,
        title=one.title,
        text=as_read(one.wording.body or one.wording.subject, agent, notifier.settings),
    )
