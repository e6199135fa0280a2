"""Changes to the world outside: proposed, confirmed, applied step by step, verified, on record."""

from __future__ import annotations

from watchkeeper.plans.explain import explain, explain_change
from watchkeeper.plans.plan import (
    Change,
    ChangeState,
    Plan,
    PlanChanged,
    PlanId,
    PlanKind,
    PlanPage,
    PlanState,
    Risk,
)
from watchkeeper.plans.plans import Plans
from watchkeeper.plans.ports import Executor, Finding

__all__ = [
    "Change",
    "ChangeState",
    "Executor",
    "Finding",
    "Plan",
    "PlanChanged",
    "PlanId",
    "PlanKind",
    "PlanPage",
    "PlanState",
    "Plans",
    "Risk",
    "explain",
    "explain_change",
]
