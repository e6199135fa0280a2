"""The table of commands against the specified one."""

from __future__ import annotations

import json

import pytest

from tests.api.v2.specified import SPECIFICATION
from watchkeeper.api.v2 import COMMANDS, REGISTRY, activity
from watchkeeper.api.v2.params import OTHERS
from watchkeeper.api.v2.registry import Registry
from watchkeeper.features.accounts.access import Scope

BY_AGENT = {"<agent>_<key>", "on_*", "on_*_subject / on_*_body"}
WITHOUT = {
    "get_metadata": {"sync_id"},
    "get_server_id": {"get_url", "manual", "test_websocket"},
    "import_database": {"app"},
    "pms_image_proxy": {"clip"},
    "register_device": {"app"},
    "set_newsletter_config": {"newsletter_config_<key>", "newsletter_email_<key>"},
    "set_notifier_config": BY_AGENT,
}
"""Specified parameters that mean nothing here and are ignored, or are taken with many others."""


@pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="the specification (../shared/spec) is not here"
)
def test_commands_have_the_specified_names_and_parameters() -> None:
    commands = json.loads(SPECIFICATION.read_text())["commands"]
    specified = {one["name"]: {each["name"] for each in one["params"]} for one in commands}
    for command in REGISTRY.all():
        ours = {parameter.name for parameter in command.grammar.parameters} - {OTHERS}
        assert ours == specified[command.name] - WITHOUT.get(command.name, set()), command.name


@pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="the specification (../shared/spec) is not here"
)
def test_every_specified_command_is_there() -> None:
    commands = json.loads(SPECIFICATION.read_text())["commands"]
    assert {one["name"] for one in commands} == set(REGISTRY.names)


def test_every_command_says_what_it_does() -> None:
    for command in REGISTRY.all():
        assert command.help.endswith("."), command.name


READING = {"arnold", "download_export", "pms_image_proxy", "update_check"}


def test_what_changes_something_needs_more_than_reading() -> None:
    for command in REGISTRY.all():
        is_reading = command.name.startswith(("get_", "search", "server_status", "status", "docs"))
        if not is_reading and command.name not in READING:
            assert command.scope is not Scope.READ, command.name


def test_only_the_documentation_is_open() -> None:
    assert [found.name for found in REGISTRY.all() if found.is_open] == ["docs", "docs_md"]


def test_two_commands_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="get_activity"):
        Registry((*COMMANDS, activity.COMMANDS))
