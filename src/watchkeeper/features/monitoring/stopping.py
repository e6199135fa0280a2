"""Stopping a stream because somebody asks for it: one plan, carried out at once."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.domain.facts import ServerId
from watchkeeper.errors import ConflictError
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import MediaServer
from watchkeeper.features.monitoring.stop_stream import STOP_STREAM, StopStream, stop_change
from watchkeeper.plans.plan import Change, Confirmer, Plan, PlanId
from watchkeeper.plans.plans import Plans


class Stopping:
    """Whoever asks both proposes and confirms; the change tells what came of it."""

    def __init__(
        self,
        plans: Plans,
        connect: Callable[[ServerId], MediaServer | None],
        look_soon: Callable[[ServerId], None],
    ) -> None:
        self._plans = plans
        self._executor = StopStream(connect, look_soon)

    async def stop(self, session: LiveSession, message: str, who: Confirmer) -> Change:
        """Stop a stream and look whether it has stopped; takes some seconds.

        Returns:
            The change as it ended: its state, and its outcome in a sentence.

        Raises:
            InputError: the server states no id by which the stream can be stopped.
            AccessError: this person or key may not stop streams.
        """
        plan = await self.propose(session, message, who)
        [done] = (await self.carry_out(plan.id, who)).changes
        return done

    async def propose(self, session: LiveSession, message: str, who: Confirmer) -> Plan:
        """A plan that stops a stream; nothing happens until it is carried out.

        Raises:
            InputError: the server states no id by which the stream can be stopped.
        """
        change = stop_change(session, message)
        return await self._plans.propose(STOP_STREAM.name, [change], message, who.name)

    async def carry_out(self, plan_id: PlanId, who: Confirmer) -> Plan:
        """Confirm such a plan and do as it says; takes some seconds.

        Raises:
            NotFoundError: there is no such plan.
            AccessError: this person or key may not stop streams.
            ConflictError: it is of another kind, or not proposed (any more).
        """
        plan = await self._plans.get(plan_id)
        if plan.kind != STOP_STREAM.name:
            raise ConflictError("Plan %(plan_id)s does not stop a stream.", plan_id=plan_id)
        await self._plans.confirm(plan_id, who)
        return await self._plans.apply(plan_id, self._executor)

    async def resume(self) -> None:
        """Bring to an end what a crash left half-way; once, at start."""
        await self._plans.resume({STOP_STREAM.name: self._executor})
