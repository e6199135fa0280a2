"""Plans: proposed changes of the world outside, confirmed or rejected."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import Field

from watchkeeper.api.v1.caller import Asks
from watchkeeper.api.v1.shape import Instant, Number, Paging, Part, Shape, Text
from watchkeeper.plans import Change, ChangeState, PlanId, PlanState, Risk
from watchkeeper.plans import Plan as OurPlan

State = dict[str, Any]  # Any: values of any JSON type


class PlannedChange(Shape):
    """One step of a plan."""

    what: str = Field(description="What is done, in a sentence.")
    place: str = Field(description="Where, e.g. server:1/session:7.")
    before: State = Field(description="How it was when proposed.")
    after: State = Field(description="How it is to be.")
    why: str = Field(description="The reason.")
    risk: Risk = Field(description="What it takes to go back.")
    state: ChangeState = Field(description="How this step stands.")
    outcome: str = Field(description="How it went, in a sentence.")


class Plan(Shape):
    """Changes outside that belong together."""

    id: int = Field(description="Number of the plan.")
    kind: str = Field(description="What kind of plan, e.g. stop_stream.")
    state: PlanState = Field(description="How it stands.")
    reason: str = Field(description="Why it was proposed.")
    proposed_by: str = Field(description="Who proposed it.")
    confirmed_by: str | None = Field(description="Who confirmed it.")
    undoes: int | None = Field(description="Number of the plan that it takes back.")
    created_at: Instant = Field(description="When it was proposed, UTC seconds.")
    confirmed_at: Instant | None = Field(description="When it was confirmed, UTC seconds.")
    ended_at: Instant | None = Field(description="When it was over, UTC seconds.")
    changes: list[PlannedChange] = Field(description="Its steps, in order.")


class PlanList(Part):
    """Plans, newest first."""

    plans: list[Plan] = Field(description="This part of them.")


class PlansAsked(Paging):
    """Which plans."""

    kind: Text | None = Field(None, description="Only of this kind.")
    state: PlanState | None = Field(None, description="Only those that stand so.")


PlanPath = Annotated[Number, Path(description="Number of the plan.")]


async def list_plans(asks: Asks, asked: Annotated[PlansAsked, Query()]) -> PlanList:
    """List plans, newest first."""
    page = await asks.app.plans.on_record(
        kind=asked.kind, state=asked.state, offset=asked.offset, limit=asked.limit
    )
    return PlanList(
        plans=[plan_of(plan) for plan in page.plans], total=page.total, offset=asked.offset
    )


async def get_plan(asks: Asks, plan_id: PlanPath) -> Plan:
    """Get one plan with its changes."""
    return plan_of(await asks.app.plans.get(PlanId(plan_id)))


async def confirm_plan(asks: Asks, plan_id: PlanPath) -> Plan:
    """Confirm a proposed plan and carry it out. Takes until its last step has been verified."""
    return plan_of(await asks.app.stopping.carry_out(PlanId(plan_id), asks.principal))


async def reject_plan(asks: Asks, plan_id: PlanPath) -> Plan:
    """Reject a proposed plan."""
    return plan_of(await asks.app.plans.reject(PlanId(plan_id), asks.principal))


def plan_of(plan: OurPlan) -> Plan:
    """A plan in the words of the API."""
    return Plan(
        id=plan.id,
        kind=plan.kind,
        state=plan.state,
        reason=plan.reason,
        proposed_by=plan.proposed_by,
        confirmed_by=plan.confirmed_by,
        undoes=plan.undoes,
        created_at=plan.created_at,
        confirmed_at=plan.confirmed_at,
        ended_at=plan.ended_at,
        changes=[change_of(change) for change in plan.changes],
    )


def change_of(change: Change) -> PlannedChange:
    """One step in the words of the API."""
    return PlannedChange(
        what=change.what,
        place=change.place,
        before=dict(change.before),
        after=dict(change.after),
        why=change.why,
        risk=change.risk,
        state=change.state,
        outcome=change.outcome,
    )
