"""Plans survive a crash at any moment: nothing is done twice, everything comes to an end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.clock import FakeClock
from tests.plans.world import Crash, FakePerson, World, switch
from watchkeeper.db.database import Database
from watchkeeper.plans import ChangeState, Plan, PlanId, PlanKind, Plans, PlanState
from watchkeeper.runtime.bus import Bus

PLACES = ("hall", "attic", "porch")


class MortalDatabase:
    """The real database; the process dies right before or right after some of its writes."""

    def __init__(self, db: Database, dies_at: int | None) -> None:
        self._db = db
        self._dies_at = dies_at

    async def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._db.read(fn, *args, **kwargs)

    async def write(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._live()
        result = await self._db.write(fn, *args, **kwargs)
        self._live()
        return result

    def _live(self) -> None:
        if self._dies_at is not None:
            self._dies_at -= 1
            if self._dies_at < 0:
                raise Crash


def engine(db: Database, clock: FakeClock, dies_at: int | None = None) -> Plans:
    mortal = MortalDatabase(db, dies_at)
    return Plans(mortal, clock, Bus(), (PlanKind("lamps", "control"),))  # type: ignore[arg-type]


async def run_with_crashes(
    db: Database, world: World, crashes: list[tuple[int | None, int | None]]
) -> Plan:
    """Confirm a plan of three lamps, then live and die until the crashes are used up."""
    clock = FakeClock()
    plans = engine(db, clock)
    plan = await plans.propose("lamps", [switch(place) for place in PLACES], "evening", "Maria")
    await plans.confirm(plan.id, FakePerson())
    for in_world, in_database in crashes:
        world.dies_at = in_world
        try:
            await engine(db, clock, in_database).resume({"lamps": world})
        except Crash:
            clock.advance(60)
    world.dies_at = None
    await engine(db, clock).resume({"lamps": world})
    return await plans.get(PlanId(plan.id))


MOMENT = st.one_of(st.none(), st.integers(0, 14))


@settings(max_examples=60, deadline=None)
@given(
    crashes=st.lists(st.tuples(MOMENT, MOMENT), max_size=5),
    dark=st.sets(st.sampled_from(PLACES)),
    broken=st.sets(st.sampled_from(PLACES)),
)
def test_f28_no_step_is_ever_done_twice(
    crashes: list[tuple[int | None, int | None]], dark: set[str], broken: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Database.open(Path(folder))
        try:
            world = World(dict.fromkeys(PLACES, False), dark=dark, broken=broken)
            plan = anyio.run(run_with_crashes, db, world, crashes)
        finally:
            db.close()
    assert all(count <= 1 for count in world.switched.values())
    assert plan.state in {PlanState.APPLIED, PlanState.FAILED}
    ended = [change.state for change in plan.changes]
    assert not {ChangeState.WAITING, ChangeState.APPLYING} & set(ended)
    for change in plan.changes:
        if change.state is ChangeState.VERIFIED:
            assert world.lamps[change.place]
        if change.state is ChangeState.SKIPPED:
            assert not world.switched[change.place]


@pytest.mark.parametrize("moment", range(12))
async def test_f28_a_plan_goes_on_where_it_was_interrupted(db: Database, moment: int) -> None:
    world = World(dict.fromkeys(PLACES, False))
    plan = await run_with_crashes(db, world, [(moment, None)])
    switched = {place for place, count in world.switched.items() if count}
    assert all(count == 1 for count in world.switched.values())
    unverified = [change for change in plan.changes if change.state is ChangeState.UNVERIFIED]
    if plan.state is PlanState.APPLIED:
        assert switched == set(PLACES)
    else:
        # died after the step was marked and before it was done: nobody can know, so it stops there
        assert len(unverified) == 1
        assert not world.lamps[unverified[0].place]
        assert "propose it anew" in unverified[0].outcome
