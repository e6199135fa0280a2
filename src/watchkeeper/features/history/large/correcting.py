"""What a correction of very many plays changes, in parts that can each stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.large import parts
from watchkeeper.features.history.large.parts import Part
from watchkeeper.features.history.queries import grouping
from watchkeeper.features.history.queries.changing import change_plays
from watchkeeper.features.system.audit.audit_entry import AuditNote

CORRECTIONS: Mapping[Changed, str] = {
    Changed.SPLIT: "Split plays",
    Changed.MERGED: "Merge plays",
    Changed.COUNTED: "Count plays",
    Changed.LEFT_OUT: "Leave plays out of all figures",
}
"""What may be corrected of very many plays, and what its job is called."""

Wanted = dict[int, Mapping[str, Any]]  # Any: values of columns of a play


def corrected(conn: Connection, action: Changed, play_ids: Sequence[int]) -> list[Part]:
    """The parts of a correction; done in whole or in part already, those change nothing.

    Raises:
        InputError: the plays cannot be one viewing.
    """
    return [
        Part(len(wanted), partial(_change, wanted)) for wanted in _wanted(conn, action, play_ids)
    ]


def of_values(play_ids: Sequence[int], values: Mapping[str, Any]) -> list[Part]:  # Any: columns
    """The parts of a change that gives all plays the same values."""
    return [
        Part(len(ids), partial(_change, dict.fromkeys(ids, values)))
        for ids in parts.sliced(play_ids)
    ]


def _wanted(conn: Connection, action: Changed, play_ids: Sequence[int]) -> Iterator[Wanted]:
    if action is Changed.SPLIT:
        yield from _packed(grouping.references_apart(conn, play_ids))
    elif action is Changed.MERGED:
        together = grouping.references_together(conn, play_ids)
        yield from _packed({number: to} for number, to in together.items())
    else:
        values = {"is_counted": action is Changed.COUNTED}
        for ids in parts.sliced(play_ids):
            yield dict.fromkeys(ids, values)


def _packed(groups: Iterable[Mapping[int, int]]) -> Iterator[Wanted]:
    """Groups in parts that cut none: what is left of one after a restart would be another."""
    packed: Wanted = {}
    for group in chain(groups, [{}]):
        if packed and (not group or len(packed) + len(group) > parts.PART):
            yield packed
            packed = {}
        packed |= {number: {"reference_id": reference} for number, reference in group.items()}


def _change(wanted: Wanted, conn: Connection, note: AuditNote, onto: int | None) -> int | None:
    return change_plays(conn, wanted, note, onto)
