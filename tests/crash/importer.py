"""Imports a Tautulli file into a folder, told by its arguments; the crash tests kill it."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio

from tests.features.importers.conftest import make_house
from watchkeeper.features.importers import FileOrder


async def main(folder: Path, file: Path) -> None:
    """Import, or go on with the import that was killed."""
    house = make_house(folder)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    async with anyio.create_task_group() as group:
        group.start_soon(house.around.jobs.run)
        await house.importers.import_and_wait(FileOrder(path=file))
        group.cancel_scope.cancel()
    house.db.close()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), Path(sys.argv[2]))
