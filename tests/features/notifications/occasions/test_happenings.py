"""Events of servers and of the house: told once, their ends only after their starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.features.notifications.telling_house import HERE, House, house_in
from watchkeeper.domain.standing import Release, RemoteAccess
from watchkeeper.features.accounts.events import SignedInAnew, SignInLocked
from watchkeeper.features.monitoring import ServerState, Trouble
from watchkeeper.features.monitoring.events import (
    GapClosed,
    GapOpened,
    RemoteAccessChanged,
    ServerStateChanged,
    ServerWentDown,
)
from watchkeeper.features.notifications.occasions.server_updates import ServerUpdates, UpdateParts
from watchkeeper.features.system.events import BackupFailed, DiskFreed, DiskLow
from watchkeeper.plans.plan import PlanId, PlanStopped

UP = ServerState(server_id=HERE, is_connected=True)
DOWN = ServerState(server_id=HERE, is_connected=False)
REACHED = RemoteAccess(mapping_state="mapped")
LOST = RemoteAccess(mapping_state="mapped", mapping_error="unreachable")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def house(tmp_path: Path, clock: FakeClock) -> AsyncIterator[House]:
    async with house_in(tmp_path, clock) as found:
        yield found


def told(house: House) -> list[str]:
    return [text.split()[0] for text in house.channels.arrived]


@pytest.mark.parametrize(
    ("event", "trigger", "words"),
    [
        (ServerWentDown(HERE, 1, "No route."), "on_intdown", "No route"),
        (GapOpened(HERE, 1, Trouble.MALFORMED), "on_collectionstop", "unreadable answer"),
        (BackupFailed("The disk is full.", False), "on_backupfailed", "The disk is full"),
        (BackupFailed("Damaged.", True), "on_plexpydbcorrupt", "Damaged"),
        (DiskLow(5_000_000_000, 3), "on_lowdisk", ""),
        (PlanStopped(PlanId(1), "cull", "A step failed."), "on_safetystop", "A step failed"),
        (SignedInAnew("owner", "192.0.2.1", "Firefox"), "on_signin", ""),
        (SignInLocked("owner", "192.0.2.1"), "on_lockout", ""),
    ],
)
async def test_an_event_sets_its_trigger_off(
    house: House, event: object, trigger: str, words: str
) -> None:
    await house.add(trigger)
    house.bus.publish(event)
    await house.settle()
    assert house.channels.arrived == [f"{trigger} {words}"]


async def test_collection_that_was_not_running_is_no_news(house: House) -> None:
    await house.add("on_collectionstop", "on_collectionback")
    house.bus.publish(GapOpened(HERE, 1, Trouble.NOT_RUNNING))
    house.bus.publish(GapClosed(HERE, 1, 2, 0))
    await house.settle()
    assert told(house) == []


async def test_a_server_is_told_to_be_back_only_after_it_was_told_to_be_down(
    house: House,
) -> None:
    await house.add("on_intdown", "on_intup")
    house.streams.standing = UP
    house.bus.publish(ServerStateChanged(HERE))
    await house.settle()
    for _again in range(2):
        house.bus.publish(ServerWentDown(HERE, 1, "x"))
        await house.settle()
    house.bus.publish(ServerStateChanged(HERE))
    await house.settle()
    assert told(house) == ["on_intdown", "on_intup"]


async def test_a_server_that_came_back_while_we_were_not_there_is_told(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with house_in(tmp_path, clock) as house:
        await house.add("on_intdown", "on_intup")
        house.bus.publish(ServerWentDown(HERE, 1, "x"))
        await house.settle()
    async with house_in(tmp_path, clock) as again:
        again.streams.standing = UP
        again.bus.publish(ServerStateChanged(HERE))
        await again.settle()
        assert told(again) == ["on_intup"]


async def test_an_expired_token_is_told_once_for_each_token(house: House) -> None:
    await house.add("on_tokenexpired")
    house.streams.standing = replace(UP, trouble=Trouble.SIGN_IN, cause="Sign in again.")
    for _again in range(3):
        house.bus.publish(ServerStateChanged(HERE))
        await house.settle()
    assert told(house) == ["on_tokenexpired"]


async def test_a_server_that_refuses_our_token_is_told_until_it_is_put_right(
    house: House,
) -> None:
    await house.add("on_signinexpired")
    refused = replace(DOWN, trouble=Trouble.SIGN_IN, cause="Sign in again.")
    for standing in (refused, refused, UP, refused):
        house.streams.standing = standing
        house.bus.publish(ServerStateChanged(HERE))
        await house.settle()
    assert told(house) == ["on_signinexpired", "on_signinexpired"]


async def test_remote_access_is_told_to_be_down_after_the_threshold_with_the_reason(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_extdown", "on_extup")
    house.plex.remote = LOST
    house.bus.publish(RemoteAccessChanged(HERE, is_reachable=False))
    await house.settle()
    assert told(house) == []
    clock.advance(60)
    await house.settle()
    house.plex.remote = REACHED
    house.bus.publish(RemoteAccessChanged(HERE, is_reachable=True))
    await house.settle()
    assert told(house) == ["on_extdown", "on_extup"]


async def test_remote_access_that_is_back_before_the_threshold_is_not_told(
    house: House, clock: FakeClock
) -> None:
    await house.add("on_extdown", "on_extup")
    house.plex.remote = LOST
    house.bus.publish(RemoteAccessChanged(HERE, is_reachable=False))
    await house.settle()
    clock.advance(30)
    house.plex.remote = REACHED
    house.bus.publish(RemoteAccessChanged(HERE, is_reachable=True))
    await house.settle()
    clock.advance(60)
    await house.settle()
    assert told(house) == []
    assert house.troubles == set()


@pytest.mark.parametrize("said", [RemoteAccess(mapping_state="waiting"), None])
async def test_remote_access_that_nobody_wants_or_that_is_being_set_up_is_not_told(
    house: House, clock: FakeClock, said: RemoteAccess | None
) -> None:
    await house.add("on_extdown")
    house.plex.publishes, house.plex.remote = said is not None, said or LOST
    house.bus.publish(RemoteAccessChanged(HERE, is_reachable=False))
    await house.settle()
    clock.advance(60)
    await house.settle()
    assert told(house) == []


async def test_a_disk_that_is_full_is_told_once_until_there_is_room(house: House) -> None:
    await house.add("on_lowdisk")
    for event in (DiskLow(1, 1), DiskLow(1, 1), DiskFreed(), DiskFreed(), DiskLow(1, 1)):
        house.bus.publish(event)
        await house.settle()
    assert told(house) == ["on_lowdisk", "on_lowdisk"]


async def test_a_newer_server_is_told_once_for_each_version(house: House, clock: FakeClock) -> None:
    await house.add("on_pmsupdate")
    updates = ServerUpdates(
        UpdateParts(
            clock=clock,
            preferences=house.preferences,
            servers=house.servers,
            reach=lambda _server_id: house.plex,
            chronicle=house.chronicle,
        )
    )
    for version in ("1.40", "1.41", "1.41", "1.42"):
        house.plex.release = Release(version=version)
        await updates.look()
        await house.settle()
    house.plex.is_down = True
    await updates.look()
    await house.settle()
    assert told(house) == ["on_pmsupdate", "on_pmsupdate"]


@pytest.mark.parametrize(
    ("state", "error", "reason"),
    [
        ("mapped", "", ""),
        ("waiting", "", ""),
        ("unknown", "", "Plex remote access port mapping unknown"),
        ("failed", "", "Plex remote access port not mapped"),
        (
            "mapped",
            "unreachable",
            "Plex remote access port mapped, but the port is unreachable from Plex.tv",
        ),
        (
            "mapped",
            "publisherror",
            "Plex remote access port mapped, but failed to publish the port to Plex.tv",
        ),
    ],
)
def test_remote_access_is_told_in_the_words_that_texts_look_for(
    state: str, error: str, reason: str
) -> None:
    assert RemoteAccess(mapping_state=state, mapping_error=error).reason == reason
