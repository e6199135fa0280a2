"""The index of a library: what is kept of it, browsing it, and what is amiss in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.media import make_item as plain_item
from watchkeeper.columns.items.item_states import ItemStates
from watchkeeper.domain.media import MediaItem
from watchkeeper.errors import InputError
from watchkeeper.features.libraries import (
    ORDERS,
    BrowsePage,
    BrowseQuery,
    FindingKind,
    ItemIndex,
    Seen,
    browse,
)
from watchkeeper.features.libraries.index.findings import findings_of
from watchkeeper.features.libraries.index.item_index import index_from, index_of
from watchkeeper.features.libraries.listing.listing import listed, listing_of


def make_item(rating_key: int, title: str, kind: str = "movie", **facts: object) -> MediaItem:
    guid = str(facts.pop("guid", f"plex://{kind}/{rating_key}"))
    return replace(plain_item(rating_key, title, kind, **facts), guid=guid)


def indexed(items: Sequence[MediaItem], kind: str = "movie") -> ItemIndex:
    rows = [row for item in items if (row := listed(item)) is not None]
    return index_of(listing_of(kind, 1000, rows))


def states(plays: Sequence[int], watched: Sequence[int], last: Sequence[int]) -> ItemStates:
    return ItemStates(np.array(plays), np.array(last), np.array(watched))


def nothing_played(index: ItemIndex) -> ItemStates:
    zeros = [0] * len(index)
    return states(zeros, zeros, zeros)


FILMS = (
    make_item(11, "Amélie", year=2001, video_codec="h264", video_resolution="1080", added_at=300,
              genres=["Comedy", "Romance"], file_size=4_000, guid="plex://movie/a"),
    make_item(12, "Beta", year=2010, video_codec="hevc", video_resolution="4k", added_at=100,
              genres=["Drama"], file_size=9_000, guid="plex://movie/b"),
    make_item(13, "gamma", video_resolution="sd", added_at=200, guid="local://13"),
)  # fmt: skip
INDEX = indexed(FILMS)
PLAYED = states([3, 1, 0], [1, 0, 0], [500, 900, 0])


def titles(page: BrowsePage) -> list[str]:
    return [row.text("title") for row in page.rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (BrowseQuery(), ["Amélie", "Beta", "gamma"]),
        (BrowseQuery(text="amelie"), ["Amélie"]),
        (BrowseQuery(text="GAM"), ["gamma"]),
        (BrowseQuery(seen=Seen.WATCHED), ["Amélie"]),
        (BrowseQuery(seen=Seen.PARTLY), ["Beta"]),
        (BrowseQuery(seen=Seen.NEVER), ["gamma"]),
        (BrowseQuery(genre="Romance"), ["Amélie"]),
        (BrowseQuery(genre="nothing"), []),
        (BrowseQuery(words={"video_codec": "hevc"}), ["Beta"]),
        (BrowseQuery(words={"video_codec": "?"}), ["gamma"]),
        (BrowseQuery(year_from=2002), ["Beta"]),
        (BrowseQuery(year_to=2005), ["Amélie"]),
        (BrowseQuery(size_from=5_000), ["Beta"]),
        (BrowseQuery(size_to=5_000), ["Amélie"]),
        (BrowseQuery(added_from=200), ["Amélie", "gamma"]),
        (BrowseQuery(order="added", descending=True), ["Amélie", "gamma", "Beta"]),
        (BrowseQuery(order="resolution", descending=True), ["Beta", "Amélie", "gamma"]),
        (BrowseQuery(order="plays", descending=True), ["Amélie", "Beta", "gamma"]),
        (BrowseQuery(order="played", descending=True), ["Beta", "Amélie", "gamma"]),
        (BrowseQuery(offset=1, limit=1), ["Beta"]),
        (BrowseQuery(offset=99), []),
    ],
)
def test_a_library_is_filtered_sorted_and_cut(query: BrowseQuery, expected: list[str]) -> None:
    assert titles(browse(INDEX, PLAYED, query)) == expected


def test_a_page_tells_what_all_that_fit_weigh_and_what_is_not_known() -> None:
    page = browse(INDEX, PLAYED, BrowseQuery(limit=1))
    assert (page.total, page.filtered, page.filtered_size, page.sizes_unknown) == (3, 3, 13_000, 1)
    assert (page.rows[0].plays, page.rows[0].last_started, page.rows[0].watched) == (3, 500, 1)


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(InputError):
        browse(INDEX, PLAYED, BrowseQuery(order="colour"))


def test_a_series_is_watched_when_all_of_it_is() -> None:
    index = indexed([make_item(1, "Tide", "show", children_count=3)], "show")
    for watched, seen in ((3, Seen.WATCHED), (2, Seen.PARTLY), (0, Seen.PARTLY)):
        page = browse(index, states([5], [watched], [1]), BrowseQuery())
        assert page.rows[0].seen is seen
        assert page.rows[0].leaves == 3


def test_an_empty_library_has_an_empty_page() -> None:
    index = indexed([])
    page = browse(index, nothing_played(index), BrowseQuery(text="x", genre="y", seen=Seen.NEVER))
    assert (page.rows, page.total) == ((), 0)
    assert all(not one.total for one in findings_of(index, limit=5))


@given(
    st.lists(st.text(max_size=8), max_size=8),
    st.sampled_from(sorted(ORDERS)),
    st.booleans(),
    st.integers(1, 3),
)
def test_pages_put_together_are_the_whole_and_survive_the_file(
    names: list[str], order: str, descending: bool, size: int
) -> None:
    stored = index_from(indexed([make_item(at, name) for at, name in enumerate(names)]).content())
    assert stored is not None
    found = []
    for start in range(0, len(names), size):
        query = BrowseQuery(order=order, descending=descending, offset=start, limit=size)
        found += [row.rating_key for row in browse(stored, nothing_played(stored), query).rows]
    assert sorted(found) == list(range(len(names)))


@pytest.mark.parametrize("damage", [b"", b"PK no archive", INDEX.content()[:200]])
def test_f5_a_damaged_index_is_no_index(damage: bytes) -> None:
    assert index_from(damage) is None


def test_hostile_words_come_back_as_they_are() -> None:
    title = '<script>alert(1)</script> "שלום"'
    index = indexed([make_item(1, title, genres=["<b>"], file="/media/a\nb.mkv")])
    assert index.text("title", 0) == title
    assert index.of_genre("<b>").tolist() == [True]
    assert titles(browse(index, nothing_played(index), BrowseQuery(text="שלום"))) == [title]


def test_what_is_amiss_is_found() -> None:
    first = make_item(1, "Twin", year=2000, guid="plex://movie/t", guids=["imdb://tt1"])
    again = make_item(2, "Twin", year=2000, guid="plex://movie/t", guids=["imdb://tt1"])
    other = make_item(3, "TWIN", year=2000, guid="plex://movie/u", guids=["imdb://tt2"])
    lost = make_item(4, "Home video", guid="local://4")
    bare = make_item(5, "Bare", guid="plex://movie/bare")
    index = indexed([first, again, other, lost, bare])
    found = {
        one.kind: [
            sorted(index.number("rating_key", row) or 0 for row in group) for group in one.groups
        ]
        for one in findings_of(index, limit=10)
    }
    assert found[FindingKind.UNMATCHED] == [[4]]
    assert found[FindingKind.NO_IDS] == [[5]]
    assert found[FindingKind.SAME_GUID] == [[1, 2]]
    assert found[FindingKind.SAME_NAME] == []
    assert found[FindingKind.VERSIONS] == []


def test_one_title_under_two_guids_is_told_as_a_likely_double() -> None:
    pair = [make_item(at, "Twin", year=2000, guid=f"plex://movie/{at}") for at in (1, 2)]
    found = {one.kind: one.total for one in findings_of(indexed(pair), limit=10)}
    assert found[FindingKind.SAME_NAME] == 1


def test_several_files_of_one_thing_are_versions_and_weigh_together() -> None:
    item = make_item(1, "Twin", file_size=5)
    version = dict(item.facts["media_info"][0])
    item = replace(item, facts={**item.facts, "media_info": [version, version]})
    index = indexed([item])
    assert (index.number("versions", 0), index.number("total_size", 0)) == (2, 10)
