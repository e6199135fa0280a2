"""Signing in, and its limits (S14)."""

from __future__ import annotations

from dataclasses import replace

import anyio
import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from tests.fakes.clock import FakeClock
from tests.features.accounts.conftest import HOME, PASSWORD
from watchkeeper.db.database import Database
from watchkeeper.errors import AccessError, ThrottledError
from watchkeeper.features.accounts import Accounts, Client, Passwords, SignInQuery
from watchkeeper.features.accounts.events import SignedInAnew, SignInLocked
from watchkeeper.features.accounts.queries import owner
from watchkeeper.runtime.bus import Bus

ATTACKER = Client("203.0.113.9")


async def fail(accounts: Accounts, client: Client, name: str = "Olga") -> AccessError:
    with pytest.raises(AccessError) as failure:
        await accounts.sign_in(name, "wrong password", client)
    return failure.value


async def fail_until_throttled(accounts: Accounts, client: Client, name: str = "Olga") -> int:
    for tried in range(50):
        if isinstance(await fail(accounts, client, name), ThrottledError):
            return tried
    raise AssertionError("was never throttled")


async def test_name_and_password_begin_a_session(owned: Accounts) -> None:
    signed_in = await owned.sign_in(" olga ", PASSWORD, HOME)

    principal = await owned.principal_of_session(signed_in.token)
    assert principal is not None
    assert (principal.kind, principal.name) == ("owner", "Olga")


async def test_s14_passwords_are_stored_as_argon2id(owned: Accounts, db: Database) -> None:
    account = await db.read(owner)

    assert account is not None
    assert account.password_hash.startswith("$argon2id$")


def test_s14_the_cost_is_that_of_rfc_9106() -> None:
    hasher = Passwords()._hasher

    assert hasher.memory_cost >= 64 * 1024
    assert hasher.time_cost >= 3


async def test_s14_a_check_for_nobody_costs_what_any_other_costs() -> None:
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    ours = extract_parameters(await passwords.hash("a password"))

    assert extract_parameters(passwords._stand_in) == ours
    with pytest.raises(VerifyMismatchError):  # not refused unread, which would be quick
        passwords._hasher.verify(passwords._stand_in, "a password")


async def test_s14_unknown_name_and_wrong_password_answer_the_same(owned: Accounts) -> None:
    wrong, unknown = await fail(owned, HOME), await fail(owned, HOME, "Nobody")

    assert (type(wrong), str(wrong)) == (type(unknown), str(unknown))


async def test_s14_an_unknown_name_costs_the_same_work(
    owned: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = owned._passwords._matches

    def watched(stored: str, password: str) -> bool:
        checked.append(stored)
        return real(stored, password)

    monkeypatch.setattr(owned._passwords, "_matches", watched)

    await fail(owned, HOME)
    await fail(owned, HOME, "Nobody")

    assert len(checked) == 2
    assert checked[0].split("$")[:4] == checked[1].split("$")[:4]


async def test_s14_every_attempt_is_logged(owned: Accounts) -> None:
    await fail(owned, ATTACKER)
    await owned.sign_in("Olga", PASSWORD, HOME)

    page = await owned.sign_ins(SignInQuery())
    assert [(row.ip_address, row.success, row.user_group) for row in page.rows] == [
        ("192.0.2.1", True, "admin"),
        ("203.0.113.9", False, None),
    ]


async def test_s14_guessing_from_one_address_is_slowed_down(
    owned: Accounts, clock: FakeClock
) -> None:
    assert await fail_until_throttled(owned, ATTACKER) == 5

    clock.advance(2)
    assert not isinstance(await fail(owned, ATTACKER), ThrottledError)
    clock.advance(1)
    throttled = await fail(owned, ATTACKER)
    assert isinstance(throttled, ThrottledError)
    assert throttled.retry_after_seconds <= 3


async def test_a_lock_and_a_new_device_are_told_once(
    owned: Accounts, bus: Bus, clock: FakeClock
) -> None:
    told: list[object] = []
    bus.listen(SignInLocked, told.append)
    bus.listen(SignedInAnew, told.append)
    await fail_until_throttled(owned, ATTACKER)
    for _again in range(3):
        clock.advance(60)
        await fail(owned, ATTACKER)
    home = replace(HOME, user_agent="Firefox")
    signed_in = await owned.sign_in("Olga", PASSWORD, home)
    await owned.sign_in("Olga", PASSWORD, replace(home, device=signed_in.device))
    assert told == [
        SignInLocked("Olga", ATTACKER.ip_address),
        SignedInAnew("Olga", HOME.ip_address, "Firefox"),
    ]


async def test_s14_a_throttled_try_checks_and_logs_nothing(owned: Accounts) -> None:
    await fail_until_throttled(owned, ATTACKER)
    before = (await owned.sign_ins(SignInQuery())).total

    with pytest.raises(ThrottledError):
        await owned.sign_in("Olga", PASSWORD, ATTACKER)

    assert (await owned.sign_ins(SignInQuery())).total == before


async def test_s14_many_tries_at_once_gain_nothing(owned: Accounts) -> None:
    failures: list[AccessError] = []

    async def try_it() -> None:
        failures.append(await fail(owned, ATTACKER))

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(try_it)

    assert sum(not isinstance(failure, ThrottledError) for failure in failures) == 5


async def test_s14_an_ipv6_household_is_one_place(owned: Accounts) -> None:
    tried = [await fail(owned, Client(f"2001:db8:1:2::{number:x}")) for number in range(1, 8)]

    assert sum(isinstance(failure, ThrottledError) for failure in tried) == 2


async def test_s14_guessing_from_everywhere_slows_newcomers_down(owned: Accounts) -> None:
    await from_everywhere(owned)

    assert isinstance(await fail(owned, Client("198.51.100.200")), ThrottledError)


async def test_s14_guessing_from_everywhere_does_not_lock_the_owners_address_out(
    owned: Accounts,
) -> None:
    await owned.sign_in("Olga", PASSWORD, HOME)
    await from_everywhere(owned)

    await owned.sign_in("Olga", PASSWORD, HOME)


async def test_s14_guessing_from_the_same_address_does_not_lock_a_known_device_out(
    owned: Accounts,
) -> None:
    device = (await owned.sign_in("Olga", PASSWORD, HOME)).device
    await fail_until_throttled(owned, HOME)

    await owned.sign_in("Olga", PASSWORD, replace(HOME, device=device))


@pytest.mark.parametrize("mark", ["", "x", "x.y", "." * 50, "ä.ö"])
async def test_s14_a_made_up_device_gains_nothing(owned: Accounts, mark: str) -> None:
    await fail_until_throttled(owned, HOME)

    assert isinstance(await fail(owned, replace(HOME, device=mark)), ThrottledError)


async def test_s14_a_device_of_another_account_gains_nothing(owned: Accounts) -> None:
    device = owned._devices.make("Gast")
    await fail_until_throttled(owned, ATTACKER)

    assert isinstance(await fail(owned, replace(ATTACKER, device=device)), ThrottledError)


async def test_s14_a_stolen_device_mark_is_slowed_down_too(owned: Accounts) -> None:
    device = (await owned.sign_in("Olga", PASSWORD, HOME)).device

    assert await fail_until_throttled(owned, replace(ATTACKER, device=device)) == 10


async def test_s14_signing_in_oneself_does_not_buy_more_guesses(owned: Accounts) -> None:
    for _ in range(4):
        await fail(owned, HOME)
        await owned.sign_in("Olga", PASSWORD, HOME)

    assert not isinstance(await fail(owned, HOME), ThrottledError)
    assert isinstance(await fail(owned, HOME), ThrottledError)


async def test_failures_are_forgotten_after_a_quarter_of_an_hour(
    owned: Accounts, clock: FakeClock
) -> None:
    await fail_until_throttled(owned, ATTACKER)
    clock.advance(901)

    assert await fail_until_throttled(owned, ATTACKER) == 5


async def from_everywhere(accounts: Accounts) -> None:
    """Guesses at Olga's password from twenty addresses."""
    for number in range(20):
        await fail(accounts, Client(f"198.51.100.{number}"))
