"""What is refused when a notifier is saved, with place and reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watchkeeper.domain.facts import Fact, ServerId
from watchkeeper.domain.notices.agents import AGENTS
from watchkeeper.domain.notices.problems import Severity
from watchkeeper.errors import InputError
from watchkeeper.features.notifications.notifiers.checking import BROKEN, concerned, flaws, refuse
from watchkeeper.features.notifications.notifiers.edit import NotifierEdit, edited
from watchkeeper.features.notifications.notifiers.notifier import Notifier, new_content


def notifier(agent: str, **content: Fact) -> Notifier:
    (kind,) = (each for each in AGENTS if each.name == agent)
    return Notifier(server_id=ServerId(1), number=1, content={**new_content(kind), **content})


@pytest.mark.parametrize(
    ("agent", "field", "text", "told"),
    [
        ("discord", "on_watched_body", "{title", "Body of Watched: character 1: "),
        ("discord", "on_watched_subject", "<movie>{title}", "Subject of Watched: character 1: "),
        ("webhook", "on_watched_body", '{"key": }', "Body of Watched: character 9: it is no JSON"),
        ("webhook", "on_watched_subject", "[1]", "Headers of Watched: character 1: headers are"),
        ("webhook", "on_watched_body", '{"a": "{title"}', "Body of Watched: $.a, character 1: "),
        ("scripts", "on_watched_subject", "'open", "Arguments of Watched: character 1: "),
    ],
)
def test_a_broken_text_is_named_with_its_place(
    agent: str, field: str, text: str, told: str
) -> None:
    found = flaws(notifier(agent, on_watched=1, **{field: text}))

    assert [(flaw.field, flaw.severity) for flaw in found] == [(field, Severity.BROKEN)]
    assert found[0].text.startswith(told)


def test_mqtt_texts_are_documents_only_where_they_are_sent_as_such() -> None:
    plain = notifier("mqtt", on_watched=1, on_watched_body="{title} seen")
    as_json = edited(plain, NotifierEdit(settings={"as_json": 1}))

    assert flaws(plain, ["on_watched_body"]) == []
    assert "it is no JSON" in flaws(as_json, ["on_watched_body"])[0].text


def test_scripts_have_no_body_that_could_be_wrong() -> None:
    assert flaws(notifier("scripts", on_play=1, on_play_body="{title")) == []


@pytest.mark.parametrize(
    ("content", "field", "told"),
    [
        ({"custom_conditions": '[{"parameter": "x"}]'}, "custom_conditions", "Condition 1: "),
        (
            {"custom_conditions_logic": "{9}"},
            "custom_conditions_logic",
            "The logic at character 2: ",
        ),
        (
            {"custom_conditions_logic": "{1} or"},
            "custom_conditions_logic",
            "The logic at character 7: ",
        ),
    ],
)
def test_broken_conditions_and_logic_are_named(
    content: dict[str, Fact], field: str, told: str
) -> None:
    (found,) = flaws(notifier("discord", **content))

    assert found.field == field
    assert found.text.startswith(told)


def test_a_change_answers_for_what_it_changes_and_switches_on() -> None:
    before = notifier("discord", on_play=1, on_play_body="{title")
    renamed = edited(before, NotifierEdit(friendly_name="Room"))
    told = edited(before, NotifierEdit(texts={"on_stop_body": "Over"}))
    switched = edited(before, NotifierEdit(triggers={"on_lowdisk": True}))

    assert concerned(before, renamed) == []
    assert concerned(before, told) == ["on_stop_body"]
    assert concerned(before, switched) == ["on_lowdisk_subject", "on_lowdisk_body"]


def test_texts_that_are_read_in_another_way_from_now_on_are_looked_at() -> None:
    before = notifier("mqtt", on_play=1, on_play_body="{title} began")
    after = edited(before, NotifierEdit(settings={"as_json": 1}))

    assert concerned(before, after) == ["on_play_subject", "on_play_body"]
    assert "it is no JSON" in flaws(after, concerned(before, after))[0].text


def test_what_has_no_effect_is_refused_only_where_that_is_asked_for() -> None:
    found = flaws(notifier("discord", on_play=1, on_play_body="{title:09999d}"))

    assert {flaw.severity for flaw in found} == {Severity.UNFIT}
    refuse(found, BROKEN)
    with pytest.raises(InputError, match="Body of Playback Start") as refused:
        refuse(found)
    assert refused.value.field == "on_play_body"


def test_what_there_is_not_cannot_be_changed() -> None:
    before = notifier("webhook")
    for edit, field in (
        (NotifierEdit(settings={"colour": "red"}), "colour"),
        (NotifierEdit(triggers={"on_fire": True}), "on_fire"),
        (NotifierEdit(texts={"on_fire_body": "!"}), "on_fire"),
        (NotifierEdit(friendly_name="x" * 201), "friendly_name"),
    ):
        with pytest.raises(InputError) as refused:
            edited(before, edit)
        assert refused.value.field == field


def test_settings_that_are_not_named_stay() -> None:
    before = edited(notifier("webhook"), NotifierEdit(settings={"hook": "https://one.test/"}))
    after = edited(before, NotifierEdit(settings={"method": "PUT"}))

    assert after.settings == {"hook": "https://one.test/", "method": "PUT"}
    assert replace(after, content=before.content) == before
