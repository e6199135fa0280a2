"""API keys and tokens (S15, S16)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.db.tables import api_key
from watchkeeper.errors import InputError, NotFoundError
from watchkeeper.features.accounts import Accounts, Scope

READ = frozenset({Scope.READ})


async def test_a_key_in_tautullis_form_is_made_when_there_is_none(accounts: Accounts) -> None:
    key = await accounts.tautulli_key()

    assert re.fullmatch("[0-9a-f]{32}", key)
    assert await accounts.tautulli_key() == key
    principal = accounts.principal_of_key(key)
    assert principal is not None
    assert all(principal.may(scope) for scope in Scope)


async def test_a_key_from_outside_replaces_the_one_before(accounts: Accounts) -> None:
    before = await accounts.tautulli_key()

    await accounts.ensure_api_key("f" * 32)
    await accounts.ensure_api_key("f" * 32)

    assert await accounts.tautulli_key() == "f" * 32
    assert accounts.principal_of_key(before) is None
    assert len(await accounts.keys()) == 1


async def test_an_imported_key_works_beside_ours(accounts: Accounts) -> None:
    own = await accounts.tautulli_key()
    await accounts.add_tautulli_key("0" * 32, "Tautulli", None)

    assert accounts.principal_of_key(own) is not None
    assert accounts.principal_of_key("0" * 32) is not None


async def test_a_revoked_key_can_be_taken_into_use_again(accounts: Accounts) -> None:
    await accounts.ensure_api_key("a" * 32)
    await accounts.ensure_api_key("b" * 32)
    await accounts.ensure_api_key("a" * 32)

    assert await accounts.tautulli_key() == "a" * 32
    assert accounts.principal_of_key("b" * 32) is None


@pytest.mark.parametrize("key", ["", "a" * 31, "a" * 33, "a" * 31 + " ", "ä" * 32])
async def test_keys_that_programs_could_not_use_are_refused(accounts: Accounts, key: str) -> None:
    with pytest.raises(InputError) as refused:
        await accounts.ensure_api_key(key)

    assert refused.value.field == "api_key"
    assert key == "" or key not in str(refused.value)


async def test_s16_a_token_may_do_what_its_scopes_say(accounts: Accounts) -> None:
    made = await accounts.make_token("dashboard", READ)

    principal = accounts.principal_of_key(made.secret)
    assert principal is not None
    assert (principal.kind, principal.name) == ("token", "dashboard")
    assert [scope for scope in Scope if principal.may(scope)] == [Scope.READ]


async def test_s16_a_token_ends(accounts: Accounts, clock: FakeClock) -> None:
    made = await accounts.make_token("guest", READ, days=1)
    assert accounts.principal_of_key(made.secret) is not None

    clock.advance(86_400)
    assert accounts.principal_of_key(made.secret) is None


async def test_s16_a_revoked_key_is_useless_at_once(accounts: Accounts) -> None:
    made = await accounts.make_token("lost", READ)

    await accounts.revoke(made.key.id)

    assert accounts.principal_of_key(made.secret) is None
    with pytest.raises(NotFoundError):
        await accounts.revoke(made.key.id)


async def test_s16_last_use_is_shown(accounts: Accounts, clock: FakeClock) -> None:
    made = await accounts.make_token("dashboard", READ)
    assert (await accounts.keys())[0].last_used_at is None

    clock.advance(60)
    accounts.principal_of_key(made.secret)
    assert (await accounts.keys())[0].last_used_at == int(clock.now())


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", READ, None, "name"),
        ("x", frozenset(), None, "scopes"),
        ("x", frozenset({Scope.TAUTULLI}), None, "scopes"),
        ("x", READ, 0, "days"),
        ("x", READ, 5000, "days"),
    ],
)
async def test_unfit_tokens_are_refused(
    accounts: Accounts, name: str, scopes: frozenset[Scope], days: int | None, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        await accounts.make_token(name, scopes, days)

    assert refused.value.field == field


async def test_s15_only_a_key_that_must_be_shown_is_kept_and_then_sealed(
    accounts: Accounts, db: Database
) -> None:
    key = await accounts.tautulli_key()
    made = await accounts.make_token("dashboard", READ)

    rows = await db.read(lambda conn: conn.execute(select(api_key)).mappings().all())

    assert [bool(row["secret_sealed"]) for row in rows] == [True, False]
    assert key not in str(rows)
    assert made.secret not in str(rows)
    assert made.secret not in repr(made)


async def test_an_unknown_key_is_nobodys(accounts: Accounts) -> None:
    assert accounts.principal_of_key("0" * 32) is None
    assert accounts.principal_of_key("") is None
