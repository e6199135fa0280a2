"""What is wrong with texts and conditions: English for programs, any language for people."""

from __future__ import annotations

import pytest

from watchkeeper.domain.notices.agents import AGENTS, OUR_AGENTS, Agent
from watchkeeper.domain.notices.conditions import ConditionError, read_conditions
from watchkeeper.domain.notices.imported import imported_problems
from watchkeeper.domain.notices.setting_words import LABELS
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import Sentence, speaking, told

GERMAN = Languages().named("de")


@pytest.mark.parametrize(
    ("source", "agent", "english", "german"),
    [
        (
            "{title} by {director}",
            "email",
            'Character 13: there is no parameter "director".',
            "Zeichen 13: es gibt keinen Parameter „director“.",
        ),
        (
            '{"a": "{title"}',
            "webhook",
            "$.a, character 1: this brace is not closed; a literal one is written {{.",
            "$.a, Zeichen 1: diese Klammer wird nicht geschlossen;"
            " eine einfache Klammer schreibt man {{.",
        ),
        (
            "a {user.x}",
            "scripts",
            'Argument 2, character 2: "user" has no part "x".',
            None,
        ),
        ("<movie>a", "email", "Character 1: <movie> is not closed.", None),
    ],
)
def test_a_problem_is_english_and_can_be_told_in_any_language(
    source: str, agent: str, english: str, german: str | None
) -> None:
    with speaking(GERMAN):
        (found,) = imported_problems(source, agent)
        assert str(found) == english
        assert told(found.sentence) != english
        assert german is None or told(found.sentence) == german
    (again,) = imported_problems(source, agent)  # texts that were read are remembered
    assert told(again.sentence) == english


def test_a_problem_of_one_text_of_several_names_it() -> None:
    (found,) = imported_problems("{title} by {director}", "email")
    where = Sentence("%(part)s of %(trigger)s", part=Sentence("Body"), trigger="Watched")
    sentence = found.sentence_of(where)
    assert sentence == 'Body of Watched: character 13: there is no parameter "director".'
    with speaking(GERMAN):
        assert told(sentence).startswith("Text von „Watched“: Zeichen 13: ")


def test_a_condition_that_cannot_be_tells_its_reason_alone_too() -> None:
    with pytest.raises(ConditionError) as raised:
        read_conditions([{"parameter": "director", "operator": "is", "value": ["x"]}])
    assert str(raised.value) == 'Condition 1: there is no parameter "director".'
    with speaking(GERMAN):
        assert told(raised.value) == "Bedingung 1: es gibt keinen Parameter „director“."
        assert told(raised.value.reason) == "es gibt keinen Parameter „director“"


@pytest.mark.parametrize("agent", [*AGENTS, *OUR_AGENTS], ids=lambda agent: agent.name)
def test_every_setting_has_a_name_that_can_be_translated(agent: Agent) -> None:
    assert set(agent.usual) <= set(LABELS)
