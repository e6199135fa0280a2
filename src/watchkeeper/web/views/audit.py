"""The audit trail and other lists of the logs as lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any

import orjson

from watchkeeper.features.accounts.sign_in.sign_ins import SignIn
from watchkeeper.features.system.audit.audit_entry import AuditEntry, AuditNote, Content
from watchkeeper.features.system.kept import KeptRow
from watchkeeper.texts import N_, _, ngettext, number
from watchkeeper.values import dataclass
from watchkeeper.web.views.browser import browser_words
from watchkeeper.web.views.settings.fields import PreferenceWords
from watchkeeper.web.words import Moment, moment

LONGEST = 300  # characters of a value
ACTIONS = frozenset(
    {
        N_("backups deleted"),
        N_("library deleted"),
        N_("library edited"),
        N_("library undeleted"),
        N_("people linked"),
        N_("person erased"),
        N_("play change undone"),
        N_("play deleted"),
        N_("play edited"),
        N_("plays counted"),
        N_("plays left out"),
        N_("plays merged"),
        N_("plays moved"),
        N_("plays reassigned"),
        N_("plays regrouped"),
        N_("plays relinked"),
        N_("plays repaired"),
        N_("plays split"),
        N_("preference changed"),
        N_("privacy changed"),
        N_("user deleted"),
        N_("user edited"),
        N_("user undeleted"),
    }
)
"""What the trail tells of, as its codes read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A change on record. `undo` is whether it can be taken back."""

    id: int
    moment: Moment
    who: str
    action: str
    subject: str
    differences: tuple[Difference, ...]
    undo: bool
    undone: str  # "" while it stands


@dataclass(frozen=True, slots=True)
class SignInLine:
    """An attempt to sign in."""

    moment: Moment
    name: str
    address: str
    browser: str
    agent: str  # as it was sent
    is_good: bool
    is_live: bool


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something that was sent, as an import brought it."""

    moment: Moment
    agent: str
    action: str
    subject: str
    body: str


def audit_line(entry: AuditEntry, zone: tzinfo, words: PreferenceWords) -> AuditLine:
    """A change as the list shows it; of a preference in the words of its form."""
    note = entry.note
    told = _preference(note, words) or tuple(_differences(note.before, note.after))
    return AuditLine(
        id=entry.id,
        moment=moment(note.at, zone),
        who=note.who,
        action=_action(note.action),
        subject=note.subject,
        differences=told,
        undo=entry.undo_hook is not None,
        undone=_undone(entry),
    )


def _undone(entry: AuditEntry) -> str:
    if entry.undone_at is None:
        return ""
    restored = entry.restored
    if restored is None or not restored.is_partial:
        return _("taken back")
    return _("taken back: %(plays)s", plays=_share(restored.plays, restored.of))


def _share(count: int, total: int) -> str:
    return _("%(num)s of %(total)s plays", num=number(count), total=number(total))


def _action(code: str) -> str:
    words = code.replace("_", " ")
    return _(words) if words in ACTIONS else words


def sign_in_line(attempt: SignIn, zone: tzinfo) -> SignInLine:
    """An attempt as the list shows it."""
    return SignInLine(
        moment(attempt.timestamp, zone),
        attempt.username or "",
        attempt.ip_address or "",
        browser_words(attempt.user_agent or ""),
        attempt.user_agent or "",
        attempt.success,
        attempt.session_id is not None,
    )


def notice_line(row: KeptRow, zone: tzinfo) -> NoticeLine:
    """A notice as the list shows it."""
    facts = {name: str(value or "") for name, value in row.content.items()}
    at = facts.get("timestamp", "")
    return NoticeLine(
        moment(int(at) if at.isdecimal() and len(at) < 12 else 0, zone),
        facts.get("agent_name", ""),
        facts.get("notify_action", ""),
        facts.get("subject_text", ""),
        facts.get("body_text", ""),
    )


def _preference(note: AuditNote, words: PreferenceWords) -> tuple[Difference, ...]:
    """The change of a preference that there is; nothing for anything else."""
    name = note.subject.removeprefix("preference:")
    title = words.title(name) if note.action == "preference_changed" else None
    if title is None:
        return ()
    before, after = (words.value(name, value)[:LONGEST] for value in (note.before, note.after))
    return (Difference(title, before, after),)


def _differences(before: Content | None, after: Content | None) -> Iterator[Difference]:
    """Value by value where both are made of named ones, else as a whole."""
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None):
        old, new = before or {}, after or {}
        if "plays" in old and "plays" in new:
            yield from _differences_of_plays(old["plays"], new["plays"])
            return
        if "restored" in new:
            yield Difference(_("taken back"), _text(None), _share(new["restored"], new["of"]))
            return
        for name in {**old, **new}:
            if old.get(name) != new.get(name):
                yield Difference(name, _named(name, old), _named(name, new))
    elif before != after:
        yield Difference("", _text(before), _text(after))


def _differences_of_plays(
    had: Sequence[Mapping[str, Any]], got: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Plays that had the same and got the same stand together. Any: JSON of the trail."""
    for old, new in zip(had, got, strict=True):
        plays = _count_of_plays(old["ids"])
        for name, value in new["values"].items():
            yield Difference(f"{plays}, {name}", _text(old["values"].get(name)), _text(value))


def _count_of_plays(play_ids: Sequence[object]) -> str:
    return ngettext("%(num)s play", "%(num)s plays", len(play_ids))


def _named(name: str, values: Mapping[str, Any]) -> str:
    """One value in words; numbers of plays may be very many. Any: JSON of the trail."""
    value = values.get(name)
    return _count_of_plays(value) if name == "play_ids" and value else _text(value)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return "–" if value is None else text[:LONGEST]
