"""Places for pages that show them: counted, and drawn beside the event loop."""

from __future__ import annotations

import anyio.to_thread

from watchkeeper.features.statistics import Scope
from watchkeeper.web.site import Site
from watchkeeper.web.views.places import PlacesAsked, PlacesView, places_view


async def shown_places(site: Site, scope: Scope, asked: PlacesAsked) -> PlacesView | None:
    """The map and the tables of some plays; None while places are not looked up."""
    found = await site.application.place_statistics.watched(scope)
    if found is None:
        return None
    return await anyio.to_thread.run_sync(places_view, found, asked, site.outlines)
