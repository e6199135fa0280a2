"""What the API tells of notifiers, and is sent of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from watchkeeper.api.v1.shape import Changes, Instant, Number, Shape, Text
from watchkeeper.domain.notices.texts import LONGEST
from watchkeeper.features.notifications import NoticeState
from watchkeeper.features.notifications.notifiers.options import NUMBERS

LongText = Annotated[str, StringConstraints(max_length=LONGEST)]
Setting = (
    Annotated[str, StringConstraints(max_length=LONGEST)]
    | Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
    | list[Text]
)


class SettingKind(Shape):
    """A setting of an agent."""

    name: str = Field(description="Its name.")
    usual: Setting = Field(description="Its value while nobody says otherwise; tells its type.")
    is_secret: bool = Field(description="Whether it is never answered again.")


class Agent(Shape):
    """A kind of notifier."""

    name: str = Field(description="Its name.")
    label: str = Field(description="Its name in words.")
    refusal: str | None = Field(description="Why it cannot be sent to; null: it can.")
    settings: list[SettingKind] = Field(description="What it can be told.")


class AgentList(Shape):
    """Kinds of notifiers."""

    agents: list[Agent] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class TriggerKind(Shape):
    """What can set notifiers off."""

    name: str = Field(description="Its name.")
    label: str = Field(description="Its name in words.")
    media_types: list[str] = Field(description="What its events are about; server: about none.")
    is_ours: bool = Field(description="Whether Tautulli does not have it.")


class TriggerList(Shape):
    """What can set notifiers off."""

    triggers: list[TriggerKind] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class Wording(Shape):
    """The texts of a trigger."""

    subject: LongText | None = Field(
        None, description="Headers of a webhook, arguments of a script."
    )
    body: LongText | None = Field(None, description="JSON for a webhook.")


class Condition(Shape):
    """One comparison."""

    parameter: Text = Field(description="What of an event is compared.")
    operator: Text = Field(description="How, e.g. is, contains, is greater than.")
    value: list[Text | int | float] = Field(description="With what; one that fits is enough.")


class Options(Shape):
    """When and how often a notifier tells."""

    watched_when: Literal["threshold", "plex"] = Field(
        "threshold", description="Watched is told at our limit, or once Plex shows it."
    )
    watched_wait_seconds: int = Field(
        120,
        ge=NUMBERS["watched_wait_seconds"][0],
        le=NUMBERS["watched_wait_seconds"][1],
        description="Seconds after the limit at the latest, for plex.",
    )
    once: Literal["no", "item", "person"] = Field(
        "no", description="Whether an item is told once, or once for each person."
    )
    rate_count: int = Field(
        0, ge=0, le=NUMBERS["rate_count"][1], description="Most messages in that time; 0: any."
    )
    rate_seconds: int = Field(
        3600, ge=1, le=NUMBERS["rate_seconds"][1], description="That time, seconds."
    )
    quiet_from: int | None = Field(
        None, ge=0, le=1439, description="Minute of the day at which quiet hours begin."
    )
    quiet_until: int | None = Field(
        None, ge=0, le=1439, description="Minute of the day at which they end."
    )
    quiet_then: Literal["hold", "drop"] = Field(
        "hold", description="Whether messages of quiet hours are sent afterwards."
    )
    digest: Literal["none", "grouped", "hourly", "daily"] = Field(
        "none", description="Whether several messages are sent as one."
    )
    digest_minutes: int = Field(
        10, ge=1, le=NUMBERS["digest_minutes"][1], description="Minutes that are grouped."
    )
    digest_at: int = Field(
        0, ge=0, le=1439, description="Minute of the hour (hourly) or day (daily) of a digest."
    )
    is_silent: bool = Field(False, description="Whether nothing is sent for now.")


class NotifierSummary(Shape):
    """A notifier in short."""

    server_id: int = Field(description="Number of its server.")
    number: int = Field(description="Its number on that server.")
    agent: str = Field(description="What kind it is.")
    friendly_name: str = Field(description="The name that you gave it.")
    triggers: list[str] = Field(description="What sets it off.")
    failing_since: Instant | None = Field(description="Since when it fails, UTC seconds.")
    last_error: str | None = Field(description="Why it fails.")
    last_at: Instant | None = Field(description="When its last message happened, UTC seconds.")
    last_state: NoticeState | None = Field(description="What became of that message.")


class NotifierList(Shape):
    """Notifiers in short."""

    notifiers: list[NotifierSummary] = Field(description="All of them.")
    total: int = Field(description="How many there are.")


class NotifiersAsked(Shape):
    """Whose notifiers."""

    server_id: Number | None = Field(None, description="Only of this server.")


class Notifier(Shape):
    """A notifier, whole."""

    server_id: int = Field(description="Number of its server.")
    number: int = Field(description="Its number on that server.")
    agent: str = Field(description="What kind it is.")
    friendly_name: str = Field(description="The name that you gave it.")
    settings: dict[str, Setting] = Field(description="Where and how it sends; secrets masked.")
    triggers: list[str] = Field(description="What sets it off.")
    texts: dict[str, Wording] = Field(description="What it says, by trigger.")
    conditions: list[Condition] = Field(description="What must hold besides.")
    logic: str = Field(description="How the conditions hang together; empty: all must hold.")
    options: Options = Field(description="When and how often it tells.")
    problems: list[str] = Field(description="What will not do what it says, with its place.")


class ChangedNotifier(Changes):
    """What to change of a notifier; settings, triggers and texts that are not named stay."""

    friendly_name: Text | None = Field(None, description="Its name.")
    settings: dict[str, Setting] | None = Field(
        None, description="Settings by name; the mask keeps a secret."
    )
    triggers: dict[str, bool] | None = Field(None, description="What sets it off, by name.")
    texts: dict[str, Wording] | None = Field(None, description="What it says, by trigger.")
    conditions: list[Condition] | None = Field(None, max_length=100, description="All of them.")
    logic: Text | None = Field(None, description="How the conditions hang together.")
    options: Options | None = Field(None, description="All of them; one left out is as usual.")


class NewNotifier(Shape):
    """A notifier to add."""

    server_id: Number = Field(description="Number of its server.")
    agent: Text = Field(description="What kind it is: the name of an agent.")
    friendly_name: Text | None = Field(None, description="Its name.")
    settings: dict[str, Setting] | None = Field(None, description="Settings by name.")
    triggers: dict[str, bool] | None = Field(None, description="What sets it off, by name.")
    texts: dict[str, Wording] | None = Field(None, description="What it says, by trigger.")
    conditions: list[Condition] | None = Field(None, max_length=100, description="All of them.")
    logic: Text | None = Field(None, description="How the conditions hang together.")
    options: Options | None = Field(None, description="When and how often it tells.")


class WantedTest(Shape):
    """What to send."""

    trigger: Text | None = Field(None, description="Whose preview; null: a plain test.")
    event: Text | None = Field(None, description="Of which event; null: the newest.")


class SentTest(Shape):
    """What became of a test."""

    is_sent: bool = Field(description="Whether it was taken.")
    error: str | None = Field(description="Why not.")
    number: int = Field(description="Its number in the log, as the Tautulli API knows it.")


class Event(Shape):
    """An event of the record, or a made-up one."""

    reference: str = Field(description="By which it is asked for.")
    at: Instant | None = Field(description="When it happened, UTC seconds; null: made up.")
    person: str | None = Field(description="Whose it was.")
    title: str | None = Field(description="What it was about.")


class EventList(Shape):
    """Events to try a notifier with."""

    events: list[Event] = Field(description="The newest first, made-up ones last.")
    total: int = Field(description="How many there are.")


class EventsAsked(Shape):
    """Which events."""

    trigger: Text = Field(description="The trigger that they would set off.")


class WantedPreview(Shape):
    """What to preview."""

    trigger: Text = Field(description="Whose texts.")
    event: Text | None = Field(None, description="Of which event; null: the newest.")
    subject: LongText | None = Field(None, description="In place of the subject that is kept.")
    body: LongText | None = Field(None, description="In place of the body that is kept.")


class Preview(Shape):
    """What would be sent."""

    event: Event = Field(description="The event that it speaks of.")
    subject: str = Field(description="The subject, filled in.")
    body: str = Field(description="The body, filled in.")
    is_told: bool = Field(description="Whether the conditions hold for the event.")
    problems: list[str] = Field(description="What will not do what it says, with its place.")


class DryRunAsked(Shape):
    """How far back."""

    days: int = Field(7, ge=1, le=30, description="So many days.")


class Rehearsed(Shape):
    """A message that would have been sent."""

    at: Instant = Field(description="When it happened, UTC seconds.")
    sent_at: Instant = Field(description="When it would have been sent, UTC seconds.")
    trigger: str = Field(description="What set it off.")
    person: str | None = Field(description="Whose it was.")
    title: str | None = Field(description="What it was about.")
    subject: str = Field(description="Its subject.")
    body: str = Field(description="Its body.")


class DryRun(Shape):
    """What would have been sent in a while."""

    since: Instant = Field(description="Beginning, UTC seconds.")
    until: Instant = Field(description="End, UTC seconds.")
    count: int = Field(description="Messages that would have been sent.")
    deliveries: int = Field(description="Times that something goes out: a digest once.")
    by_trigger: dict[str, int] = Field(description="Messages by what set them off.")
    held: dict[str, int] = Field(description="What was not sent, by the reason.")
    not_replayed: list[str] = Field(description="Triggers of which the record keeps no trace.")
    is_cut: bool = Field(description="Whether more is on record than was looked at.")
    messages: list[Rehearsed] = Field(description="The newest of them.")


class NotificationsAsked(Shape):
    """Which messages."""

    server_id: Number | None = Field(None, description="Only of this server.")
    notifier: Number | None = Field(None, description="Only of the notifier of this number.")
    state: NoticeState | None = Field(None, description="Only those.")
    action: Annotated[str, StringConstraints(max_length=50)] = Field(
        "", description="Only of this trigger without its on_, or api or test."
    )
    text: Annotated[str, StringConstraints(max_length=200)] = Field(
        "", description="Only with this in subject, body, or the name of the person."
    )
    since: Instant | None = Field(None, description="Only then or later, UTC seconds.")
    until: Instant | None = Field(None, description="Only before, UTC seconds.")
    before: Number | None = Field(None, description="Only with a smaller id: the next part.")
    limit: int = Field(25, ge=1, le=200, description="How many are answered at most.")


class Notification(Shape):
    """A message."""

    id: int = Field(description="Its number.")
    server_id: int = Field(description="Number of its server.")
    notifier: int = Field(description="Number of its notifier.")
    agent: str = Field(description="What kind of notifier that is.")
    action: str = Field(description="What set it off, without on_; api or test: somebody did.")
    state: NoticeState = Field(description="How far it is.")
    occurred_at: Instant = Field(description="When it happened, UTC seconds.")
    sent_at: Instant | None = Field(description="When it was sent, UTC seconds.")
    attempts: int = Field(description="How often it was tried.")
    error: str | None = Field(description="Why the last try failed.")
    person: str | None = Field(description="Whose stream it is about.")
    subject: str = Field(description="Its subject.")
    body: str = Field(description="Its body.")


class NotificationList(Shape):
    """A part of the log."""

    notifications: list[Notification] = Field(description="The newest first.")
    older: int | None = Field(description="What to send as `before` for the next part.")
