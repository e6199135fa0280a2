"""The audit trail: who changed what in the record, from what to what, and who can take it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.values import dataclass

UNDO_HOOKS: Mapping[str, str] = {
    "preference_changed": "preferences",
    "play_edited": "history",
    "play_deleted": "history",
    "plays_relinked": "history",
    "plays_split": "history",
    "plays_merged": "history",
    "plays_regrouped": "history",
    "plays_counted": "history",
    "plays_left_out": "history",
    "plays_moved": "history",
    "plays_repaired": "history",
    "plays_reassigned": "history",
    "people_linked": "people",
    "user_edited": "users",
    "user_deleted": "users",
    "user_undeleted": "users",
    "library_edited": "libraries",
    "library_deleted": "libraries",
    "library_undeleted": "libraries",
}
"""From an action to the service whose `undo(audit_id, who)` takes it back."""

PLAYS_UNDONE = "play_change_undone"
"""The action that takes a change of the history back; its subject is `audit:` and the number."""

State = Mapping[str, Any]  # Any: values of any JSON type
Content = State | list[Any] | str | float | bool
"""Values by name; or the one value, of what has just one (a preference)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditNote:
    """A change on its way into the trail; never carries a secret."""

    at: int  # UTC seconds
    who: str
    action: str  # e.g. user_edited
    subject: str  # e.g. user:1/7001 (server/user)
    before: Content | None = None
    after: Content | None = None

    @property
    def values_before(self) -> State:
        """The values before by name; {} where there were none, or just one without a name."""
        return self.before if isinstance(self.before, Mapping) else {}

    @property
    def values_after(self) -> State:
        """The values after by name; {} where there are none, or just one without a name."""
        return self.after if isinstance(self.after, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Restored:
    """How many plays were again as before, once a change was taken back, of those it was of."""

    plays: int = 0
    of: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether some are not: they were changed again in between, or are not kept any more."""
        return self.plays < self.of

    @property
    def content(self) -> State:
        """What the trail keeps of it."""
        return {"restored": self.plays, "of": self.of}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A change on record."""

    id: int
    note: AuditNote
    undone_at: int | None  # UTC seconds
    restored: Restored | None = None  # of a change of many plays that was taken back

    @property
    def undo_hook(self) -> str | None:
        """Name of the service that can take it back; None when nothing can, or it is undone."""
        return None if self.undone_at is not None else UNDO_HOOKS.get(self.note.action)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries; None means any."""

    who: str | None = None
    action: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first, and how many there are in all."""

    entries: tuple[AuditEntry, ...]
    total: int
