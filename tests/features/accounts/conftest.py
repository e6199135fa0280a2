from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.features.accounts import Accounts, Client, Passwords
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.sealing import Sealer

PASSWORD = "correct horse battery"
HOME = Client("192.0.2.1", "http://nas:8181", "Firefox")


@pytest.fixture
def accounts(db: Database, clock: FakeClock, bus: Bus, tmp_path: Path) -> Accounts:
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return Accounts(db, clock, Sealer.of_folder(tmp_path), bus, cheap)


@pytest.fixture
async def owned(accounts: Accounts) -> Accounts:
    """Set up: the owner is called Olga."""
    await accounts.ensure_owner("Olga", PASSWORD)
    return accounts
