"""Which plays an address of the history means, with those of a country or a town."""

from __future__ import annotations

from datetime import date

from watchkeeper.application import Application
from watchkeeper.features.history import HistoryQuery
from watchkeeper.web.views.history.asked import Asked, history_query, place_asked


async def query_meant(
    app: Application,
    asked: Asked,
    today: date,
    *,
    offset: int | None = None,
    limit: int | None = None,
) -> HistoryQuery:
    """The query behind an address, as `history_query` makes it, places looked up.

    Raises:
        InputError: a number or date that is none; `field` names it.
    """
    wanted, addresses = place_asked(asked), None
    if wanted:
        running = [one.ip_address for one in app.monitoring.running()]
        addresses = await app.places.addresses_in(wanted, running)
    return history_query(asked, today, offset=offset, limit=limit, from_addresses=addresses)
