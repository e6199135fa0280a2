"""A plan, its changes, and the words for how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NewType, Protocol

from watchkeeper.texts import N_
from watchkeeper.values import dataclass

PlanId = NewType("PlanId", int)

State = Mapping[str, Any]  # Any: values of any JSON type


class PlanState(StrEnum):
    """How a plan stands."""

    PROPOSED = N_("proposed")  # a dry run: nothing happens until it is confirmed
    CONFIRMED = N_("confirmed")  # may be applied, or is being applied
    APPLIED = N_("applied")  # every change is verified, or was not needed
    FAILED = "failed"  # a change failed or could not be verified; the rest was left alone
    REJECTED = N_("rejected")  # somebody said no
    UNDONE = N_("undone")  # applied, and taken back since


class ChangeState(StrEnum):
    """How one change stands."""

    WAITING = "waiting"
    APPLYING = "applying"  # begun; after a crash nobody knows how far it came
    VERIFIED = "verified"  # read back: it is as it should be
    UNVERIFIED = "unverified"  # done, but reading back does not (or not yet) show it
    SKIPPED = "skipped"  # the world had changed, or it was not needed (any more)
    FAILED = "failed"


class Risk(StrEnum):
    """What it takes to go back."""

    REVERSIBLE = "reversible"
    HARD = "hard"
    IRREVERSIBLE = "irreversible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing to do outside: what, where, from what to what, why, and at which risk."""

    what: str  # e.g. "Stop the stream of Maria"
    place: str  # e.g. "server:1/session:q8w7e6"
    before: State
    after: State
    why: str
    risk: Risk
    state: ChangeState = ChangeState.WAITING
    outcome: str = ""  # a sentence: how it went
    position: int = 0  # the order of application, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Changes that belong together."""

    id: PlanId
    kind: str
    state: PlanState
    reason: str
    proposed_by: str
    confirmed_by: str | None
    undoes: PlanId | None  # the plan whose changes this one takes back
    created_at: int  # UTC seconds
    confirmed_at: int | None  # UTC seconds
    ended_at: int | None  # UTC seconds
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Plans, newest first, and how many there are in all."""

    plans: tuple[Plan, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PlanKind:
    """A kind of plan and who may confirm it."""

    name: str  # e.g. stop_stream
    scope: str  # the scope of `features.accounts` that confirming needs, e.g. "control"
    needs_another: bool = False  # whoever proposed it may not confirm it


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """A plan was proposed or moved on."""

    plan_id: PlanId
    state: PlanState


@dataclass(frozen=True, slots=True)
class PlanStopped:
    """A plan was ended before all of it was done, so that nothing worse happens."""

    plan_id: PlanId
    kind: str
    reason: str


class Confirmer(Protocol):
    """Whoever wants to confirm or reject (`features.accounts.Principal`)."""

    @property
    def name(self) -> str:
        """What they are called."""
        ...

    def may(self, scope: Any) -> bool:  # Any: the scopes are words of a layer above
        """Whether they hold a scope."""
        ...
