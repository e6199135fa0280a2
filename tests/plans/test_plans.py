"""The plan engine."""

from __future__ import annotations

from dataclasses import replace

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.plans.world import FakePerson, World, switch
from watchkeeper.db.database import Database
from watchkeeper.errors import AccessError, ConflictError, InputError, NotFoundError
from watchkeeper.plans import (
    Change,
    Plan,
    PlanChanged,
    PlanId,
    PlanKind,
    Plans,
    PlanState,
    Risk,
    explain,
    explain_change,
)
from watchkeeper.plans.plans import CONFIRMATION_HOLDS_SECONDS
from watchkeeper.runtime.bus import Bus

LAMPS, CELLAR = PlanKind("lamps", "control"), PlanKind("cellar", "control", needs_another=True)


@pytest.fixture
def plans(db: Database, clock: FakeClock, bus: Bus) -> Plans:
    return Plans(db, clock, bus, (LAMPS, CELLAR))


@pytest.fixture
def world() -> World:
    return World({"hall": False, "attic": False, "porch": False})


HALL_AND_ATTIC = (switch("hall"), switch("attic"))


async def proposed(plans: Plans, *changes: Change, kind: str = "lamps") -> Plan:
    return await plans.propose(kind, changes or HALL_AND_ATTIC, "evening", "Maria")


async def confirmed(plans: Plans, *changes: Change) -> Plan:
    plan = await proposed(plans, *changes)
    return await plans.confirm(plan.id, FakePerson())


def states(plan: Plan) -> list[str]:
    return [change.state.value for change in plan.changes]


async def test_a_proposed_plan_is_on_record_and_does_nothing(plans: Plans, world: World) -> None:
    plan = await proposed(plans)
    assert (plan.state, plan.proposed_by, plan.reason) == (PlanState.PROPOSED, "Maria", "evening")
    assert states(plan) == ["waiting", "waiting"]
    assert await plans.get(plan.id) == plan
    with pytest.raises(ConflictError, match="confirm it first"):
        await plans.apply(plan.id, world)
    assert not world.switched


async def test_a_plan_is_explained_in_sentences(plans: Plans) -> None:
    risky = switch("porch", on=False, risk=Risk.IRREVERSIBLE)
    assert explain(await proposed(plans, switch("hall"), risky)) == (
        "Switch on hall (on: no → yes), because it gets dark; can be undone.",
        "Switch off porch (on: yes → no), because it gets dark; cannot be undone.",
    )


def test_what_is_absent_is_explained_as_nothing() -> None:
    named = replace(
        switch("hall"), before={"name": None, "same": 1}, after={"name": "A", "same": 1}
    )
    blank = replace(switch("hall"), before={"name": "A"}, after={"name": ""})
    assert "(name: nothing → A)" in explain_change(named)
    assert "(name: A → nothing)" in explain_change(blank)
    assert "(" not in explain_change(replace(named, before={}, after={}))


async def test_a_confirmed_plan_is_applied_and_verified(
    plans: Plans, world: World, clock: FakeClock, bus: Bus
) -> None:
    events: list[PlanChanged] = []
    bus.listen(PlanChanged, events.append)
    plan = await confirmed(plans)
    clock.advance(5)
    done = await plans.apply(plan.id, world)
    assert (done.state, states(done)) == (PlanState.APPLIED, ["verified", "verified"])
    assert (done.confirmed_by, done.ended_at) == ("Ola", int(clock.now()))
    assert world.lamps == {"hall": True, "attic": True, "porch": False}
    assert [event.state for event in events] == ["proposed", "confirmed", "applied"]
    with pytest.raises(ConflictError):
        await plans.apply(plan.id, world)
    assert set(world.switched.values()) == {1}


async def test_only_the_right_person_confirms_or_rejects(plans: Plans) -> None:
    plan = await proposed(plans)
    guest = FakePerson("Guest", frozenset({"read"}))
    for decide in (plans.confirm, plans.reject):
        with pytest.raises(AccessError):
            await decide(plan.id, guest)
    assert (await plans.get(plan.id)).state is PlanState.PROPOSED


async def test_some_plans_need_somebody_else_than_who_proposed_them(plans: Plans) -> None:
    plan = await proposed(plans, kind="cellar")
    with pytest.raises(AccessError, match="Somebody else"):
        await plans.confirm(plan.id, FakePerson("Maria"))
    assert (await plans.confirm(plan.id, FakePerson("Ola"))).confirmed_by == "Ola"


async def test_a_decision_is_made_once(plans: Plans) -> None:
    plan = await proposed(plans)
    await plans.reject(plan.id, FakePerson())
    for decide in (plans.confirm, plans.reject):
        with pytest.raises(ConflictError, match="rejected"):
            await decide(plan.id, FakePerson())


async def test_f32_a_step_is_skipped_when_the_world_has_changed(plans: Plans, world: World) -> None:
    plan = await confirmed(plans)
    world.lamps["hall"] = True
    done = await plans.apply(plan.id, world)
    assert (done.state, states(done)) == (PlanState.APPLIED, ["skipped", "verified"])
    assert "meanwhile" in done.changes[0].outcome
    assert world.switched == {"attic": 1}


@pytest.mark.parametrize(
    ("fault", "first", "switched"),
    [("unseen", "failed", 0), ("broken", "failed", 0), ("dark", "unverified", 1)],
)
async def test_after_a_step_that_fails_the_rest_is_left_alone(
    plans: Plans, world: World, fault: str, first: str, switched: int
) -> None:
    plan = await confirmed(plans)
    getattr(world, fault).add("hall")
    done = await plans.apply(plan.id, world)
    assert (done.state, states(done)) == (PlanState.FAILED, [first, "skipped"])
    assert done.changes[0].outcome
    assert sum(world.switched.values()) == switched


async def test_f24_an_error_after_the_deed_counts_as_done_when_reading_back_shows_it(
    plans: Plans, world: World
) -> None:
    plan = await confirmed(plans)
    world.deaf.add("hall")
    done = await plans.apply(plan.id, world)
    assert (done.state, states(done)) == (PlanState.APPLIED, ["verified", "verified"])


async def test_a_plan_is_applied_by_one_at_a_time(plans: Plans, world: World) -> None:
    plan = await confirmed(plans)
    outcomes: list[str] = []

    async def apply() -> None:
        try:
            outcomes.append((await plans.apply(plan.id, world)).state)
        except ConflictError:
            outcomes.append("refused")

    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(apply)
    assert sorted(outcomes) == ["applied", "refused", "refused"]
    assert set(world.switched.values()) == {1}


async def test_an_applied_plan_can_be_taken_back_last_step_first(
    plans: Plans, world: World
) -> None:
    plan = await confirmed(plans)
    await plans.apply(plan.id, world)
    undo = await plans.propose_undo(plan.id, "Maria")
    assert ([change.place for change in undo.changes], undo.undoes) == (["attic", "hall"], plan.id)
    await plans.confirm(undo.id, FakePerson())
    assert (await plans.apply(undo.id, world)).state is PlanState.APPLIED
    assert (await plans.get(plan.id)).state is PlanState.UNDONE
    assert not any(world.lamps.values())
    with pytest.raises(ConflictError):
        await plans.propose_undo(plan.id, "Maria")


async def test_what_cannot_be_taken_back_is_not(plans: Plans, world: World) -> None:
    plan = await confirmed(plans, switch("hall", risk=Risk.HARD))
    with pytest.raises(ConflictError, match="confirmed"):
        await plans.propose_undo(plan.id, "Maria")
    await plans.apply(plan.id, world)
    with pytest.raises(ConflictError, match="cannot be taken back"):
        await plans.propose_undo(plan.id, "Maria")


async def test_plans_are_on_record_newest_first(plans: Plans) -> None:
    numbers = [(await proposed(plans)).id for _ in range(3)]
    await plans.confirm(numbers[1], FakePerson())
    page = await plans.on_record(offset=1, limit=1)
    assert (page.total, [plan.id for plan in page.plans]) == (3, [numbers[1]])
    assert (await plans.on_record(state=PlanState.CONFIRMED)).total == 1
    assert (await plans.on_record(kind="cellar")).plans == ()


async def test_bad_proposals_are_refused(plans: Plans) -> None:
    for kind, changes, field in (
        ("nothing", HALL_AND_ATTIC, "kind"),
        ("lamps", (), "changes"),
    ):
        with pytest.raises(InputError) as refused:
            await plans.propose(kind, changes, "because", "Maria")
        assert refused.value.field == field
    with pytest.raises(NotFoundError):
        await plans.get(PlanId(99))


async def test_f35_a_confirmation_grown_old_begins_nothing_after_a_restart(
    plans: Plans, world: World, clock: FakeClock
) -> None:
    await confirmed(plans)
    clock.advance(CONFIRMATION_HOLDS_SECONDS + 1)
    (plan,) = await plans.resume({"lamps": world})
    assert (plan.state, states(plan)) == (PlanState.FAILED, ["failed", "failed"])
    assert "grown old" in plan.changes[0].outcome
    assert not world.switched


async def test_a_plan_without_executor_waits(plans: Plans) -> None:
    plan = await confirmed(plans)
    assert await plans.resume({}) == ()
    assert (await plans.get(plan.id)).state is PlanState.CONFIRMED
