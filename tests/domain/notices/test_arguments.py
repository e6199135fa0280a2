"""Arguments of scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.arguments import ArgumentsText
from watchkeeper.errors import InputError

KNOWN: dict[str, object] = {
    "title": "North Coast; rm -rf / $(id) `id` | 'x'",
    "user": "Anna Berg",
    "studio": "",
    "rating_key": 301,
}


def filled(source: str, media_type: str | None = None) -> list[str]:
    return ArgumentsText.read(source).fill(KNOWN, media_type)


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("", []),
        ("{rating_key}", ["301"]),
        ("--user {user} --key={rating_key}", ["--user", "Anna Berg", "--key=301"]),
        ("-t {title}", ["-t", KNOWN["title"]]),
        ('"a b" c\\ d', ["a b", "c d"]),
        ("'{User: <user>}'", ["User: Anna Berg"]),
        ("{studio} x", ["", "x"]),
        ("<movie>-m</movie><track>-t</track> {user}", ["-m", "Anna Berg"]),
    ],
)
def test_arguments_are_split_before_they_are_filled(source: str, arguments: list[str]) -> None:
    assert filled(source, "movie") == arguments


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("'a", "Character 1: the arguments cannot be split: No closing quotation"),
        ("{User: <user>}", "Argument 1, character 1: this brace is not closed"),
        ("a {user.x}", 'Argument 2, character 2: "user" has no part'),
        ("<movie>a", "Character 1: <movie> is not closed"),
        ("a {user:02d}", "Argument 2, character 2:"),
        ("x" * 20_001, "it is longer"),
    ],
)
def test_broken_arguments_are_refused_with_their_place(source: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        ArgumentsText.read(source)


def test_arguments_taken_over_lose_what_has_no_effect() -> None:
    assert ArgumentsText.taken_over("a {user:02d}").fill(KNOWN, None) == ["a", "Anna Berg"]


@given(st.text())
def test_a_value_never_becomes_two_arguments(title: str) -> None:
    read = ArgumentsText.read("--title {title} --end")
    assert read.fill({"title": title}, None) == ["--title", title.replace("\0", ""), "--end"]
