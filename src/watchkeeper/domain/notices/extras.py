"""What a message carries besides its texts: parameters, and settings that hold some."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.message import EXTRAS
from watchkeeper.domain.notices.texts import Text
from watchkeeper.errors import InputError

MQTT_TOPIC = "mqtt_topic"
"""The topic of MQTT, filled in."""

_NO_LEVEL = str.maketrans(dict.fromkeys("+#/\0", "_"))


def extras_of(
    agent: str,
    settings: Mapping[str, Setting],
    values: Mapping[str, object],
    media_type: str | None,
) -> dict[str, str]:
    """The parameters that an agent's channel sends besides subject and body."""
    found = {name: str(values.get(name, "")) for name in EXTRAS}
    third = str(settings.get("value3") or "")
    if agent == "ifttt" and third:
        found[third] = str(values.get(third, ""))
    if agent == "mqtt":
        found[MQTT_TOPIC] = _topic(str(settings.get("topic") or ""), values, media_type)
    return found


def _topic(source: str, values: Mapping[str, object], media_type: str | None) -> str:
    """A topic filled in: no value adds a level or a wildcard to it."""
    try:
        return Text.taken_over(source, "mqtt").fill(values, media_type, _part_of_topic)
    except InputError:
        return source


def _part_of_topic(value: str) -> str:
    return value.translate(_NO_LEVEL)
