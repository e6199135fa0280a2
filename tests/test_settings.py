"""Bootstrap settings: where they come from, and what is said when one does not fit."""

from __future__ import annotations

from dataclasses import asdict
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.errors import InputError
from watchkeeper.settings import Settings, fixed_preferences, load, unknown_variables


def loaded(folder: Path, **variables: str) -> Settings:
    environ = {f"WATCHKEEPER_{name}": value for name, value in variables.items()}
    return load({"WATCHKEEPER_DATA": str(folder / "data"), "TZ": "UTC", **environ}, folder)


def test_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    assert (settings.host, settings.port, settings.base_path) == ("127.0.0.1", 8181, "")
    assert settings.plex_tv_url == "https://plex.tv"
    assert settings.data == tmp_path / "data"


def test_the_data_folder_has_a_place_of_its_own(tmp_path: Path) -> None:
    settings = load({"XDG_DATA_HOME": str(tmp_path / "share")}, tmp_path)

    assert settings.data == tmp_path / "share" / "watchkeeper"


def test_variables(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        PORT="9000",
        BASE_PATH="tools/watch/",
        TIMEZONE="Europe/Berlin",
        TRUSTED_PROXIES="10.0.0.0/8, ::1",
        PLEX_URL="http://plex:32400/",
        PLEX_TOKEN="tok",
        SET="tv_watched_percent=90,home_stats_cards=top_tv,top_movies",
        HSTS="true",
    )

    assert (settings.port, settings.base_path, settings.hsts) == (9000, "/tools/watch", True)
    assert settings.zone.key == "Europe/Berlin"
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert settings.plex_url == "http://plex:32400"
    assert settings.set == {"tv_watched_percent": "90", "home_stats_cards": "top_tv,top_movies"}


def test_the_file_and_variables_that_win_over_it(tmp_path: Path) -> None:
    (tmp_path / "watchkeeper.toml").write_text(
        'port = 9000\nbase_path = "/w"\ntrusted_proxies = ["10.0.0.1"]\n'
        "[set]\ntv_watched_percent = 90\ngroup_history_tables = false\n"
        'home_stats_cards = ["a", "b"]'
    )

    settings = loaded(tmp_path, BASE_PATH="/v")

    assert (settings.port, settings.base_path) == (9000, "/v")
    assert settings.trusted_proxies == (ip_network("10.0.0.1/32"),)
    assert settings.set == {
        "tv_watched_percent": "90",
        "group_history_tables": "0",
        "home_stats_cards": "a,b",
    }


def test_the_file_may_lie_in_the_data_folder_or_anywhere(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "watchkeeper.toml").write_text("port = 9001")
    (tmp_path / "other.toml").write_text("port = 9002")

    assert loaded(tmp_path).port == 9001
    assert loaded(tmp_path, CONFIG=str(tmp_path / "other.toml")).port == 9002


def test_secrets_from_files(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from a file\n")

    settings = loaded(tmp_path, OWNER="Olga", PASSWORD_FILE=str(tmp_path / "password"))

    assert settings.password is not None
    assert settings.password.reveal() == "from a file"


def test_s15_secrets_are_in_no_repr(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        API_KEY="planted-key",
        OWNER="Olga",
        PASSWORD="planted-password",
        PLEX_URL="http://plex:32400",
        PLEX_TOKEN="planted-token",
    )

    assert "planted" not in repr(settings) + str(settings) + str(asdict(settings))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "many"),
        ("BASE_PATH", "/a b"),
        ("BASE_PATH", "/a//b"),
        ("BASE_PATH", "http://x"),
        ("TIMEZONE", "Mars/Base"),
        ("TIMEZONE", "../../etc/passwd"),
        ("PLEX_TV_URL", "plex.tv"),
        ("PLEX_TV_URL", "file:///etc/passwd"),
        ("TRUSTED_PROXIES", "everybody"),
        ("LOG_LEVEL", "loud"),
        ("HSTS", "perhaps"),
        ("SET", "tv_watched_percent"),
        ("DATABASE_URL", "postgresql://x"),
        ("PASSWORD_FILE", "/nowhere/at/all"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, **{name: value})

    assert refused.value.field == f"WATCHKEEPER_{name}"
    assert str(refused.value).startswith(f"WATCHKEEPER_{name}")


def test_a_wrong_tz_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load({"TZ": "Mars/Base"}, tmp_path)

    assert refused.value.field == "TZ"


@pytest.mark.parametrize(
    "variables", [{"OWNER": "Olga"}, {"PASSWORD": "x"}, {"PLEX_URL": "http://p:32400"}]
)
def test_half_a_pair_is_refused(tmp_path: Path, variables: dict[str, str]) -> None:
    with pytest.raises(InputError, match="belong together"):
        loaded(tmp_path, **variables)


@pytest.mark.parametrize("content", ["port = ", "prot = 1", 'port = "x"', "\x00"])
def test_a_file_that_does_not_fit_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "watchkeeper.toml").write_text(content)

    with pytest.raises(InputError, match=r"watchkeeper\.toml"):
        loaded(tmp_path)


def test_s15_a_refusal_does_not_tell_a_secret(tmp_path: Path) -> None:
    (tmp_path / "watchkeeper.toml").write_text('api_key = ["planted-key"]')

    with pytest.raises(InputError) as refused:
        loaded(tmp_path)

    assert "planted" not in str(refused.value)


def test_misspelt_variables_are_found() -> None:
    environ = {"WATCHKEEPER_PROT": "1", "WATCHKEEPER_PORT": "1", "PATH": "x"}

    assert unknown_variables(environ) == ["WATCHKEEPER_PROT"]


NAMES = st.from_regex(r"[a-z_]{1,10}", fullmatch=True)
VALUES = st.lists(st.from_regex(r"[a-z0-9]{0,5}", fullmatch=True), min_size=1).map(",".join)


@given(st.dictionaries(NAMES, VALUES))
def test_fixed_preferences_are_read_as_they_were_written(pairs: dict[str, str]) -> None:
    text = ",".join(f"{name}={value}" for name, value in pairs.items())

    assert fixed_preferences(text) == pairs
