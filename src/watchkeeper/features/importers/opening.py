"""Opening a file from asynchronous code: copying and checking happen in a thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import anyio.to_thread

from watchkeeper.features.importers.tautulli_file import OpenFile, open_tautulli


@asynccontextmanager
async def open_quietly(path: Path, copies: Path, config: Path | None) -> AsyncIterator[OpenFile]:
    """As `open_tautulli`, without holding up the event loop."""
    with ExitStack() as stack:
        opened = open_tautulli(path, copies, config)
        yield await anyio.to_thread.run_sync(partial(stack.enter_context, opened))
