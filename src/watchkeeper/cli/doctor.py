"""`watchkeeper doctor`: is the record sound?"""

from __future__ import annotations

from watchkeeper.db.engines import sqlite_version
from watchkeeper.db.shares import network_share
from watchkeeper.errors import CorruptError
from watchkeeper.features.history.check import differences
from watchkeeper.main.serving import quiet
from watchkeeper.runtime.clock import SystemClock
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.settings import Settings


async def examine(settings: Settings, redactor: Redactor) -> None:
    """Check the file, load the columns, recount everything; prints what was found.

    Raises:
        CorruptError: the file is damaged, or the columns differ from the database.
        StorageError: the data folder cannot be used, or another process uses it.
    """
    async with quiet(settings, SystemClock(), redactor) as application:
        print(f"data folder  {settings.data}")
        share = network_share(settings.data)
        if share is not None:
            print(f"             it is a network share ({share}), where SQLite is not safe")
        print(f"SQLite       {sqlite_version()}")
        await application.db.check()
        print("database     every page was read: sound")
        found = await application.db.read(differences, application.columns)
        for one in found:
            print(f"differs      {one.what}: database {one.in_database}, columns {one.in_columns}")
        if found:
            raise CorruptError(
                "The columns differ from the database. Delete cache/columns in the data folder:"
                " they are rebuilt at the next start. Please report what differs."
            )
        print(f"columns      {len(application.columns):,} plays, equal to a recount: sound")
