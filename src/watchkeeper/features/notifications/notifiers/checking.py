"""Whether a notifier can do what its owner wrote: its texts, conditions and logic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from watchkeeper.domain.notices.conditions import FIELD, read_conditions
from watchkeeper.domain.notices.documents import read_headers
from watchkeeper.domain.notices.imported import imported_problems
from watchkeeper.domain.notices.logic import FIELD as LOGIC_FIELD
from watchkeeper.domain.notices.logic import read_logic
from watchkeeper.domain.notices.problems import Problem, Severity
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS, trigger_of
from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.notifier import Notifier
from watchkeeper.features.notifications.notifiers.rule import SCRIPT, WEBHOOK, is_json
from watchkeeper.texts import Sentence
from watchkeeper.values import dataclass

SUBJECT, BODY = "subject", "body"
PARTS = (SUBJECT, BODY)
BROKEN = (Severity.BROKEN,)
STRICT = (Severity.BROKEN, Severity.UNFIT)
"""What an owner who writes a text now is not let through with."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in a notifier that will not do what it says; `field` names where it is written."""

    field: str  # custom_conditions, custom_conditions_logic, on_watched_body ...
    text: Sentence  # with the place and the reason
    severity: Severity = Severity.BROKEN


def flaws(notifier: Notifier, fields: Collection[str] | None = None) -> list[Flaw]:
    """Everything wrong with conditions, logic and the texts of those fields.

    Without `fields` the texts of the triggers that set it off are looked at.
    """
    if fields is None:
        fields = [f"{trigger}_{part}" for trigger in notifier.triggers for part in PARTS]
    return [*_of_conditions(notifier), *_of_texts(notifier, fields)]


def concerned(before: Notifier | None, after: Notifier) -> list[str]:
    """The texts that a change is answerable for.

    Those that it changes, switches on, or has read in another way than before.
    """
    was_on = before.triggers if before and _reading(before) == _reading(after) else ()
    found = []
    for trigger in ALL_TRIGGERS:
        is_new = trigger.name in after.triggers and trigger.name not in was_on
        for part in PARTS:
            field = f"{trigger.name}_{part}"
            if is_new or before is None or before.content.get(field) != after.content.get(field):
                found.append(field)
    return found


def _reading(notifier: Notifier) -> tuple[str, bool]:
    """How its texts are read: as what agent's, and whether as documents."""
    return (notifier.agent.name if notifier.agent else "", is_json(notifier))


def refuse(found: Iterable[Flaw], severities: Collection[Severity] = STRICT) -> None:
    """Raise for the first flaw of one of these severities.

    Raises:
        InputError: there is one; `field` says where.
    """
    for flaw in found:
        if flaw.severity in severities:
            raise InputError(flaw.text, field=flaw.field)


def part_name(notifier: Notifier, part: str) -> Sentence:
    """What a subject or body is to its agent, in words."""
    name = notifier.agent.name if notifier.agent else ""
    if part != SUBJECT:
        return Sentence("Body")
    if name == SCRIPT:
        return Sentence("Arguments")
    return Sentence("Headers") if name == WEBHOOK else Sentence("Subject")


def _of_conditions(notifier: Notifier) -> Iterator[Flaw]:
    try:
        conditions = read_conditions(notifier.conditions)
    except InputError as error:
        yield Flaw(FIELD, error.sentence)
        return
    try:
        read_logic(notifier.logic, len(conditions))
    except InputError as error:
        yield Flaw(LOGIC_FIELD, error.sentence)


def _of_texts(notifier: Notifier, fields: Iterable[str]) -> Iterator[Flaw]:
    for field in fields:
        name, _, part = field.rpartition("_")
        trigger = trigger_of(name)
        if trigger is None:
            continue
        wording = notifier.wording(name)
        source = wording.subject if part == SUBJECT else wording.body
        where = Sentence(
            "%(part)s of %(trigger)s",
            part=part_name(notifier, part),
            trigger=Sentence(trigger.label),
        )
        for problem in text_problems(notifier, part, source):
            yield Flaw(field, problem.sentence_of(where), problem.severity)


def text_problems(notifier: Notifier, part: str, source: str) -> list[Problem]:
    """Everything wrong with a subject or body, as its agent reads it."""
    name = notifier.agent.name if notifier.agent else ""
    if name == SCRIPT and part == BODY:
        return []  # scripts are given no body
    found = imported_problems(source, WEBHOOK if is_json(notifier) else name)
    if not found and name == WEBHOOK and part == SUBJECT:
        try:
            read_headers(source)
        except InputError:
            return [Problem(1, Sentence("headers are one JSON object of texts"))]
    return found
