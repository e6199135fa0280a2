"""The parts of the house that an import fills."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from watchkeeper.db.database import Database
from watchkeeper.features.accounts.service import Accounts
from watchkeeper.features.importers.ports import Follower, TautulliConnect
from watchkeeper.features.libraries.libraries import Libraries
from watchkeeper.features.preferences.service import Preferences
from watchkeeper.features.system.jobs.jobs import Jobs
from watchkeeper.features.system.servers.servers import Servers
from watchkeeper.features.users.ports import IsErased
from watchkeeper.features.users.rules import nobody_is_erased
from watchkeeper.features.users.users import Users
from watchkeeper.runtime.clock import Clock
from watchkeeper.runtime.sealing import Sealer
from watchkeeper.runtime.supervisor import Supervisor
from watchkeeper.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every import is given."""

    db: Database
    clock: Clock
    zone: ZoneInfo
    sealer: Sealer
    jobs: Jobs
    servers: Servers
    users: Users
    libraries: Libraries
    preferences: Preferences
    accounts: Accounts
    history: Follower
    supervisor: Supervisor
    connect: TautulliConnect
    copies: Path  # where copies of files lie while they are read
    is_erased: IsErased = nobody_is_erased
