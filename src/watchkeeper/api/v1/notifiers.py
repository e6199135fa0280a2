"""Notifiers: what the owner is told of, through which channels, and what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Query

from watchkeeper.api.v1.caller import Asks, Caller
from watchkeeper.api.v1.notifier_shapes import (
    AgentList,
    ChangedNotifier,
    DryRun,
    DryRunAsked,
    EventList,
    EventsAsked,
    NewNotifier,
    NotificationList,
    NotificationsAsked,
    Notifier,
    NotifierList,
    NotifiersAsked,
    Preview,
    SentTest,
    TriggerList,
    WantedPreview,
    WantedTest,
)
from watchkeeper.api.v1.notifier_words import (
    agent_list,
    dry_run_of,
    event_of,
    notification_of,
    notifier_of,
    preview_of,
    summary_of,
    trigger_list,
)
from watchkeeper.api.v1.shape import Number
from watchkeeper.domain.facts import ServerId
from watchkeeper.domain.notices.agents import agent_named
from watchkeeper.domain.notices.triggers import Trigger, trigger_of
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.notifications import Notifier as OurNotifier
from watchkeeper.features.notifications import Wording, read_options
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit, edited
from watchkeeper.features.notifications.notifiers.trial import trial_of
from watchkeeper.features.notifications.outbox.log import LogQuestion

ServerPath = Annotated[Number, Path(description="Number of the server.")]
NotifierPath = Annotated[Number, Path(description="Number of the notifier on its server.")]
NoticePath = Annotated[Number, Path(description="Number of the message.")]


async def list_notifier_agents(_asks: Asks) -> AgentList:
    """List the kinds of notifiers, and the settings that each has."""
    return agent_list()


async def list_notifier_triggers(_asks: Asks) -> TriggerList:
    """List what can set notifiers off."""
    return trigger_list()


async def list_notifiers(asks: Asks, asked: Annotated[NotifiersAsked, Query()]) -> NotifierList:
    """List the notifiers, and whether they work."""
    found = []
    for server in await asks.servers(asked.server_id):
        newest = await asks.app.outbox.newest(server.id)
        found += [
            summary_of(one, newest.get(one.number))
            for one in await asks.app.notifiers.all(server.id)
        ]
    return NotifierList(notifiers=found, total=len(found))


async def get_notifier(asks: Asks, server_id: ServerPath, number: NotifierPath) -> Notifier:
    """Tell all of a notifier; what opens something is masked by four blanks."""
    return notifier_of(await _notifier(asks, server_id, number))


async def add_notifier(asks: Asks, wanted: NewNotifier) -> Notifier:
    """Add a notifier; nothing sets it off unless this says so."""
    server = await asks.server(wanted.server_id)
    agent = agent_named(wanted.agent)
    if agent is None:
        raise InputError(f'There is no agent "{wanted.agent}".', field="agent")
    made = await asks.app.notifiers.add_with(server.id, agent, _edit(wanted))
    return notifier_of(made)


async def change_notifier(
    asks: Asks, server_id: ServerPath, number: NotifierPath, wanted: ChangedNotifier
) -> Notifier:
    """Change parts of a notifier; what is broken is refused with its place and the reason."""
    found = await _notifier(asks, server_id, number)
    return notifier_of(await asks.app.notifiers.edit(found.server_id, found.number, _edit(wanted)))


async def delete_notifier(asks: Asks, server_id: ServerPath, number: NotifierPath) -> NotifierList:
    """Delete a notifier; what it sent stays in the log."""
    found = await _notifier(asks, server_id, number)
    await asks.app.notifiers.delete(found.server_id, found.number)
    return await list_notifiers(asks, NotifiersAsked(server_id=server_id))


async def test_notifier(
    asks: Asks, server_id: ServerPath, number: NotifierPath, wanted: WantedTest
) -> SentTest:
    """Send a test now: the preview of a trigger, or a text that says that it is a test."""
    found = await _notifier(asks, server_id, number)
    wording = trial_of(found)
    if wanted.trigger:
        preview = await _previewed(asks, found, wanted.trigger, wanted.event)
        wording = Wording(preview.subject, preview.body)
    sent = await asks.app.outbox.send_words(found, "test", wording)
    return SentTest(is_sent=not sent.error, error=sent.error or None, number=sent.number)


async def list_notifier_events(
    asks: Asks,
    server_id: ServerPath,
    number: NotifierPath,
    asked: Annotated[EventsAsked, Query()],
) -> EventList:
    """List events of the record that a notifier can be tried with, the newest first."""
    found = await _notifier(asks, server_id, number)
    events = await asks.app.previews.events(found, _trigger(asked.trigger))
    return EventList(events=[event_of(one) for one in events], total=len(events))


async def preview_notifier(
    asks: Asks, server_id: ServerPath, number: NotifierPath, wanted: WantedPreview
) -> Preview:
    """Tell what would be sent of an event, also with texts that are not kept. Nothing is sent."""
    found = await _notifier(asks, server_id, number)
    _trigger(wanted.trigger)
    parts = (("subject", wanted.subject), ("body", wanted.body))
    texts = {f"{wanted.trigger}_{part}": text for part, text in parts if text is not None}
    tried = edited(found, NotifierEdit(texts=texts))
    return await _previewed(asks, tried, wanted.trigger, wanted.event)


async def rehearse_notifier(
    asks: Asks,
    server_id: ServerPath,
    number: NotifierPath,
    asked: Annotated[DryRunAsked, Query()],
) -> DryRun:
    """Tell what a notifier would have sent in the last days. Nothing is sent."""
    found = await _notifier(asks, server_id, number)
    return dry_run_of(await asks.app.dry_runs.run(found, asked.days))


async def list_notifications(
    asks: Asks, asked: Annotated[NotificationsAsked, Query()]
) -> NotificationList:
    """List messages, the newest first, also those that wait."""
    servers = asks.server_ids(() if asked.server_id is None else (asked.server_id,))
    question = LogQuestion(
        server_id=ServerId(servers[0]) if servers else None,
        notifier=asked.notifier,
        state=asked.state,
        action=asked.action,
        text=asked.text,
        since=asked.since,
        until=asked.until,
        before=asked.before,
        limit=asked.limit,
    )
    found = await asks.app.outbox.log_part(question)
    return NotificationList(
        notifications=[notification_of(one) for one in found.notices], older=found.older
    )


async def resend_notification(asks: Asks, notice_id: NoticePath) -> NotificationList:
    """Let a message that was given up be tried anew."""
    notice = await asks.app.outbox.notice(notice_id)
    await asks.server(notice.draft.server_id)
    await asks.app.outbox.try_again(notice_id)
    fresh = await asks.app.outbox.notice(notice_id)
    return NotificationList(notifications=[notification_of(fresh)], older=None)


async def _notifier(asks: Caller, server_id: int, number: int) -> OurNotifier:
    server = await asks.server(server_id)
    return await asks.app.notifiers.the(server.id, number)


async def _previewed(
    asks: Caller, notifier: OurNotifier, trigger: str, event: str | None
) -> Preview:
    known = _trigger(trigger)
    offered = await asks.app.previews.events(notifier, known)
    if event is not None and event not in {one.reference for one in offered}:
        raise NotFoundError("There is no such event (any more).", field="event")
    return preview_of(await asks.app.previews.of(notifier, known, event or "", offered))


def _trigger(name: str) -> Trigger:
    found = trigger_of(name)
    if found is None:
        raise InputError(f'There is no trigger "{name}".', field="trigger")
    return found


def _edit(wanted: ChangedNotifier | NewNotifier) -> NotifierEdit:
    texts: dict[str, str] = {}
    for trigger, text in (wanted.texts or {}).items():
        parts = (("subject", text.subject), ("body", text.body))
        texts |= {f"{trigger}_{part}": one for part, one in parts if one is not None}
    options = wanted.options
    return NotifierEdit(
        friendly_name=wanted.friendly_name,
        settings=wanted.settings or {},
        triggers=wanted.triggers or {},
        texts=texts,
        conditions=_conditions(wanted),
        logic=wanted.logic,
        options=None if options is None else read_options(options.model_dump()),
    )


def _conditions(wanted: ChangedNotifier | NewNotifier) -> Sequence[dict[str, object]] | None:
    return None if wanted.conditions is None else [one.model_dump() for one in wanted.conditions]
