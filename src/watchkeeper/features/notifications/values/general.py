"""Values that every event has: program, server, and the time."""

from __future__ import annotations

from datetime import UTC, datetime

from watchkeeper.domain.notices.moments import Moment, current_values
from watchkeeper.features.notifications.telling.facts import NoticeFacts


def general_values(facts: NoticeFacts) -> dict[str, object]:
    """The parameters of the category Global."""
    server, program = facts.server, facts.program
    return {
        "tautulli_version": program.version,
        "tautulli_remote": program.remote,
        "tautulli_branch": program.branch,
        "tautulli_commit": program.commit,
        "server_name": server.name,
        "server_ip": server.host,
        "server_port": "" if server.port is None else server.port,
        "server_url": server.url,
        "server_platform": server.platform,
        "server_version": server.version,
        "server_machine_id": server.identifier,
        "action": facts.trigger.removeprefix("on_"),
        **_time_values(facts),
    }


def _time_values(facts: NoticeFacts) -> dict[str, object]:
    formats = facts.formats
    current = current_values(facts.at, formats.zone)
    return {
        **current,
        "week_number": current["current_week"],
        "datestamp": Moment(facts.at, formats.zone, formats.date),
        "timestamp": Moment(facts.at, formats.zone, formats.time),
        "unixtime": int(facts.at),
        "utctime": datetime.fromtimestamp(int(facts.at), UTC).isoformat(),
    }
