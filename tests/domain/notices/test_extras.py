"""What messages carry besides their texts, and what values may do in them."""

from __future__ import annotations

import pytest

from watchkeeper.domain.notices.agents import agent_named, agent_of
from watchkeeper.domain.notices.extras import MQTT_TOPIC, extras_of
from watchkeeper.domain.notices.markup import escaping
from watchkeeper.domain.notices.setting_words import help_of
from watchkeeper.domain.notices.settings import MASK, fully_masked, is_secret, sent_settings

VALUES = {"title": "C++/AC#DC", "action": "play", "user": "Ada"}


@pytest.mark.parametrize(
    ("topic", "filled"),
    [
        ("plex/{action}", "plex/play"),
        ("plex/{title}", "plex/C___AC_DC"),
        ("plex/<movie>film</movie>{user}", "plex/filmAda"),
        ("plex/{", "plex/{"),
    ],
)
def test_a_topic_is_filled_and_no_value_adds_a_level_to_it(topic: str, filled: str) -> None:
    assert extras_of("mqtt", {"topic": topic}, VALUES, "movie")[MQTT_TOPIC] == filled


def test_the_third_value_of_ifttt_may_be_any_parameter() -> None:
    assert extras_of("ifttt", {"value3": "action"}, VALUES, None)["action"] == "play"
    assert "action" not in extras_of("discord", {"value3": "action"}, VALUES, None)


@pytest.mark.parametrize(
    ("agent", "settings", "value", "sent"),
    [
        ("telegram", {"html_support": 1}, "<b>&", "&lt;b&gt;&amp;"),
        ("telegram", {"html_support": 0}, "<b>&", "<b>&"),
        ("slack", {}, "<!channel> \"R&B\"", "&lt;!channel&gt; \"R&amp;B\""),
        ("discord", {}, "@here <@12> <@!1> a@b", "@\u200bhere <@\u200b12> <@\u200b!1> a@b"),
        ("webhook", {}, "@here <b>", "@here <b>"),
    ],
)  # fmt: skip
def test_values_become_no_markup_and_call_nobody(
    agent: str, settings: dict[str, int], value: str, sent: str
) -> None:
    assert escaping(agent, settings)(value) == sent


@pytest.mark.parametrize(("agent", "sent"), [("email", "R&B"), ("telegram", "R&amp;B")])
def test_a_subject_that_is_no_html_stays_as_it_is(agent: str, sent: str) -> None:
    assert escaping(agent, {"html_support": 1}, is_subject=True)("R&B") == sent
    assert escaping(agent, {"html_support": 1})("R&B") == "R&amp;B"


def test_all_that_opens_something_is_masked_and_kept_when_the_mask_comes_back() -> None:
    discord = agent_named("discord")
    assert discord is not None
    before = {"hook": "https://hooks.test/secret", "username": "Keeper"}
    shown = fully_masked(before)
    assert shown == {"hook": MASK, "username": "Keeper"}
    sent = {"discord_hook": MASK, "discord_username": "New"}
    kept = sent_settings(discord.usual, "discord_", sent, before)
    assert (kept["hook"], kept["username"]) == (before["hook"], "New")


def test_our_own_agents_have_numbers_of_their_own() -> None:
    apprise = agent_named("apprise")
    assert apprise is not None
    assert (agent_of(apprise.id), apprise.is_ours, apprise.has_texts) == (apprise, True, True)
    assert is_secret("urls")
    assert help_of("apprise", "urls")
