"""A data folder that cannot be written: reading goes on."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from watchkeeper.db.folder import FolderLock
from watchkeeper.errors import ReadOnlyError
from watchkeeper.main.serving import started
from watchkeeper.runtime.clock import SystemClock
from watchkeeper.settings import load

pytestmark = pytest.mark.anyio


async def test_a_record_that_was_never_served_is_served_from_a_folder_that_cannot_be_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> NoReturn:
        raise ReadOnlyError("The folder cannot be written.")

    monkeypatch.setattr(FolderLock, "take", refuse)
    async with started(load({"WATCHKEEPER_DATA": str(data)}, data), SystemClock()) as serving:
        assert serving.application.db.is_read_only
        assert len(serving.application.columns) == 5000
