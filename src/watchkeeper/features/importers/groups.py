"""Which group each imported play belongs to here.

A row names its group by the number of the group's first row. That row may have another number
here, or be gone from the file: its number may then be that of a play which has nothing to do with
it. Plays of such a group are grouped under the first of them that is taken over, and that is
noted like any other number that changed, so that later batches and imports find it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from watchkeeper.domain.facts import ServerId
from watchkeeper.features.importers.fate import Decision, Fate
from watchkeeper.features.importers.queries import record

REGROUPED = "regrouped"


def group_numbers(
    conn: Connection,
    decisions: Sequence[Decision],
    numbers: Mapping[int, int],
    server_id: ServerId,
) -> dict[int, int]:
    """Groups that have another number here, for the plays about to be recorded.

    `numbers` are those that plays of this batch got instead of their own.
    """
    fresh = [one for one in decisions if one.fate.is_new]
    wanted = {int(one.play.reference_id or 0) for one in fresh}
    found = record.references(conn, server_id, wanted)
    found |= {row_id: number for row_id, number in numbers.items() if row_id in wanted}
    here = {int(one.play.id or 0) for one in decisions if one.fate is not Fate.RECORDED_HERE}
    first = _first_of_dangling(fresh, wanted - found.keys() - here)
    strangers = record.strangers(conn, server_id, first.keys())
    regrouped = {
        reference: numbers.get(row_id, row_id)
        for reference, row_id in first.items()
        if reference in strangers
    }
    record.note_taken(conn, [_note(server_id, *entry) for entry in regrouped.items()])
    return found | regrouped


def _first_of_dangling(fresh: Sequence[Decision], dangling: set[int]) -> dict[int, int]:
    """The first row of each group whose own first row is not in this batch, by reference."""
    first: dict[int, int] = {}
    for one in fresh:
        reference, row_id = int(one.play.reference_id or 0), int(one.play.id or 0)
        if reference in dangling and reference < row_id:
            first.setdefault(reference, row_id)
    return first


def _note(server_id: ServerId, reference: int, number: int) -> dict[str, object]:
    return {
        "server_id": server_id,
        "table_name": record.HISTORY,
        "row_id": reference,
        "our_id": number,
        "reason": REGROUPED,
    }
