"""Facts of exports: what servers leave out, and sizes and lengths for people."""

from __future__ import annotations

from datetime import UTC

import pytest

from watchkeeper.integrations.plex.export_facts import export_facts, human_length, human_size


def test_what_a_server_leaves_out_has_its_usual_value() -> None:
    film = export_facts({"type": "movie", "title": "Low Tide", "ratingKey": "7"}, UTC)
    assert (film["viewCount"], film["viewOffset"], film["useOriginalTitle"]) == (0, 0, -1)
    assert film["titleSort"] == "Low Tide"
    told = export_facts({"type": "movie", "title": "The Sea", "titleSort": "Sea"}, UTC)
    assert told["titleSort"] == "Sea"


def test_the_key_of_an_item_is_its_own_and_not_that_of_its_children() -> None:
    show = export_facts({"type": "show", "key": "/library/metadata/4/children"}, UTC)
    assert show["key"] == "/library/metadata/4"
    assert export_facts({"type": "show"}, UTC)["key"] is None


def test_flags_of_streams_are_no_where_they_are_not_set() -> None:
    stream = {"streamType": 3, "codec": "srt"}
    media = [{"id": 1, "Part": [{"id": 2, "Stream": [stream]}]}]
    film = export_facts({"type": "movie", "Media": media}, UTC)
    (subtitle,) = film["media"][0]["parts"][0]["subtitleStreams"]
    assert (subtitle["forced"], subtitle["hearingImpaired"]) == (False, False)
    assert film["media"][0]["hasVoiceActivity"] is False


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0"), (59_600, "1 min"), (301_000, "5 mins"), (9_151_000, "2 hrs 33 mins")],
)
def test_lengths_are_rounded_to_what_is_told(milliseconds: int, text: str) -> None:
    assert human_length(milliseconds) == text


@pytest.mark.parametrize(("size", "text"), [(1023, "1023 B"), (1024, "1.00 kB")])
def test_sizes_have_two_places(size: int, text: str) -> None:
    assert human_size(size) == text
