"""What an owner is told of the notifiers of an imported Tautulli."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.features.importers.notifier_problems import problems_of


def row(**more: Any) -> dict[str, Any]:
    return {"agent_id": 20, "agent_name": "discord", "on_play": 1, **more}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (row(on_play_body="{user} plays {title}"), []),
        (row(on_play_body="{nobody}"), ["there is no parameter"]),
        (row(on_play=0, on_play_body="{nobody}"), []),
        (row(custom_conditions="not json"), ["its conditions are no JSON"]),
        (row(custom_conditions="[]", custom_conditions_logic="{1} and"), ["conditions: "]),
        (row(agent_id=25, agent_name="webhook", on_play_body="{"), ["on_play body: "]),
    ],
)
def test_each_problem_is_said_with_its_place(told: dict[str, Any], words: list[str]) -> None:
    found = list(problems_of(told))
    assert len(found) == len(words)
    assert all(start in each for each, start in zip(found, words, strict=True))
