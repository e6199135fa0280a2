"""A process that does nothing but record one Plex server: `python -m tests.crash.recording`.

Arguments: the data folder and the server's address. It says "watching" once it has looked at the
server, and is killed and started again at will.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.features.monitoring.house import FakeDirectory, FakeLibraries, FakePeople, FakeRecord
from watchkeeper.db.database import Database
from watchkeeper.demo.plexserver.state import DEMO_TOKEN
from watchkeeper.domain.facts import ServerId
from watchkeeper.features.monitoring import (
    Keeping,
    Monitoring,
    MonitoringParts,
    Rules,
    SessionWords,
)
from watchkeeper.features.monitoring.events import ServerStateChanged
from watchkeeper.integrations.plex import (
    PlexSettings,
    ProductFacts,
    describe_session,
    open_plex_server,
    session_item_facts,
    session_stream_facts,
)
from watchkeeper.runtime.bus import Bus
from watchkeeper.runtime.clock import SystemClock
from watchkeeper.runtime.supervisor import Supervisor


async def record(folder: Path, url: str) -> None:
    """Record until killed."""
    server = open_plex_server(
        PlexSettings(
            server_id=ServerId(1),
            url=url,
            product=ProductFacts(client_identifier="crash-test", version="1"),
            token=DEMO_TOKEN,
        )
    )
    clock, bus = SystemClock(), Bus()
    supervisor = Supervisor(clock)
    words = SessionWords(describe_session, session_item_facts, session_stream_facts)
    monitoring = Monitoring(
        MonitoringParts(
            db=Database.open(folder),
            clock=clock,
            bus=bus,
            supervisor=supervisor,
            servers=FakeDirectory(),
            connect=lambda _server_id: server,
            keeping=Keeping(FakeRecord(), words, FakePeople(), FakeLibraries()),
            rules=lambda: Rules(logging_ignore_interval=0),
        )
    )

    def tell(_event: ServerStateChanged) -> None:
        if monitoring.state(ServerId(1)).is_connected:
            sys.stdout.write("watching\n")
            sys.stdout.flush()

    bus.listen(ServerStateChanged, tell)
    await monitoring.start()
    await supervisor.run()


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]), sys.argv[2]))
