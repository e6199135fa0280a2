"""Shortening the addresses of a person, in what is stored already."""

from __future__ import annotations

import structlog

from watchkeeper.features.privacy.parts import PrivacyParts
from watchkeeper.features.privacy.queries import shortening
from watchkeeper.features.privacy.queries.finding import traces_of
from watchkeeper.features.system.jobs.job import Plain
from watchkeeper.features.system.jobs.jobs import JobHandle

log = structlog.get_logger(__name__)

KIND = "shorten_addresses"


class Shortening:
    """The body of the job; it may be done twice."""

    def __init__(self, parts: PrivacyParts) -> None:
        self._parts = parts

    async def run(self, job: JobHandle) -> Plain:
        """Shorten addresses of plays, of sign-ins, and of what the audit trail remembers."""
        accounts = tuple((server_id, user_id) for server_id, user_id in job.inputs["accounts"])
        db = self._parts.db
        traces = await db.read(traces_of, accounts)
        await job.progress(0, 3, "plays")
        plays = await db.write(shortening.shorten_plays, traces)
        await job.progress(1, 3, "sign-ins")
        sign_ins = await db.write(shortening.shorten_sign_ins, traces)
        await job.progress(2, 3, "the audit trail")
        others = await db.write(shortening.shorten_json, traces)
        await self._parts.history.changed()
        await db.compact()
        log.info("addresses shortened", plays=plays)
        return {"plays": plays, "sign_ins": sign_ins, "others": others}
