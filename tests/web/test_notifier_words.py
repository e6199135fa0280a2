"""Notifications in another language: what pages show is translated, what is stored is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from watchkeeper.domain.notices.conditions import Condition
from watchkeeper.domain.notices.conditions import Conditions as All
from watchkeeper.domain.notices.logic import read_logic
from watchkeeper.domain.notices.triggers import ALL_TRIGGERS
from watchkeeper.features.notifications import read_options
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import speaking
from watchkeeper.web.views.notifications.catalogue import catalogue
from watchkeeper.web.views.notifications.conditions import (
    ConditionRow,
    condition_fields,
    known_parameters,
    operator_words,
    sentence,
)
from watchkeeper.web.views.notifications.log import after_tries
from watchkeeper.web.views.notifications.options import unusual
from watchkeeper.web.views.notifications.settings_form import label_of
from watchkeeper.web.views.notifications.triggers import WHEN, about

FILM = Condition("media_type", "is", ("movie", "episode"), "str")
OTHER = Condition("username", "is not", ("olga", "~"), "str")


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with speaking(Languages().named("de")):
        yield


def test_conditions_are_a_sentence_of_the_language() -> None:
    assert sentence(All((FILM, OTHER))) == (
        "wenn gilt: Medientyp ist „movie“ oder „episode“,"
        " und Benutzername ist nicht „olga“ oder nichts"
    )
    logic = read_logic("{1} and ({2} or {1})", 2)
    assert sentence(All((FILM, OTHER), logic)).endswith(
        ", und (Benutzername ist nicht „olga“ oder nichts,"
        " oder Medientyp ist „movie“ oder „episode“)"
    )


def test_operators_keep_their_codes_beside_their_words() -> None:
    assert operator_words("int") == (
        "is=ist|is not=ist nicht|is greater than=ist größer als|is less than=ist kleiner als"
    )


def test_a_condition_that_cannot_be_kept_says_why_without_its_number() -> None:
    (field,) = condition_fields([ConditionRow("director", "is", "x")], is_refused=True)
    assert field.problem == "Es gibt keinen Parameter „director“."


def test_all_parameters_are_offered_in_the_language() -> None:
    offered = known_parameters()
    assert ("server_name", "Servername") in offered["Allgemein"]
    titles = [title for rows in offered.values() for _name, title in rows]
    assert "Stream Video Codec" not in titles
    assert len(titles) > 300


def test_kinds_and_triggers_are_told_in_the_language() -> None:
    groups = catalogue({"email"})
    assert "Für andere Programme" in [group.title for group in groups]
    mail = next(kind for group in groups for kind in group.kinds if kind.label == "E-Mail")
    assert mail.what == "Sendet Mails an die, die du nennst."
    assert set(WHEN) == {trigger.name for trigger in ALL_TRIGGERS}
    assert about(ALL_TRIGGERS[0]) == "Filme, Folgen, Titel"


def test_options_and_states_are_whole_phrases() -> None:
    options = read_options({"rate_count": 5, "digest": "daily", "is_silent": "1"})
    assert unusual(options) == [
        "schweigt", "höchstens 5 in einer Stunde", "Sammelnachricht: täglich",
    ]  # fmt: skip
    assert after_tries("gesendet", 1) == "gesendet"
    assert after_tries("gesendet", 3) == "gesendet nach 3 Versuchen"


def test_a_receiver_is_not_the_end_of_a_time() -> None:
    assert (label_of("to"), label_of("smtp_server")) == ("An", "SMTP-Server")
