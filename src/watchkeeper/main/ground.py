"""What every part of the house stands on."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from watchkeeper.db.consequences import Consequences
from watchkeeper.db.database import Database
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.redaction import Redactor
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.runtime.supervisor import Supervisor
from watchkeeper.settings import Settings
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """What everything stands on."""

    settings: Settings
    clock: Clock
    db: Database
    bus: Bus
    sealer: Sealer
    supervisor: Supervisor
    consequences: Consequences

    @classmethod
    def lay(cls, settings: Settings, clock: Clock, redactor: Redactor) -> Ground:
        """Open the data folder; see `Database.open` for what it may raise."""
        db = Database.open(settings.data)
        with suppress(OSError):  # a folder that cannot be written has no cache
            (settings.data / "cache").mkdir(exist_ok=True)
        sealer = Sealer.of_folder(settings.data, redactor.learn)
        ground = cls(settings, clock, db, Bus(), sealer, Supervisor(clock), Consequences())
        shutil.rmtree(ground.copies, ignore_errors=True)  # of a program that was killed
        return ground

    @property
    def copies(self) -> Path:
        """Where copies of files that are taken over lie while they are read."""
        return self.settings.data / "cache" / "copies"
