"""Dynamic ranges in lists of whole libraries: told by the server's own filters, or unknown."""

from __future__ import annotations

import pytest

from tests.fakes.plex import FakePlex
from tests.integrations.plex import payloads
from tests.integrations.plex.serving import PreparedPlex, Reply, empty, json
from tests.integrations.plex.test_simulated import server
from watchkeeper.domain.facts import SectionId
from watchkeeper.features.libraries.listing.listing import listed

FILMS = SectionId(1)


async def test_every_film_has_the_range_of_its_files() -> None:
    fake = FakePlex()
    client = server(fake)
    seen = set()
    for section in await client.library_sections():
        if section.type == "movie":
            async for item in client.all_items(section.section_id, "movie"):
                files = fake.plex.catalogue[item.rating_key or 0].media
                ranges = {file.video.dynamic_range for file in files if file.video}
                row = listed(item)
                assert row is not None
                is_wide = ranges - {"SDR"}
                word = "Dolby Vision" if "Dolby Vision" in ranges else "HDR" if is_wide else "SDR"
                assert row.dynamic_range == word
                seen.add(word)
    assert seen == {"SDR", "HDR", "Dolby Vision"}


async def test_episodes_have_ranges_and_tracks_have_none() -> None:
    client = server(FakePlex())
    for section in await client.library_sections():
        kind = {"show": "episode", "artist": "track"}.get(section.type)
        if kind:
            rows = [listed(item) async for item in client.all_items(section.section_id, kind)]
            ranges = {row.dynamic_range for row in rows if row}
            assert ranges == ({"SDR"} if kind == "episode" else {""})


@pytest.mark.parametrize("filters", [empty(404), empty(500), json({"MediaContainer": {}})])
async def test_without_these_filters_nothing_is_known(filters: Reply) -> None:
    film = {"ratingKey": "5", "type": "movie", "title": "A film"}
    plex = PreparedPlex(
        {
            "/library/sections/1/filters": filters,
            "/library/sections/1/all": json(payloads.metadata(film)),
        }
    )
    [found] = [item async for item in plex.client().all_items(FILMS, "movie")]
    assert "dynamic_range" not in found.facts
