"""Preferences: defaults, changes, values fixed from outside."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest
from sqlalchemy import insert, select

from tests.features.preferences.conftest import Opener
from watchkeeper.db.database import Database
from watchkeeper.db.tables import audit, preference
from watchkeeper.errors import ConflictError, InputError
from watchkeeper.features.preferences import (
    GROUPS,
    Display,
    Group,
    HistoryTables,
    Preferences,
    PreferencesChanged,
    Recording,
)
from watchkeeper.features.preferences.service import checked
from watchkeeper.features.preferences.tautulli_names import WITHOUT_MEANING
from watchkeeper.runtime.bus import Bus

SPECIFICATION = Path(__file__).parents[4] / "shared" / "spec" / "settings.md"


def test_defaults_are_tautullis(preferences: Preferences) -> None:
    recording = preferences.group(Recording)

    assert (recording.movie_watched_percent, recording.tv_watched_percent) == (85, 85)
    assert (recording.watched_marker, recording.logging_ignore_interval) == (3, 120)
    assert preferences.group(HistoryTables).group_history_tables
    assert preferences.group(Display).date_format == "YYYY-MM-DD"


async def test_a_change_holds_at_once_and_is_told(preferences: Preferences, bus: Bus) -> None:
    told: list[PreferencesChanged] = []
    bus.listen(PreferencesChanged, told.append)

    await preferences.change(
        Recording, {"movie_watched_percent": 70, "tv_watched_percent": 85}, "Olga"
    )

    assert preferences.group(Recording).movie_watched_percent == 70
    assert told == [PreferencesChanged(Recording, frozenset({"movie_watched_percent"}))]


async def test_a_change_survives_a_restart(preferences: Preferences, opened: Opener) -> None:
    await preferences.change(Recording, {"movie_watched_percent": 70}, "Olga")
    await preferences.change(Display, {"home_stats_cards": "top_tv, top_movies"}, "Olga")

    again = opened({})
    assert again.group(Recording).movie_watched_percent == 70
    assert again.group(Recording).tv_watched_percent == 85
    assert again.group(Display).home_stats_cards == ("top_tv", "top_movies")


async def test_a_change_is_on_the_audit_trail(preferences: Preferences, db: Database) -> None:
    await preferences.change(Recording, {"movie_watched_percent": 70}, "Olga")

    (row,) = await db.read(lambda conn: conn.execute(select(audit)).mappings().all())
    assert (row["who"], row["subject"]) == ("Olga", "preference:recording.movie_watched_percent")
    assert (row["before"], row["after"]) == ("85", "70")


@pytest.mark.parametrize(
    ("group", "field", "value"),
    [
        (Recording, "movie_watched_percent", 0),
        (Recording, "movie_watched_percent", 101),
        (Recording, "movie_watched_percent", "many"),
        (Recording, "movie_watched_percent", None),
        (Recording, "watched_marker", 4),
        (Recording, "unheard_of", 1),
        (HistoryTables, "group_history_tables", "perhaps"),
        (Display, "date_format", ""),
        (Display, "date_format", "Y" * 100),
        (Display, "home_stats_cards", 5),
    ],
)
async def test_an_unfit_value_changes_nothing(
    preferences: Preferences, group: type[Group], field: str, value: object
) -> None:
    before = preferences.group(group)

    with pytest.raises(InputError) as refused:
        await preferences.change(group, {field: value}, "Olga")

    assert refused.value.field == field
    assert preferences.group(group) == before


async def test_one_unfit_value_holds_the_others_back(preferences: Preferences) -> None:
    with pytest.raises(InputError):
        await preferences.change(
            Recording, {"tv_watched_percent": 50, "movie_watched_percent": 0}, "Olga"
        )

    assert preferences.group(Recording).tv_watched_percent == 85


@pytest.mark.parametrize(
    "name",
    [
        "NOTIFY_CONTINUED_SESSION_THRESHOLD",
        "notify_continued_session_threshold",
        "continued_session_threshold",
        "recording.continued_session_threshold",
        " Recording.Continued_Session_Threshold ",
    ],
)
def test_values_are_fixed_by_our_names_and_by_tautullis(opened: Opener, name: str) -> None:
    preferences = opened({name: "20"})

    assert preferences.group(Recording).continued_session_threshold == 20
    assert preferences.is_fixed(name)
    assert not preferences.is_fixed("buffer_wait")


async def test_a_fixed_value_wins_and_cannot_be_changed(
    preferences: Preferences, opened: Opener
) -> None:
    await preferences.change(Recording, {"tv_watched_percent": 70}, "Olga")

    fixed = opened({"tv_watched_percent": "90"})

    assert fixed.group(Recording).tv_watched_percent == 90
    with pytest.raises(ConflictError) as refused:
        await fixed.change(Recording, {"tv_watched_percent": 60}, "Olga")
    assert "WATCHKEEPER_SET" in str(refused.value)
    assert opened({}).group(Recording).tv_watched_percent == 70


@pytest.mark.parametrize("text", ["0", "false", "no", "off"])
def test_switches_are_fixed_in_any_usual_word(opened: Opener, text: str) -> None:
    assert not opened({"GROUP_HISTORY_TABLES": text}).group(HistoryTables).group_history_tables


@pytest.mark.parametrize(
    ("fixed", "named"),
    [
        ({"tv_watched_percents": "90"}, "tv_watched_percents"),
        ({"TV_WATCHED_PERCENT": "many"}, "TV_WATCHED_PERCENT"),
        ({"": "1"}, ""),
    ],
)
def test_an_unfit_fixed_value_is_refused_by_name(
    opened: Opener, fixed: dict[str, str], named: str
) -> None:
    with pytest.raises(InputError) as refused:
        opened(fixed)

    assert refused.value.field == named


def test_settings_of_tautulli_without_meaning_here_are_let_pass(opened: Opener) -> None:
    preferences = opened({"GIT_BRANCH": "master"})

    assert not preferences.is_fixed("GIT_BRANCH")


def test_a_stored_value_that_no_longer_fits_gives_way_to_the_default(
    db: Database, opened: Opener
) -> None:
    rows = [
        {"name": "recording.tv_watched_percent", "value": "1000", "changed_at": 0},
        {"name": "recording.buffer_wait", "value": "60", "changed_at": 0},
        {"name": "gone.field", "value": "1", "changed_at": 0},
    ]
    db.write_now(lambda conn: conn.execute(insert(preference), rows))

    recording = opened({}).group(Recording)
    assert (recording.tv_watched_percent, recording.buffer_wait) == (85, 60)


def test_the_catalogue_tells_all_that_a_form_needs(opened: Opener) -> None:
    catalogue = {each.name: each for each in opened({"watched_marker": "1"}).catalogue()}

    marker = catalogue["recording.watched_marker"]
    assert (marker.kind, marker.value, marker.default, marker.is_fixed) == ("choice", 1, 3, True)
    assert set(marker.choices) == {0, 1, 2, 3}
    percent = catalogue["recording.tv_watched_percent"]
    assert (percent.minimum, percent.maximum, percent.unit) == (1, 100, "%")
    assert percent.tautulli_name == "TV_WATCHED_PERCENT"
    assert all(each.title and each.help for each in catalogue.values())
    assert orjson.dumps(list(catalogue.values()), option=orjson.OPT_NON_STR_KEYS)


def test_every_setting_of_tautulli_is_known(preferences: Preferences) -> None:
    if not SPECIFICATION.exists():
        pytest.skip("the table of Tautulli's settings is not at hand")
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|", SPECIFICATION.read_text(), re.MULTILINE)
    ours = {each.tautulli_name.lower() for each in preferences.catalogue()} - {""}

    assert set(map(str.lower, rows)) == ours | WITHOUT_MEANING
    assert not ours & WITHOUT_MEANING


def test_defaults_and_bounds_agree() -> None:
    for group in GROUPS:
        assert checked(group, asdict(group())) == group()
