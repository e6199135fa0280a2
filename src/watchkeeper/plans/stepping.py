"""Applying one change: look, mark, do, read back. What is begun is never begun again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from watchkeeper.errors import WatchkeeperError
from watchkeeper.plans.plan import Change, ChangeState
from watchkeeper.plans.ports import Executor, Finding
from watchkeeper.texts import N_
from watchkeeper.values import dataclass

Mark = Callable[[Change, ChangeState, str], Awaitable[Change]]
"""Stores how a change stands, before anything else happens, and returns it as it is now."""

NOT_SHOWN = N_("It was done, but reading back does not show it.")
INTERRUPTED = N_(
    "Watchkeeper was stopped at this step, and reading back does not show it. It is not repeated:"
    " propose it anew."
)

GOOD_ENDS = frozenset({ChangeState.VERIFIED, ChangeState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Stepper:
    """Takes changes from waiting to their end."""

    executor: Executor
    mark: Mark

    async def step(self, change: Change) -> Change:
        """Bring one unfinished change to its end; ended ones stay as they are."""
        if change.state is ChangeState.APPLYING:
            return await self._settle(change, INTERRUPTED)
        if change.state is ChangeState.WAITING:
            return await self._begin(change)
        return change

    async def _begin(self, change: Change) -> Change:
        try:
            finding = await self.executor.recheck(change)
        except WatchkeeperError as error:
            return await self.mark(change, ChangeState.FAILED, f"Nothing was done: {error}")
        if not finding.holds:
            words = finding.words or N_("The world is not as the plan expects.")
            return await self.mark(change, ChangeState.SKIPPED, words)
        begun = await self.mark(change, ChangeState.APPLYING, "")
        try:
            await self.executor.apply(begun)
        except WatchkeeperError as error:
            return await self._settle_failure(begun, error)
        return await self._settle(begun, NOT_SHOWN)

    async def _settle(self, begun: Change, not_shown: str) -> Change:
        """After doing it, or after a crash while doing it: say what the world shows."""
        try:
            finding = await self.executor.verify(begun)
        except WatchkeeperError as error:
            words = f"It could not be read back: {error}"
            return await self.mark(begun, ChangeState.UNVERIFIED, words)
        state = ChangeState.VERIFIED if finding.holds else ChangeState.UNVERIFIED
        words = finding.words or ("" if finding.holds else not_shown)
        return await self.mark(begun, state, words)

    async def _settle_failure(self, begun: Change, error: WatchkeeperError) -> Change:
        """An error says little about what happened: only reading back tells."""
        try:
            finding = await self.executor.verify(begun)
        except WatchkeeperError:
            finding = Finding(holds=False)
        if finding.holds:
            return await self.mark(begun, ChangeState.VERIFIED, finding.words)
        return await self.mark(begun, ChangeState.FAILED, str(error))
