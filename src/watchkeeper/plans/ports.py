"""What applying a plan needs from the feature that proposed it."""

from __future__ import annotations

from typing import Protocol

from watchkeeper.plans.plan import Change
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at the world says about a change: yes or no, and a sentence why."""

    holds: bool
    words: str = ""


class Executor(Protocol):
    """Applies the changes of one kind of plan. Each method may raise OutsideError."""

    async def recheck(self, change: Change) -> Finding:
        """Whether the world still is as the change expects, right before it is applied."""
        ...

    async def apply(self, change: Change) -> None:
        """Do it, once. Never called twice for one change."""
        ...

    async def verify(self, change: Change) -> Finding:
        """Whether the world now is as it should be after the change, read back from outside."""
        ...
