"""What is amiss in a library, found when its page asks for it."""

from __future__ import annotations

from watchkeeper.features.libraries import Library, LibraryIndexes
from watchkeeper.web.pages.libraries.asked import own_plays
from watchkeeper.web.site import Site
from watchkeeper.web.views.libraries.problems import Problem, problems_of, readded_problem


async def problems_in(site: Site, library: Library) -> list[Problem] | None:
    """All problems of a library, those of the record first; None when it was never read."""
    kept = site.application.libraries.indexes
    indexes = await kept.of(library)
    if indexes.leaves is None:
        return None
    found = await _readded(site, library, indexes)
    for index in dict.fromkeys((indexes.top, indexes.leaves)):
        if index is not None:
            findings = await kept.findings(index)
            found += problems_of(index, findings, library.server_id, site.renderer.url)
    return found


async def _readded(site: Site, library: Library, indexes: LibraryIndexes) -> list[Problem]:
    app = site.application
    items = app.libraries.indexes.asked_items(library, indexes, leaves=True)
    if items is None or indexes.leaves is None:
        return []
    found = await app.statistics.items.readded(await own_plays(app, library), items)
    problem = readded_problem(indexes.leaves, found, library.server_id, site.renderer.url)
    return [problem] if found else []
