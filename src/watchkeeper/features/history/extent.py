"""Of how many plays a change of the audit trail is, and an outline of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from watchkeeper.features.history.changes import DELETED, Changed
from watchkeeper.features.history.queries.reassign import shares_of
from watchkeeper.features.history.relinking.relink import RELINKED
from watchkeeper.features.system.audit.audit_entry import PLAYS_UNDONE, AuditNote, State

MOST_TOLD = 10
"""As many plays an outline names at most."""


def plays_in(note: AuditNote) -> int:
    """How many plays a change was of; 0 for one that is of one by its nature, or of none."""
    before = note.values_before
    if note.action == DELETED:
        return len(before["play_ids"])
    if note.action == RELINKED:
        return len(before)
    if note.action not in set(Changed):
        return 0
    return sum(len(share["ids"]) for share in shares_of(before, note.values_after)[0])


def outline(note: AuditNote) -> AuditNote:
    """The change as it is, or with the first of its plays alone where it is of many."""
    if plays_in(note) <= MOST_TOLD and note.action != PLAYS_UNDONE:
        return note
    cut = _first_links if note.action == RELINKED else _first_plays
    return replace(
        note,
        before=None if note.before is None else cut(note.values_before),
        after=None if note.after is None else cut(note.values_after),
    )


def _first_links(content: State) -> State:
    return dict(islice(content.items(), MOST_TOLD))


def _first_plays(content: State) -> State:
    found = dict(content)
    if "play_ids" in content:
        found["play_ids"] = content["play_ids"][:MOST_TOLD]
    if "plays" in content:
        found["plays"] = list(_first_shares(content["plays"]))
    if "names" in content:
        found["names"] = [[name, ids[:MOST_TOLD]] for name, ids in content["names"][:MOST_TOLD]]
    return found


def _first_shares(shares: Sequence[Mapping[str, Any]]) -> Iterator[State]:  # Any: JSON of the trail
    room = MOST_TOLD
    for share in shares:
        ids = share["ids"][:room]
        room -= len(ids)
        if ids:
            yield {**share, "ids": ids}
