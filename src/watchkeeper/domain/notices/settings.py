"""Settings of agents: read from what is stored or sent, told, and described for forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.facts import whole_number
from watchkeeper.domain.notices.agents import Setting, Settings
from watchkeeper.texts import N_

MASK = "    "
"""Stands for a password that is there; sent back, it keeps the password."""
SECRET = "password"  # noqa: S105  # the part of a setting's name that makes it one
HIDDEN = frozenset(
    {
        "hook", "key", "api_key", "token", "api_token", "app_token", "bot_token", "access_token",
        "access_token_secret", "consumer_key", "consumer_secret", "app_secret", "profile",
        "bot_id", "urls",
    }
)  # fmt: skip
"""Settings besides passwords that open something; pages never show them again."""
TOKENS = HIDDEN - {"profile", "urls"} | {"app_id"}
"""What is asked for as Tautulli asks for tokens."""

LINKS = {"": "", "plexweb": "Plex Web"}
FILM_LINKS = {**LINKS, "imdb": "IMDB", "themoviedb": "The Movie Database",
              "thetvdb": "TheTVDB", "trakt": "Trakt", "simkl": "Simkl"}  # fmt: skip
CHOICES: Mapping[str, Mapping[str, str]] = {
    "method": {name: name for name in ("GET", "POST", "PUT", "DELETE", "PATCH")},
    "tls": {"0": N_("None"), "1": "TLS/STARTTLS", "2": "TLS/SSL"},
    "movie_provider": FILM_LINKS,
    "tv_provider": {**FILM_LINKS, "tvmaze": "TVmaze"},
    "music_provider": {**LINKS, "lastfm": "Last.fm", "musicbrainz": "MusicBrainz"},
    "poster_size": {"0": N_("None"), "1": N_("Small"), "2": N_("Medium"), "3": N_("Large")},
    "protocol": {"MQTTv31": "MQTT 3.1", "MQTTv311": "MQTT 3.1.1", "MQTTv5": "MQTT 5"},
    "qos": {"0": N_("At most once"), "1": N_("At least once"), "2": N_("Exactly once")},
    "script": {"": ""},
    "tap_action": {"preplay": N_("Show the title"), "play": N_("Play it")},
    "time_frame_units": {"hours": N_("hours"), "days": N_("days"), "months": N_("months")},
}
SWITCHES = ("incl_", "html_support", "tts", "retain", "as_json", "disable_", "silent_")


def stored_settings(text: object) -> Mapping[str, Any]:  # Any: settings as somebody stored them
    """The settings that a row holds as JSON; none where it holds something else."""
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, Mapping) else {}


def full_settings(usual: Settings, known: Mapping[str, Any]) -> dict[str, Setting]:
    """Every setting of an agent, in the types of the usual ones; others are dropped."""
    return {
        name: _typed(default, known[name]) if name in known else default
        for name, default in usual.items()
    }


def sent_settings(
    usual: Settings, prefix: str, sent: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Setting]:
    """The settings that a call sends, each with the prefix; what is not sent is as usual."""
    known: dict[str, Any] = {name: sent[prefix + name] for name in usual if prefix + name in sent}
    for name, value in known.items():
        if is_secret(name) and value == MASK:
            known[name] = before.get(name, "")
    return full_settings(usual, known)


def masked(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """The settings with passwords replaced by their mask, as Tautulli shows them."""
    return {name: MASK if SECRET in name and value else value for name, value in settings.items()}


def fully_masked(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """The settings with all that opens something replaced by its mask, as we show them."""
    return {name: MASK if is_secret(name) and value else value for name, value in settings.items()}


def is_secret(name: str) -> bool:
    """Whether a setting opens something."""
    return SECRET in name or name in HIDDEN


def secrets_of(settings: Mapping[str, Setting]) -> tuple[str, ...]:
    """All that opens something, as it must not be told."""
    return tuple(str(value) for name, value in settings.items() if value and is_secret(name))


def input_kind(name: str, value: Setting) -> str:
    """How a setting is asked for: select, password, checkbox, number, token or text."""
    if name in CHOICES:
        return "select"
    if SECRET in name:
        return SECRET
    if isinstance(value, int):
        return "checkbox" if name.startswith(SWITCHES) else "number"
    return "token" if "token" in name or name in TOKENS else "text"


def _typed(default: Setting, value: Any) -> Setting:  # Any: a setting as somebody stored or sent it
    if isinstance(default, int):
        return whole_number(value) or 0
    if isinstance(default, list):
        listed = value if isinstance(value, list) else [value]
        return [str(each) for each in listed if each not in {"", None}]
    return "" if value is None else str(value[-1] if isinstance(value, list) and value else value)
