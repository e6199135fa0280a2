"""The texts of a notifier, and what would be sent of a real event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

import orjson

from watchkeeper.domain.notices.markup import as_read
from watchkeeper.domain.notices.problems import Severity
from watchkeeper.domain.notices.triggers import Trigger
from watchkeeper.features.notifications import Notifier, Wording
from watchkeeper.features.notifications.notifiers.checking import BODY, SUBJECT, part_name
from watchkeeper.features.notifications.notifiers.rule import SCRIPT, is_json
from watchkeeper.features.notifications.rehearsal import PastEvent, Preview
from watchkeeper.integrations.channels import ROOMS
from watchkeeper.texts import N_, _, told
from watchkeeper.values import dataclass
from watchkeeper.web.views.notifications.triggers import KINDS
from watchkeeper.web.words import Moment, moment

ANY_KIND = N_("the server")


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event that can be tried."""

    reference: str
    at: Moment | None
    person: str
    title: str  # of a made-up one, what it is about
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """What a preview shows."""

    subject: str
    body: str
    subject_name: str
    body_name: str  # "" where there is none
    count: int  # of what is sent
    most: int | None  # how much fits; None: any
    is_bytes: bool  # both are counted in bytes, else in characters
    is_told: bool
    is_made_up: bool
    problems: tuple[str, ...]  # why it cannot be saved like this
    hints: tuple[str, ...]  # what it does that may not be meant
    events: tuple[EventChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextForm:
    """The fields of one trigger's texts."""

    trigger: str
    label: str
    subject: str
    body: str
    subject_name: str
    body_name: str
    subject_help: str
    body_help: str
    is_on: bool
    is_usual: bool
    subject_problem: str
    body_problem: str


def text_form(
    notifier: Notifier, trigger: Trigger, wording: Wording, problems: Mapping[str, str]
) -> TextForm:
    """The fields, with the texts that stand in them; `problems` are by field."""
    usual = (trigger.subject, trigger.body)
    has_texts = notifier.agent is not None and notifier.agent.has_texts
    subject_help, body_help = _helps(notifier)
    return TextForm(
        trigger=trigger.name,
        label=_(trigger.label),
        subject=wording.subject,
        body=wording.body,
        subject_name=told(part_name(notifier, SUBJECT)),
        body_name=_body_name(notifier),
        subject_help=subject_help,
        body_help=body_help,
        is_on=trigger.name in notifier.triggers,
        is_usual=(wording.subject, wording.body) == (usual if has_texts else ("", "")),
        subject_problem=problems.get(f"{trigger.name}_{SUBJECT}", ""),
        body_problem=problems.get(f"{trigger.name}_{BODY}", ""),
    )


def preview_view(
    notifier: Notifier, found: Preview, offered: Sequence[PastEvent], zone: tzinfo
) -> PreviewView:
    """A preview as it is shown."""
    strict = (Severity.BROKEN, Severity.UNFIT)
    subject, body = _shown(notifier, found.wording)
    wording, name = found.wording, notifier.agent.name if notifier.agent else ""
    room = ROOMS.get(name)
    count = len(wording.subject) + len(wording.body)
    return PreviewView(
        subject=subject,
        body=body,
        subject_name=told(part_name(notifier, SUBJECT)),
        body_name=_body_name(notifier),
        count=room.taken(wording.subject, wording.body, notifier.settings) if room else count,
        most=room.most if room else None,
        is_bytes=bool(room and room.is_bytes),
        is_told=found.is_told,
        is_made_up=found.event.is_made_up,
        problems=tuple(told(flaw.text) for flaw in found.flaws if flaw.severity in strict),
        hints=tuple(told(flaw.text) for flaw in found.flaws if flaw.severity not in strict),
        events=tuple(_choice(one, found.event.reference, zone) for one in offered),
    )


def _shown(notifier: Notifier, wording: Wording) -> tuple[str, str]:
    """As read: JSON with a line for each member, arguments with a line for each."""
    name = notifier.agent.name if notifier.agent else ""
    if name == SCRIPT:
        arguments = orjson.loads(wording.subject or "[]")
        return "\n".join(map(str, arguments)), ""
    if is_json(notifier):
        return _indented(wording.subject), _indented(wording.body)
    subject, body = (
        as_read(text, name, notifier.settings) for text in (wording.subject, wording.body)
    )
    return subject, body


def _indented(text: str) -> str:
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        return text


def _choice(event: PastEvent, chosen: str, zone: tzinfo) -> EventChoice:
    at = None if event.at is None else moment(event.at, zone)
    kind = event.reference.partition(":")[2]
    title = event.title if at else _(KINDS.get(kind, ANY_KIND))
    return EventChoice(event.reference, at, event.person, title, event.reference == chosen)


def _body_name(notifier: Notifier) -> str:
    name = notifier.agent.name if notifier.agent else ""
    return "" if name == SCRIPT else told(part_name(notifier, BODY))


def _helps(notifier: Notifier) -> tuple[str, str]:
    name = notifier.agent.name if notifier.agent else ""
    if name == SCRIPT:
        return _("As on a command line; each argument is filled in by itself."), ""
    if name == "webhook":
        return (
            _("A JSON object of headers, or nothing."),
            _("A JSON document, or nothing. Quotes in titles cannot break it."),
        )
    if is_json(notifier):
        return _("A JSON document, or nothing."), _("A JSON document, or nothing.")
    return "", _("Parameters in braces are filled in: {user} watched {title}.")
