"""The plan engine: the one way in which anything outside our own database is changed."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from watchkeeper.db.database import Database
from watchkeeper.errors import AccessError, ConflictError, InputError, NotFoundError
from watchkeeper.plans import queries
from watchkeeper.plans.plan import (
    Change,
    ChangeState,
    Confirmer,
    Plan,
    PlanChanged,
    PlanId,
    PlanKind,
    PlanPage,
    PlanState,
    PlanStopped,
    Risk,
)
from watchkeeper.plans.ports import Executor
from watchkeeper.plans.stepping import GOOD_ENDS, Stepper
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock, instant
from watchkeeper.texts import N_, Sentence

log = structlog.get_logger(__name__)

CONFIRMATION_HOLDS_SECONDS = 3600
"""A confirmation older than this is not acted upon after a restart: the world has moved on."""


GROWN_OLD = N_("Nothing was done: the confirmation has grown old. Propose it anew.")
STEP_BEFORE_FAILED = N_("Nothing was done: a step before this one did not succeed.")


class Plans:
    """Keeps plans from proposal to record."""

    def __init__(self, db: Database, clock: Clock, bus: Bus, kinds: Iterable[PlanKind]) -> None:
        self._db = db
        self._clock = clock
        self._bus = bus
        self._kinds: Mapping[str, PlanKind] = {kind.name: kind for kind in kinds}
        self._applying: set[PlanId] = set()

    async def propose(self, kind: str, changes: Sequence[Change], reason: str, who: str) -> Plan:
        """Write a plan down; nothing happens until it is confirmed and applied.

        Raises:
            InputError: the kind is unknown, or there is nothing to change.
        """
        if kind not in self._kinds:
            raise InputError("There are no plans of kind %(kind)s.", kind=kind, field="kind")
        if not changes:
            raise InputError("A plan needs at least one change.", field="changes")
        return await self._propose(
            queries.NewPlan(
                kind=kind,
                reason=reason,
                proposed_by=who,
                created_at=instant(self._clock),
                changes=changes,
            )
        )

    async def propose_undo(self, plan_id: PlanId, who: str) -> Plan:
        """Propose to take an applied plan back: its verified changes, swapped, last one first.

        Raises:
            NotFoundError: there is no such plan.
            ConflictError: it is not applied, or a change of it cannot be taken back.
        """
        plan = await self.get(plan_id)
        done = [change for change in plan.changes if change.state is ChangeState.VERIFIED]
        if plan.state is not PlanState.APPLIED or not done:
            raise ConflictError(
                "Plan %(plan_id)s is %(state)s: there is nothing to take back.",
                plan_id=plan_id,
                state=Sentence(plan.state),
            )
        if any(change.risk is not Risk.REVERSIBLE for change in done):
            raise ConflictError(
                "Plan %(plan_id)s has changes that cannot be taken back.", plan_id=plan_id
            )
        return await self._propose(
            queries.NewPlan(
                kind=plan.kind,
                reason=f"Take back plan {plan_id}.",
                proposed_by=who,
                created_at=instant(self._clock),
                changes=[_reversed(change) for change in reversed(done)],
                undoes=plan_id,
            )
        )

    async def get(self, plan_id: PlanId) -> Plan:
        """One plan with its changes.

        Raises:
            NotFoundError: there is none of this number.
        """
        plan = await self._db.read(queries.get_plan, plan_id)
        if plan is None:
            raise NotFoundError("There is no plan %(plan_id)s.", plan_id=plan_id, field="plan_id")
        return plan

    async def on_record(
        self,
        *,
        kind: str | None = None,
        state: PlanState | None = None,
        offset: int = 0,
        limit: int = 25,
    ) -> PlanPage:
        """All plans, newest first."""
        return await self._db.read(queries.plan_page, kind, state, offset=offset, limit=limit)

    async def confirm(self, plan_id: PlanId, who: Confirmer) -> Plan:
        """Let a proposed plan be applied.

        Raises:
            NotFoundError: there is no such plan.
            AccessError: this person may not confirm it.
            ConflictError: it is not proposed (any more).
        """
        plan = await self.get(plan_id)
        self._check_right(plan, who)
        kind = self._kinds[plan.kind]
        if kind.needs_another and who.name == plan.proposed_by:
            raise AccessError("Somebody else than who proposed this plan must confirm it.")
        at = instant(self._clock)
        if not await self._db.write(queries.confirm_plan, plan_id, who=who.name, at=at):
            raise ConflictError(
                "Plan %(plan_id)s is %(state)s: it cannot be confirmed.",
                plan_id=plan_id,
                state=Sentence(plan.state),
            )
        return await self._announced(plan_id)

    async def reject(self, plan_id: PlanId, who: Confirmer) -> Plan:
        """Say no to a proposed plan.

        Raises:
            NotFoundError: there is no such plan.
            AccessError: this person may not decide about it.
            ConflictError: it is not proposed (any more).
        """
        plan = await self.get(plan_id)
        self._check_right(plan, who)
        if not await self._end(plan_id, PlanState.PROPOSED, PlanState.REJECTED):
            raise ConflictError(
                "Plan %(plan_id)s is %(state)s: it cannot be rejected.",
                plan_id=plan_id,
                state=Sentence(plan.state),
            )
        return await self._announced(plan_id)

    async def apply(self, plan_id: PlanId, executor: Executor) -> Plan:
        """Apply a confirmed plan step by step, and say how it went: see its changes.

        Each step is checked again right before, and read back right after. The first that fails
        or cannot be verified ends the plan; what comes after it is left alone. May be called
        again after a crash: a step that was begun is then read back, never repeated.

        Raises:
            NotFoundError: there is no such plan.
            ConflictError: it is not confirmed, or is being applied already.
        """
        plan = await self.get(plan_id)
        if plan.state is not PlanState.CONFIRMED:
            raise ConflictError(
                "Plan %(plan_id)s is %(state)s: confirm it first.",
                plan_id=plan_id,
                state=Sentence(plan.state),
            )
        if plan_id in self._applying:
            raise ConflictError("Plan %(plan_id)s is being applied already.", plan_id=plan_id)
        self._applying.add(plan_id)
        try:
            return await self._apply(plan, executor)
        finally:
            self._applying.discard(plan_id)

    async def resume(self, executors: Mapping[str, Executor]) -> tuple[Plan, ...]:
        """Bring plans that a crash or stop left half-way to their end; call it at start.

        A plan whose confirmation has grown old begins no further step.
        """
        resumed = []
        for plan_id in await self._db.read(queries.confirmed_plans):
            plan = await self.get(plan_id)
            executor = executors.get(plan.kind)
            if executor is None:
                log.warning("plan cannot be resumed", plan=plan_id, kind=plan.kind)
                continue
            if instant(self._clock) - (plan.confirmed_at or 0) > CONFIRMATION_HOLDS_SECONDS:
                await self._leave_waiting(plan, ChangeState.FAILED, GROWN_OLD)
            resumed.append(await self.apply(plan_id, executor))
        return tuple(resumed)

    async def _propose(self, new: queries.NewPlan) -> Plan:
        return await self._announced(await self._db.write(queries.insert_plan, new))

    async def _apply(self, plan: Plan, executor: Executor) -> Plan:
        stepper = Stepper(executor, functools.partial(self._mark, plan.id))
        for change in plan.changes:
            after = await stepper.step(change)
            if after.state not in GOOD_ENDS:
                await self._leave_waiting(plan, ChangeState.SKIPPED, STEP_BEFORE_FAILED)
                break
        return await self._finish(plan.id)

    async def _finish(self, plan_id: PlanId) -> Plan:
        plan = await self.get(plan_id)
        is_good = all(change.state in GOOD_ENDS for change in plan.changes)
        state = PlanState.APPLIED if is_good else PlanState.FAILED
        await self._end(plan_id, PlanState.CONFIRMED, state)
        if is_good and plan.undoes is not None:
            await self._end(plan.undoes, PlanState.APPLIED, PlanState.UNDONE)
            await self._announced(plan.undoes)
        return await self._announced(plan_id)

    async def _leave_waiting(self, plan: Plan, state: ChangeState, words: str) -> None:
        """Decide not to begin what waits; what is begun is settled by reading back."""
        waiting = [
            change
            for change in (await self.get(plan.id)).changes
            if change.state is ChangeState.WAITING
        ]
        for change in waiting:
            await self._mark(plan.id, change, state, words)
        if waiting:
            self._bus.publish(PlanStopped(plan.id, plan.kind, words))

    async def _mark(
        self, plan_id: PlanId, change: Change, state: ChangeState, outcome: str
    ) -> Change:
        if not await self._db.write(queries.mark_change, plan_id, change, state, outcome):
            raise ConflictError(
                "Step %(position)s of plan %(plan_id)s was changed meanwhile.",
                position=change.position,
                plan_id=plan_id,
            )
        return replace(change, state=state, outcome=outcome)

    async def _end(self, plan_id: PlanId, before: PlanState, after: PlanState) -> bool:
        at = instant(self._clock)
        return await self._db.write(queries.end_plan, plan_id, before, after, at=at)

    async def _announced(self, plan_id: PlanId) -> Plan:
        plan = await self.get(plan_id)
        log.info("plan moved on", plan=plan_id, kind=plan.kind, state=plan.state.value)
        self._bus.publish(PlanChanged(plan_id, plan.state))
        return plan

    def _check_right(self, plan: Plan, who: Confirmer) -> None:
        kind = self._kinds.get(plan.kind)
        if kind is None or not who.may(kind.scope):
            raise AccessError(
                "%(name)s may not decide about plans of kind %(kind)s.",
                name=who.name,
                kind=plan.kind,
            )


def _reversed(change: Change) -> Change:
    return replace(
        change,
        what=f"Take back: {change.what}",
        before=change.after,
        after=change.before,
        why="the plan it belongs to is taken back",
    )
