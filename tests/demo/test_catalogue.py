"""The catalogue: the same seed gives the same libraries, and they hold together."""

from __future__ import annotations

import pytest

from watchkeeper.demo.catalogue import MOVIES, MOVIES_4K, SHOWS, Catalogue, build_catalogue

NOW = 1_795_250_000


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return build_catalogue(3, NOW)


def test_the_same_seed_and_day_give_the_same_catalogue() -> None:
    first, second = build_catalogue(3, NOW, 0.05), build_catalogue(3, NOW + 3600, 0.05)
    assert first.everything() == second.everything()


def test_another_seed_gives_another_catalogue() -> None:
    first, second = build_catalogue(3, NOW, 0.05), build_catalogue(4, NOW, 0.05)
    assert first.everything() != second.everything()


def test_the_libraries_are_of_a_believable_size(catalogue: Catalogue) -> None:
    assert len(catalogue.of_type(MOVIES, "movie")) == 280
    assert 500 < len(catalogue.of_type(SHOWS, "episode")) < 2500
    assert len({section.title for section in catalogue.sections.values()}) == 7


def test_no_two_films_of_a_library_share_a_title(catalogue: Catalogue) -> None:
    titles = [film.title for film in catalogue.of_type(MOVIES, "movie")]
    assert len(titles) == len(set(titles))


def test_a_film_in_both_libraries_has_one_guid_and_two_rating_keys(catalogue: Catalogue) -> None:
    by_guid = {film.guid: film for film in catalogue.of_type(MOVIES, "movie")}
    shared = [film for film in catalogue.of_type(MOVIES_4K, "movie") if film.guid in by_guid]
    assert len(shared) == 46
    assert all(by_guid[film.guid].rating_key != film.rating_key for film in shared)


def test_everything_came_into_the_library_before_now(catalogue: Catalogue) -> None:
    assert all(item.added_at < NOW for item in catalogue.everything())


def test_markers_lie_within_the_item_and_one_credits_marker_is_final(catalogue: Catalogue) -> None:
    items = [item for item in catalogue.everything() if item.markers]
    for item in items:
        marked = [marker for marker in item.markers if marker.type == "credits"]
        assert [marker.is_final for marker in marked].count(True) == 1
        assert [marker.is_first for marker in marked].count(True) == 1
        assert all(0 <= m.start < m.end <= (item.duration or 0) for m in item.markers)
    assert items


def test_the_next_episode_crosses_the_end_of_a_season(catalogue: Catalogue) -> None:
    show = next(
        s for s in catalogue.of_type(SHOWS, "show") if len(catalogue.children(s.rating_key)) > 1
    )
    first, second = catalogue.children(show.rating_key)[:2]
    last_of_first = catalogue.children(first.rating_key)[-1]
    following = catalogue.following(last_of_first)
    assert following == catalogue.children(second.rating_key)[0]


def test_the_last_episode_has_none_after_it(catalogue: Catalogue) -> None:
    show = catalogue.of_type(SHOWS, "show")[0]
    assert catalogue.following(catalogue.leaves(show.rating_key)[-1]) is None


def test_deleting_a_show_takes_its_seasons_and_episodes_along() -> None:
    catalogue = build_catalogue(3, NOW, 0.05)
    show = catalogue.of_type(SHOWS, "show")[0]
    leaves = catalogue.leaves(show.rating_key)
    gone = catalogue.delete(show.rating_key)
    assert {leaf.rating_key for leaf in leaves} < {item.rating_key for item in gone}
    assert all(leaf.rating_key not in catalogue for leaf in leaves)
    assert show not in catalogue.of_type(SHOWS, "show")


def test_track_and_video_ids_are_never_used_twice(catalogue: Catalogue) -> None:
    ids = [media.id for item in catalogue.everything() for media in item.media]
    parts = [media.part_id for item in catalogue.everything() for media in item.media]
    assert len(set(ids) | set(parts)) == len(ids) + len(parts)
