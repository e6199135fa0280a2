"""The audit trail: who changed what of the record, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Path, Query
from pydantic import Field, JsonValue

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Number, Paging, Part, Shape, Text
from watchkeeper.features.history.extent import outline, plays_in
from watchkeeper.features.system.audit.audit_entry import AuditEntry, AuditFilter, Content


class RecordChange(Shape):
    """One change on the trail."""

    id: int = Field(description="Number of the change.")
    at: Instant = Field(description="When it was made, UTC seconds.")
    who: str = Field(description="Who made it.")
    action: str = Field(description="What was done, e.g. play_edited.")
    subject: str = Field(description="Of what, e.g. play:17 or user:1/7001 (server/user).")
    before: JsonValue = Field(description="The values before by name, or the one value; or null.")
    after: JsonValue = Field(description="The values after by name, or the one value; or null.")
    can_undo: bool = Field(description="Whether it can be taken back.")
    undone_at: Instant | None = Field(description="When it was taken back, UTC seconds.")
    plays: int | None = Field(
        description="How many plays it was of; null: it is of one or of none by its nature."
    )
    restored_plays: int | None = Field(
        description="How many of those were as before once it was taken back; null: it was not, or"
        " that is not known."
    )
    is_shortened: bool = Field(
        description="Whether `before` and `after` name the first plays alone, as a list of changes"
        " does for more than ten; `GET /audit/{change_id}` names all."
    )
    undo_job_id: int | None = Field(
        default=None,
        description="Number of the job that takes it back, where that was begun just now.",
    )


class ChangeList(Part):
    """Changes, newest first."""

    changes: list[RecordChange] = Field(description="This part of them.")


class ChangesAsked(Paging):
    """Which changes."""

    who: Text | None = Field(None, description="Only those of this person.")
    action: Text | None = Field(None, description="Only those of this kind.")
    subject: Text | None = Field(None, description="Only those of this subject.")


ChangePath = Annotated[Number, Path(description="Number of the change.")]


async def list_changes(asks: Asks, asked: Annotated[ChangesAsked, Query()]) -> ChangeList:
    """List changes of the record, newest first."""
    wanted = AuditFilter(who=asked.who, action=asked.action, subject=asked.subject)
    page = await asks.app.audit.page(wanted, offset=asked.offset, limit=asked.limit)
    changes = [_outlined(entry) for entry in page.entries]
    return ChangeList(changes=changes, total=page.total, offset=asked.offset)


async def get_change(asks: Asks, change_id: ChangePath) -> RecordChange:
    """Get one change."""
    return _whole(await asks.app.audit.get(change_id))


async def undo_change(asks: Asks, change_id: ChangePath) -> RecordChange:
    """Take a change back. Only once, and only while nothing else has changed it since.

    One of very many plays is taken back by a job.
    """
    job_id = await asks.app.undoing.undo(change_id, asks.principal.name)
    change = _whole(await asks.app.audit.get(change_id))
    return change.model_copy(update={"undo_job_id": job_id})


def _whole(entry: AuditEntry) -> RecordChange:
    """An entry of the trail in the words of the API."""
    note, restored = entry.note, entry.restored
    return RecordChange(
        id=entry.id,
        at=note.at,
        who=note.who,
        action=note.action,
        subject=note.subject,
        before=_plain(note.before),
        after=_plain(note.after),
        can_undo=entry.undo_hook is not None,
        undone_at=entry.undone_at,
        plays=plays_in(note) or None,
        restored_plays=None if restored is None else restored.plays,
        is_shortened=False,
    )


def _outlined(entry: AuditEntry) -> RecordChange:
    """The entry in a list, whose length must not follow the number of plays."""
    note = outline(entry.note)
    change = _whole(entry)
    shown = {"before": _plain(note.before), "after": _plain(note.after)}
    return change.model_copy(update=shown | {"is_shortened": note != entry.note})


def _plain(content: Content | None) -> JsonValue:
    return dict(content) if isinstance(content, Mapping) else content
