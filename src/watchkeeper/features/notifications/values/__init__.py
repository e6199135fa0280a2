"""Values of every parameter, made from what is known of an event."""

from __future__ import annotations

from collections.abc import Collection

from watchkeeper.domain.notices.parameters import parameters_by_name
from watchkeeper.features.notifications.telling.facts import NoticeFacts
from watchkeeper.features.notifications.values.details import detail_values
from watchkeeper.features.notifications.values.general import general_values
from watchkeeper.features.notifications.values.links import link_values
from watchkeeper.features.notifications.values.naming import naming_values
from watchkeeper.features.notifications.values.playback import playback_values
from watchkeeper.features.notifications.values.running import running_values
from watchkeeper.features.notifications.values.stated import further_values, stated_values
from watchkeeper.features.notifications.values.subject import Subject, subject_of

__all__ = ["media_type_of", "values_named", "values_of"]


def values_of(facts: NoticeFacts) -> dict[str, object]:
    """The value of every parameter for one event: text, number or `Moment`; "" where not known.

    Besides the catalogue it holds the facts of session and item under their own names.
    """
    subject = subject_of(facts)
    return {
        **(further_values(subject) if subject else {}),
        **dict.fromkeys(parameters_by_name(), ""),
        **general_values(facts),
        **(_media_values(facts, subject, parameters_by_name()) if subject else {}),
        **facts.extra,
    }


def values_named(facts: NoticeFacts, names: Collection[str]) -> dict[str, object]:
    """The values of some parameters of the catalogue, in a fraction of the time."""
    subject = subject_of(facts)
    found = {
        **general_values(facts),
        **(_media_values(facts, subject, names) if subject else {}),
        **facts.extra,
    }
    return {name: found.get(name, "") for name in names}


def media_type_of(facts: NoticeFacts) -> str | None:
    """The media type that decides which tagged parts of texts are meant; None of a server."""
    subject = subject_of(facts)
    return subject.media_type if subject else None


def _media_values(
    facts: NoticeFacts, subject: Subject, names: Collection[str]
) -> dict[str, object]:
    return {
        **stated_values(subject, names),
        **running_values(facts),
        **naming_values(subject),
        **detail_values(subject, facts.formats),
        **link_values(subject, facts.server),
        **(playback_values(facts, facts.session) if facts.session else {}),
    }
