"""Notifiers and their messages in the words of the API."""

from __future__ import annotations

from watchkeeper.api.v1.notifier_shapes import (
    Agent,
    AgentList,
    Condition,
    DryRun,
    Event,
    Notification,
    Notifier,
    NotifierSummary,
    Options,
    Preview,
    Rehearsed,
    SettingKind,
    TriggerKind,
    TriggerList,
    Wording,
)
from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, REFUSALS
from watchkeeper.domain.notices.conditions import read_conditions
from watchkeeper.domain.notices.settings import fully_masked, is_secret
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS
from watchkeeper.errors import InputError
from watchkeeper.features.notifications import Notice
from watchkeeper.features.notifications import Notifier as OurNotifier
from watchkeeper.features.notifications.notifiers.checking import flaws
from watchkeeper.features.notifications.notifiers.options import Options as OurOptions
from watchkeeper.features.notifications.rehearsal import DryRun as OurDryRun
from watchkeeper.features.notifications.rehearsal import PastEvent
from watchkeeper.features.notifications.rehearsal import Preview as OurPreview
from watchkeeper.integrations.channels import SUPPORTED


def agent_list() -> AgentList:
    """All kinds of notifiers in the words of the API."""
    agents = [
        Agent(
            name=agent.name,
            label=agent.label,
            refusal=REFUSALS.get(agent.name)
            or (None if agent.name in SUPPORTED else "It cannot be sent to yet."),
            settings=[
                SettingKind(name=name, usual=value, is_secret=is_secret(name))
                for name, value in agent.usual.items()
            ],
        )
        for agent in (*AGENTS, *OUR_AGENTS)
    ]
    return AgentList(agents=agents, total=len(agents))


def trigger_list() -> TriggerList:
    """All triggers in the words of the API."""
    triggers = [
        TriggerKind(
            name=one.name, label=one.label, media_types=list(one.media_types), is_ours=one.is_ours
        )
        for one in ALL_TRIGGERS
    ]
    return TriggerList(triggers=triggers, total=len(triggers))


def summary_of(notifier: OurNotifier, newest: Notice | None) -> NotifierSummary:
    """A notifier in short, in the words of the API."""
    return NotifierSummary(
        server_id=notifier.server_id,
        number=notifier.number,
        agent=str(notifier.content.get("agent_name") or ""),
        friendly_name=notifier.friendly_name,
        triggers=list(notifier.triggers),
        failing_since=notifier.failing_since,
        last_error=notifier.last_error or None,
        last_at=newest.draft.occurred_at if newest else None,
        last_state=newest.state if newest else None,
    )


def notifier_of(notifier: OurNotifier) -> Notifier:
    """A notifier in the words of the API."""
    wordings = {one.name: notifier.wording(one.name) for one in ALL_TRIGGERS}
    return Notifier(
        server_id=notifier.server_id,
        number=notifier.number,
        agent=str(notifier.content.get("agent_name") or ""),
        friendly_name=notifier.friendly_name,
        settings=fully_masked(notifier.settings),
        triggers=list(notifier.triggers),
        texts={name: Wording(subject=one.subject, body=one.body) for name, one in wordings.items()},
        conditions=_conditions(notifier),
        logic=notifier.logic,
        options=options_of(notifier.options),
        problems=[flaw.text for flaw in flaws(notifier)],
    )


def options_of(options: OurOptions) -> Options:
    """Options in the words of the API."""
    return Options(
        watched_when=options.watched_when.value,
        watched_wait_seconds=options.watched_wait_seconds,
        once=options.once.value,
        rate_count=options.rate_count,
        rate_seconds=options.rate_seconds,
        quiet_from=options.quiet_from,
        quiet_until=options.quiet_until,
        quiet_then=options.quiet_then.value,
        digest=options.digest.value,
        digest_minutes=options.digest_minutes,
        digest_at=options.digest_at,
        is_silent=options.is_silent,
    )


def event_of(event: PastEvent) -> Event:
    """An event in the words of the API."""
    return Event(
        reference=event.reference,
        at=event.at,
        person=event.person or None,
        title=event.title or None,
    )


def preview_of(found: OurPreview) -> Preview:
    """A preview in the words of the API."""
    return Preview(
        event=event_of(found.event),
        subject=found.wording.subject,
        body=found.wording.body,
        is_told=found.is_told,
        problems=[flaw.text for flaw in found.flaws],
    )


def dry_run_of(found: OurDryRun) -> DryRun:
    """A dry run in the words of the API."""
    return DryRun(
        since=found.since,
        until=found.until,
        count=found.count,
        deliveries=found.deliveries,
        by_trigger=dict(found.by_trigger),
        held=dict(found.held),
        not_replayed=list(found.not_replayed),
        is_cut=found.is_cut,
        messages=[
            Rehearsed(
                at=one.at,
                sent_at=one.sent_at,
                trigger=one.trigger,
                person=one.person or None,
                title=one.title or None,
                subject=one.wording.subject,
                body=one.wording.body,
            )
            for one in found.shown
        ],
    )


def notification_of(notice: Notice) -> Notification:
    """A message in the words of the API."""
    draft = notice.draft
    return Notification(
        id=notice.id,
        server_id=draft.server_id,
        notifier=draft.notifier,
        agent=draft.agent_name,
        action=draft.action,
        state=notice.state,
        occurred_at=draft.occurred_at,
        sent_at=notice.sent_at,
        attempts=notice.attempts,
        error=notice.last_error or None,
        person=draft.user or None,
        subject=draft.subject,
        body=draft.body,
    )


def _conditions(notifier: OurNotifier) -> list[Condition]:
    """Without blank ones, unless a logic counts on their numbers; none that cannot be read."""
    try:
        found = read_conditions(notifier.conditions)
    except InputError:
        return []
    return [
        Condition(parameter=one.parameter, operator=one.operator, value=list(one.compared))
        for one in found
        if one.parameter or notifier.logic
    ]
