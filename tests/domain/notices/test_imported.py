"""Texts from a Tautulli: what of them has to be changed."""

from __future__ import annotations

import pytest

from watchkeeper.domain.notices.imported import imported_problems
from watchkeeper.domain.notices.problems import Severity
from watchkeeper.domain.notices.texts import Text

WORKING = [
    "{user} ({player}) started playing {title}.",
    "<movie>{title} ({year})</movie><episode>{show_name} S{season_num00}E{episode_num00}</episode>",
    "{Rating: <rating>/10}{\\nGenres: <genres:[:3]>}",
    "{datestamp:dddd, MMM D} {timestamp:HH[h]mm}",
    "{Ends <`stream_duration + 5`> min}",
    "{`'4K' if stream_video_resolution == '4k' else stream_video_full_resolution`}",
    "{friendly_name} {slug} {week_number} {channel_vcn} {grandparent_title}",
    "{transcode_decision!u} {user!l} {title!c}",
]


@pytest.mark.parametrize("source", WORKING)
def test_a_text_that_works_has_no_problems(source: str) -> None:
    assert imported_problems(source) == []


@pytest.mark.parametrize(
    ("source", "agent", "problems"),
    [
        ("{director}", "", [(2, Severity.UNKNOWN, 'there is no parameter "director"')]),
        ("{`director + 1`}", "", [(2, Severity.UNFIT, 'there is no parameter "director"')]),
        ("{`[x for x in genres]`}", "", [(2, Severity.UNFIT, "a ListComp cannot be used")]),
        ("{`title.encode()`}", "", [(2, Severity.UNFIT, 'there is no method ".encode"')]),
        ("{title:02d} {", "", [(2, Severity.UNFIT, None), (13, Severity.BROKEN, None)]),
        ("{year.real}", "", [(2, Severity.BROKEN, 'asked for "real"')]),
        ('{"a": "{nope}"}', "webhook", [(2, Severity.UNKNOWN, 'there is no parameter "nope"')]),
        ("--a {nope}", "scripts", [(2, Severity.UNKNOWN, 'there is no parameter "nope"')]),
    ],
)
def test_what_there_is_not_is_named_with_its_place(
    source: str, agent: str, problems: list[tuple[int, Severity, str | None]]
) -> None:
    found = imported_problems(source, agent)
    assert [(each.place, each.severity) for each in found] == [
        (place, severity) for place, severity, _ in problems
    ]
    for each, (_, severity, reason) in zip(found, problems, strict=True):
        assert severity is Severity.BROKEN or reason is None or each.reason == reason


def test_a_text_taken_over_is_sent_without_what_has_no_effect() -> None:
    text = Text.taken_over("{title:02d} {`open(1)`}{ (<year:x>)} {nope}", "discord")
    assert text.fill({"title": "Coast", "year": ""}, None) == "Coast open(1) {nope}"
