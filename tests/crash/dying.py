"""Death at a chosen moment: right before or right after a kind of write."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from watchkeeper.db.database import Database


def die_at(stage: str, db: Database) -> None:
    """Kill this process "before issues.claim" or "after issues.claim", say; "" for never.

    A write is named by its function and the module of that.
    """
    write = db.write

    async def dying(fn: Callable[..., Any], *args: Any, **options: Any) -> Any:  # Any: any write
        name = f"{fn.__module__.rpartition('.')[2]}.{fn.__name__}"
        if stage == f"before {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        result = await write(fn, *args, **options)
        if stage == f"after {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    db.write = dying  # type: ignore[method-assign]  # for this process alone
