"""A plan in sentences."""

from __future__ import annotations

from watchkeeper.plans.plan import Change, Plan, Risk, State

RISKS = {
    Risk.REVERSIBLE: "can be undone",
    Risk.HARD: "hard to undo",
    Risk.IRREVERSIBLE: "cannot be undone",
}


def explain(plan: Plan) -> tuple[str, ...]:
    """What the plan would do, one sentence a change, in the order of application."""
    return tuple(explain_change(change) for change in plan.changes)


def explain_change(change: Change) -> str:
    """What, from what to what, why and at which risk."""
    moves = _moves(change.before, change.after)
    in_brackets = f" ({moves})" if moves else ""
    return f"{change.what}{in_brackets}, because {change.why}; {RISKS[change.risk]}."


def _moves(before: State, after: State) -> str:
    names = dict.fromkeys((*before, *after))
    moves = (
        f"{name}: {_word(before.get(name))} → {_word(after.get(name))}"
        for name in names
        if before.get(name) != after.get(name)
    )
    return ", ".join(moves)


def _word(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
