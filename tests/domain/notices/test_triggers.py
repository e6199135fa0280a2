"""Triggers and parameters: the same as the API of Tautulli states them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from watchkeeper.domain.notices.agents import AGENTS, usual_texts
from watchkeeper.domain.notices.parameters import (
    FURTHER,
    OUR_PARAMETERS,
    is_known,
    parameters,
    parameters_by_name,
)
from watchkeeper.domain.notices.texts import text_problems
from watchkeeper.domain.notices.triggers import (
    ADDED,
    ALL_TRIGGERS,
    OF_SERVER,
    OUR_TRIGGERS,
    TRIGGERS,
    Trigger,
    trigger_of,
)

SPECIFIED = Path(__file__).parents[4] / "shared/spec/notification-parameters.json"


def test_there_are_22_triggers_each_with_label_text_and_media_types() -> None:
    assert len({trigger.name for trigger in TRIGGERS}) == 22
    assert len({trigger.label for trigger in TRIGGERS}) == 22
    assert all(trigger.body and trigger.media_types for trigger in TRIGGERS)
    counts = Counter(trigger.media_types for trigger in TRIGGERS)
    assert counts[OF_SERVER] == 8
    assert counts[ADDED] == 1


def test_a_trigger_is_found_by_name() -> None:
    watched = trigger_of("on_watched")
    assert watched is not None
    assert (watched.label, watched.action) == ("Watched", "watched")
    assert trigger_of("on_nothing") is None


def test_our_own_triggers_stand_beside_those_of_tautulli() -> None:
    assert all(trigger.is_ours for trigger in OUR_TRIGGERS)
    assert not any(trigger.is_ours for trigger in TRIGGERS)
    assert len({trigger.name for trigger in ALL_TRIGGERS}) == len(ALL_TRIGGERS)
    failed = trigger_of("on_backupfailed")
    assert failed is not None
    assert failed.subject == "Watchkeeper ({server_name})"


@pytest.mark.parametrize("trigger", OUR_TRIGGERS, ids=lambda each: each.name)
def test_our_usual_texts_ask_for_parameters_that_there_are(trigger: Trigger) -> None:
    assert text_problems(trigger.subject) == []
    assert text_problems(trigger.body) == []


def test_agents_take_their_usual_texts_from_the_triggers() -> None:
    discord = next(agent for agent in AGENTS if agent.name == "discord")
    webhook = next(agent for agent in AGENTS if agent.name == "webhook")
    assert usual_texts(discord, "on_intup") == (
        "Tautulli ({server_name})",
        "The Plex Media Server is back up.",
    )
    assert usual_texts(webhook, "on_intup") == ("", "")


@pytest.mark.skipif(not SPECIFIED.exists(), reason="the specification is not beside this tree")
def test_the_catalogue_is_the_specified_one() -> None:
    specified = json.loads(SPECIFIED.read_text())["notification"]
    assert [(each.category, each.name, each.title, each.type) for each in parameters()] == [
        (group["category"], each["value"], each["name"], each["type"])
        for group in specified
        for each in group["parameters"]
    ]


def test_one_name_is_listed_twice_and_means_the_first() -> None:
    assert len(parameters()) == 304
    assert len(parameters_by_name()) == 303 + len(OUR_PARAMETERS)
    assert parameters_by_name()["channel_title"].title == "Channel Title"


def test_further_names_are_none_of_the_catalogue() -> None:
    assert not FURTHER & set(parameters_by_name())
    assert is_known("slug")
    assert is_known("title")
    assert not is_known("nope")
