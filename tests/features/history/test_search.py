"""Search: any title is found by any part of its words, without accents, the best first."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.features.history.search import FoundKind
from watchkeeper.features.history.search.titles import Digests, ItemWords, Title, Titles, titles_of
from watchkeeper.features.history.search.words import fit, needles, plain

TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=40
)
WORD = re.compile(r"[^\W_]+")


def film(number: int, title: str, year: int | None = None) -> ItemWords:
    return ItemWords(number, "movie", False, number * 10, None, None, title, "", "", "", year)


def episode(number: int, title: str, show: str) -> ItemWords:
    return ItemWords(number, "episode", False, number, 7, 8, title, "Season 1", show, "", 2020)


def track(number: int, title: str, album: str, artist: str) -> ItemWords:
    return ItemWords(number, "track", False, number, 5, 6, title, album, artist, "", None)


class Index(Titles):
    """Titles, with the items that the database would know."""

    def __init__(self, *items: ItemWords) -> None:
        super().__init__()
        self.extend(items)
        self.words = {item.id: item for item in items}

    def named(self, code: int, item: int) -> tuple[Title, int | None]:
        pairs = titles_of(self.words[item])
        return next(pair for pair in pairs if pair[0].kind is self.kind(code))


def index(*items: ItemWords) -> Index:
    return Index(*items)


def found(titles: Index, question: str, limit: int = 5) -> list[tuple[FoundKind, str]]:
    codes = titles.find(needles(question), limit)
    named = [titles.named(code, int(titles.items.view[code]))[0] for code in codes]
    return [(title.kind, title.title) for title in named]


def without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


@given(TEXT)
def test_any_title_is_found_by_any_of_its_words_without_accents(title: str) -> None:
    titles = index(film(1, title), film(2, "Something Else"))
    for word in WORD.findall(title):
        for asked in (word, word.upper(), without_accents(word)):
            if asked.strip() and needles(asked):
                assert (FoundKind.MOVIE, title) in found(titles, asked), asked


@given(st.lists(TEXT, max_size=6), st.text(max_size=20))
def test_what_is_found_contains_every_word_that_was_asked_for(
    names: list[str], question: str
) -> None:
    titles = index(*(film(number, name) for number, name in enumerate(names, 1)))
    for _kind, title in found(titles, question, 50):
        assert all(word in plain(f" {title} ") for word in needles(question))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("amelie", "Amélie"),
        ("AMÉLIE", "Amelie"),
        ("strasse", "Straße"),
        ("cartographers", "The Cartographer's Son"),
        ("cartographer's", "The Cartographer\u2019s Son"),
        ("son cartog", "The Cartographer's Son"),
        ("tromso", "Halfway to Tromsø"),
    ],
)
def test_accents_case_apostrophes_and_order_do_not_matter(question: str, title: str) -> None:
    assert found(index(film(1, title), film(2, "Other")), question) == [(FoundKind.MOVIE, title)]


def test_a_begin_comes_before_a_word_and_a_word_before_its_part() -> None:
    titles = index(film(1, "Riptide"), film(2, "Night Tide"), film(3, "Tides of Home"))
    assert [title for _, title in found(titles, "tide")] == [
        "Tides of Home",
        "Night Tide",
        "Riptide",
    ]


def test_what_is_played_more_comes_first_among_equals() -> None:
    titles = index(film(1, "Tide One"), film(2, "Tide Two"))
    titles.count(np.array([2, 2, 1]))
    assert [title for _, title in found(titles, "tide")] == ["Tide Two", "Tide One"]
    assert titles.plays(1) == 2


def test_an_episode_is_itself_and_its_show_once() -> None:
    titles = index(episode(1, "Pilot", "North"), episode(2, "Return", "North"))
    assert found(titles, "north") == [
        (FoundKind.SHOW, "North"),
        (FoundKind.EPISODE, "Pilot"),
        (FoundKind.EPISODE, "Return"),
    ]
    titles.count(np.array([1, 1, 2]))
    assert titles.plays(titles.find(needles("north"), 1)[0]) == 3


def test_a_track_is_itself_its_album_and_its_artist() -> None:
    kinds = [kind for kind, _ in found(index(track(1, "Keys", "Keys", "Keys")), "keys")]
    assert kinds == [FoundKind.ARTIST, FoundKind.ALBUM, FoundKind.TRACK]


def test_two_films_of_one_name_are_two_and_one_that_was_added_twice_is_one() -> None:
    titles = index(film(1, "Tide", 1990), film(2, "Tide", 2020), film(3, "Tide", 2020))
    assert len(found(titles, "tide")) == 2
    assert titles.items.view.tolist() == [1, 3]


def test_numbers_that_are_missing_do_no_harm() -> None:
    titles = index(film(3, "Three"))
    titles.extend([film(9, "Nine")])
    assert titles.known_items == 9
    titles.count(np.array([3, 9, 9]))
    assert titles.plays(titles.find(needles("nine"), 1)[0]) == 2


def test_nothing_is_found_by_nothing_and_in_nothing() -> None:
    assert found(index(film(1, "Tide")), "  ") == []
    assert found(Index(), "tide") == []


def test_how_well_a_text_fits() -> None:
    assert fit("The Tide", needles("tide the")) == 2
    assert fit("The Tide", []) == 0


def test_a_share_of_the_plays_finds_its_own_titles_with_its_own_numbers() -> None:
    """A server's plays: the same title elsewhere counts elsewhere."""
    titles = index(film(1, "Tide"), film(2, "Tide"), film(3, "Tidal"), episode(4, "Ebb", "Tide"))
    titles.count(np.array([1, 1, 2, 3, 4]))
    share = titles.share(np.array([1, 1, 4]))
    codes = titles.find(needles("tide"), 5, share)
    told = [(titles.kind(code), int(share.items[code])) for code in codes]
    assert told == [(FoundKind.MOVIE, 1), (FoundKind.SHOW, 4), (FoundKind.EPISODE, 4)]
    assert [int(share.plays[code]) for code in codes] == [2, 1, 1]
    assert titles.find(needles("tidal"), 5, share) == []


def test_a_share_of_no_plays_finds_nothing() -> None:
    titles = index(film(1, "Tide"))
    assert titles.find(needles("tide"), 5, titles.share(np.empty(0, np.int64))) == []


@given(st.lists(st.lists(st.integers(-9, 9), max_size=8), max_size=6))
def test_codes_are_given_in_the_order_in_which_digests_come(batches: list[list[int]]) -> None:
    digests, expected = Digests(), dict[int, int]()
    for batch in batches:
        fresh = [at for at, one in enumerate(batch) if one not in {*expected, *batch[:at]}]
        codes, new = digests.codes(np.array(batch, np.int64))
        assert codes.tolist() == [expected.setdefault(one, len(expected)) for one in batch]
        assert new.tolist() == fresh


def test_an_item_without_a_name_is_no_title() -> None:
    titles = index(film(1, " "), film(2, "Tide"))
    assert (len(titles), titles.known_items) == (1, 2)
    titles.count(np.array([1, 1, 2]))
    assert titles.plays(0) == 1
