"""The household's location database, brought as an owner would bring one."""

from __future__ import annotations

import anyio.to_thread

from watchkeeper.application import Application
from watchkeeper.demo.places import places_database
from watchkeeper.features.preferences import Location

DATABASE = "demo-places.mmdb"
"""The file in the data folder."""


async def bring_places(application: Application, built_at: int) -> None:
    """Put the database into the data folder and use it, unless that is fixed from outside."""
    path = application.data_folder / DATABASE
    await anyio.to_thread.run_sync(path.write_bytes, places_database(built_at))
    names = ("local_lookup", "database_file")
    if not any(application.preferences.is_fixed(f"location.{name}") for name in names):
        values = {"local_lookup": True, "database_file": DATABASE}
        await application.preferences.change(Location, values, "demo")
