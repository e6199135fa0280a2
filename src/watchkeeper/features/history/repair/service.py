"""Finds plays that cannot be as they are written, and puts them right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import anyio.to_thread

from watchkeeper.columns import defects as columns_defects
from watchkeeper.columns.columns import Columns
from watchkeeper.columns.selection.groups import Groups
from watchkeeper.columns.store.plays import Plays
from watchkeeper.db.database import Database
from watchkeeper.domain.clusters import clusters
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history.changes import Changed
from watchkeeper.features.history.corrections import Corrections
from watchkeeper.features.history.queries import ignoring
from watchkeeper.features.history.repair.findings import Defect, Finding, better, mended
from watchkeeper.features.history.rows import PlayRow
from watchkeeper.features.history.service import History
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.values import dataclass

MOST_AT_ONCE = 2000
"""Findings that are put right in one change."""
FRESH_SECONDS = 3600
"""What cannot be yet may be possible later: findings about times are looked for anew."""

Found = Mapping[Defect, Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of putting findings right."""

    findings: int
    audit_id: int | None  # for `History.undo`; None when nothing was to be changed


class Repairs:
    """Looks for defects in the columns; what was found is kept until the record changes."""

    def __init__(
        self, db: Database, columns: Columns, clock: Clock, history: History, by: Corrections
    ) -> None:
        self._db = db
        self._columns = columns
        self._clock = clock
        self._history = history
        self._corrections = by
        self._known: tuple[object, Found] | None = None

    async def findings(self) -> Found:
        """All findings that are not left out, by kind; about a second at a million plays."""
        await self._history.catch_up()
        now = instant(self._clock)
        stamp = (self._columns.revision, self._history.watched_rule, now // FRESH_SECONDS)
        if self._known is None or self._known[0] != stamp:
            self._known = (stamp, await anyio.to_thread.run_sync(self._look, now))
        ignored = await self._db.read(ignoring.ignored)
        return {
            kind: [one for one in found if one.mark not in ignored.get(kind.value, ())]
            for kind, found in self._known[1].items()
        }

    async def rows(self, findings: Iterable[Finding]) -> dict[PlayId, PlayRow]:
        """The plays of findings."""
        return await self._history.plays(
            [PlayId(number) for one in findings for number in one.play_ids]
        )

    async def ordered(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings, of doubles with the play first that stays."""
        rows = await self.rows(findings)
        return [_ordered(one, rows) for one in findings]

    async def fix(self, kind: Defect, marks: Collection[str] | None, who: str) -> Repaired:
        """Put findings of a kind right in one change; `marks` None means all of them.

        At most `MOST_AT_ONCE`: the rest is still found afterwards.
        """
        found = (await self.findings())[kind]
        chosen = [one for one in found if marks is None or one.mark in marks][:MOST_AT_ONCE]
        if not chosen:
            return Repaired(0, None)
        return Repaired(len(chosen), await self._fix(kind, chosen, who))

    async def ignore(self, kind: Defect, marks: Iterable[str], who: str) -> int:
        """Leave findings out for good; how many."""
        now = instant(self._clock)
        return await self._db.write(ignoring.ignore, kind.value, list(marks), who, now)

    async def heed(self, kind: Defect) -> int:
        """Find again what was left out; how many findings that were."""
        return await self._db.write(ignoring.heed, kind.value)

    async def ignored(self) -> dict[str, int]:
        """How many findings of each kind are left out."""
        ignored = await self._db.read(ignoring.ignored)
        return {kind: len(marks) for kind, marks in ignored.items()}

    async def _fix(self, kind: Defect, chosen: Sequence[Finding], who: str) -> int | None:
        rows = await self.rows(chosen)
        if kind is Defect.TIMES:
            return await self._mend(chosen, rows, who)
        if kind is Defect.DOUBLE:
            dropped = [number for one in chosen for number in _ordered(one, rows).dropped]
            return await self._history.delete([PlayId(number) for number in dropped], who)
        if kind is Defect.SPLIT:
            return await self._corrections.merge_all([one.play_ids for one in chosen], who)
        references = [int(one.mark) for one in chosen]
        return await self._corrections.sort_out(references, who)

    async def _mend(
        self, chosen: Sequence[Finding], rows: Mapping[PlayId, PlayRow], who: str
    ) -> int | None:
        now = instant(self._clock)
        wanted = {
            number: mended(rows[PlayId(number)], one.fault, now)
            for one in chosen
            for number in one.play_ids
            if one.fault is not None and number in rows
        }
        return await self._corrections.change(Changed.REPAIRED, wanted, who)

    def _look(self, now: int) -> Found:
        rule = self._history.watched_rule

        def look(plays: Plays, groups: Groups) -> Found:
            return {
                Defect.TIMES: [
                    Finding(Defect.TIMES, str(one.play_id), (one.play_id,), one.fault)
                    for one in columns_defects.bad_times(plays, now)
                ],
                Defect.DOUBLE: _pairs(
                    Defect.DOUBLE, clusters(columns_defects.doubles(plays)).values()
                ),
                Defect.MIXED: [
                    Finding(Defect.MIXED, str(reference), _members(plays, groups, reference))
                    for reference in columns_defects.mixed_viewings(plays, groups)
                ],
                Defect.SPLIT: _pairs(Defect.SPLIT, columns_defects.split_viewings(plays, rule)),
            }

        return self._columns.ask(look)


def _pairs(kind: Defect, sets: Iterable[Sequence[int]]) -> list[Finding]:
    return [Finding(kind, ",".join(map(str, sorted(ids))), tuple(ids)) for ids in sets]


def _members(plays: Plays, groups: Groups, reference: int) -> tuple[int, ...]:
    return tuple(sorted(plays["id"][groups.runs.of(reference)].tolist()))


def _ordered(finding: Finding, rows: Mapping[PlayId, PlayRow]) -> Finding:
    if finding.kind is not Defect.DOUBLE:
        return finding
    present = [rows[PlayId(number)] for number in finding.play_ids if number in rows]
    if not present:
        return finding
    best = present[0]
    for row in present[1:]:
        best = better(best, row)
    others = tuple(row.id for row in present if row is not best)
    return Finding(finding.kind, finding.mark, (best.id, *others))
