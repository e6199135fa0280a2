import pytest

from watchkeeper.errors import MalformedError
from watchkeeper.integrations.plex import wire


def test_xml_and_json_read_the_same() -> None:
    xml = (
        b'<MediaContainer size="1"><Video ratingKey="4" live="1"><Media id="9"/></Video>'
        b"</MediaContainer>"
    )
    json = (
        b'{"MediaContainer":{"size":1,"Metadata":[{"ratingKey":4,"live":true,"Media":{"id":9}}]}}'
    )
    for content in (xml, json):
        item = wire.metadata(wire.container(content))[0]
        assert wire.key(item, "ratingKey") == 4
        assert wire.flag(item, "live") is True
        assert wire.text(wire.child(item, "Media"), "id") == "9"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"MediaContainer": null}',
        b'{"MediaContainer": "text"}',
        b"<html><body>Unauthorized</body></html>",
        b"<!DOCTYPE html><html></html>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><MediaContainer/>',
        b"<MediaContainer",
    ],
)
def test_f17_a_wholly_malformed_answer_is_an_error(content: bytes) -> None:
    with pytest.raises(MalformedError):
        wire.container(content)


@pytest.mark.parametrize("odd", ["\x07", "\x1b[31m", "&#7;", "&#x1B;", "&#31;"])
def test_a_letter_that_xml_forbids_costs_itself_and_not_the_answer(odd: str) -> None:
    content = (
        f'<MediaContainer size="1"><Video title="a{odd}b&#9;c" ratingKey="5"/></MediaContainer>'
    )
    [found] = wire.metadata(wire.container(content.encode()))
    assert str(found["title"]).startswith("a")
    assert found["ratingKey"] == "5"


def test_an_empty_container_has_no_items() -> None:
    assert wire.metadata(wire.container(b'{"MediaContainer":{"size":0}}')) == []
    assert wire.metadata(wire.container(b'<MediaContainer size="0"/>')) == []


@pytest.mark.parametrize(
    ("value", "number", "text", "flag"),
    [
        (1, 1, "1", True),
        ("0", 0, "0", False),
        (True, 1, "1", True),
        ("true", None, "true", True),
        (False, 0, "0", False),
        (" 12 ", 12, " 12 ", None),
        (1.6, 2, "1.6", None),
        ("nan", None, "nan", None),
        ("inf", None, "inf", None),
        (None, None, "", None),
        ([], None, "", None),
        ("", None, "", None),
    ],
)
def test_values_are_read_leniently(
    value: object, number: int | None, text: str, flag: bool | None
) -> None:
    element = {"it": value}
    assert wire.number(element, "it") == number
    assert wire.text(element, "it") == text
    assert wire.flag(element, "it") == flag


def test_a_rating_key_that_is_no_number_stays_text() -> None:
    assert wire.key({"k": "com.plex.epg/5"}, "k") == "com.plex.epg/5"
    assert wire.key({"k": "9" * 40}, "k") == "9" * 40
    assert wire.key({}, "k") == ""


def test_s15_tokens_inside_links_are_scrubbed() -> None:
    hidden = {"thumb": "/photo?url=1&X-Plex-Token=secret&width=2"}
    assert wire.link(hidden, "thumb") == "/photo?url=1&width=2"
    plain = {"thumb": "/library/metadata/1/thumb/2"}
    assert wire.link(plain, "thumb") == "/library/metadata/1/thumb/2"
