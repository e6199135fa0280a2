"""Schedules as forms offer them, and in words."""

from __future__ import annotations

import pytest

from watchkeeper.domain.newsletters.cron import Cron
from watchkeeper.domain.newsletters.schedule import Choice, choice_of, cron_of, in_words
from watchkeeper.errors import InputError
from watchkeeper.runtime.languages import Languages
from watchkeeper.texts import speaking


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 * * *", "Every day at 09:00"),
        ("0 0 * * 0", "Every Sunday at 00:00"),
        ("0 9,18 * * mon", "Every Monday at 09:00 and 18:00"),
        ("15 7 1,15 * *", "On the 1st and 15th of every month at 07:15"),
        ("0 9 13 * fri", "On the 13th of a month where that is a Friday at 09:00"),
        ("0 * * 12 *", "Every day at minute 0 of every hour, in December"),
    ],
)
def test_a_schedule_in_words(cron: str, words: str) -> None:
    assert in_words(Cron.read(cron)) == words


@pytest.mark.parametrize(
    ("choice", "cron"),
    [
        (Choice(kind="daily", time="07:05"), "5 7 * * *"),
        (Choice(kind="weekly", time="18:30", weekdays=("sun", "mon")), "30 18 * * mon,sun"),
        (Choice(kind="monthly", time="00:00", day="28"), "0 0 28 * *"),
        (Choice(kind="cron", cron="*/5 * * * *"), "*/5 * * * *"),
    ],
)
def test_what_a_form_chooses_comes_back(choice: Choice, cron: str) -> None:
    assert cron_of(choice) == cron
    assert cron_of(choice_of(cron)) == cron
    assert choice_of(cron).kind == choice.kind


def test_a_schedule_of_tautulli_is_shown_as_days_of_the_week() -> None:
    shown = choice_of("0 0 * * 0")
    assert (shown.kind, shown.weekdays, shown.time) == ("weekly", ("sun",), "00:00")
    assert choice_of("nonsense").kind == "cron"


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (Choice(kind="weekly", weekdays=()), "weekdays"),
        (Choice(kind="never"), "weekdays"),
        (Choice(time="25:00"), "time"),
        (Choice(time="soon"), "time"),
        (Choice(kind="monthly", day="32"), "day"),
        (Choice(kind="monthly", day="x"), "day"),
        (Choice(kind="cron", cron="x"), "cron"),
    ],
)
def test_what_is_missing_is_named(choice: Choice, field: str) -> None:
    with pytest.raises(InputError) as raised:
        cron_of(choice)
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 * * *", "Jeden Tag um 09:00"),
        ("0 9,18 * * mon", "Jeden Montag um 09:00 und 18:00"),
        ("15 7 1,15 * *", "Am 1. und 15. jedes Monats um 07:15"),
        ("0 9 13 * fri,sat", "Am 13. eines Monats, wenn das ein Freitag oder Samstag ist um 09:00"),
        ("0 * * 12 *", "Jeden Tag in Minute 0 jeder Stunde, im Dezember"),
        ("*/20 8-18 * * *", "Jeden Tag in 3 Minuten von 11 Stunden"),
    ],
)
def test_a_schedule_is_told_in_the_spoken_language(cron: str, words: str) -> None:
    with speaking(Languages().named("de")):
        assert in_words(Cron.read(cron)) == words
