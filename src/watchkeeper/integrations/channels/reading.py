"""What the settings of a notifier and the texts of a message say, as channels need it."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.notices.agents import Setting
from watchkeeper.domain.notices.demands import NO_PORT, is_port
from watchkeeper.domain.notices.message import Delivery
from watchkeeper.domain.notices.setting_words import label
from watchkeeper.errors import InputError


def needed(delivery: Delivery, name: str) -> str:
    """A setting without which nothing can be sent.

    Raises:
        InputError: it is blank.
    """
    found = text(delivery, name)
    if not found:
        raise InputError(
            "Fill in %(label)s: without it nothing can be sent.", label=label(name), field=name
        )
    return found


def text(delivery: Delivery, name: str) -> str:
    """A setting as text without blanks around it."""
    value = delivery.settings.get(name)
    return "" if value is None or isinstance(value, list) else str(value).strip()


def listed(delivery: Delivery, name: str) -> list[str]:
    """A setting of several values."""
    value = delivery.settings.get(name)
    return [str(each).strip() for each in value] if isinstance(value, list) else []


def number(settings: Mapping[str, Setting], name: str) -> int:
    """A setting as number; 0 for what is none."""
    value = settings.get(name)
    return value if isinstance(value, int) else 0


def port(delivery: Delivery, name: str) -> int:
    """The number of a port.

    Raises:
        InputError: there is none of that number.
    """
    found = number(delivery.settings, name)
    if not is_port(found):
        raise InputError(NO_PORT, field=name)
    return found


def together(delivery: Delivery, line_break: str = "\r\n") -> str:
    """Subject and body as one text, or the body alone, as the notifier wants it."""
    message = delivery.message
    if not delivery.settings.get("incl_subject") or not message.subject:
        return message.body
    return f"{message.subject}{line_break}{message.body}"


def stated(delivery: Delivery, *names: str) -> dict[str, object]:
    """Those of the settings that are not blank."""
    return {name: text(delivery, name) for name in names if text(delivery, name)}
