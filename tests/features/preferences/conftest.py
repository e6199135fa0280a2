from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.fakes.clock import FakeClock
from watchkeeper.db.database import Database
from watchkeeper.features.preferences import Preferences
from watchkeeper.runtime.bus import Bus

Opener = Callable[[Mapping[str, str]], Preferences]


@pytest.fixture
def opened(db: Database, bus: Bus) -> Opener:
    """Opens the preferences as a start of the program does, with values fixed from outside."""
    return lambda fixed: Preferences(db, bus, FakeClock(), fixed)


@pytest.fixture
def preferences(opened: Opener) -> Preferences:
    return opened({})
