"""Watching servers: live streams, how they become plays, and what happens meanwhile."""

from __future__ import annotations

from watchkeeper.features.monitoring.keeping.recorder import Keeping
from watchkeeper.features.monitoring.live import LiveSession
from watchkeeper.features.monitoring.ports import SessionWords
from watchkeeper.features.monitoring.rules import Rules, rules_of
from watchkeeper.features.monitoring.service import Monitoring, MonitoringParts
from watchkeeper.features.monitoring.state import ServerState, SocketState, Trouble
from watchkeeper.features.monitoring.stop_stream import STOP_STREAM, StopStream, stop_change
from watchkeeper.features.monitoring.stopping import Stopping

__all__ = [
    "STOP_STREAM",
    "Keeping",
    "LiveSession",
    "Monitoring",
    "MonitoringParts",
    "Rules",
    "ServerState",
    "SessionWords",
    "SocketState",
    "StopStream",
    "Stopping",
    "Trouble",
    "rules_of",
    "stop_change",
]
