"""The house of somebody who is to be erased."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.features.privacy.house import furnish
from tests.web.conftest import OWNER, PASSWORD, Desk, opened
from watchkeeper.runtime.logs import LogOptions, configure_logging
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Secret


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Desk]:
    configure_logging(LogOptions(folder=tmp_path / "logs"), Redactor())
    async with opened(tmp_path, owner=OWNER, password=Secret(PASSWORD)) as desk:
        await desk.app.servers.know("machine-1", "Harbour House")
        await furnish(desk)
        yield desk
    configure_logging(LogOptions(), Redactor())
    for handler in logging.getLogger().handlers[:]:
        logging.getLogger().removeHandler(handler)
