"""Texts are cut between signs and tags."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.lengths import cut, cut_markup, octets, units

SIGNS = ("a", "é", "é", "😀", "👍🏽", "👩‍👩‍👧", "❤️", " ", "鬼")
PIECES = (
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    '<a href="https://x.test">',
    "</a>",
    "&amp;",
    "x",
    "😀",
    " y",
)
signs = st.lists(st.sampled_from(SIGNS), max_size=60)


@given(signs, st.integers(1, 80))
def test_a_cut_text_is_whole_signs_within_the_limit(chosen: list[str], most: int) -> None:
    source = "".join(chosen)
    found = cut(source, most)
    assert units(found) <= most
    if found != source:
        beginnings = {"".join(chosen[:end]).rstrip() for end in range(len(chosen) + 1)}
        assert found.removesuffix("…") in beginnings


@given(signs, st.integers(3, 200))
def test_bytes_are_counted_where_a_service_counts_bytes(chosen: list[str], most: int) -> None:
    assert octets(cut("".join(chosen), most, octets)) <= most


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(30, 120))
def test_cut_markup_closes_what_it_opened(pieces: list[str], most: int) -> None:
    source = balanced(pieces)
    found = cut_markup(source, most)
    assert units(found) <= most
    opened: list[str] = []
    for slash, tag in re.findall(r"<(/?)([a-z]+)[^>]*>", found):
        if slash:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert opened == []
    assert not {"<", "&"} & set(bare(found))


def balanced(pieces: list[str]) -> str:
    """The pieces with every closing tag that closes nothing left out, and the rest closed."""
    written, opened = "", list[str]()
    for piece in pieces:
        tag = re.match(r"</?([a-z]+)", piece)
        if tag and piece.startswith("</"):
            if not opened or opened[-1] != tag[1]:
                continue
            opened.pop()
        elif tag:
            opened.append(tag[1])
        written += piece
    return written + "".join(f"</{tag}>" for tag in reversed(opened))


def bare(found: str) -> str:
    return re.sub(r"<[^<>]*>|&amp;", "", found)


def test_a_long_chain_of_accents_is_not_followed_for_ever() -> None:
    found = cut("a" + "\u0301" * 5000, 100)
    assert units(found) == 100


def test_a_shorter_limit_never_gives_a_longer_text() -> None:
    source = "<b>bold</b> and plain " * 20
    lengths = [len(cut_markup(source, most)) for most in range(20, 400, 10)]
    assert all(before <= after for before, after in pairwise(lengths))
