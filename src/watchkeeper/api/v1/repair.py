"""Repair: what is wrong in the record, and putting it right."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import Field, JsonValue

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.plays import Play, play_of
from watchkeeper.api.v1.shape import MOST_ROWS, Paging, Part, Shape, Text
from watchkeeper.columns.defects import TimeFault
from watchkeeper.domain.facts import PlayId
from watchkeeper.features.history import Defect, PlayRow, mended
from watchkeeper.features.history import Finding as OurFinding
from watchkeeper.runtime.clock import instant


class DefectCount(Shape):
    """A kind of findings."""

    kind: Defect = Field(description="What is wrong, in the order in which to put it right.")
    findings: int = Field(description="How many are found now.")
    ignored: int = Field(description="How many are left out for good.")


class DefectCounts(Shape):
    """All kinds of findings."""

    kinds: list[DefectCount] = Field(description="Each with its numbers.")
    total: int = Field(description="Findings of all kinds.")


class Finding(Shape):
    """Plays that belong together in what is wrong with them, and what putting it right does."""

    kind: Defect = Field(description="What is wrong.")
    mark: str = Field(description="Names the finding, for `fix_findings` and `ignore_findings`.")
    fault: TimeFault | None = Field(description="What is wrong with the times, where they are.")
    plays: list[Play] = Field(description="The plays; of doubles the one first that stays.")
    deleted_ids: list[int] = Field(description="Numbers of the plays that would be deleted.")
    new_values: dict[str, JsonValue] | None = Field(
        description="Of impossible times: what would be set; is_counted=false: it leaves figures."
    )


class FindingList(Part):
    """Findings of one kind."""

    findings: list[Finding] = Field(description="This part of them.")


class Marks(Shape):
    """Findings by their marks."""

    marks: list[Text] = Field(
        min_length=1, max_length=MOST_ROWS, description="Marks of the findings."
    )


class Chosen(Shape):
    """Findings by their marks, or all of the kind."""

    marks: list[Text] | None = Field(
        max_length=MOST_ROWS, description="Marks of the findings; null: all, at most 2,000."
    )


class Fixed(Shape):
    """What came of it."""

    findings: int = Field(description="Findings that were put right.")
    change_id: int | None = Field(
        description="Number in the audit trail, by which it can be undone; null: nothing to undo."
    )


class Counted(Shape):
    """How many it was."""

    findings: int = Field(description="How many findings.")


class Difference(Shape):
    """A figure that does not agree with the database."""

    what: str = Field(description="Which figure.")
    expected: str = Field(description="What the database says.")
    found: str = Field(description="What the figures say.")


class Differences(Shape):
    """What does not agree; nothing when all is well."""

    differences: list[Difference] = Field(description="The first of them.")
    total: int = Field(description="How many there are.")


class Rebuilt(Shape):
    """Figures that were built anew."""

    plays: int = Field(description="Plays that they are of.")


KindPath = Annotated[Defect, Path(description="What is wrong.")]


async def list_defects(asks: Asks) -> DefectCounts:
    """List what is wrong in the record: how many findings of each kind."""
    found, ignored = await asks.app.repairs.findings(), await asks.app.repairs.ignored()
    kinds = [
        DefectCount(kind=kind, findings=len(found[kind]), ignored=ignored.get(kind.value, 0))
        for kind in Defect
    ]
    return DefectCounts(kinds=kinds, total=sum(one.findings for one in kinds))


async def list_findings(
    asks: Asks, kind: KindPath, asked: Annotated[Paging, Query()]
) -> FindingList:
    """List the findings of one kind: a preview of what `fix_findings` does."""
    repairs = asks.app.repairs
    found = (await repairs.findings())[kind]
    part = await repairs.ordered(found[asked.offset : asked.offset + asked.limit])
    rows, now = await repairs.rows(part), instant(asks.app.clock)
    return FindingList(
        findings=[finding_of(one, rows, now) for one in part],
        total=len(found),
        offset=asked.offset,
    )


async def fix_findings(asks: Asks, kind: KindPath, wanted: Chosen) -> Fixed:
    """Put findings of one kind right, as one change that can be undone."""
    done = await asks.app.repairs.fix(kind, wanted.marks, asks.principal.name)
    return Fixed(findings=done.findings, change_id=done.audit_id)


async def ignore_findings(asks: Asks, kind: KindPath, wanted: Marks) -> Counted:
    """Leave findings as they are and out of the lists, for good."""
    count = await asks.app.repairs.ignore(kind, wanted.marks, asks.principal.name)
    return Counted(findings=count)


async def heed_findings(asks: Asks, kind: KindPath) -> Counted:
    """Find again what was left out of one kind."""
    return Counted(findings=await asks.app.repairs.heed(kind))


async def check_figures(asks: Asks) -> Differences:
    """Hold the figures against a recount of the database. Takes seconds with a large record."""
    found = await asks.app.history.check()
    shown = [
        Difference(what=one.what, expected=str(one.in_database), found=str(one.in_columns))
        for one in found[:MOST_ROWS]
    ]
    return Differences(differences=shown, total=len(found))


async def rebuild_figures(asks: Asks) -> Rebuilt:
    """Build the figures anew from the database."""
    await asks.app.history.rebuild()
    return Rebuilt(plays=len(asks.app.columns))


def finding_of(finding: OurFinding, rows: dict[PlayId, PlayRow], now: int) -> Finding:
    """A finding in the words of the API; plays that are gone meanwhile are left out."""
    found = [rows[PlayId(number)] for number in finding.play_ids if number in rows]
    fault = finding.fault
    return Finding(
        kind=finding.kind,
        mark=finding.mark,
        fault=fault,
        plays=[play_of(row) for row in found],
        deleted_ids=list(finding.dropped),
        new_values=mended(found[0], fault, now) if found and fault is not None else None,
    )
