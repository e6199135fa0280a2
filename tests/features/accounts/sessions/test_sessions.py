"""Web sessions: how long they live, and that the database cannot give them away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.fakes.clock import FakeClock
from tests.features.accounts.conftest import HOME, PASSWORD
from watchkeeper.db.database import Database
from watchkeeper.db.tables import web_session
from watchkeeper.errors import AccessError, InputError, NotFoundError, ReadOnlyError
from watchkeeper.features.accounts import Accounts, Client, Passwords, SignInQuery
from watchkeeper.features.accounts.service import SignedIn
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer

DAY = 86_400


@pytest.fixture
async def signed_in(owned: Accounts) -> SignedIn:
    return await owned.sign_in("Olga", PASSWORD, HOME)


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def lives(accounts: Accounts, signed_in: SignedIn) -> bool:
    return await accounts.principal_of_session(signed_in.token) is not None


async def test_a_session_lives_on_while_it_is_used(
    owned: Accounts, signed_in: SignedIn, clock: FakeClock
) -> None:
    for _ in range(3):
        clock.advance(29 * DAY)
        assert await lives(owned, signed_in)


async def test_a_session_ends_after_thirty_quiet_days(
    owned: Accounts, signed_in: SignedIn, clock: FakeClock
) -> None:
    clock.advance(30 * DAY)

    assert not await lives(owned, signed_in)


async def test_a_session_ends_after_half_a_year_however_it_is_used(
    owned: Accounts, signed_in: SignedIn, clock: FakeClock
) -> None:
    for _ in range(8):
        clock.advance(20 * DAY)
        assert await lives(owned, signed_in)
    clock.advance(20 * DAY)

    assert not await lives(owned, signed_in)


async def test_use_survives_a_restart(
    owned: Accounts, signed_in: SignedIn, clock: FakeClock
) -> None:
    clock.advance(20 * DAY)
    await lives(owned, signed_in)
    await owned.keep_books()
    owned._sessions.forget()
    clock.advance(20 * DAY)

    assert await lives(owned, signed_in)


async def test_f3_what_could_not_be_written_is_written_later(
    owned: Accounts,
    signed_in: SignedIn,
    clock: FakeClock,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.advance(60)
    assert await lives(owned, signed_in)

    async def full(*_: object) -> None:
        raise ReadOnlyError("The disk is full.")

    with monkeypatch.context() as disk:
        disk.setattr(db, "write", full)
        assert await lives(owned, signed_in)
        with pytest.raises(ReadOnlyError):
            await owned.keep_books()
    await owned.keep_books()

    assert (await owned.sessions(1))[0].last_seen_at == int(clock.now())


async def test_signing_out_ends_the_session(owned: Accounts, signed_in: SignedIn) -> None:
    await owned.sign_out(signed_in.token)
    await owned.sign_out(signed_in.token)

    assert not await lives(owned, signed_in)


async def test_the_log_shows_which_session_still_lives(
    owned: Accounts, signed_in: SignedIn
) -> None:
    (row,) = (await owned.sign_ins(SignInQuery())).rows
    assert (row.expires_at, row.session_id) == (signed_in.expires_at, 1)

    await owned.sign_out(signed_in.token)
    (row,) = (await owned.sign_ins(SignInQuery())).rows
    assert (row.expires_at, row.session_id, row.success) == (None, None, True)


async def test_sessions_are_listed_and_ended_one_by_one(
    owned: Accounts, signed_in: SignedIn, clock: FakeClock
) -> None:
    clock.advance(60)
    other = await owned.sign_in("Olga", PASSWORD, Client("192.0.2.2", user_agent="Safari"))
    sessions = await owned.sessions(1)
    assert [session.user_agent for session in sessions] == ["Safari", "Firefox"]

    await owned.end_session(1, sessions[1].id)

    assert not await lives(owned, signed_in)
    assert await lives(owned, other)


async def test_a_session_of_another_account_cannot_be_ended(
    owned: Accounts, signed_in: SignedIn
) -> None:
    with pytest.raises(NotFoundError):
        await owned.end_session(2, 1)

    assert await lives(owned, signed_in)


async def test_a_new_password_signs_the_other_browsers_out(
    owned: Accounts, signed_in: SignedIn
) -> None:
    other = await owned.sign_in("Olga", PASSWORD, HOME)

    await owned.change_password(signed_in.principal, PASSWORD, "a new password", HOME)

    assert await lives(owned, signed_in)
    assert not await lives(owned, other)


class Interrupted(Passwords):
    """Something happens right after the first password was found to be right."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def is_right(self, stored: str | None, password: str) -> bool:
        found = await super().is_right(stored, password)
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            await happens()
        return found


async def test_a_password_that_is_changed_while_it_is_checked_signs_nobody_in(
    db: Database, clock: FakeClock, bus: Bus, tmp_path: Path
) -> None:
    passwords = Interrupted(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts = Accounts(db, clock, Sealer.of_folder(tmp_path), bus, passwords)
    await accounts.ensure_owner("Olga", PASSWORD)
    passwords.meanwhile = partial(accounts.ensure_owner, "Olga", "a new password")

    with pytest.raises(AccessError):
        await accounts.sign_in("Olga", PASSWORD, HOME)

    assert await accounts.sessions(1) == []


async def test_a_new_password_needs_the_old_one(owned: Accounts, signed_in: SignedIn) -> None:
    with pytest.raises(AccessError):
        await owned.change_password(signed_in.principal, "wrong", "a new password", HOME)
    with pytest.raises(InputError):
        await owned.change_password(signed_in.principal, PASSWORD, "short", HOME)


async def test_expired_sessions_are_swept_away(
    owned: Accounts, signed_in: SignedIn, clock: FakeClock, db: Database
) -> None:
    clock.advance(31 * DAY)
    await owned.keep_books()

    assert await db.read(lambda conn: conn.execute(select(web_session)).all()) == []


async def test_s15_neither_token_nor_password_is_in_the_data_folder(
    owned: Accounts, signed_in: SignedIn, tmp_path: Path
) -> None:
    key = await owned.tautulli_key()
    stored = everything_in(tmp_path)

    for secret in (signed_in.token, signed_in.device, PASSWORD, key):
        assert secret.encode() not in stored
        assert secret not in repr(signed_in)
