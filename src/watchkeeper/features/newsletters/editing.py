"""Changing parts of a newsletter: what is not named stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from watchkeeper.errors import InputError
from watchkeeper.features.newsletters.newsletter import Newsletter, as_json, stored_design
from watchkeeper.features.newsletters.receivers import checked_addresses
from watchkeeper.features.newsletters.texts import USUAL, checked

LONGEST = 20_000
"""Characters of a text; templates have a bound of their own."""
LISTS = ("to", "cc", "bcc")
Values = Mapping[str, Any]  # Any: values of many types


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be changed, in the words of each part."""

    row: Values = field(default_factory=dict)  # friendly_name, id_name, active, cron, texts
    config: Values = field(default_factory=dict)  # Tautulli's settings of a newsletter
    email: Values = field(default_factory=dict, repr=False)  # and of its mail
    design: Values = field(default_factory=dict, repr=False)  # fields of `Design`


def edited(before: Newsletter, edit: Edit) -> dict[str, Any]:  # Any: columns of the table
    """The settings after a change; `Newsletters.put` checks the rest of them.

    Raises:
        InputError: a text or an address cannot be used; `field` names it.
    """
    for name in USUAL.keys() & edit.row.keys():
        text = str(edit.row[name])
        if len(text) > LONGEST:
            raise InputError("This text is too long.", field=name)
        checked(text, name)
    lists = {name: edit.email[name] for name in LISTS if name in edit.email}
    told = {name: checked_addresses("\n".join(some), name) for name, some in lists.items()}
    return {
        **before.content,
        **edit.row,
        "newsletter_config": as_json({**before.config, **edit.config}),
        "email_config": as_json({**before.email, **edit.email, **told}),
        "design": stored_design(replace(before.design, **edit.design)),
    }
