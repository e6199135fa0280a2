"""JSON documents of webhooks."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.notices.documents import JsonText, read_headers
from watchkeeper.errors import InputError

KNOWN: dict[str, object] = {
    "title": 'The "Coast"\n\\ {year}',
    "rating_key": 301,
    "year": 2014,
    "user": "Anna",
}


def filled(source: str, media_type: str | None = None) -> str:
    return JsonText.read(source).fill(KNOWN, media_type)


@pytest.mark.parametrize(
    ("source", "document"),
    [
        ('"{rating_key}"', "301"),
        ("301", 301),
        ("null", None),
        ('{"a": "{title}"}', {"a": KNOWN["title"]}),
        ('{"{user}": 1}', {"Anna": 1}),
        ('{"n": 5, "f": 1.5, "b": true, "x": null}', {"n": 5, "f": 1.5, "b": True, "x": None}),
        ('[["{year}", {"k": ["{user!u}"]}]]', [["2014", {"k": ["ANNA"]}]]),
        ('{"e": "{`year + 1`}"}', {"e": "2015"}),
        ('{"e": "{Year: <year>}"}', {"e": "Year: 2014"}),
        ('"<b>{user}</b> & co"', "<b>Anna</b> & co"),
        ('"  {user} "', "  Anna "),
    ],
)
def test_every_text_of_a_document_is_filled_on_its_own(source: str, document: object) -> None:
    assert json.loads(filled(source)) == document


def test_a_document_is_sent_as_json_text() -> None:
    assert filled('"{rating_key}"') == '"301"'


@pytest.mark.parametrize("source", ["", "  \n ", "<movie></movie>"])
def test_a_blank_document_stays_blank(source: str) -> None:
    assert filled(source) == ""


@pytest.mark.parametrize(
    ("media_type", "text"),
    [("movie", '{"kind": "film"}'), ("episode", '{"kind": "Anna"}'), ("track", ""), (None, "")],
)
def test_tags_may_stand_around_parts_of_a_document(media_type: str | None, text: str) -> None:
    source = '{"kind": <movie>"film"</movie><episode>"{user}"</episode>}'
    assert filled(source, media_type) == text


def test_what_stands_outside_of_tags_is_sent_for_all_media_types() -> None:
    source = '[1<movie>, "{year}"</movie>]'
    assert filled(source, "movie") == '[1, "2014"]'
    assert filled(source, "track") == filled(source, None) == "[1]"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{", "Character 2: it is no JSON: Expecting property name"),
        ('{"a": {title}}', "Character 8: it is no JSON"),
        ("[1,]", "it is no JSON"),
        ("NaN", "Character 1: it is no usable JSON: NaN is no number of JSON"),
        ("<movie>[</movie>", "it is no JSON for media type movie"),
        ("<movie>[", "Character 1: <movie> is not closed"),
        ('{"a": ["x", "{title"]}', r"\$\.a\[1\], character 1: this brace is not closed"),
        ('{"{user:02d}": 1}', r'\$, character 2: "02d" is no format for user'),
        ("[" * 60 + "]" * 60, "it has more than 50 levels"),
        ("[" * 15_000, "it is no usable JSON|it is no JSON"),
        ("9" * 5000, "it is no usable JSON"),
        (" " * 20_001, "Character 20001: it is longer"),
    ],
)
def test_a_broken_document_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        JsonText.read(source)


def test_a_document_taken_over_loses_what_has_no_effect() -> None:
    read = JsonText.taken_over('{"a": "{user:02d} {`open(1)`}"}')
    assert read.fill(KNOWN, None) == '{"a": "Anna open(1)"}'


@pytest.mark.parametrize("source", ["[]", '"a"', '{"a": {}}', '{"a": ["x"]}', "1"])
def test_headers_are_an_object_of_texts(source: str) -> None:
    with pytest.raises(InputError, match="Headers are one JSON object"):
        read_headers(source)


def test_headers_are_filled_as_every_document() -> None:
    read = read_headers('{"Authorization": "Bearer {user}"}')
    assert read.fill(KNOWN, "movie") == '{"Authorization": "Bearer Anna"}'
    assert read_headers("").fill(KNOWN, None) == ""


@given(st.text(), st.text())
def test_no_value_breaks_out_of_its_place(title: str, user: str) -> None:
    read = JsonText.read('{"a": "{title}", "b": ["{user}"]}')
    assert json.loads(read.fill({"title": title, "user": user}, None)) == {"a": title, "b": [user]}


@given(st.text(alphabet='{}[]",:1 a<movie>/', max_size=40))
def test_any_document_is_read_or_refused(source: str) -> None:
    try:
        read = JsonText.taken_over(source)
    except InputError:
        return
    for media_type in ("movie", None):
        filled_text = read.fill(KNOWN, media_type)
        assert not filled_text or json.loads(filled_text) is not NotImplemented
