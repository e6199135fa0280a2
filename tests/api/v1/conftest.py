"""Houses for the tests of our own API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.v1.house import House, opened


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house of the test's own."""
    async with opened(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
async def shown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house for tests that change nothing."""
    async with opened(tmp_path_factory.mktemp("shown")) as found:
        yield found
