"""First set-up (S3)."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import pytest

from tests.fakes.clock import FakeClock
from tests.features.accounts.conftest import HOME, PASSWORD
from watchkeeper.errors import AccessError, ConflictError, InputError, ThrottledError
from watchkeeper.features.accounts import Accounts, Passwords, SetUpDone
from watchkeeper.runtime.bus import Bus


async def test_s3_the_code_from_the_log_makes_the_owner(accounts: Accounts, bus: Bus) -> None:
    told: list[SetUpDone] = []
    bus.listen(SetUpDone, told.append)

    principal = await accounts.set_up(accounts.setup_code(), " Olga ", PASSWORD)

    assert (principal.kind, principal.name) == ("owner", "Olga")
    assert told == [SetUpDone("Olga")]
    assert await accounts.is_set_up()


async def test_s3_set_up_is_closed_after_use(accounts: Accounts) -> None:
    await accounts.set_up(accounts.setup_code(), "Olga", PASSWORD)

    with pytest.raises(ConflictError):
        await accounts.set_up(accounts.setup_code(), "Eve", PASSWORD)


async def test_s3_once_it_is_closed_nobody_makes_the_machine_work(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await accounts.set_up(accounts.setup_code(), "Olga", PASSWORD)
    hashed: list[str] = []

    async def note(_self: Passwords, password: str) -> str:
        hashed.append(password)
        return ""

    monkeypatch.setattr(Passwords, "hash", note)
    with pytest.raises(ConflictError):
        await accounts.set_up("", "Eve", PASSWORD)

    assert hashed == []


async def test_s3_two_at_once_make_one_owner(accounts: Accounts) -> None:
    made: list[str] = []

    async def try_it(name: str) -> None:
        try:
            made.append((await accounts.set_up(accounts.setup_code(), name, PASSWORD)).name)
        except ConflictError:
            made.append("refused")

    async with anyio.create_task_group() as group:
        group.start_soon(try_it, "Olga")
        group.start_soon(try_it, "Eve")

    assert made.count("refused") == 1


async def test_s3_a_wrong_code_makes_nobody(accounts: Accounts) -> None:
    with pytest.raises(InputError) as refused:
        await accounts.set_up("2222-2222-2222", "Eve", PASSWORD)

    assert refused.value.field == "code"
    assert not await accounts.is_set_up()


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " ")])
async def test_s3_case_and_dashes_of_the_code_do_not_matter(
    accounts: Accounts, change: Callable[[str], str]
) -> None:
    await accounts.set_up(change(accounts.setup_code()), "Olga", PASSWORD)


async def test_s3_guessing_the_code_is_slowed_down(accounts: Accounts, clock: FakeClock) -> None:
    for _ in range(5):
        with pytest.raises(InputError):
            await accounts.set_up("2222", "Eve", PASSWORD, address="203.0.113.9")

    with pytest.raises(ThrottledError):
        await accounts.set_up("2222", "Eve", PASSWORD, address="203.0.113.9")
    await accounts.set_up(accounts.setup_code(), "Olga", PASSWORD, address="192.0.2.1")


@pytest.mark.parametrize(
    ("name", "password", "field"),
    [
        ("", PASSWORD, "name"),
        ("x" * 65, PASSWORD, "name"),
        ("a\nb", PASSWORD, "name"),
        ("Olga", "short", "password"),
        ("Olga", "x" * 1025, "password"),
    ],
)
async def test_unfit_names_and_passwords_are_refused(
    accounts: Accounts, name: str, password: str, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        await accounts.set_up(accounts.setup_code(), name, password)

    assert refused.value.field == field
    assert not await accounts.is_set_up()


async def test_unattended_set_up_can_be_repeated(accounts: Accounts) -> None:
    await accounts.ensure_owner("Olga", PASSWORD)
    signed_in = await accounts.sign_in("Olga", PASSWORD, HOME)
    await accounts.ensure_owner("Olga", PASSWORD)

    assert await accounts.principal_of_session(signed_in.token) is not None


async def test_a_password_from_outside_replaces_the_old_and_ends_its_sessions(
    owned: Accounts,
) -> None:
    signed_in = await owned.sign_in("Olga", PASSWORD, HOME)

    await owned.ensure_owner("Olga", "another password")

    assert await owned.principal_of_session(signed_in.token) is None
    with pytest.raises(AccessError):
        await owned.sign_in("Olga", PASSWORD, HOME)
    await owned.sign_in("Olga", "another password", HOME)
