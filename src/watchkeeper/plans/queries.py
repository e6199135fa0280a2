"""Rows of plans and their changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from watchkeeper.db.tables import change, plan
from watchkeeper.plans.plan import (
    Change,
    ChangeState,
    Plan,
    PlanId,
    PlanPage,
    PlanState,
    Risk,
    State,
)
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """A plan on its way into the record."""

    kind: str
    reason: str
    proposed_by: str
    created_at: int
    changes: Sequence[Change]
    undoes: PlanId | None = None


def insert_plan(conn: Connection, new: NewPlan) -> PlanId:
    """Write a plan with its changes, all or nothing."""
    names = ("kind", "reason", "proposed_by", "created_at", "undoes")
    values = {name: getattr(new, name) for name in names}
    added = insert(plan).values(**values, state=PlanState.PROPOSED.value).returning(plan.c.id)
    plan_id = PlanId(conn.execute(added).scalar_one())
    rows = [_change_values(step, plan_id, position) for position, step in enumerate(new.changes)]
    conn.execute(insert(change), rows)
    return plan_id


def get_plan(conn: Connection, plan_id: PlanId) -> Plan | None:
    """One plan with its changes in order."""
    row = conn.execute(select(plan).where(plan.c.id == plan_id)).one_or_none()
    return None if row is None else _plans(conn, [row])[0]


def plan_page(
    conn: Connection, kind: str | None, state: PlanState | None, *, offset: int, limit: int
) -> PlanPage:
    """Plans, newest first."""
    conditions: list[ColumnElement[bool]] = []
    if kind is not None:
        conditions.append(plan.c.kind == kind)
    if state is not None:
        conditions.append(plan.c.state == state.value)
    total = conn.execute(select(func.count()).select_from(plan).where(*conditions)).scalar_one()
    chosen = select(plan).where(*conditions).order_by(plan.c.id.desc())
    rows = conn.execute(chosen.offset(offset).limit(limit)).all()
    return PlanPage(tuple(_plans(conn, rows)), total)


def confirmed_plans(conn: Connection) -> list[PlanId]:
    """Plans that were confirmed and have not come to their end."""
    chosen = select(plan.c.id).where(plan.c.state == PlanState.CONFIRMED.value)
    return [PlanId(plan_id) for plan_id in conn.execute(chosen.order_by(plan.c.id)).scalars()]


def confirm_plan(conn: Connection, plan_id: PlanId, *, who: str, at: int) -> bool:
    """From proposed to confirmed; False when it was not proposed (any more)."""
    values = {"state": PlanState.CONFIRMED.value, "confirmed_by": who, "confirmed_at": at}
    proposed = (plan.c.id == plan_id) & (plan.c.state == PlanState.PROPOSED.value)
    return conn.execute(update(plan).where(proposed).values(**values)).rowcount == 1


def end_plan(
    conn: Connection, plan_id: PlanId, before: PlanState, after: PlanState, *, at: int
) -> bool:
    """Move a plan to one of its ends; False when it no longer was as expected."""
    expected = (plan.c.id == plan_id) & (plan.c.state == before.value)
    values = {"state": after.value, "ended_at": at}
    return conn.execute(update(plan).where(expected).values(**values)).rowcount == 1


def mark_change(
    conn: Connection, plan_id: PlanId, before: Change, state: ChangeState, outcome: str
) -> bool:
    """Move one change on; False when it no longer was as expected."""
    expected = (
        (change.c.plan_id == plan_id)
        & (change.c.position == before.position)
        & (change.c.state == before.state.value)
    )
    values = {"state": state.value, "outcome": outcome}
    return conn.execute(update(change).where(expected).values(**values)).rowcount == 1


def _plans(conn: Connection, rows: Sequence[Row[Any]]) -> list[Plan]:  # Any: rows of any shape
    chosen = select(change).where(change.c.plan_id.in_([row.id for row in rows]))
    steps: dict[int, list[Change]] = {}
    for step in conn.execute(chosen.order_by(change.c.position)):
        steps.setdefault(step.plan_id, []).append(_change(step))
    return [_plan(row, steps.get(row.id, [])) for row in rows]


def _plan(row: Row[Any], steps: list[Change]) -> Plan:  # Any: a row of any shape
    return Plan(
        id=PlanId(row.id),
        kind=row.kind,
        state=PlanState(row.state),
        reason=row.reason,
        proposed_by=row.proposed_by,
        confirmed_by=row.confirmed_by,
        undoes=None if row.undoes is None else PlanId(row.undoes),
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
        changes=tuple(steps),
    )


def _change(row: Row[Any]) -> Change:  # Any: a row of any shape
    return Change(
        what=row.what,
        place=row.place,
        before=orjson.loads(row.before),
        after=orjson.loads(row.after),
        why=row.why,
        risk=Risk(row.risk),
        state=ChangeState(row.state),
        outcome=row.outcome,
        position=row.position,
    )


def _change_values(step: Change, plan_id: PlanId, position: int) -> dict[str, object]:
    return {
        "plan_id": plan_id,
        "position": position,
        "what": step.what,
        "place": step.place,
        "before": _dumped(step.before),
        "after": _dumped(step.after),
        "why": step.why,
        "risk": step.risk.value,
        "state": ChangeState.WAITING.value,
        "outcome": "",
    }


def _dumped(state: State) -> str:
    return orjson.dumps(dict(state)).decode()
